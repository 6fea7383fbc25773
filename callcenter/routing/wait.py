"""How long a waiting contact will still wait, within which bounds, and when that is not known.

Two named predictors compete in each queue; the one whose running error is smaller is told.

`queue_length`: every contact ahead, and this one, must be taken by an agent or give up. With s agents at work who are each
freed for this queue at rate r, and waiting people who give up at rate theta, W = sum over i < place of 1 / (s r + i theta)
(QLm in R. Ibrahim, W. Whitt, "Real-time delay estimation in overloaded multiserver queues with abandonments", Management
Science 55(10), 2009, doi 10.1287/mnsc.1090.1041). r is not one over the handling time: agents serve several queues. It is
the number of contacts that agents took out of this line, over the agents' seconds while somebody stood in it.
`last_to_enter_service`: whoever comes waits as long as the last one who was answered (LES in R. Ibrahim, W. Whitt, "Real-time
delay estimation based on delay history", M&SOM 11(3), 2009, doi 10.1287/msom.1080.0223). It knows no place, so it serves
for those who have just come; it learns what the model above leaves out.

The bounds start as the 5 % and 95 % quantiles of a gamma distribution with the predictor's own mean and variance (a sum of
exponential times; the Wilson-Hilferty cube) and are moved after every answer so that nine of ten waits fall within, whatever
the true distribution is: each bound's normal deviate takes a step outwards on a miss and a small one inwards otherwise
(I. Gibbs, E. Candes, "Adaptive conformal inference under distribution shift", NeurIPS 2021, on the scale of the deviate
rather than of the level, so that the bounds stay finite).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import log, sqrt

from callcenter.model.forecast import LAST_TO_ENTER_SERVICE, QUEUE_LENGTH, Forecast

ENOUGH = 5
"""Handled or answered contacts before a wait is worth telling, judged forecasts before predictors are compared."""
MEMORY = 0.1
"""Weight of the newest handling time in the running mean."""
RATE_KEPT = 0.98
"""What stays of the counted services and their seconds at the next one: about the last fifty count."""
PATIENCE_KEPT = 0.995
"""The same of those who gave up: rarer, so about the last two hundred contacts count."""
ERROR_MEMORY = 0.05
MISSES = 0.05
"""Share of waits beyond each bound: nine of ten within."""
DEVIATE = 1.645
"""Of the normal distribution at that share."""
STEP = 0.1
WIDEST = 12.0
"""Deviates are kept within this: what is wrong by so much needs people, not wider bounds."""
FARTHEST = 2 * 3600.0
"""Seconds: who works in two hours' time is not known, so neither is a wait that long."""
EXACT = 4
"""Terms of the sum that are added one by one; the smooth rest is integrated."""


# --- what a queue has taught ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class HandlingTime:
    """Running mean of seconds an agent was taken by one contact, wrap-up included."""

    mean: float = 0.0
    count: int = 0

    def seen(self, seconds: float) -> "HandlingTime":
        weight = max(MEMORY, 1 / (self.count + 1))
        return replace(self, mean=round(self.mean + weight * (seconds - self.mean), 3), count=self.count + 1)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast one queue is served and left, from its own recent past. Counts fade as new ones come."""

    served: float = 0.0
    """Contacts that had waited in line and were answered."""
    busy: float = 0.0
    """Seconds in which they could have been, times the agents at work: served / busy is one agent's rate."""
    taken_at: float | None = None
    """The last time one of the answered was offered to the agent who answered."""
    ringing: float = 0.0
    """Running mean of seconds from that offer to the answer."""
    last: float | None = None
    """The whole wait of the last one answered."""
    gone: float = 0.0
    """Contacts that gave up."""
    patience: float = 0.0
    """Seconds waited by everybody, answered or not: gone / patience is the rate of giving up, the maximum-likelihood
    estimate for exponential patience of which most is never seen to end."""

    def answered(
        self,
        *,
        joined_at: float,
        offered_at: float,
        now: float,
        agents: int,
        hurried: bool = True,
        dialled: bool = False,
    ) -> "Pace":
        """One more was answered. `hurried`: on a line people hang up on; `dialled`: called by us once an agent had it.

        The agents' time counts since the last contact taken before it, or since it came if that was later.
        """
        begins = joined_at if self.taken_at is None else max(self.taken_at, joined_at)
        waited, queued = now - joined_at, offered_at > joined_at
        kept = RATE_KEPT if queued else 1.0
        weight = MEMORY if self.last is not None else 1.0
        return Pace(
            served=round(self.served * kept + queued, 6),
            busy=round(self.busy * kept + (max(0.0, offered_at - begins) * max(1, agents) if queued else 0.0), 3),
            taken_at=offered_at if self.taken_at is None else max(self.taken_at, offered_at),
            ringing=self.ringing if dialled else round(self.ringing + weight * (now - offered_at - self.ringing), 3),
            last=self.last if dialled else round(waited, 1),
            gone=round(self.gone * PATIENCE_KEPT, 6) if hurried else self.gone,
            patience=round(self.patience * PATIENCE_KEPT + waited, 3) if hurried else self.patience,
        )

    def abandoned(self, *, waited: float) -> "Pace":
        return replace(
            self,
            gone=round(self.gone * PATIENCE_KEPT + 1, 6),
            patience=round(self.patience * PATIENCE_KEPT + waited, 3),
        )

    def rate(self, handling: HandlingTime) -> float | None:
        """Contacts of this queue an agent at work takes in a second; None: too little is known. The handling time stands
        in for the services not seen yet."""
        unseen = max(0.0, ENOUGH - self.served)
        if unseen and handling.count < ENOUGH:
            return None
        busy = self.busy + unseen * handling.mean
        return (self.served + unseen) / busy if busy > 0 else None


@dataclass(frozen=True, kw_only=True)
class Track:
    """How one predictor has done in one queue lately, and where its bounds stand."""

    count: int = 0
    error: float = 0.0
    """Running mean of the absolute error, seconds."""
    low: float = -DEVIATE
    high: float = DEVIATE

    def judged(self, wrong_by: float, *, below: bool, above: bool) -> "Track":
        """The wait has ended: the error is known, and both bounds move."""
        weight = max(ERROR_MEMORY, 1 / (self.count + 1))
        low, high = self._bounds(below, above)
        error = self.error + weight * (abs(wrong_by) - self.error)
        return Track(count=self.count + 1, error=round(error, 3), low=low, high=high)

    def moved(self, *, below: bool, above: bool) -> "Track":
        """A wait ended below or above the bounds, or within."""
        low, high = self._bounds(below, above)
        return Track(count=self.count, error=self.error, low=low, high=high)

    def _bounds(self, below: bool, above: bool) -> tuple[float, float]:
        low = min(max(self.low - STEP * (below - MISSES), -WIDEST), WIDEST)
        high = min(max(self.high + STEP * (above - MISSES), low), WIDEST)
        return round(low, 6), round(high, 6)


NEW = Track()


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """Everything forecasts of one queue are made from. It outlasts the day."""

    pace: Pace = field(default_factory=Pace)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    """By predictor."""

    def predictor(self) -> str:
        """The one that is told: the smaller running error, once there is enough to compare."""
        ours, other = self.tracks.get(QUEUE_LENGTH, NEW), self.tracks.get(LAST_TO_ENTER_SERVICE, NEW)
        if ours.error <= other.error or ours.count < ENOUGH or other.count < ENOUGH:
            return QUEUE_LENGTH
        return LAST_TO_ENTER_SERVICE

    def judged(self, told: Forecast, waited: float) -> "Learnt":
        """A foretold contact was answered after that many seconds."""
        tracks = dict(self.tracks)
        for name, guess in told.guesses():
            track = tracks.get(name, NEW)
            below, above = _beyond(told, name, guess, track, waited)
            tracks[name] = track.judged(guess - waited, below=below, above=above)
        return Learnt(pace=self.pace, tracks=tracks)

    def overdue(self, told: Forecast, waited: float) -> "Learnt":
        """It gave up after that many seconds. How long it would have waited is unknown, but it was longer."""
        tracks = dict(self.tracks)
        for name, guess in told.guesses():
            track = tracks.get(name, NEW)
            if _beyond(told, name, guess, track, waited)[1]:
                tracks[name] = track.moved(below=False, above=True)
        return Learnt(pace=self.pace, tracks=tracks)


def _beyond(told: Forecast, name: str, guess: float, track: Track, waited: float) -> tuple[bool, bool]:
    """Below or above the bounds: those that were told, or those the predictor that was not told would have now."""
    if name == told.predictor:
        return waited < told.low, waited > told.high
    seen = deviate_of(guess, _shape(told.shape, name), waited)
    return seen < track.low, seen > track.high


# --- foretelling ----------------------------------------------------------------------------------------------------


def forecast(
    learnt: Learnt, handling: HandlingTime, *, place: int, agents: int, now: float, newcomer: bool = True
) -> Forecast | None:
    """For a contact at this place (1 is next) of a line that `agents` at work serve; None when it cannot be known.

    `newcomer`: it has just come; who has stood in line for a while is told by their place alone.
    """
    pace = learnt.pace
    rate = pace.rate(handling)
    if agents <= 0 or not rate:
        return None
    giving_up = pace.gone / pace.patience if pace.gone else 0.0
    mean, variance = queue_length(place, agents * rate, giving_up)
    mean, variance = mean + pace.ringing, variance + pace.ringing * pace.ringing
    shape = round(mean * mean / variance, 3)
    by_length = expected = round(mean, 1)
    predictor, last = QUEUE_LENGTH, pace.last if newcomer else None
    if last is not None and (predictor := learnt.predictor()) != QUEUE_LENGTH:
        expected = last
    if expected > FARTHEST:
        return None
    track = learnt.tracks.get(predictor, NEW)
    low, high = bounds(expected, _shape(shape, predictor), track.low, track.high)
    return Forecast(
        at=now,
        expected=expected,
        low=low if low < expected else expected,
        high=high if high > expected else expected,
        predictor=predictor,
        queue_length=by_length,
        last_to_enter_service=last,
        shape=shape,
    )


def queue_length(place: int, serving: float, giving_up: float) -> tuple[float, float]:
    """Mean and variance of the sum, over i < place, of exponential times at rates `serving + i * giving_up`, per second.

    The first terms are added, the others integrated by the midpoint rule: one who waits 5,000th costs no more than one who
    waits fifth. The mean is right to 0.2 % of its value, the variance to 1 %.
    """
    if giving_up <= 0:
        return place / serving, place / (serving * serving)
    mean = variance = 0.0
    rate = serving
    for _ in range(min(place, EXACT)):
        mean += 1 / rate
        variance += 1 / (rate * rate)
        rate += giving_up
    if place > EXACT:
        first, last = rate - giving_up / 2, serving + (place - 0.5) * giving_up
        mean += log(last / first) / giving_up
        variance += (1 / first - 1 / last) / giving_up
    return mean, variance


def _shape(shape: float, predictor: str) -> float:
    """The last wait is about twice as variable as the length of the line foretells (section 4 of the M&SOM paper)."""
    return shape if predictor == QUEUE_LENGTH else shape / 2


def bounds(mean: float, shape: float, low: float, high: float) -> tuple[float, float]:
    """Quantiles of the gamma distribution with this mean and shape, at two normal deviates. Never negative.

    E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", PNAS 17(12), 1931.
    """
    ninth = 1 / (9 * shape)
    middle, spread, scale = 1 - ninth, sqrt(ninth), mean if mean > 1 else 1.0
    lower, upper = max(0.0, middle + low * spread), max(0.0, middle + high * spread)
    return round(scale * lower * lower * lower, 1), round(scale * upper * upper * upper, 1)


def deviate_of(mean: float, shape: float, seconds: float) -> float:
    """The normal deviate at which `bounds` has that many seconds."""
    ninth = 1 / (9 * shape)
    root: float = (max(0.0, seconds) / max(1.0, mean)) ** (1 / 3)
    return (root - 1 + ninth) / sqrt(ninth)
