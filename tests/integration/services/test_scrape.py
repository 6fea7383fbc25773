"""What the whole house shows to Prometheus."""

from pathlib import Path

import aiohttp

from callcenter.clock import SystemClock
from tests.inside import base, inside


async def test_given_a_running_house_when_scraped_then_the_floor_is_shown_beside_the_journal(tmp_path: Path) -> None:
    async with (
        inside(f"sqlite:///{tmp_path}/house.db", SystemClock()) as house,
        aiohttp.ClientSession() as client,
        client.get(f"{base(house)}/metrics") as answer,
    ):
        lines = (await answer.text()).splitlines()
    assert answer.status == 200
    assert "callcenter_emergencies_waiting 0.0" in lines
    assert 'callcenter_outbox_unacknowledged{gateway="pbx"} 0.0' in lines
    for queue in house.shelf.current().queues:
        assert f'callcenter_waiting{{queue="{queue}"}} 0.0' in lines
    assert any(line.startswith("callcenter_journal_events_total") for line in lines)
