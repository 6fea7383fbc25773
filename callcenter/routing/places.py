"""The order of a queue, counted: how many stand before a rank, without walking the queue.

Ranks are kept sorted in buckets of bounded size, so that coming, leaving and asking cost about the square root of the
length instead of the length.
"""

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field

from callcenter.model.contact import Rank

BUCKET = 512


@dataclass(slots=True)
class Places:
    buckets: list[list[Rank]] = field(default_factory=list)
    lows: list[Rank] = field(default_factory=list)
    """The smallest rank of each bucket."""

    def add(self, rank: Rank) -> None:
        if not self.buckets:
            self.buckets.append([rank])
            self.lows.append(rank)
            return
        at = max(0, bisect_right(self.lows, rank) - 1)
        bucket = self.buckets[at]
        insort(bucket, rank)
        self.lows[at] = bucket[0]
        if len(bucket) > BUCKET:
            half = len(bucket) // 2
            self.buckets.insert(at + 1, bucket[half:])
            self.lows.insert(at + 1, bucket[half])
            del bucket[half:]

    def remove(self, rank: Rank) -> None:
        """Raises `KeyError` when nobody has this rank."""
        at = bisect_right(self.lows, rank) - 1
        bucket = self.buckets[at] if at >= 0 else []
        place = bisect_left(bucket, rank)
        if place == len(bucket) or bucket[place] != rank:
            raise KeyError(rank)
        del bucket[place]
        if bucket:
            self.lows[at] = bucket[0]
        else:
            del self.buckets[at], self.lows[at]

    def before(self, rank: Rank) -> int:
        """How many ranks are smaller."""
        at = bisect_left(self.lows, rank)
        if at == 0:
            return 0
        return sum(map(len, self.buckets[: at - 1])) + bisect_left(self.buckets[at - 1], rank)
