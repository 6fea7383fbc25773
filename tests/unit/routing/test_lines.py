"""Lines and places against lists that are sorted and walked each time."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.model.contact import Channel, Contact, Rank
from callcenter.model.site import SkillNeed
from callcenter.routing.lines import STALE, Demand, Lines
from callcenter.routing.places import BUCKET, Places

QUEUES = ("a", "b")


def contact(name: int, queue: str, at: float, *, anyone: bool = False, level: int = 1) -> Contact:
    return Contact(
        id=f"c{name}",
        seq=name,
        channel=Channel.VOICE,
        gateway="pbx",
        leg=str(name),
        site="s",
        arrived_at=at,
        queue=queue,
        needs=(SkillNeed(skill="x", level=level),),
        anyone=anyone,
        rank=(1, at, name),
    )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("file", "file", "file", "strike", "head", "first")),
        st.integers(min_value=0, max_value=12),
        st.sampled_from(QUEUES),
        st.floats(min_value=0, max_value=5).map(lambda at: round(at, 1)),
        st.booleans(),
    ),
    max_size=80,
)


@dataclass
class Naive:
    """Everybody who waits, in one dictionary."""

    waiting: dict[str, tuple[Demand, Rank]] = field(default_factory=dict)

    def first(self, demands: list[Demand], but: set[str]) -> tuple[Rank, str] | None:
        return min(
            ((r, name) for name, (d, r) in self.waiting.items() if d in demands and name not in but), default=None
        )


@given(steps=STEPS, but=st.sets(st.integers(min_value=0, max_value=12).map(lambda n: f"c{n}"), max_size=4))
def test_lines_answer_as_a_walk_over_everybody_would(
    steps: list[tuple[str, int, str, float, bool]], but: set[str]
) -> None:
    lines, naive = Lines(), Naive()
    for what, name, queue, at, anyone in steps:
        one = contact(name, queue, at, anyone=anyone)
        if what == "file":
            lines.file(one, 100)
            assert one.rank is not None
            naive.waiting[one.id] = (Demand(queue, one.needs, anyone, 100, ""), one.rank)
        elif what == "strike":
            lines.strike(one.id)
            naive.waiting.pop(one.id, None)
        elif what == "head":
            demand = Demand(queue, one.needs, anyone, 100, "")
            assert lines.head(demand, lambda c: c not in but) == naive.first([demand], but)
        else:
            assert lines.first(lines.every, lambda c: c not in but) == naive.first(
                [demand for demand, _ in lines.every], but
            )
        assert lines.filed == naive.waiting
        for queue_name in QUEUES:
            ranks = sorted(r for d, r in naive.waiting.values() if d.queue == queue_name)
            assert lines.waiting.get(queue_name, 0) == len(ranks)
            assert [lines.place(f"c{r[2]}") for r in ranks] == list(range(1, len(ranks) + 1))


@given(steps=STEPS)
def test_lines_built_again_are_the_same_lines(steps: list[tuple[str, int, str, float, bool]]) -> None:
    lines, kept = Lines(), {}
    for what, name, queue, at, anyone in steps:
        if what == "file":
            kept[f"c{name}"] = contact(name, queue, at, anyone=anyone)
            lines.file(kept[f"c{name}"], 100)
        elif what == "strike":
            lines.strike(f"c{name}")
            kept.pop(f"c{name}", None)
    again = Lines()
    again.rebuild((one, 100) for one in kept.values())
    assert again.filed == lines.filed
    while (entry := lines.first(lines.every, lambda _: True)) is not None:
        assert again.first(again.every, lambda _: True) == entry
        lines.strike(entry[1])
        again.strike(entry[1])
    assert not again.filed


def test_who_leaves_from_behind_a_head_that_waits_for_ever_leaves_nothing_behind() -> None:
    lines = Lines()
    lines.file(contact(0, "a", 0.0), 100)
    for name in range(1, 5000):
        lines.file(contact(name, "a", float(name)), 100)
        lines.strike(f"c{name}")
    (heap,) = lines.heaps.values()
    assert len(heap) <= 2 + STALE + 1
    lines.strike("c0")
    assert not any(lines.heaps.values())
    assert lines.every


@given(
    steps=st.lists(st.tuples(st.booleans(), st.integers(min_value=0, max_value=40)), max_size=200),
    asked=st.integers(0, 40),
)
def test_places_count_as_a_sorted_list_does(steps: list[tuple[bool, int]], asked: int) -> None:
    places, naive = Places(), set()
    for comes, n in steps:
        rank = (1, float(n // 3), n)
        if comes and rank not in naive:
            places.add(rank)
            naive.add(rank)
        elif not comes and rank in naive:
            places.remove(rank)
            naive.remove(rank)
    assert places.before((1, float(asked // 3), asked)) == sum(1 for r in naive if r < (1, float(asked // 3), asked))


@settings(max_examples=10)
@given(order=st.permutations(range(8)), size=st.integers(min_value=BUCKET, max_value=BUCKET * 3))
def test_places_stay_right_when_buckets_split_and_empty(order: list[int], size: int) -> None:
    ranks = [(1, float(block), block * size + n) for block in order for n in range(size // 8)]
    places = Places()
    for rank in ranks:
        places.add(rank)
    assert len(places.buckets) > 1 or len(ranks) <= BUCKET
    for place, rank in enumerate(sorted(ranks)):
        assert places.before(rank) == place
    for rank in ranks[::2]:
        places.remove(rank)
    for place, rank in enumerate(sorted(ranks[1::2])):
        assert places.before(rank) == place
    for rank in ranks[1::2]:
        places.remove(rank)
    assert not places.buckets


def test_who_is_not_there_cannot_be_removed() -> None:
    places = Places()
    places.add((1, 2.0, 3))
    for rank in ((1, 2.0, 4), (0, 0.0, 0)):
        try:
            places.remove(rank)
        except KeyError:
            continue
        raise AssertionError(rank)
