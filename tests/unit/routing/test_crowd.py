"""The crowd against a walk over all agents."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.model.agent import CAPACITY, Agent, Presence, Reachability
from callcenter.model.site import SkillNeed
from callcenter.routing.crowd import STALE, Crowd, proficiency, why_not_for, why_not_routable
from callcenter.routing.lines import Demand

SKILLS = st.dictionaries(st.sampled_from(("card", "loan")), st.integers(min_value=1, max_value=10))
AGENTS = st.builds(
    Agent,
    id=st.sampled_from([f"a{n}" for n in range(8)]),
    skills=SKILLS,
    languages=st.sampled_from(((), ("en",), ("zh-CN", "en-GB"))),
    presence=st.sampled_from((Presence.AVAILABLE, Presence.AVAILABLE, Presence.AWAY)),
    reachability=st.sampled_from((Reachability.CONNECTED, Reachability.CONNECTED, Reachability.GRACE)),
    not_responding=st.sampled_from((False, False, True)),
    idle_since=st.integers(min_value=0, max_value=5).map(float),
    offers=st.sampled_from(((), (), ("o1",))),
    assignments=st.sampled_from(({}, {}, {"c1": 33}, {"c1": 33, "c2": 33}, {"c1": 100})),
    next_presence=st.sampled_from((None, None, (Presence.AWAY, ""))),
)
DEMANDS = st.builds(
    Demand,
    queue=st.just("q"),
    needs=st.lists(
        st.builds(SkillNeed, skill=st.sampled_from(("card", "loan")), level=st.integers(1, 10)), max_size=2
    ).map(tuple),
    anyone=st.booleans(),
    cost=st.sampled_from((20, 33, 100)),
    language=st.sampled_from(("", "en", "zh-CN")),
)


def level(agent: Agent, demand: Demand) -> int:
    spoken = {f"language:{tag.split('-')[0].lower()}": 1 for tag in agent.languages}
    return proficiency({**agent.skills, **spoken}, demand)


@given(
    changes=st.lists(AGENTS, max_size=40),
    demand=DEMANDS,
    spurned=st.sets(st.sampled_from([f"a{n}" for n in range(8)]), max_size=4),
)
def test_the_best_agent_is_whom_a_walk_over_all_agents_finds(
    changes: list[Agent], demand: Demand, spurned: set[str]
) -> None:
    crowd, agents = Crowd(), {}
    for agent in changes:
        agents[agent.id] = agent
        assert crowd.file(agent) == (agent.id in crowd.filed)
    fit = [one for one in agents.values() if why_not_for(one, demand) is None and one.id not in spurned]
    order = sorted(fit, key=lambda one: (-level(one, demand), one.used, one.idle_since, one.id))
    found = crowd.best(demand, lambda name: name not in spurned, 5)
    assert [one[1][2] for one in found[:1]] == [one.id for one in order[:1]]
    assert [one[1][2] for one in crowd.best(demand, lambda name: name not in spurned)] == [one.id for one in order[:1]]
    assert found == sorted(found, key=lambda one: (-one[0], one[1]))
    assert {one[1][2] for one in found} <= {one.id for one in fit}
    for one in agents.values():
        inside = why_not_routable(one) is None and one.used < CAPACITY
        assert (one.id in crowd.filed) == inside
        if inside:
            assert bool(crowd.able(one.id, [(demand, [])])) == (why_not_for(one, demand) is None)


@given(changes=st.lists(AGENTS, max_size=30), demands=st.lists(DEMANDS, max_size=6, unique=True))
def test_a_crowd_built_again_is_the_same_crowd(changes: list[Agent], demands: list[Demand]) -> None:
    crowd, agents = Crowd(), {}
    for agent in changes:
        agents[agent.id] = agent
        crowd.file(agent)
        for demand in demands:
            crowd.best(demand, lambda _: True)
    again = Crowd()
    again.rebuild(agents.values())
    for demand in demands:
        assert crowd.best(demand, lambda _: True, 5) == again.best(demand, lambda _: True, 5)


def test_equals_are_asked_in_the_order_of_idleness_and_then_by_name() -> None:
    crowd = Crowd()
    for name, idle in (("b", 2.0), ("a", 2.0), ("c", 1.0)):
        crowd.file(Agent(id=name, presence=Presence.AVAILABLE, reachability=Reachability.CONNECTED, idle_since=idle))
    asked = []
    while best := crowd.best(Demand("q", (), False, 100, ""), lambda _: True):
        asked.append(best[0][1][2])
        crowd.drop(asked[-1])
    assert asked == ["c", "a", "b"]


def test_what_an_agent_was_does_not_pile_up() -> None:
    crowd = Crowd()
    for n in range(2000):
        for name, units in (("a", 0), ("b", 33 * (n % 2))):
            crowd.file(
                Agent(
                    id=name,
                    presence=Presence.AVAILABLE,
                    reachability=Reachability.CONNECTED,
                    idle_since=0.0 if name == "a" else float(n),
                    assignments={"c": units} if units else {},
                )
            )
    (group,) = crowd.groups.values()
    assert len(group.heap) <= 2 * 2 + STALE + 1
