"""Channels, priorities, promises and patience: the numbers of a site."""

from collections.abc import Mapping

from callcenter.model.contact import Channel
from callcenter.model.customer import CustomerClass
from callcenter.model.site import ChannelPolicy, Patience, Priorities, Promises
from callcenter.site.part import Fields, Part

DAY = 86_400.0
SHORTEST_GRACE = 5.0
"""Seconds: a page that is loaded anew takes two or three to come back."""
SHORTEST_CONNECT = 10.0
"""Seconds: a gateway has to ring the agent's phone and join two calls."""
SHORTEST_LEASE = 600.0
"""Seconds without any event: people talk for minutes while nothing is told of it, and are not to be cut off."""

SHORTEST_SECURE, LONGEST_SECURE = 10.0, 900.0
"""Seconds: a card number takes some to be said; whoever forgets the button leaves no more than this unrecorded."""


def read_channels(part: Part | None) -> dict[str, ChannelPolicy]:
    if part is None:
        return {}
    fields = part.fields(needed=[channel.value for channel in Channel])
    return {name: _read_channel(entry) for name, entry in sorted(fields.entries.items()) if name in set(Channel)}


def _read_channel(part: Part) -> ChannelPolicy:
    return ChannelPolicy(cost=part.fields(needed=("cost",)).whole("cost", 100, least=1, most=100))


def read_priorities(part: Part | None) -> Priorities:
    if part is None:
        return Priorities()
    fields = part.fields(allowed=("by_class", "repeat_caller", "declared", "order_seconds"))
    by_class, declared = fields.get("by_class"), fields.get("declared")
    classes = by_class.fields(allowed=[each.value for each in CustomerClass]) if by_class else Fields()
    return Priorities(
        by_class=_head_starts(classes.entries),
        repeat_caller=fields.number("repeat_caller", 0.0),
        declared=_head_starts(declared.entries() if declared else {}),
        order_seconds=fields.number("order_seconds", Priorities().order_seconds, most=3600.0),
    )


def _head_starts(entries: Mapping[str, Part]) -> dict[str, float]:
    return {name: part.number(0.0, DAY) for name, part in sorted(entries.items())}


def read_promises(part: Part | None) -> Promises:
    usual = Promises()
    if part is None:
        return usual
    fields = part.fields(allowed=("complaint_hours", "complaint_warn", "callback_tries", "callback_retry_seconds"))
    return Promises(
        complaint_hours=fields.number("complaint_hours", usual.complaint_hours, least=0.1, most=8784.0),
        complaint_warn=_rising(fields.get("complaint_warn"), usual.complaint_warn, least=0.01, most=0.99),
        callback_tries=fields.whole("callback_tries", usual.callback_tries, least=1, most=20),
        callback_retry_seconds=fields.number("callback_retry_seconds", usual.callback_retry_seconds, least=1.0),
    )


def read_patience(part: Part | None) -> Patience:
    usual = Patience()
    if part is None:
        return usual
    fields = part.fields(
        allowed=(
            "grace",
            "connect",
            "longest_contact",
            "ring_back",
            "voicemail",
            "message_place",
            "secure",
            "decline_cool_down",
            "emergency_alarms",
        )
    )
    return Patience(
        grace=fields.number("grace", usual.grace, least=SHORTEST_GRACE, most=600.0),
        connect=fields.number("connect", usual.connect, least=SHORTEST_CONNECT, most=600.0),
        longest_contact=fields.number("longest_contact", usual.longest_contact, least=SHORTEST_LEASE),
        ring_back=fields.number("ring_back", usual.ring_back),
        voicemail=fields.number("voicemail", usual.voicemail, least=5.0, most=600.0),
        message_place=fields.number("message_place", usual.message_place),
        secure=fields.number("secure", usual.secure, least=SHORTEST_SECURE, most=LONGEST_SECURE),
        decline_cool_down=fields.number("decline_cool_down", usual.decline_cool_down),
        emergency_alarms=_rising(fields.get("emergency_alarms"), usual.emergency_alarms, least=1.0, most=3600.0),
    )


def _rising(part: Part | None, usual: tuple[float, ...], *, least: float, most: float) -> tuple[float, ...]:
    """A list of numbers, each larger than the one before."""
    if part is None:
        return usual
    numbers: list[float] = []
    for entry in part.parts():
        number = entry.number(least, most)
        if numbers and number <= numbers[-1]:
            entry.problem(f"{part.name}: {number:g} must be larger than {numbers[-1]:g}")
        numbers.append(number)
    return tuple(numbers)
