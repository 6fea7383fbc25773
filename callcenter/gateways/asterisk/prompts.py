"""What a site says word for word: the sentences without a fact in them, which can be spoken before anybody calls."""

from collections.abc import Iterator

from callcenter.ivr.texts import FACT
from callcenter.model.flow import ChooseLanguage, Node, SendText, Text
from callcenter.model.site import Site


def fixed(site: Site) -> Iterator[tuple[str, str]]:
    """Each text and its language, once: first what the switchboard says itself, then queues and flows in their order."""
    seen: set[tuple[str, str]] = set()
    for text, language in _all(site):
        if text.strip() and not FACT.search(text) and (text, language) not in seen:
            seen.add((text, language))
            yield text, language


def _all(site: Site) -> Iterator[tuple[str, str]]:
    for words in site.words.values():
        yield from _each(words)
    for queue in site.queues.values():
        yield from _each(queue.closed)
    for flow in site.flows.values():
        for node in flow.nodes.values():
            yield from _of(node, site.languages)


def _of(node: Node, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ChooseLanguage):
        together = " ".join(words for tag in languages if (words := node.prompt.get(tag, "")))
        yield from ((together, language) for language in languages)
    elif not isinstance(node, SendText):
        yield from _each(getattr(node, "prompt", {}))
        yield from _each(getattr(node, "text", {}))


def _each(text: Text) -> Iterator[tuple[str, str]]:
    yield from ((words, language) for language, words in text.items())
