"""The demo bank's customers, history and users (bank.yaml), into the store. Doing it twice is doing it once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib.resources import files
from typing import Any

import yaml

from callcenter.clock import rfc3339
from callcenter.errors import Conflict
from callcenter.model.agent import Role
from callcenter.model.contact import Channel, Contact, ContactState, Rank
from callcenter.model.customer import Customer, CustomerClass, Identity, IdentityKind, Known
from callcenter.model.intent import Intent
from callcenter.model.promise import Complaint, PromiseClock
from callcenter.model.site import Site
from callcenter.services.passwords import Passwords
from callcenter.services.perform import contact_row
from callcenter.services.ports import ContactRow, Projection, Store, User

PASSWORD = "demo"
HOUR, DAY = timedelta(hours=1).total_seconds(), timedelta(days=1).total_seconds()
Document = Mapping[str, Any]


def document() -> Document:
    """What bank.yaml says."""
    loaded: Document = yaml.safe_load(files("callcenter.demo").joinpath("bank.yaml").read_text("utf-8"))
    return loaded


async def seed(store: Store, site: Site, now: float, passwords: Passwords | None = None) -> None:
    """Everything of the demo bank that is not there yet. Call it before the runner starts: history is written beside
    the journal. `now` is the moment history counts back from (seconds)."""
    bank = document()
    await _seed_users(store, bank["users"], passwords or Passwords())
    told = [told for told in bank["customers"] if await _new_customer(store, told, now)]
    await _seed_history(store, site, told, now)


async def seed_agents(store: Store, names: Sequence[str], skills: Sequence[str], languages: Sequence[str]) -> None:
    """Agents who can do everything, for playing a recorded day. Those already there stay as they are."""
    users = [
        {
            "name": name,
            "display": name,
            "endpoint": f"SIM/{name}",
            "languages": languages,
            "skills": dict.fromkeys(skills, 8),
        }
        for name in names
    ]
    await _seed_users(store, users, Passwords())


async def _seed_users(store: Store, users: Sequence[Document], passwords: Passwords) -> None:
    missing = [user for user in users if await store.user(user["name"]) is None]
    if not missing:
        return
    hashed = await passwords.hash(PASSWORD)
    for user in missing:
        await store.save_user(
            User(
                id=f"usr_{user['name']}",
                name=user["name"],
                role=user.get("role", Role.AGENT.value),
                password_hash=hashed,
                display_name=user["display"],
                skills=user.get("skills", {}),
                languages=tuple(user["languages"]),
                endpoint=user.get("endpoint", ""),
                team=user.get("team", ""),
            )
        )


async def _new_customer(store: Store, told: Document, now: float) -> bool:
    try:
        await store.add_customer(customer(told, now))
    except Conflict:
        return False
    for number, order in enumerate(told.get("orders", ())):
        await store.add_order(_dated(told, order, f"ord_{told['id']}_{number}", now))
    for number, request in enumerate(told.get("requests", ())):
        await store.add_service_request(_dated(told, request, f"req_{told['id']}_{number}", now))
    for note in told.get("notes", ()):
        await store.add_note(told["id"], note, told.get("owner", "agent1"), now - 30 * DAY, None)
    return True


def _dated(told: Document, thing: Document, id: str, now: float) -> dict[str, Any]:
    rest = {name: value for name, value in thing.items() if name != "days"}
    return {"id": id, "customer": told["id"], "at": rfc3339(now - thing["days"] * DAY), **rest}


def customer(told: Document, now: float) -> Customer:
    identities = [Identity(kind=IdentityKind.PHONE, value=number) for number in told.get("phones", ())]
    for kind in (IdentityKind.EMAIL, IdentityKind.WEB):
        if kind.value in told:
            identities.append(Identity(kind=kind, value=told[kind.value]))
    return Customer(
        id=told["id"],
        name=told["name"],
        organisation=told.get("organisation", False),
        language=told["language"],
        customer_class=CustomerClass(told["class"]) if "class" in told else None,
        identities=tuple(identities),
        owner=told.get("owner"),
        facts=told.get("facts", {}),
        consent=told.get("consent", {}),
        created_at=now - 400 * DAY,
    )


# --- history ----------------------------------------------------------------------------------------------------------


async def _seed_history(store: Store, site: Site, new: Sequence[Document], now: float) -> None:
    """Past contacts and open complaints: rows of the read model that no event of the journal led to."""
    rows = [row for told in new for row in _past(told, site, now)]
    complaints = [one for told in new for one in _open_complaints(told, site, now)]
    if rows or complaints:
        upto = await store.watermark()
        await store.append([], Projection(upto=upto, contacts={row.id: row for row in rows}, complaints=complaints))


def _past(told: Document, site: Site, now: float) -> list[ContactRow]:
    return [
        contact_row(_past_contact(told, site, number, past, now), site, now)
        for number, past in enumerate(told.get("contacts", ()))
    ]


def _past_contact(told: Document, site: Site, number: int, past: Document, now: float) -> Contact:
    arrived = now - past["days"] * DAY - 1800.0 * number
    emergency = past["intent"] in site.emergencies()
    queued = arrived + 20.0 if "queue" in past else None
    rank: Rank | None = None if queued is None else (0 if emergency else 1, queued, 0)
    return Contact(
        id=f"past_{told['id']}_{number}",
        seq=0,
        channel=Channel(past["channel"]),
        gateway="pbx",
        leg=f"past-{told['id']}-{number}",
        site=site.version,
        arrived_at=arrived,
        state=ContactState.COMPLETED,
        since=arrived + 240.0,
        caller=told["phones"][0],
        name=told["name"],
        language=told["language"],
        known=Known(customer=told["id"], name=told["name"], language=told["language"]),
        intent=Intent(name=past["intent"], confidence=0.95, emergency=emergency, language=told["language"]),
        queue=past.get("queue"),
        queued_at=queued,
        rank=rank,
        agent=past.get("agent"),
        connected_at=queued + 12.0 if queued is not None else None,
        ended_at=arrived + 240.0,
        end_reason="customer_hangup" if queued is not None else "self_service",
        words=(past["words"],),
        disposition=past["disposition"],
    )


def _open_complaints(told: Document, site: Site, now: float) -> list[Complaint]:
    return [_complaint(told, site, number, past, now) for number, past in enumerate(told.get("complaints", ()))]


def _complaint(told: Document, site: Site, number: int, past: Document, now: float) -> Complaint:
    started, hours = now - past["hours"] * HOUR, site.promises.complaint_hours
    passed = past["hours"] / hours
    return Complaint(
        id=f"cmp_{told['id']}_{number}",
        cause=past["cause"],
        text=past["text"],
        channel=Channel.VOICE.value,
        severity=past["severity"],
        customer=told["id"],
        clock=PromiseClock(
            started_at=started,
            due_at=started + hours * HOUR,
            warned=tuple(share for share in site.promises.complaint_warn if share <= passed),
        ),
        created_at=started,
    )
