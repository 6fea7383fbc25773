"""How agents read what a flow found out: a title for each fact, and words for values that are codes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from callcenter.model.flow import Branch, Gather, SetFacts
from callcenter.model.site import FactTitle, Source
from callcenter.site.examples import Examples
from callcenter.site.nodes.wording import Written
from callcenter.site.part import Part
from callcenter.site.problem import Problem
from callcenter.site.texts import FACT, read_text


def read_fact_titles(part: Part | None, languages: tuple[str, ...]) -> dict[str, FactTitle]:
    """In the file's order, which is the order of screens."""
    entries = part.entries() if part else {}
    return {name: _read(name, entry, languages) for name, entry in entries.items()}


def _read(name: str, part: Part, languages: tuple[str, ...]) -> FactTitle:
    if not FACT.fullmatch(name):
        part.problem(f'fact_titles: "{name[:80]}" is no fact\'s name: small letters, digits and _')
    entries = part.entries() if part.is_mapping() else {}
    if "shown" in entries and not entries["shown"].yes_no():
        part.fields(allowed=("shown",))
        return FactTitle(shown=False)
    title = read_text(part, languages, beside=("values", "shown"))
    values = entries["values"].entries() if "values" in entries else {}
    return FactTitle(title=title, values={value: read_text(words, languages) for value, words in values.items()})


def given_facts(sources: Mapping[str, Source], nodes: Iterable[Written], examples: Examples) -> frozenset[str]:
    """The facts that sources, nodes of flows and the customers' own words give, and those that flows branch on."""
    found = {fact for source in sources.values() for fact in source.gives}
    found |= {slot.entity for row in examples.rows for slot in row.slots}
    for node in nodes:
        if isinstance(node, SetFacts):
            found |= {name for name, _ in node.facts}
        elif isinstance(node, Gather) and node.store:
            found.add(node.store)
        elif isinstance(node, Branch):
            found.add(node.fact)  # what is looked at comes from somewhere: the customer's record, if from nowhere else
    return frozenset(found)


def check_fact_titles(titles: Collection[str], given: Collection[str], root: Part) -> Iterator[Problem]:
    """Slips of the pen. A name like nothing else may be a fact of the customer's record, which a site does not know."""
    for name in titles:
        near = get_close_matches(name, sorted(given), n=1, cutoff=0.8) if name not in given else []
        if near and near[0] not in titles:
            message = f'nothing gives a fact "{name[:80]}" (did you mean "{near[0]}"?)'
            yield Problem(file=root.file, line=root.line_of("fact_titles", name), message=message)
