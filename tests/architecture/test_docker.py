"""Nothing here can run a container; what can be wrong without one is looked at."""

import ast
import json
import re
import shlex
import subprocess
import tomllib
from fnmatch import fnmatch

import yaml

from callcenter.settings import Settings
from tests.architecture.tree import ROOT

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
IGNORED = (ROOT / ".dockerignore").read_text("utf-8").split()
INSTRUCTIONS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE)).splitlines()
    if line.strip()
]


def _all(word: str) -> list[str]:
    return [rest for name, rest in INSTRUCTIONS if name == word]


def test_every_source_that_is_copied_exists_and_is_sent_to_the_builder() -> None:
    for words in map(shlex.split, _all("COPY")):
        if words[0].startswith("--from="):
            assert f" AS {words[0].removeprefix('--from=')}" in DOCKERFILE
            continue
        for source in words[:-1]:
            assert (ROOT / source).exists(), f"COPY {source}: there is no such file"
            assert not any(fnmatch(source.rstrip("/"), pattern) for pattern in IGNORED), f".dockerignore hides {source}"


def test_the_wheel_stage_gets_every_file_the_build_reads() -> None:
    copied = " ".join(_all("COPY"))
    for wanted in ("pyproject.toml", PROJECT["project"]["readme"], "LICENSE", "requirements.lock", "callcenter/"):
        assert wanted in copied


def test_the_console_is_built_where_the_wheel_looks_for_it() -> None:
    out = re.search(r'outDir: "(.+)"', (ROOT / "console" / "vite.config.ts").read_text("utf-8"))
    assert out is not None
    assert (ROOT / "console" / out[1]).resolve() == ROOT / "callcenter" / "console" / "dist"
    assert "COPY --from=console /build/callcenter/console/dist callcenter/console/dist" in DOCKERFILE
    assert "callcenter/console/dist/**" in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["artifacts"]


def test_the_model_is_trained_before_the_wheel_is_built() -> None:
    (made,) = [rest for rest in _all("RUN") if "uv build" in rest]
    assert made.index("intents train callcenter/demo/site") < made.index("uv build")
    assert "callcenter/demo/site/model.npz" in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["artifacts"]


def test_the_versions_of_the_images_are_ones_we_support() -> None:
    node = json.loads((ROOT / "console" / "package.json").read_text("utf-8"))["engines"]["node"]
    least_node = int(re.findall(r"\d+", node)[0])
    least_python = tuple(int(n) for n in re.findall(r"\d+", PROJECT["project"]["requires-python"]))
    for image in _all("FROM"):
        name, major, minor = re.match(r"(\w+):(\d+)(?:\.(\d+))?", image).groups()  # type: ignore[union-attr]
        if name == "node":
            assert int(major) >= least_node
        else:
            assert (name, (int(major), int(minor)) >= least_python) == ("python", True)


def test_the_extras_that_are_installed_are_declared() -> None:
    named = {extra for group in re.findall(r"\[([a-z,]+)\]\"", DOCKERFILE) for extra in group.split(",")}
    assert named == {"ml", "postgres", "uvloop"}
    assert named <= set(PROJECT["project"]["optional-dependencies"])


def test_the_constraints_are_every_pin_of_the_lock() -> None:
    """The very `sed` of the Dockerfile, run here."""
    (command,) = re.findall(r"sed -nE ('[^']+') requirements\.lock", DOCKERFILE)
    said = subprocess.run(
        ["sed", "-nE", *shlex.split(command), str(ROOT / "requirements.lock")],
        capture_output=True,
        text=True,
        check=True,
    )
    pins = said.stdout.splitlines()
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert len(pins) == len(re.findall(r"^[a-z0-9].*==", lock, re.MULTILINE))
    assert all(re.fullmatch(r"[a-z0-9][\w.-]*==[\w.+!]+( ; .+)?", pin) for pin in pins)


def test_it_runs_as_nobody_our_command_with_settings_that_exist() -> None:
    assert _all("USER")[-1] == "callcenter"
    (entry,) = _all("ENTRYPOINT")
    assert ast.literal_eval(entry)[0] in PROJECT["project"]["scripts"]
    assert ast.literal_eval(_all("CMD")[-1]) == ["serve"]
    _known(dict(pair.split("=", 1) for pair in shlex.split(_all("ENV")[-1])))


def test_the_health_check_asks_for_readiness_at_the_port_that_is_served() -> None:
    environ = dict(pair.split("=", 1) for pair in shlex.split(_all("ENV")[-1]))
    (check,) = _all("HEALTHCHECK")
    assert f"http://127.0.0.1:{environ['CALLCENTER_PORT']}/readyz" in check
    assert _all("EXPOSE") == [environ["CALLCENTER_PORT"]]
    command = ast.literal_eval(check.split(" CMD ", 1)[1])
    ast.parse(command[-1])


def test_compose_builds_this_dockerfile_and_waits_for_the_database() -> None:
    server, database = COMPOSE["services"]["server"], COMPOSE["services"]["database"]
    folder = ROOT / "docker" / server["build"]["context"]
    assert (folder / server["build"]["dockerfile"]).resolve() == ROOT / "docker" / "Dockerfile"
    assert server["depends_on"]["database"]["condition"] == "service_healthy"
    assert "pg_isready" in " ".join(database["healthcheck"]["test"])
    assert server["ports"] == ["127.0.0.1:8080:8080"], "TLS stands in front: the port is for this machine alone"
    assert {volume.partition(":")[0] for volume in database["volumes"]} <= set(COMPOSE["volumes"])


def test_compose_leads_the_server_to_the_database_it_starts() -> None:
    server, database = (COMPOSE["services"][name]["environment"] for name in ("server", "database"))
    user, name = database["POSTGRES_USER"], database["POSTGRES_DB"]
    assert re.fullmatch(
        rf"postgresql://{user}:\$\{{POSTGRES_PASSWORD:\?[^}}]+\}}@database/{name}", server["CALLCENTER_DATABASE"]
    )
    _known(server)


def test_compose_has_no_secret_and_no_default_for_one() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            if "PASSWORD" in name or "SECRET" in name:
                assert re.fullmatch(r"\$\{\w+:\?.+\}", value), f"{name} must be demanded, not given"


def _known(environ: dict[str, str]) -> None:
    ours = {name.removeprefix("CALLCENTER_").lower() for name in environ if name.startswith("CALLCENTER_")}
    assert {name for name in ours if not name.startswith("secret_")} <= set(Settings.model_fields)
