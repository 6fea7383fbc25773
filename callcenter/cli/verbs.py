"""The tree of verbs, and what most of them need: settings, a loop, a store."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import cyclopts
from pydantic import ValidationError

import callcenter
from callcenter.errors import Malformed, SiteRefused
from callcenter.model.site import Site
from callcenter.settings import Settings

app = cyclopts.App(
    name="callcenter",
    help="A contact-centre backend: emergencies straight to a human, enquiries to self-service, every promise kept.",
    version=callcenter.__version__,
)
T = TypeVar("T")


def settings(**given: Any) -> Settings:
    """Flags that were given, then the environment, then the defaults. Raises `Malformed`, each wrong one named."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}, not {each['input']!r}" for each in error.errors())
        raise Malformed("; ".join(wrong)) from None


def named_site(site: Path | None) -> Site | None:
    """The site of the flag or of CALLCENTER_SITE; None when neither names one. Raises `Malformed` when there is no such
    directory and `SiteRefused` when it has problems."""
    from callcenter.services.shelf import read

    directory = settings(site=site).site
    if directory is None:
        return None
    if not directory.is_dir():
        raise no_directory(directory)
    loaded, problems = read(directory)
    if loaded.site is None or problems:
        raise SiteRefused(problems)
    return loaded.site


def must_be_directory(directory: Path) -> None:
    if not directory.is_dir():
        raise no_directory(directory)


def no_directory(directory: Path) -> Malformed:
    return Malformed(f"there is no directory {directory}")


def looped(work: Callable[[], Awaitable[T]]) -> T:
    """Runs on uvloop where it is installed."""

    async def main() -> T:
        return await work()

    try:
        import uvloop
    except ImportError:
        return asyncio.run(main())
    return uvloop.run(main())


def with_store(database: str | None, work: Callable[[Any], Awaitable[T]], *, new: bool = False) -> T:
    """Runs beside a server too: only the journal has one writer. `new`: the database may be made here; otherwise a file
    that is not there is most likely a slip in its name, and raises `Malformed`."""
    chosen = settings(database=database)
    kind, _, file = chosen.database.partition(":///")
    if not new and kind.startswith("sqlite") and file and not Path(file).is_file():
        raise Malformed(f"there is no database {file}: name one with --database, or CALLCENTER_DATABASE")

    async def opened() -> T:
        from callcenter.store import migrate as bring_up
        from callcenter.store import open_store

        await bring_up(chosen.database)
        store = await open_store(chosen.database, writer=False)
        try:
            return await work(store)
        finally:
            await store.close()

    return looped(opened)
