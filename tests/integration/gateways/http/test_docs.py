"""What the docs tell a telephony programmer to run and to expect is what happens."""

import asyncio
import os
import re
from pathlib import Path
from shutil import which

import pytest

from callcenter.gateways.http.wire import TYPES
from callcenter.services.perform import WIRE_NAMES
from tests.integration.gateways.http.house import KEY, SECRET, House

PAGE = (Path(__file__).parents[4] / "docs/gateways/http.md").read_text()
SHELL = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)


def test_every_event_type_and_every_command_is_on_the_page() -> None:
    for name in (*TYPES, *WIRE_NAMES.values()):
        assert f"`{name}`" in PAGE, name


@pytest.mark.skipif(not (which("curl") and which("openssl")), reason="the examples use curl and openssl")
@pytest.mark.parametrize("number", range(2))
async def test_given_the_examples_of_the_page_when_run_by_a_shell_then_the_events_are_accepted(
    house: House, number: int
) -> None:
    script = re.sub(r"^(export|callcenter serve|KEY=).*$", "", SHELL[number], flags=re.MULTILINE)
    script = script.replace("http://127.0.0.1:8080", str(house.client.make_url("")).rstrip("/"))
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-euc",
        script,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "CALLCENTER_SECRET_PBX": SECRET, "KEY": KEY},
    )
    said, _ = await shell.communicate()
    assert (
        said.count(b'"accepted": ["')
        == len(house.intake.drafts)
        == script.count("call.arrived") + script.count("call.speech") + script.count("call.ended")
    )
