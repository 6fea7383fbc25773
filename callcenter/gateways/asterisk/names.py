"""The names we give to channels, bridges, playbacks and recordings, and what we write beside them.

Each is made from what it is for, so that a command that comes a second time makes nothing a second time. All of a kind
are of one length: Asterisk 22 refuses a channel whose id is the beginning of another's.
"""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from callcenter.gateways.asterisk.frames import Fields, part, word

MESSAGE = "CALLCENTER_MESSAGE"
"""Variable of a customer's channel: the message that they leave, so that it is found again after any restart."""
INBOUND, CUSTOMER, PARTY, LISTENER, SNOOP = "inbound", "customer", "party", "listener", "snoop"


def made(kind: str, *what: str) -> str:
    """Like `party-5f0c...`: the kind and 24 hexadecimal digits."""
    return f"{kind}-{hashlib.blake2b('/'.join(what).encode(), digest_size=12).hexdigest()}"


def at(channel: str) -> str:
    """Where a channel is found, whatever its id is made of: those of callers are not ours."""
    return f"channels/{quote(channel, safe='')}"


def recording(call: str, command: str) -> str:
    """A file's name, so without strokes."""
    return re.sub(r"[^\w.-]", "_", f"{call}-{command}")


def recorded_by(call: str, name: str) -> str:
    """The command, of a recording of that call; empty: it is none of ours."""
    before = recording(call, "")
    return name.removeprefix(before) if name.startswith(before) else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Purpose:
    """What a channel is for: written into its application's arguments, so that it is known again after any restart."""

    kind: str
    call: str = ""
    """For an inbound channel: the number dialled, if the dial plan says it."""
    name: str = ""
    command: str = ""
    role: str = ""

    def written(self) -> str:
        return ",".join(quote(one, safe="") for one in (self.kind, self.call, self.name, self.command, self.role))


def purpose(args: list[str]) -> Purpose:
    kind, call, name, command, role = ([unquote(one) for one in args] + [""] * 5)[:5]
    return Purpose(kind=kind, call=call, name=name, command=command, role=role)


def purpose_of(channel: Fields, app: str) -> Purpose | None:
    """None: it is in no application, or in another's."""
    plan = part(channel, "dialplan")
    name, *args = word(plan, "app_data").split(",")
    return purpose(args) if word(plan, "app_name") == "Stasis" and name == app else None
