"""The short lists agents pick from, and the guidance they read."""

import re
from pathlib import Path

from callcenter.model.flow import Text
from callcenter.model.site import ComplaintCause, Disposition
from callcenter.site.documents import read_text as read_file
from callcenter.site.part import Part
from callcenter.site.problem import Problem, meant
from callcenter.site.texts import read_text

GUIDANCE = re.compile(r"([a-z][a-z0-9_-]{0,63})\.([A-Za-z][A-Za-z0-9-]*)\.md")


def read_dispositions(root: Part, languages: tuple[str, ...]) -> dict[str, Disposition]:
    """In the file's order: it is the order on the agent's screen."""
    return {code: _read_disposition(code, part, languages) for code, part in root.named().items()}


def _read_disposition(code: str, part: Part, languages: tuple[str, ...]) -> Disposition:
    fields = part.fields(needed=("title",), allowed=("resolved",))
    return Disposition(
        code=code, title=read_text(fields.get("title"), languages), resolved=fields.yes_no("resolved", default=True)
    )


def read_causes(root: Part, languages: tuple[str, ...]) -> dict[str, ComplaintCause]:
    """In the file's order."""
    return {code: _read_cause(code, part, languages) for code, part in root.named().items()}


def _read_cause(code: str, part: Part, languages: tuple[str, ...]) -> ComplaintCause:
    fields = part.fields(needed=("title",), allowed=("queue",))
    return ComplaintCause(code=code, title=read_text(fields.get("title"), languages), queue=fields.word("queue"))


def read_guidance(directory: Path, languages: tuple[str, ...], problems: list[Problem]) -> dict[str, Text]:
    """Markdown of `guidance/INTENT.LANGUAGE.md`; an intent with guidance has it in every language."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(directory.iterdir()) if directory.is_dir() else ():
        name = f"{directory.name}/{path.name}"
        hit = GUIDANCE.fullmatch(path.name)
        if not hit:
            problems.append(Problem(file=name, line=1, message="guidance is named INTENT.LANGUAGE.md"))
        elif hit[2] not in languages:
            hint = meant(hit[2], languages)
            problems.append(Problem(file=name, line=1, message=f'"{hit[2]}" is no language of the site{hint}'))
        else:
            found.setdefault(hit[1], {})[hit[2]] = _read_markdown(path, name, problems)
    for intent, text in found.items():
        for language in languages:
            if language not in text:
                have = f"{directory.name}/{intent}.{min(text)}.md"
                problems.append(Problem(file=have, line=1, message=f"{intent}.{language}.md is missing beside it"))
    return found  # type: ignore[return-value]


def _read_markdown(path: Path, name: str, problems: list[Problem]) -> str:
    text = read_file(path, name)
    if isinstance(text, Problem):
        problems.append(text)
        return ""
    if not text.strip():
        problems.append(Problem(file=name, line=1, message="is empty"))
    if "\x00" in text:
        problems.append(Problem(file=name, line=text.count("\n", 0, text.index("\x00")) + 1, message="has a null byte"))
    return text.strip() + "\n"
