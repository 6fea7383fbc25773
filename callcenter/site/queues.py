"""Queues: what they ask of an agent, and how they ask less the longer somebody waits."""

from dataclasses import replace

from callcenter.model.site import Preferred, Queue, ServiceLevel, SkillNeed, Step
from callcenter.site.part import Fields, Part
from callcenter.site.texts import read_both, read_text

DAY = 86_400.0
_SETTINGS = (
    "needs", "emergency", "calendar", "closed", "service_level", "offer_seconds", "wrap_up_seconds", "transfer_wrap_up_seconds",
    "short_abandon_seconds", "prefer", "prefer_seconds",
)  # fmt: skip
_CONDITIONS = ("longer_than", "wait_over", "nobody", "closed")
_ACTIONS = (
    "drop_skills", "lower_to", "agents_of", "anyone", "announce", "head_start", "callback", "voicemail", "message",
)  # fmt: skip


def read_queues(part: Part | None, languages: tuple[str, ...]) -> dict[str, Queue]:
    entries = part.named() if part else {}
    return {name: _read_queue(name, entries[name], languages) for name in sorted(entries)}


def read_needs(fields: Fields) -> tuple[SkillNeed, ...]:
    """`needs: {card: 5}`: the skill, and at least this proficiency."""
    needs = fields.named("needs")
    return tuple(SkillNeed(skill=name, level=needs[name].whole(1, 10)) for name in sorted(needs))


def _read_queue(name: str, part: Part, languages: tuple[str, ...]) -> Queue:
    fields = part.fields(needed=("title", "steps"), allowed=_SETTINGS)
    emergency = fields.yes_no("emergency")
    _check_hours(part, fields, emergency=emergency)
    calendar = fields.word("calendar")
    closed, closed_written = read_both(fields.get("closed"), languages)
    return Queue(
        name=name,
        title=read_text(fields.get("title"), languages),
        needs=read_needs(fields),
        emergency=emergency,
        calendar=calendar or None,
        closed=closed,
        closed_written=closed_written,
        steps=_read_steps(fields.get("steps"), emergency=emergency, hours=bool(calendar)),
        service_level=_read_service_level(fields.get("service_level")),
        offer_seconds=fields.number("offer_seconds", 20.0, least=1.0, most=600.0),
        wrap_up_seconds=fields.number("wrap_up_seconds", 60.0, most=7200.0),
        transfer_wrap_up_seconds=fields.number("transfer_wrap_up_seconds", 0.0, most=7200.0),
        short_abandon_seconds=fields.number("short_abandon_seconds", 5.0, most=600.0),
        prefer=_read_preferred(fields.get("prefer")),
        prefer_seconds=_read_hold(fields, emergency=emergency),
    )


def _read_preferred(part: Part | None) -> tuple[Preferred, ...]:
    found: list[Preferred] = []
    for entry in part.parts() if part else []:
        word = replace(entry, name="prefer").choice([why.value for why in Preferred])
        if word in tuple(Preferred):
            if Preferred(word) in found:
                entry.problem(f'prefer: "{word}" is there twice')
            found.append(Preferred(word))
    return tuple(found)


def _read_hold(fields: Fields, *, emergency: bool) -> float:
    """An emergency is held for nobody."""
    part = fields.get("prefer_seconds")
    if part and emergency:
        part.problem("prefer_seconds: an emergency is never kept waiting for one agent")
    elif part and not fields.get("prefer"):
        part.problem('prefer_seconds: nobody is preferred: "prefer" is missing')
    return fields.number("prefer_seconds", 0.0, most=120.0)


def _check_hours(part: Part, fields: Fields, *, emergency: bool) -> None:
    calendar, closed = fields.get("calendar"), fields.get("closed")
    for shut in (calendar, closed):
        if emergency and shut:
            shut.problem(f"an emergency queue is never closed: it has no {shut.name}")
    if emergency:
        return
    if calendar and not closed:
        part.problem(f'{part.name}: "closed" is missing: what is said when the calendar is closed')
    if closed and not calendar:
        closed.problem("closed: is never said without a calendar")


def _read_steps(part: Part | None, *, emergency: bool, hours: bool) -> tuple[Step, ...]:
    steps: list[Step] = []
    entries = part.parts() if part else []
    latest = -1.0
    for entry in entries:
        step = _read_step(entry)
        if not step.conditional:
            if step.after <= latest:
                entry.problem(f"steps: after {step.after:g} s must come later than after {latest:g} s")
            latest = step.after
        _check_step(entry, step, emergency=emergency, hours=hours)
        steps.append(step)
    if part and part.is_list() and not (steps and steps[-1].anyone and not steps[-1].conditional):
        message = "steps: the last one must be `anyone: true`, so that each wait ends"
        if steps and steps[-1].anyone:
            message += ": after some seconds, and on no other condition"
        (entries[-1] if entries else part).problem(message)
    return tuple(steps)


def _check_step(part: Part, step: Step, *, emergency: bool, hours: bool) -> None:
    if step.closed and not hours and not emergency:
        part.problem("steps: `closed` never comes true: this queue has no calendar")
    if emergency and (step.closed or step.proposes):
        part.problem("steps: an emergency is never closed, and nothing is proposed to it: a person answers it")


def _read_step(part: Part) -> Step:
    before = len(part.problems)
    fields = part.fields(allowed=("after", *_CONDITIONS, *_ACTIONS))
    if part.is_mapping() and not any(fields.get(name) for name in ("after", *_CONDITIONS)):
        part.problem('steps: "after" is missing, or another condition: ' + ", ".join(_CONDITIONS))
    step = Step(
        after=fields.number("after", 0.0, most=DAY),
        longer_than=fields.whole("longer_than", 0, least=0, most=10_000) if fields.get("longer_than") else None,
        wait_over=fields.number("wait_over", 0.0, most=DAY) if fields.get("wait_over") else None,
        nobody=fields.yes_no("nobody"),
        closed=fields.yes_no("closed"),
        drop_skills=tuple(sorted(fields.words("drop_skills"))),
        lower_to=fields.whole("lower_to", 1, least=1, most=10) if fields.get("lower_to") else None,
        anyone=fields.yes_no("anyone"),
        announce=fields.yes_no("announce"),
        agents_of=tuple(sorted(fields.words("agents_of"))),
        head_start=fields.number("head_start", 0.0, most=3600.0),
        callback=fields.yes_no("callback"),
        voicemail=fields.yes_no("voicemail"),
        message=fields.yes_no("message"),
    )
    if len(part.problems) == before and not any(getattr(step, name) for name in _ACTIONS):
        part.problem(f"steps: this one does nothing: {', '.join(_ACTIONS[:-1])} or {_ACTIONS[-1]} is wanted")
    return step


def _read_service_level(part: Part | None) -> ServiceLevel:
    if part is None:
        return ServiceLevel()
    fields = part.fields(needed=("seconds", "share"))
    return ServiceLevel(
        seconds=fields.number("seconds", 20.0, least=1.0, most=DAY),
        share=fields.number("share", 0.8, least=0.01, most=1.0),
    )
