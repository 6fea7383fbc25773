"""The site in force and every version the journal names; taking a new one, whole or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from callcenter.clock import Clock
from callcenter.errors import SiteRefused
from callcenter.intent.classify import Classifier
from callcenter.intent.model import Model
from callcenter.ivr.check import check_site
from callcenter.model.events import SiteTaken
from callcenter.model.intent import Intent
from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.services.ports import Journal
from callcenter.site.load import Loaded, load

log = structlog.get_logger()

MODEL = "model.npz"


def read(directory: Path) -> tuple[Loaded, list[str]]:
    """The site in a directory and all that is wrong with it, flows included, as `file:line: what`."""
    loaded = load(directory)
    problems = [str(problem) for problem in loaded.problems]
    if loaded.site is not None:
        for flow, node, message in check_site(loaded.site):
            file, line = loaded.where.get((flow, node)) or loaded.where.get((flow, "")) or (f"flows/{flow}.yaml", 1)
            problems.append(f"{file}:{line}: {message}")
    return loaded, list(dict.fromkeys(problems))  # a flow used twice is wrong once


def read_model(directory: Path) -> Model | None:
    """The trained table beside the site; None, said aloud, when there is none or it cannot be read."""
    path = directory / MODEL
    if not path.exists():
        log.warning(
            "No trained intent model: rules alone understand, everything else goes to a human.",
            action="model.missing",
            mend=f"callcenter intents train {directory}",
        )
        return None
    try:
        return Model.load(path)
    except (OSError, ValueError, KeyError) as error:
        log.error("The intent model cannot be read; rules alone understand.", action="model.broken", reason=str(error))
        return None


class SiteShelf:
    """`sites` is shared with the switchboard: a version is put there before its event is handed in."""

    def __init__(self, directory: Path, journal: Journal, clock: Clock) -> None:
        self._directory, self._journal, self._clock = directory, journal, clock
        self.sites: dict[str, Site] = {}
        self._current: Site | None = None
        self._classifier: Classifier | None = None
        self._problems: list[str] = []
        self.take: Callable[[SiteTaken], Awaitable[object]] | None = None
        """How a new version reaches the switchboard; set once the runner is there."""

    async def open(self) -> None:
        """Reads the directory and every older version. Raises `SiteRefused`."""
        for version, text in (await self._journal.sites()).items():
            self.sites[version] = codec.site_of(text)
        self._current, self._classifier = await self._at_hand()

    def current(self) -> Site:
        assert self._current is not None, "open() comes first"
        return self._current

    def understand(self, text: str, language: str, confidence: float | None) -> Intent:
        assert self._classifier is not None, "open() comes first"
        return self._classifier.classify(text, language, confidence)

    def problems(self) -> list[str]:
        return self._problems

    async def reload(self) -> None:
        """Takes the files as they are now, in force from the commit on: with `Unavailable` the old ones stay. Live
        contacts keep the version they started with."""
        site, classifier = await self._at_hand()
        if self.take is not None:
            await self.take(SiteTaken(version=site.version))
        self._current, self._classifier = site, classifier
        log.info("The site was taken.", action="site.taken", version=site.version)

    def _read(self) -> tuple[Site | None, Model | None, list[str]]:
        loaded, problems = read(self._directory)
        return loaded.site, read_model(self._directory), problems

    async def _at_hand(self) -> tuple[Site, Classifier]:
        """The files as they are now, kept and findable by their version before any event names it."""
        site, model, self._problems = await asyncio.to_thread(self._read)
        if site is None or self._problems:
            raise SiteRefused(self._problems)
        await self._journal.save_site(site.version, self._clock.now(), codec.site_text(site))
        self.sites[site.version] = site
        return site, Classifier(site, model)
