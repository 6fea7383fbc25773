"""The emergency ladder: who is brought an emergency when nobody is free."""

from callcenter.model.site import LADDER, Ask, Rung
from callcenter.site.intents import E164
from callcenter.site.part import Fields, Part

HOUR = 3600.0


def read_ladder(part: Part | None) -> tuple[Rung, ...]:
    """`emergency_ladder`: the usual one when left out."""
    if part is None:
        return LADDER
    rungs: list[Rung] = []
    for entry in part.parts():
        rung = _read_rung(entry)
        if rungs and rung.after < rungs[-1].after:
            entry.problem(f"{part.name}: after {rung.after:g} s must not come before after {rungs[-1].after:g} s")
        if any((rung.ask, rung.number) == (other.ask, other.number) for other in rungs):
            entry.problem(f"{part.name}: {rung.title} is there twice")
        rungs.append(rung)
    if part.is_list() and not rungs:
        part.problem(f"{part.name}: at least one rung is wanted; leave the key out for the usual ones")
    return tuple(rungs)


def _read_rung(part: Part) -> Rung:
    fields = part.fields(needed=("after",), allowed=("ask", "except", "number"))
    asked, number, reasons = fields.get("ask"), fields.get("number"), fields.get("except")
    if part.is_mapping() and (asked is None) == (number is None):
        part.problem(f'{part.name}: either "ask" or "number" is wanted in each rung')
    ask = asked.choice([one.value for one in Ask]) if asked else ""
    if reasons and ask != Ask.AWAY:
        reasons.problem('except: only "ask: away" has exceptions')
    return Rung(
        after=fields.number("after", 0.0, most=HOUR),
        ask=Ask(ask) if ask in set(Ask) else None,
        but_not=tuple(sorted(fields.words("except"))),
        number=_number(fields),
    )


def _number(fields: Fields) -> str:
    part = fields.get("number")
    number = part.word() if part else ""
    if part and number and not E164.fullmatch(number):
        part.problem(f'number: "{number[:40]}" is no number in E.164 (+, country code, 7 to 15 digits in all)')
    return number
