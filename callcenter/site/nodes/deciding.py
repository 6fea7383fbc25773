"""Nodes that decide by what is known, or find out more, without the customer."""

from callcenter.model.flow import Branch, Decide, Hours, LookUp, SetFacts
from callcenter.site.conditions import read_condition
from callcenter.site.nodes.wording import Wording, arguments, fact, named_expressions, own_fact
from callcenter.site.part import Fields, Part


def branch(part: Part, wording: Wording) -> Branch | Decide:
    """Two ways of writing it: a fact and its `cases`, or a list of `when` and `next`."""
    on = part.entries().get("branch")
    if on and on.is_list():
        return _decide(part.fields(needed=("branch", "otherwise")), on)
    fields = part.fields(needed=("branch", "cases", "otherwise"))
    cases = fields.get("cases")
    entries = cases.entries() if cases else {}
    return Branch(
        fact=fact(fields.get("branch")),
        cases={value: entries[value].word() for value in sorted(entries)},
        otherwise=fields.word("otherwise"),
    )


def _decide(fields: Fields, on: Part) -> Decide:
    ways = []
    if not on.parts():
        on.problem("branch: there is no way, only `otherwise`")
    for entry in on.parts():
        way = entry.fields(needed=("when", "next"))
        ways.append((read_condition(way.get("when")), way.word("next")))
    return Decide(ways=tuple(ways), otherwise=fields.word("otherwise"))


def set_facts(part: Part, wording: Wording) -> SetFacts:
    fields = part.fields(needed=("set", "next"))
    facts = fields.get("set")
    entries = facts.entries() if facts else {}
    if facts and facts.is_mapping() and not entries:
        facts.problem("set: there is no fact")
    for name, entry in entries.items():
        own_fact(entry, name)
    return SetFacts(facts=tuple(named_expressions(facts).items()), next=fields.word("next"))


def look_up(part: Part, wording: Wording) -> LookUp:
    fields = part.fields(needed=("lookup", "next", "failed"), allowed=("arguments", "say"))
    return LookUp(
        source=fields.word("lookup"),
        next=fields.word("next"),
        failed=fields.word("failed"),
        arguments=arguments(fields),
        text=wording.read(fields.get("say")),
    )


def hours(part: Part, wording: Wording) -> Hours:
    fields = part.fields(needed=("hours", "open", "closed"))
    return Hours(calendar=fields.word("hours"), open=fields.word("open"), closed=fields.word("closed"))
