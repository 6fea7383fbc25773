"""Writes `tests/data/asterisk/*.jsonl`: what a real Asterisk says, and what was asked of it, in three calls.

`python -m tests.asterisk.record_traces` with an Asterisk in place (`scripts/test-asterisk.sh`). Each line is an event as it came,
`{"t", "event"}`, or a request, `{"t", "ms", "rest", "path", "params", "body", "status", "response"}`: `t` in seconds from the
beginning, of a request when it was sent. Lines are in the order of `t`.
"""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.asterisk.ari import App
from tests.asterisk.callers import BUSY, REJECTED, Lines
from tests.asterisk.switch import GONE_PHONE, Switch

TO = Path(__file__).parents[1] / "data" / "asterisk"
INWARD = "from-carrier-inward"
RING_SECONDS = "2"
VOICE = "digits/1"


async def arrives(app: App) -> str:
    channel = str((await app.sees("StasisStart"))["channel"]["id"])
    await app.rest("POST", f"/applications/{app.name}/subscription", eventSource=f"channel:{channel}")
    await app.rest("POST", f"/channels/{channel}/answer")
    return channel


async def waits(app: App, channel: str, bridge: str) -> None:
    await app.rest("POST", f"/bridges/{bridge}", type="holding")
    await app.rest("POST", f"/bridges/{bridge}/addChannel", channel=channel)
    await app.sees("ChannelEnteredBridge", channel)


async def dials(app: App, endpoint: str, leg: str, customer: str) -> int:
    """The status of the answer."""
    await app.rest(
        *("POST", "/channels"),
        endpoint=endpoint,
        app=app.name,
        appArgs=f"agent,{customer}",
        channelId=leg,
        originator=customer,
        timeout=RING_SECONDS,
    )
    status = int(app.kept[-1]["status"])
    if status == 200:
        await app.rest("POST", f"/applications/{app.name}/subscription", eventSource=f"channel:{leg}")
    return status


async def talks(app: App, customer: str, leg: str, bridge: str) -> None:
    await app.rest("POST", f"/bridges/{bridge}", type="mixing,dtmf_events")
    await app.rest("POST", f"/bridges/{bridge}/addChannel", channel=f"{customer},{leg}")
    await app.sees("ChannelEnteredBridge", leg)


async def a_call_with_keys_agent_recording_and_hold(app: App, lines: Lines) -> None:
    customer = await lines.calls(context=INWARD)
    channel = await arrives(app)
    await app.rest("POST", f"/channels/{channel}/play/prompt-000001", media=f"sound:{VOICE}")
    await app.sees("PlaybackStarted")
    await customer.is_connected()
    await customer.presses("1")
    await app.sees("ChannelDtmfReceived", channel)
    await app.rest("DELETE", "/playbacks/prompt-000001")
    await waits(app, channel, "waiting-000001")
    await dials(app, "Local/li@phones/n", "party-000001", channel)
    li = await lines.rings("li")
    await li.answers()
    await app.sees("StasisStart", "party-000001")
    await talks(app, channel, "party-000001", "talk-000001")
    await app.rest("POST", "/bridges/talk-000001/record", name="recording-000001", format="wav", ifExists="fail")
    await app.sees("RecordingStarted")
    await customer.speaks(440)
    await li.hears(440)
    await app.rest("POST", "/recordings/live/recording-000001/pause")
    await app.rest("DELETE", "/recordings/live/recording-000001/pause")
    await app.rest("POST", "/bridges/talk-000001/removeChannel", channel=channel)
    await app.rest("POST", f"/channels/{channel}/moh")
    await app.sees("ChannelLeftBridge", channel)
    await app.rest("DELETE", f"/channels/{channel}/moh")
    await app.rest("POST", "/bridges/talk-000001/addChannel", channel=channel)
    await app.sees("ChannelEnteredBridge", channel)
    await app.rest("POST", "/recordings/live/recording-000001/stop")
    await app.sees("RecordingFinished")
    await customer.hangs_up()
    await app.sees("ChannelDestroyed", channel)
    await app.rest("DELETE", "/channels/party-000001")
    await app.sees("ChannelDestroyed", "party-000001")
    await app.rest("DELETE", "/bridges/talk-000001")
    await app.rest("DELETE", "/bridges/waiting-000001")


async def a_customer_who_gives_up_in_the_queue(app: App, lines: Lines) -> None:
    customer = await lines.calls(context=INWARD)
    channel = await arrives(app)
    await waits(app, channel, "waiting-000002")
    await customer.is_connected()
    await customer.hangs_up()
    await app.sees("ChannelDestroyed", channel)
    await app.rest("DELETE", "/bridges/waiting-000002")


async def agents_who_do_not_answer_until_one_does(app: App, lines: Lines) -> None:
    customer = await lines.calls(context=INWARD)
    channel = await arrives(app)
    await waits(app, channel, "waiting-000003")
    await customer.is_connected()
    await dials(app, "Local/li@phones/n", "party-000031", channel)
    await lines.rings("li")
    await app.sees("ChannelDestroyed", "party-000031")  # rang out
    for leg, cause in (("party-000032", BUSY), ("party-000033", REJECTED)):
        await dials(app, "Local/wang@phones/n", leg, channel)
        await (await lines.rings("wang")).hangs_up(cause)
        await app.sees("ChannelDestroyed", leg)
    assert await dials(app, f"PJSIP/{GONE_PHONE}", "party-000034", channel) == 500
    await dials(app, "Local/zhao@phones/n", "party-000035", channel)
    zhao = await lines.rings("zhao")
    await zhao.answers()
    await app.sees("StasisStart", "party-000035")
    await talks(app, channel, "party-000035", "talk-000003")
    await zhao.hangs_up()
    await app.sees("ChannelDestroyed", "party-000035")
    await app.rest("DELETE", f"/channels/{channel}")
    await app.sees("ChannelDestroyed", channel)
    await app.rest("DELETE", "/bridges/talk-000003")
    await app.rest("DELETE", "/bridges/waiting-000003")


TRACES: tuple[Callable[[App, Lines], Awaitable[None]], ...] = (
    a_call_with_keys_agent_recording_and_hold,
    a_customer_who_gives_up_in_the_queue,
    agents_who_do_not_answer_until_one_does,
)


async def record(switch: Switch) -> None:
    TO.mkdir(parents=True, exist_ok=True)
    for trace in TRACES:
        async with Lines(switch) as lines, App(switch) as app:
            await trace(app, lines)
            await lines.is_quiet()
        kept = sorted(app.kept, key=lambda line: line["t"])
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in kept)
        # Folders of the machine it ran on say nothing.
        (TO / f"{trace.__name__}.jsonl").write_text(text.replace(str(switch.folder), "/var"))


def main() -> None:
    switch = Switch(Path(tempfile.mkdtemp(prefix="asterisk-")))
    try:
        switch.start()
        asyncio.run(record(switch))
    finally:
        switch.close()


if __name__ == "__main__":
    main()
