"""The wheel carries everything: built, installed into an empty environment, and run from a folder that is not ours."""

import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import callcenter

ROOT = Path(__file__).resolve().parents[2]
BUILT = (ROOT / "callcenter" / "console" / "dist" / "index.html", ROOT / "callcenter" / "demo" / "site" / "model.npz")
START_SECONDS = 30.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("wheel"),
    pytest.mark.skipif(
        not all(path.exists() for path in BUILT), reason="build first: make wheel (console/dist and model.npz)"
    ),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (made,) = folder.glob("callcenter-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `callcenter` command of an environment that has the wheel and, beside it, what it depends on."""
    home = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*command, "--disable-pip-version-check", str(wheel)], check=True, capture_output=True, timeout=120)
    # Only the folder of dependencies is added, not what its own .pth files point to: our sources stay out of sight.
    (site_packages,) = (home / "lib").glob("python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return home / "bin" / "callcenter"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


def _environ() -> dict[str, str]:
    """Nothing of ours: no setting, no path."""
    return {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}


def _say(command: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *words], cwd=folder, env=_environ(), capture_output=True, text=True, timeout=60, check=False
    )


def test_the_wheel_holds_what_a_server_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for wanted in (
        "callcenter/console/dist/index.html",
        "callcenter/demo/bank.yaml",
        "callcenter/demo/sentences.yaml",
        "callcenter/demo/site/model.npz",
        "callcenter/demo/site/site.yaml",
        "callcenter/demo/site/intents/card_loss.yml",
        "callcenter/demo/site/guidance/card_loss.zh-CN.md",
        "callcenter/demo/site/flows/welcome.yaml",
        "callcenter/store/migrations/env.py",
        "callcenter/store/migrations/script.py.mako",
        "callcenter/web/static/docs.html",
        "callcenter/web/static/swagger-ui-bundle.js",
        "callcenter/web/static/swagger-ui.css",
        "callcenter/web/static/swagger-ui.LICENSE.txt",
        f"callcenter-{callcenter.__version__}.dist-info/licenses/LICENSE",
    ):
        assert wanted in names, f"{wanted} is missing"
    assert any(re.match(r"callcenter/store/migrations/versions/r\d+_\w+\.py", name) for name in names)
    assert any(name.startswith("callcenter/console/dist/assets/") for name in names)
    foreign = {name for name in names if not name.startswith(("callcenter/", "callcenter-"))}
    assert not foreign, f"the wheel brings files of other packages: {sorted(foreign)[:5]}"
    assert not [name for name in names if "__pycache__" in name or name.endswith((".db", ".db-wal", ".lock"))]


def test_the_command_answers_with_its_version(installed: Path, elsewhere: Path) -> None:
    said = _say(installed, elsewhere, "--version")
    assert (said.returncode, said.stdout.strip()) == (0, callcenter.__version__), said.stderr


def test_the_installed_package_is_the_one_that_runs(installed: Path, elsewhere: Path) -> None:
    """Else all of this would prove something about our sources."""
    python = installed.with_name("python")
    said = _say(python, elsewhere, "-c", "import callcenter; print(callcenter.__file__)")
    assert Path(said.stdout.strip()).is_relative_to(installed.parents[1])


def test_the_demo_site_of_the_wheel_has_no_problem(installed: Path, elsewhere: Path) -> None:
    (site,) = installed.parents[1].glob("lib/python*/site-packages/callcenter/demo/site")
    said = _say(installed, elsewhere, "check", str(site))
    assert said.returncode == 0, said.stdout + said.stderr
    said = _say(installed, elsewhere, "intents", "explain", str(site), "我的卡丢了", "--json")
    assert said.returncode == 0, said.stderr
    assert '"card_loss"' in said.stdout


def test_the_tables_are_made_from_the_wheel(installed: Path, elsewhere: Path) -> None:
    database = f"sqlite:///{elsewhere / 'made.db'}"
    for _ in range(2):  # the second time there is nothing to do
        said = _say(installed, elsewhere, "migrate", "--database", database)
        assert said.returncode == 0, said.stderr
    assert (elsewhere / "made.db").stat().st_size > 0


@pytest.fixture
def serving(installed: Path, elsewhere: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    log = elsewhere / "serve.log"
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [installed, "serve", "--port", "0"], cwd=elsewhere, env=_environ(), stderr=stderr, text=True
        )
    try:
        yield process, f"http://127.0.0.1:{_port(log, process)}"
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _port(log: Path, process: subprocess.Popen[str]) -> int:
    """Where it says that it listens."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        for line in log.read_text().splitlines():
            if line.startswith("{") and (told := json.loads(line)).get("action") == "server.listening":
                return int(told["port"])
        time.sleep(0.05)  # another process comes up in real time
    raise AssertionError(f"it does not listen:\n{log.read_text()[-3000:]}")


def test_the_server_serves_console_and_documents_and_stops_when_told(
    serving: tuple[subprocess.Popen[str], str], elsewhere: Path
) -> None:
    process, base = serving
    assert json.loads(_get(base, "/readyz")) == {"status": "ready"}
    page = _get(base, "/")
    assert '<div id="root">' in page
    (script,) = re.findall(r'src="(/assets/[^"]+\.js)"', page)
    assert len(_get(base, script)) > 10_000
    assert "/docs/docs.js" in _get(base, "/docs")
    assert len(_get(base, "/docs/swagger-ui-bundle.js")) > 1_000_000
    assert json.loads(_get(base, "/openapi.json"))["info"]["version"] == callcenter.__version__
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert (elsewhere / "callcenter.db").is_file(), "the default database is a file where the server was started"


def _get(base: str, path: str) -> str:
    with urllib.request.urlopen(base + path, timeout=10) as answer:
        assert answer.status == 200
        text: str = answer.read().decode()
        return text
