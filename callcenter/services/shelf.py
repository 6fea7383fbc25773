"""The site in force and every version the journal names; taking a new one, whole or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from callcenter.clock import Clock
from callcenter.errors import SiteRefused
from callcenter.intent.classify import Classifier
from callcenter.intent.slots import slots_of
from callcenter.ivr.check import check_site
from callcenter.model.events import SiteTaken
from callcenter.model.intent import Context, Intent
from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.services.ports import Journal, Json
from callcenter.services.trained import Trained, read_model
from callcenter.services.understanding import Understanding, Watch
from callcenter.site.load import Loaded, load

log = structlog.get_logger()


def read(directory: Path) -> tuple[Loaded, list[str]]:
    """The site in a directory and all that is wrong with it, flows included, as `file:line: what`."""
    loaded = load(directory)
    problems = [str(problem) for problem in loaded.problems]
    if loaded.site is not None:
        for flow, node, message in check_site(loaded.site):
            file, line = loaded.where.get((flow, node)) or loaded.where.get((flow, "")) or (f"flows/{flow}.yaml", 1)
            problems.append(f"{file}:{line}: {message}")
    return loaded, list(dict.fromkeys(problems))  # a flow used twice is wrong once


class SiteShelf:
    """`sites` is shared with the switchboard: a version is put there before its event is handed in."""

    def __init__(self, directory: Path, journal: Journal, clock: Clock, watch: Watch | None = None) -> None:
        self._directory, self._journal, self._clock = directory, journal, clock
        self._watch = watch or Watch()
        self.sites: dict[str, Site] = {}
        self._current: Site | None = None
        self._understanding: Understanding | None = None
        self._trained = Trained(model=None, state="missing")
        self._problems: list[str] = []
        self.take: Callable[[SiteTaken], Awaitable[object]] | None = None
        """How a new version reaches the switchboard; set once the runner is there."""
        self.taken: Callable[[], None] = lambda: None
        """Told once a new version is in force."""

    async def open(self) -> None:
        """Reads the directory and every older version. Raises `SiteRefused`."""
        for version, text in (await self._journal.sites()).items():
            self.sites[version] = codec.site_of(text)
        self._put(*await self._at_hand())

    def newest_first(self) -> list[Site]:
        """The site in force, then every other version that is known."""
        current = self.current()
        return [current, *(site for site in reversed(self.sites.values()) if site.version != current.version)]

    def current(self) -> Site:
        assert self._current is not None, "open() comes first"
        return self._current

    def understand(self, text: str, language: str, confidence: float | None, context: Context) -> Intent:
        assert self._understanding is not None, "open() comes first"
        return self._understanding(text, language, confidence, context)

    def model(self) -> Json:
        """Whether the trained table fits the examples: docs/wire.md."""
        return self._trained.told()

    def problems(self) -> list[str]:
        return self._problems

    async def reload(self) -> None:
        """Takes the files as they are now, in force from the commit on: with `Unavailable` the old ones stay. Live
        contacts keep the version they started with."""
        site, understanding, trained = await self._at_hand()
        if self.take is not None:
            await self.take(SiteTaken(version=site.version))
        self._put(site, understanding, trained)
        self.taken()
        log.info("The site was taken.", action="site.taken", version=site.version)

    def _put(self, site: Site, understanding: Understanding, trained: Trained) -> None:
        self._current, self._understanding, self._trained = site, understanding, trained

    def _read(self) -> tuple[Site | None, Trained, Understanding | None, list[str]]:
        loaded, problems = read(self._directory)
        trained = read_model(self._directory, loaded.examples)
        if loaded.site is None:
            return None, trained, None, problems
        understanding = Understanding(
            Classifier(loaded.site, trained.model, slots_of(loaded.examples)),
            trained=trained.model is not None,
            watch=self._watch,
        )
        understanding.warm_up()
        return loaded.site, trained, understanding, problems

    async def _at_hand(self) -> tuple[Site, Understanding, Trained]:
        """The files as they are now, kept and findable by their version before any event names it."""
        site, trained, understanding, self._problems = await asyncio.to_thread(self._read)
        if site is None or understanding is None or self._problems:
            raise SiteRefused(self._problems)
        await self._journal.save_site(site.version, self._clock.now(), codec.site_text(site))
        self.sites[site.version] = site
        return site, understanding, trained
