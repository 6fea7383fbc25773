"""Callers out of a call log: the same arrivals and the same words; patience and talk as logged, drawn where the log is silent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from callcenter.model.intent import HUMAN
from callcenter.model.site import Queue, Site
from callcenter.simulation.callers import LONGEST_PATIENCE, Caller, Says, Traffic
from callcenter.simulation.figures import brief
from callcenter.simulation.log import DAY_SECONDS, KINDS, CallLog, Fate, LoggedCall
from callcenter.simulation.patience import Patience
from callcenter.simulation.shifts import wrap_up_seconds
from callcenter.simulation.watch import Counts

REGULAR = ("", "0", "1")
"""Priorities of the log that are none."""
USUAL_TALK = 60.0
"""Seconds, when a log has not one service in it."""


def midnight(log: CallLog, site: Site) -> float:
    """The beginning of the log's first day in the site's zone, seconds since the epoch."""
    return log.midnight.replace(tzinfo=ZoneInfo(site.zone)).timestamp()


def days(log: CallLog) -> list[date]:
    """Every day the log reaches into."""
    last = max(call.arrived for call in log.calls)
    return [(log.midnight + timedelta(days=number)).date() for number in range(int(last // DAY_SECONDS) + 1)]


class LogTraffic:
    """One log, estimated once; `drawn` gives the callers of one seed."""

    def __init__(self, log: CallLog, site: Site, name: str = "the log") -> None:
        self._site, self._name = site, name
        self._zero = midnight(log, site)
        self._calls = [call for call in log.calls if call.fate is not Fate.PHANTOM]
        self.phantoms = len(log.calls) - len(self._calls)
        self._patience = Patience(log.calls)
        self._services = services(self._calls)
        self._wrap_up = wrap_up_seconds(log.calls)

    def drawn(self, random: Random) -> Traffic:
        return Traffic(
            callers=tuple(self._caller(call, random) for call in self._calls), assumptions=tuple(self._assumptions())
        )

    def own_figures(self) -> dict[str, float | int | None]:
        return own_figures(self._calls, self._site)

    def _caller(self, call: LoggedCall, random: Random) -> Caller:
        intent, language = KINDS.get(call.kind, (call.kind, ""))
        stays = call.fate is Fate.SELF_SERVICE
        wish = Says(after=call.vru, intent=intent if intent in self._site.intents else HUMAN)
        patience = self._patience.of(call, random)
        talks = call.service or random.choice(self._services.get(call.kind) or self._services[""])
        return Caller(
            id=call.id,
            arrives=round(self._zero + call.arrived, 6),
            says=() if stays else (wish,),
            patience=min(LONGEST_PATIENCE, patience),
            talks=talks,
            wrap_up=self._wrap_up,
            number=number(call.customer),
            dialled=self._site.main_number,
            language=language,
            priority="" if call.priority in REGULAR else call.priority,
            leaves=call.vru if stays else None,
        )

    def _assumptions(self) -> list[str]:
        estimated = ", ".join(self._patience.by_kind) or "none"
        told = [
            f"Arrivals, words and the time in the voice unit as in {self._name}: {len(self._calls)} calls.",
            "Patience of who hung up as logged; of who was answered drawn from the Kaplan-Meier estimate given that it "
            f"was longer than their wait (kinds with an estimate of their own: {estimated}); an hour at most.",
            "Talk as logged; of who was never answered drawn from the services of the same kind.",
            f"Wrap-up {self._wrap_up:g} s: the log's median from one service to the next while others waited.",
        ]
        if self.phantoms:
            told.append(f"{self.phantoms} phantom calls of the log are left out.")
        return told


def own_figures(calls: Iterable[LoggedCall], site: Site) -> dict[str, float | int | None]:
    """What really became of these calls, by the same definitions; each kind is held to the promise of the queue its
    customers would join here."""
    counts, every, stayed = Counts(), 0, 0
    for call in calls:
        every += 1
        if call.fate is Fate.SELF_SERVICE:
            stayed += 1
            continue
        queue = _queue(site, KINDS.get(call.kind, (call.kind, ""))[0])
        counts.offered += 1
        answered = call.fate is Fate.ANSWERED
        counts.ended(answered, not answered, call.wait, queue.service_level.seconds, queue.short_abandon_seconds)
    return {**brief(counts), "calls": every, "self_service": stayed}


def _queue(site: Site, intent: str) -> Queue:
    policy = site.intents.get(intent) or site.intents.get(HUMAN)
    return site.queues[(policy.handling.queue if policy else None) or site.default_queue]


def services(calls: Sequence[LoggedCall]) -> Mapping[str, list[float]]:
    """Service times by kind, and all under the empty name."""
    found: dict[str, list[float]] = defaultdict(list)
    for call in calls:
        if call.fate is Fate.ANSWERED and call.service > 0:
            found[call.kind].append(call.service)
            found[""].append(call.service)
    return found if found else {"": [USUAL_TALK]}


def number(customer: str) -> str:
    """A made-up mobile number for each customer of a log; nobody's is withheld."""
    return f"+86139{int(customer) % 10**8:08d}" if customer.isdigit() else ""
