"""Our server for the stretch: its site, its agents, the customers it knows."""

import sys
from dataclasses import replace
from pathlib import Path

from bench.day.quarter import Agent, Plan
from bench.day.quarter import Customer as Caller
from callcenter.model.customer import Customer, CustomerClass, Identity, IdentityKind
from callcenter.services.ports import User
from tests.asterisk import house as bed
from tests.asterisk.switch import APP, PASSWORD, Switch
from tests.house import HouseProcess, agent, furnish

SITE = Path(__file__).parent / "site"


class DayHouse(HouseProcess):
    """On the port where the switch looks for it."""

    def __init__(self, folder: Path, switch: Switch, *, sip: bool = False) -> None:
        """`sip`: agents have registered telephones instead of Local channels."""
        secrets = {"CALLCENTER_SECRET_PBX1": PASSWORD, "CALLCENTER_LOG_LEVEL": "WARNING"}
        super().__init__(folder, site=_written(folder, switch), environ=secrets)
        self._technology = "PJSIP/{}" if sip else "Local/{}@phones/n"
        self.port = switch.server_port
        self.base = f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def furnish(self, plan: Plan) -> None:
        users = [_user(one, self._technology.format(one.name)) for one in plan.agents]
        await furnish(self.database, users, [_customer(one) for one in plan.customers if one.first])


def phone_number(caller: Caller) -> str:
    """A made-up one for each call."""
    return f"+86139{caller.number:08d}"


def _user(one: Agent, endpoint: str) -> User:
    user = agent(one.name, **{kind.lower(): 5 for kind in sorted(one.kinds)})
    return replace(user, endpoint=endpoint, languages=("en",))


def _customer(caller: Caller) -> Customer:
    """Whom the log has as a priority customer is known, and of the class that has the head start."""
    number = Identity(kind=IdentityKind.PHONE, value=phone_number(caller))
    return Customer(
        id=f"cus_{caller.number:04}",
        name=f"Customer {caller.number}",
        customer_class=CustomerClass.A,
        identities=(number,),
    )


def _written(folder: Path, switch: Switch) -> Path:
    keep = folder / "spoken"
    keep.mkdir()
    values = {
        "ADDRESS": "music: default",
        "APP": APP,
        "RECORDINGS": str(switch.recordings),
        "PYTHON": sys.executable,
        "VOICE": str(Path(bed.__file__).parent / "speak_tone.py"),
        "KEEP": str(keep),
    }
    site = folder / "site"
    for source in SITE.rglob("*.yaml"):
        text = source.read_text("utf-8")
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        target = site / source.relative_to(SITE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return site
