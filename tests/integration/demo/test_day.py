"""A made-up morning of a call centre through the whole real server: sockets, journal, switchboard, agents."""

import asyncio
import base64
import io
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from callcenter.app import opened
from callcenter.clock import FastClock
from callcenter.demo.bank import seed, seed_agents
from callcenter.demo.day import beginning, server_names
from callcenter.demo.show import play_and_show
from callcenter.settings import Settings
from callcenter.simulation.log import read_log

SECRET = "whsec_" + base64.b64encode(b"the secret of a made-up morning").decode()
SPEED = 60.0
MORNING = """\
call,line,customer,priority,type,arrived,vru_left,queued,queue_left,outcome,served,finished,server
1,A,501,2,PS,1999-01-05T10:00:00,1999-01-05T10:00:10,,,AGENT,1999-01-05T10:00:10,1999-01-05T10:01:00,DANA
2,A,,0,NW,1999-01-05T10:00:05,1999-01-05T10:00:25,,,HANG,,,
3,A,502,1,PE,1999-01-05T10:00:20,1999-01-05T10:00:30,1999-01-05T10:00:30,1999-01-05T10:01:10,AGENT,1999-01-05T10:01:10,1999-01-05T10:02:00,DANA
4,A,503,1,IN,1999-01-05T10:00:30,1999-01-05T10:00:36,1999-01-05T10:00:36,1999-01-05T10:00:44,HANG,,,
5,A,,0,TT,1999-01-05T10:00:40,1999-01-05T10:00:45,1999-01-05T10:00:45,1999-01-05T10:00:46,PHANTOM,,,
6,A,504,1,NE,1999-01-05T10:01:00,1999-01-05T10:01:05,1999-01-05T10:01:05,1999-01-05T10:02:05,AGENT,1999-01-05T10:02:05,1999-01-05T10:02:30,DANA
"""


async def test_given_a_recorded_morning_when_played_then_every_call_is_accounted_for(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(MORNING)
    log = read_log(file)
    start = log.midnight.replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() + beginning(log)
    clock = FastClock(speed=SPEED, start=start)
    settings = Settings(database=f"sqlite:///{tmp_path}/day.db", port=0)
    async with opened(settings, clock=clock, environ={"CALLCENTER_SECRET_PBX": SECRET}) as house:
        site = house.shelf.current()
        await seed(house.store, site, clock.now())
        await seed_agents(house.store, list(server_names(log).values()), list(site.skills), site.languages)
        running = asyncio.create_task(house.run())
        await house.ready.wait()
        screen = io.StringIO()
        console = Console(file=screen, width=100, force_terminal=True, color_system=None)
        report = await play_and_show(console, f"http://127.0.0.1:{house.port}", SECRET, log, speed=SPEED)
        house.stop()
        await running
    assert report.unaccounted == ()
    assert report.rejected == ()
    assert (report.calls, report.phantoms, report.agents) == (5, 1, 1)
    assert (report.log.answered, report.log.abandoned, report.log.self_service) == (3, 1, 1)
    assert report.played.answered + report.played.abandoned == 4
    assert report.played.self_service == 1
    assert report.played.answered >= 1
    assert "of 5 calls came" in screen.getvalue()
    assert "unaccounted" in screen.getvalue()
