"""Promises to call: made, moved, withdrawn. Keeping them is the switchboard's; waking them is the alarm clock's."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import phonenumbers

from callcenter.clock import Clock
from callcenter.errors import Conflict, IllegalTransition, Malformed, Stale, Unknown
from callcenter.model.agent import Role
from callcenter.model.customer import Customer, IdentityKind
from callcenter.model.events import CallbackPromised
from callcenter.model.promise import CALLBACK, Callback, CallbackState
from callcenter.model.site import Site
from callcenter.services.door import Door, granted
from callcenter.services.ports import Store

HORIZON_DAYS = 90
AGAIN = 5
S = CallbackState
_SERVICE_NUMBER = re.compile(r"\d{3,6}")
"""110, 95588: never made international, see the national numbering plans."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """When to call: seconds since the epoch, and the customer's time zone (IANA)."""

    opens: float
    closes: float
    zone: str


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A callback as asked for. One of `customer` and `number` at least; `agent` or `queue` or neither."""

    callback: str
    """Its id, drawn by the caller: asking twice with the same id promises one."""
    window: Window
    customer: str | None = None
    number: str = ""
    agent: str | None = None
    queue: str | None = None
    reason: str = ""
    kind: str = "follow_up"


class Callbacks:
    """All raise `Unknown`, `Conflict` (not now) or `Stale` (read again)."""

    def __init__(
        self, store: Store, door: Door, clock: Clock, site: Callable[[], Site], told: Callable[[Callback], None]
    ) -> None:
        """`told` hears of every changed callback, so that open panels and the alarm clock follow."""
        self._store, self._door, self._clock, self._site, self._told = store, door, clock, site, told

    async def one(self, callback: str) -> Callback:
        found = await self._store.callback(callback)
        if found is None:
            raise Unknown(f"there is no callback {callback}")
        return found

    async def promise(self, wish: Wish, *, by: str) -> Callback:
        """By way of the journal: what was promised is never lost."""
        known = await self._store.callback(wish.callback)
        if known is not None:
            return known
        self.check_window(wish.window)
        await self._check_target(wish)
        number = await self._number(wish)
        await granted(
            self._door,
            CallbackPromised(
                agent=by,
                callback=wish.callback,
                number=number,
                window_from=wish.window.opens,
                window_to=wish.window.closes,
                zone=wish.window.zone,
                reason=wish.reason,
                kind=wish.kind,
                customer=wish.customer,
                to_agent=wish.agent,
                to_queue=wish.queue,
            ),
        )
        promised = await self.one(wish.callback)
        self._told(promised)
        return promised

    async def cancel(self, callback: str, *, reason: str, version: int | None) -> Callback:
        def step(kept: Callback) -> Callback:
            return replace(kept, state=_next(kept, S.CANCELLED), outcome=reason or "cancelled")

        return await self._take(callback, step, version)

    async def reschedule(self, callback: str, *, window: Window, version: int | None) -> Callback:
        """The tries already made stay counted."""
        self.check_window(window)

        def step(kept: Callback) -> Callback:
            return replace(
                kept,
                state=_next(kept, S.SCHEDULED),
                window_from=window.opens,
                window_to=window.closes,
                zone=window.zone,
                due_at=window.opens,
            )

        return await self._take(callback, step, version)

    async def _take(self, callback: str, step: Callable[[Callback], Callback], version: int | None) -> Callback:
        for _ in range(AGAIN):
            kept = await self.one(callback)
            if version is not None and kept.version != version:
                raise Stale(f"callback {callback} is at version {kept.version} now: read it again")
            try:
                await self._store.change_callback(step(kept))
            except Stale:
                continue
            changed = await self.one(callback)
            self._told(changed)
            return changed
        raise Stale(f"callback {callback} changes too often just now: read it again")

    def check_window(self, window: Window, *, at: str = "/window", zone_at: str = "/timezone") -> None:
        """Raises `Malformed` at its place in what was asked. An empty zone is the site's."""
        if window.zone and not known_zone(window.zone):
            raise _wrong(zone_at, f"{window.zone!r} is no IANA time zone")
        if window.closes <= window.opens:
            raise _wrong(f"{at}/to", "the window ends before it begins")
        if window.closes <= self._clock.now():
            raise _wrong(f"{at}/to", "the window is in the past")
        if window.opens > self._clock.now() + HORIZON_DAYS * 86400:
            raise _wrong(f"{at}/from", f"callbacks are promised for at most {HORIZON_DAYS} days ahead")

    def dialled(self, number: str, pointer: str = "/number") -> str:
        """The number as the gateways take it. Raises `Malformed`."""
        return dialable(number, self._site().phone_region, pointer)

    async def _check_target(self, wish: Wish) -> None:
        if wish.queue is not None and wish.queue not in self._site().queues:
            raise _wrong("/queue", f"the site has no queue {wish.queue}")
        if wish.agent is not None:
            user = await self._store.user(wish.agent)
            if user is None or user.disabled or user.role != Role.AGENT:
                raise _wrong("/agent", f"there is no agent {wish.agent}")

    async def _number(self, wish: Wish) -> str:
        if wish.customer is not None:
            customer = await self._store.customer(wish.customer)
            if customer is None:
                raise _wrong("/customer", f"there is no customer {wish.customer}")
            if not wish.number:
                return _phone_of(customer)
        return self.dialled(wish.number)


def known_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # unknown, malformed, a folder
        return False
    return True


def dialable(number: str, region: str, pointer: str = "/number") -> str:
    """E.164; short service numbers stay as they are. Raises `Malformed`, with the place in what was asked."""
    plain = re.sub(r"[\s().-]", "", number)
    if _SERVICE_NUMBER.fullmatch(plain):
        return plain
    try:
        parsed = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException as e:
        raise _wrong(pointer, f"{number!r} is no phone number") from e
    if not phonenumbers.is_possible_number(parsed):
        raise _wrong(pointer, f"{number!r} is no phone number")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _phone_of(customer: Customer) -> str:
    for identity in customer.identities:
        if identity.kind is IdentityKind.PHONE:
            return identity.value
    raise _wrong("/number", f"customer {customer.id} has no phone number: name one")


def _next(kept: Callback, wanted: CallbackState) -> CallbackState:
    if kept.state is S.DUE:
        raise Conflict("the callback is being made right now", code="callback_due")
    try:
        return CALLBACK.step(kept.state, wanted)
    except IllegalTransition as e:
        raise Conflict(f"a callback that is {e.current} cannot become {e.wanted}", code="illegal_step") from e


def _wrong(pointer: str, detail: str) -> Malformed:
    return Malformed(detail, errors=[{"in": "body", "pointer": pointer, "detail": detail}])
