"""What the site does with each intent, and where the numbers it answers begin."""

import re

from callcenter.model.site import EntryPoint, Handling, Hint, IntentPolicy
from callcenter.site.conditions import read_condition
from callcenter.site.part import Fields, Part
from callcenter.site.queues import read_needs
from callcenter.site.texts import read_text

E164 = re.compile(r"\+[1-9]\d{6,14}")


def read_intents(part: Part | None, languages: tuple[str, ...]) -> dict[str, IntentPolicy]:
    entries = part.named() if part else {}
    return {name: _read_intent(name, entries[name], languages) for name in sorted(entries)}


def _read_intent(name: str, part: Part, languages: tuple[str, ...]) -> IntentPolicy:
    fields = part.fields(
        needed=("title",), allowed=("queue", "flow", "needs", "emergency", "head_start", "complaint_cause", "hints")
    )
    emergency = fields.yes_no("emergency")
    queue, flow = _one_of(part, fields, "queue", "flow")
    wrong = fields.get("flow")
    if emergency and wrong:
        wrong.problem(f"{name}: an emergency goes to a human, never into a flow")
    return IntentPolicy(
        name=name,
        title=read_text(fields.get("title"), languages),
        handling=Handling(queue=queue, flow=flow, needs=read_needs(fields)),
        emergency=emergency,
        head_start=fields.number("head_start", 0.0),
        complaint_cause=fields.word("complaint_cause") or None,
        hints=tuple(_read_hint(entry) for entry in fields.parts("hints")),
    )


def _read_hint(part: Part) -> Hint:
    fields = part.fields(needed=("when", "weight"))
    return Hint(when=read_condition(fields.get("when")), weight=fields.number("weight", 1.0, least=0.1, most=20.0))


def read_entry_points(part: Part | None) -> dict[str, EntryPoint]:
    entries = part.entries() if part else {}
    return {address: _read_entry_point(address, entries[address]) for address in sorted(entries)}


def _read_entry_point(address: str, part: Part) -> EntryPoint:
    if address.startswith("+") and not E164.fullmatch(address):
        part.problem(f'"{address[:40]}" is no number in E.164 (+, country code, 7 to 15 digits in all)')
    fields = part.fields(allowed=("flow", "intent"))
    flow, intent = _one_of(part, fields, "flow", "intent")
    return EntryPoint(address=address, flow=flow, intent=intent)


def _one_of(part: Part, fields: Fields, first: str, second: str) -> tuple[str | None, str | None]:
    one, other = fields.get(first), fields.get(second)
    if one and other:
        other.problem(f'{part.name}: "{first}" or "{second}", not both')
    if part.is_mapping() and not one and not other:
        part.problem(f'{part.name}: "{first}" or "{second}" is missing')
    return fields.word(first) or None, fields.word(second) or None
