"""What was spoken, as files in one directory: named by content, written whole or not at all, the least used ones let go."""

import os
import stat
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from callcenter.errors import Unavailable

MOST_FILES = 5000
"""Some hours of speech, one or two gigabytes at the very most."""
STAYS = 600.0
"""Seconds since it was last asked for in which a file is never removed: somebody may be about to hear it."""
SUFFIX, UNFINISHED = ".wav", ".new"
MODE = 0o711
"""Of the directory: the switch opens a file whose name it is told; nobody else learns the names, which cannot be guessed without
the text, and so nobody else hears what was said about a customer."""


def own_directory() -> Path:
    """Where it is kept when the site names nothing: it outlives a restart of the machine, and the switch may read it."""
    return Path("/var/tmp") / f"callcenter-voice-{os.getuid()}"


class Kept:
    def __init__(self, own: Path | None, *, keep: str = "", seen_as: str = "", most: int = MOST_FILES) -> None:
        """`own`: a directory of ours that must be nobody else's."""
        self._directory, self._own, self._most = Path(keep) if keep else own or own_directory(), own is not None, most
        self._seen_as = seen_as or str(self._directory)
        self._count: int | None = None
        self._lock = threading.Lock()

    def has(self, name: str) -> bool:
        """Marks it as used now. In a directory that somebody else has made where ours should be there is nothing of ours."""
        try:
            if self._own and not _ours_alone(self._directory):
                return False
            os.utime(self._file(name))
        except OSError:
            return False
        return True

    def media(self, name: str) -> str:
        """As Asterisk plays it: a path without its ending, or an address with it."""
        by_address = self._seen_as.startswith(("http://", "https://"))
        return f"sound:{self._seen_as}/{name}{SUFFIX if by_address else ''}"

    def put(self, name: str, wav: bytes) -> None:
        """Blocks: called from a thread. Raises `Unavailable`."""
        try:
            self._prepare()
            handle, written = tempfile.mkstemp(suffix=UNFINISHED, dir=self._directory)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(wav)
                os.chmod(written, 0o644)
                os.replace(written, self._file(name))
            except OSError:
                with suppress(OSError):
                    os.unlink(written)
                raise
            with self._lock:
                self._let_go()
        except OSError as error:
            what = "name a directory the server may write to, and the switch may read, under voice.keep"
            raise Unavailable(f"{self._directory}: {error.strerror}: {what}") from None

    def _file(self, name: str) -> Path:
        return self._directory / f"{name}{SUFFIX}"

    def _prepare(self) -> None:
        self._directory.mkdir(mode=MODE, parents=True, exist_ok=True)
        if not self._own:
            return
        if not _ours_alone(self._directory):
            raise Unavailable(f"{self._directory} is not ours alone: remove it, or name another under voice.keep")
        self._directory.chmod(MODE)

    def _let_go(self) -> None:
        """Down to nine tenths once there are too many; then also what somebody died over while writing."""
        self._count = self._counted() if self._count is None else self._count + 1
        if self._count <= self._most:
            return
        with os.scandir(self._directory) as entries:
            found = sorted((entry.stat().st_mtime, entry.path) for entry in entries if entry.is_file())
        newest = found[-1][0] if found else 0.0
        spare = max(0, len(found) - self._most * 9 // 10)
        for touched, path in found[:spare]:
            if path.endswith((SUFFIX, UNFINISHED)) and touched < newest - STAYS:
                with suppress(OSError):
                    os.unlink(path)
        self._count = self._counted()

    def _counted(self) -> int:
        with os.scandir(self._directory) as entries:
            return sum(entry.name.endswith(SUFFIX) for entry in entries)


def _ours_alone(directory: Path) -> bool:
    """Made by us, and nobody else may put anything there: not a link to somebody's directory either. Raises `OSError`."""
    found = directory.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
