"""What a customer did in self-service, for the agent who takes over: nobody shall be asked twice."""

from typing import Any

from callcenter.clock import rfc3339
from callcenter.model.contact import Contact, Deed
from callcenter.model.flow import PROVED, ChooseLanguage, Menu, Text
from callcenter.model.site import FactTitle, Site

Json = dict[str, Any]
MOST_FACTS, LONGEST = 16, 80
"""Facts shown, and characters of each."""


def self_service_view(contact: Contact, site: Site) -> Json | None:
    """Flows begun and choices taken, each with its title; facts keyed in or looked up, with the site's words for them;
    what was proved and when; the language chosen. None: the contact was in no flow, or did nothing there but ask for a person."""
    facts = [_fact(name, contact.known.facts[name], site) for name in _facts(contact, site)]
    chosen = [deed.key for deed in contact.deeds if isinstance(_node(deed, site), ChooseLanguage)]
    if not (facts or contact.proved or any(deed.node for deed in contact.deeds)):
        return None
    proved = {f"{name}_at": _time(contact.proved.get(name)) for name in PROVED.values()}
    return {
        "path": [_step(deed, site) for deed in contact.deeds if not isinstance(_node(deed, site), ChooseLanguage)],
        "facts": facts,
        **proved,
        "language": chosen[-1] if chosen else None,
    }


def _facts(contact: Contact, site: Site) -> list[str]:
    """Those with a title first, in the site's order."""
    told = [name for name in contact.gathered if name in contact.known.facts]
    titled = [name for name, fact in site.fact_titles.items() if fact.shown and name in told]
    return [*titled, *(name for name in told if name not in site.fact_titles)][:MOST_FACTS]


def _fact(name: str, value: str, site: Site) -> Json:
    """`title` and `value_title` are empty where the site has no words for them."""
    known = site.fact_titles.get(name, FactTitle())
    titles = {"title": dict(known.title), "value_title": dict(known.values.get(value, {}))}
    return {"name": name, "value": value[:LONGEST], **titles}


def _time(at: float | None) -> str | None:
    return None if at is None else rfc3339(at)


def _node(deed: Deed, site: Site) -> object:
    flow = site.flows.get(deed.flow)
    return flow.nodes.get(deed.node) if flow else None


def _step(deed: Deed, site: Site) -> Json:
    return {
        "at": rfc3339(deed.at),
        "flow": deed.flow,
        "node": deed.node,
        "key": deed.key,
        "title": dict(_title(deed, site)),
    }


def _title(deed: Deed, site: Site) -> Text:
    """Of a flow its title; of a choice its label, or the first word for it."""
    node = _node(deed, site)
    if not isinstance(node, Menu):
        return site.flows[deed.flow].title if not deed.node and deed.flow in site.flows else {}
    choice = next((one for one in node.choices if one.key == deed.key), None)
    if choice is None:
        return {}
    return choice.label or {language: words[0] for language, words in choice.words.items() if words}
