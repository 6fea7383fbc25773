"""The same words as examples of two intents: no model can be right about them."""

from callcenter.intent.text import normalise
from callcenter.site.examples import Example, Examples


def taught_twice(examples: Examples) -> list[tuple[Example, Example]]:
    """Pairs (first, other) that read the same to the model, in the order of the files."""
    first: dict[str, Example] = {}
    found = []
    for row in examples.rows:
        earlier = first.setdefault(normalise(row.text), row)
        if earlier.intent != row.intent:
            found.append((earlier, row))
    return found
