"""`callcenter ivr test`: the example dialogues beside the flows, played, and how much of the flows they walk."""

import json as as_json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from callcenter.cli.verbs import no_directory
from callcenter.errors import SiteRefused
from callcenter.intent.classify import Classifier
from callcenter.intent.slots import slots_of
from callcenter.model.site import Site
from callcenter.rehearsal.conversation import Line, Understand
from callcenter.rehearsal.play import Played, play
from callcenter.rehearsal.scripts import read_scripts
from callcenter.rehearsal.walked import Ground, Share, Where
from callcenter.services.shelf import read
from callcenter.services.trained import read_model

INDENT = {"bank": "  ", "text": "  text message: ", "source": "  # ", "note": "  # ", "silence": "  > (silence)"}
"""How a transcript's lines begin; what the customer does begins with >."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A site that can be played on."""

    site: Site
    where: Where
    understand: Understand


@dataclass(frozen=True, kw_only=True)
class Report:
    played: tuple[Played, ...]
    shares: dict[str, dict[str, Share]]
    """File to language; files of the wished flows only."""

    @property
    def failed(self) -> tuple[Played, ...]:
        return tuple(one for one in self.played if one.failures)

    @property
    def least(self) -> float:
        """The smallest share of any file in any language, in per cent."""
        return min((share.least for by_language in self.shares.values() for share in by_language.values()), default=0.0)


def stage(directory: Path) -> Stage:
    """The site of a directory and what understands its customers. Raises `Malformed`, `SiteRefused`."""
    if not directory.is_dir():
        raise no_directory(directory)
    loaded, problems = read(directory)
    if loaded.site is None or problems:
        raise SiteRefused(problems)
    classifier = Classifier(loaded.site, read_model(directory, loaded.examples).model, slots_of(loaded.examples))
    return Stage(site=loaded.site, where=loaded.where, understand=classifier.classify)


def play_all(directory: Path, flows: Sequence[str] = ()) -> Report:
    """Plays every dialogue of these flows' files (all of them when none is named). Raises `SiteRefused` for a site or
    a dialogue that cannot be read."""
    here = stage(directory)
    scripts, problems = read_scripts(directory, here.site)
    if problems:
        raise SiteRefused([str(problem) for problem in problems])
    wished = [script for script in scripts if not flows or _flow_of(script.file) in flows]
    ground = Ground(here.site, here.where)
    played = tuple(play(script, here.site, here.understand) for script in wished)
    for one in played:
        ground.walk(one.visits)
    shares = {file: share for file, share in ground.shares().items() if not flows or _flow_of(file) in flows}
    return Report(played=played, shares=shares)


def told(report: Report, *, json: bool, transcripts: bool, floor: float) -> int:
    """Prints it; the exit code."""
    short = bool(report.failed) or report.least < floor or not report.played
    if json:
        print(as_json.dumps(_document(report), ensure_ascii=False))
        return 1 if short else 0
    for one in report.played:
        if one.failures or transcripts:
            _show(one)
    _show_shares(report)
    failed = len(report.failed)
    print(f"{len(report.played)} dialogues, {failed} failed; at least {report.least:.0f} % walked.")
    if not report.played:
        print("There are no dialogues: write them beside the flows, see docs/dialogues.md.", file=sys.stderr)
    elif report.least < floor and not failed:
        print(f"Less than {floor:g} % walked.", file=sys.stderr)
    return 1 if short else 0


def _show(one: Played) -> None:
    script = one.script
    for failure in one.failures:
        print(f"{failure} ({script.name}, {script.language})")
    if not one.failures:
        print(f"{script.file}:{script.line}: {script.name}, {script.language}")
    for line in one.lines:
        print(f"    {in_words(line)}")
    print()


def in_words(line: Line) -> str:
    """One line of a transcript."""
    at = f"   [{line.at}]" if line.at else ""
    return f"{INDENT.get(line.who, '  > ')}{line.text}{at}"


def _show_shares(report: Report) -> None:
    for file, by_language in report.shares.items():
        told = [
            f"{language}: {share.nodes_walked} of {share.nodes} nodes, {share.branches_walked} of {share.branches} branches"
            for language, share in by_language.items()
        ]
        print(f"{file}: {'; '.join(told)}")
        missed: dict[str, list[str]] = {}
        for language, share in by_language.items():
            for spot in share.missed:
                missed.setdefault(str(spot), []).append(language)
        for spot_told, languages in missed.items():
            print(f"    {spot_told}: not walked ({', '.join(languages)})")


def _document(report: Report) -> dict[str, Any]:
    return {
        "dialogues": [
            {
                "file": one.script.file,
                "line": one.script.line,
                "name": one.script.name,
                "language": one.script.language,
                "failures": [asdict(failure) for failure in one.failures],
                "transcript": [asdict(line) for line in one.lines],
            }
            for one in report.played
        ],
        "walked": {
            file: {
                language: {**asdict(share), "missed": list(map(str, share.missed))} for language, share in by.items()
            }
            for file, by in report.shares.items()
        },
        "least_per_cent": round(report.least, 1),
        "failed": len(report.failed),
    }


def _flow_of(file: str) -> str:
    return Path(file).name.partition(".")[0]
