"""Why a contact waited and who got it, in words."""

from callcenter.model.commands import Decision, Outcome
from callcenter.services.codec import outcome_text
from callcenter.services.explain import explained
from callcenter.services.ports import OutcomeRow

MADE = Decision(
    contact="c1",
    queue="cards",
    step=1,
    site="s1",
    chosen="agent1",
    candidates=(
        {"agent": "agent1", "proficiency": 8, "speaks": True, "idle_seconds": 12.5, "preferred": False},
        {"agent": "agent2", "proficiency": 5, "idle_seconds": 90.0, "preferred": False},
    ),
    removed={"agent3": "presence"},
    head_starts={"customer class vip": 120.0},
    ahead=2,
    tie_break="longest idle",
)
WAITED = Decision(contact="c1", queue="cards", step=0, site="s1", chosen=None, removed={"agent1": "capacity"})
OTHER = Decision(contact="c2", queue="cards", step=0, site="s1", chosen="agent2")


def test_given_outcomes_as_the_runner_writes_them_when_explained_then_words_and_numbers_come_in_order() -> None:
    rows = [
        OutcomeRow(seq=5, body=outcome_text(Outcome(decisions=(WAITED, OTHER))), contacts=("c1", "c2")),
        OutcomeRow(seq=9, body=outcome_text(Outcome(decisions=(MADE,))), contacts=("c1",)),
    ]
    first, second = explained("c1", rows)
    assert first["seq"] == 5
    assert first["words"] == (
        "In cards with 0 ahead of it. Nobody was free to take it: it keeps its place. Not eligible: agent1 (capacity)."
    )
    assert second["words"] == (
        "In cards with 2 ahead of it, at step 1. Head start: 120 s for customer class vip. "
        "Offered to agent1 (proficiency 8, idle seconds 12.5, preferred False), out of 2. Decided by longest idle. "
        "Not eligible: agent3 (presence)."
    )
    assert second["candidates"][1]["idle_seconds"] == 90.0
