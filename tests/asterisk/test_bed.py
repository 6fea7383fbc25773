"""The bed itself: what the other tests here stand on does what it says."""

import pytest

from tests.asterisk import tones
from tests.asterisk.ari import App
from tests.asterisk.callers import BUSY, NORMAL, NUMBER, REJECTED, Lines, NotAsExpected
from tests.asterisk.switch import GONE_PHONE, Switch

INWARD = "from-carrier-inward"


async def incoming(app: App) -> str:
    """The next call of a customer, answered."""
    started = await app.sees("StasisStart")
    assert started["args"] == ["inbound", NUMBER]
    channel = str(started["channel"]["id"])
    await app.rest("POST", f"/applications/{app.name}/subscription", eventSource=f"channel:{channel}")
    await app.rest("POST", f"/channels/{channel}/answer")
    return channel


async def dials(app: App, endpoint: str, leg: str) -> None:
    await app.rest(
        "POST", "/channels", endpoint=endpoint, app=app.name, appArgs=f"agent,{leg}", channelId=leg, timeout="5"
    )


async def joins(app: App, bridge: str, *channels: str) -> None:
    await app.rest("POST", f"/bridges/{bridge}", type="mixing")
    await app.rest("POST", f"/bridges/{bridge}/addChannel", channel=",".join(channels))


async def test_a_customer_reaches_the_application_and_keys_arrive(switch: Switch, lines: Lines) -> None:
    async with App(switch) as app:
        customer = await lines.calls(context=INWARD, caller="+8613800000001")
        channel = await incoming(app)
        await customer.is_connected()
        await customer.presses("4#")
        assert (await app.sees("ChannelDtmfReceived", channel))["digit"] == "4"
        assert (await app.sees("ChannelDtmfReceived", channel))["digit"] == "#"
        await customer.hangs_up()
        await app.sees("ChannelDestroyed", channel, cause=NORMAL)


async def test_a_bridge_carries_sound_both_ways_and_hold_is_heard(switch: Switch, lines: Lines) -> None:
    async with App(switch) as app:
        customer = await lines.calls(context=INWARD)
        channel = await incoming(app)
        await dials(app, "Local/li@phones/n", "bed-leg-00001")
        li = await (await lines.rings("li")).answers(speaks=1000)
        await app.sees("StasisStart", "bed-leg-00001")
        await joins(app, "bed-bridge-01", channel, "bed-leg-00001")
        await customer.is_connected()
        await customer.speaks(440)
        await li.hears(440)
        await customer.hears(1000)
        await li.does_not_hear(1000)
        await customer.presses("1")  # while it speaks
        await app.sees("ChannelDtmfReceived", channel)
        await app.rest("POST", f"/bridges/{'bed-bridge-01'}/removeChannel", channel=channel)
        await app.rest("POST", f"/channels/{channel}/moh")
        await customer.hears(tones.MUSIC)
        await customer.does_not_hear(1000)
        await li.hangs_up()
        await app.sees("ChannelDestroyed", "bed-leg-00001", cause=NORMAL)
        await app.rest("DELETE", f"/channels/{channel}")
        assert await customer.ended() == NORMAL
        await app.rest("DELETE", "/bridges/bed-bridge-01")


async def test_given_nobody_speaks_then_nothing_is_heard(switch: Switch, lines: Lines) -> None:
    async with App(switch) as app:
        customer = await lines.calls(context=INWARD)
        channel = await incoming(app)
        await dials(app, "Local/li@phones/n", "bed-leg-00002")
        await (await lines.rings("li")).answers()
        await app.sees("StasisStart", "bed-leg-00002")
        await joins(app, "bed-bridge-02", channel, "bed-leg-00002")
        await customer.is_connected()
        with pytest.raises(NotAsExpected):
            await customer.hears(1000, patience=1.0)
        await app.rest("DELETE", "/bridges/bed-bridge-02")


@pytest.mark.parametrize("cause", [BUSY, REJECTED])
async def test_a_phone_that_will_not_be_answered_says_why(switch: Switch, lines: Lines, cause: int) -> None:
    async with App(switch) as app:
        await dials(app, "Local/li@phones/n", "bed-leg-00003")
        await app.rest("POST", f"/applications/{app.name}/subscription", eventSource="channel:bed-leg-00003")
        await (await lines.rings("li")).hangs_up(cause)
        assert (await app.sees("ChannelDestroyed", "bed-leg-00003"))["cause"] == cause


@pytest.mark.parametrize(("endpoint", "cause"), [("busy", 17), ("rejects", 21)])
async def test_phones_that_mind_themselves_do_as_they_are_called(
    switch: Switch, lines: Lines, endpoint: str, cause: int
) -> None:
    async with App(switch) as app:
        leg = f"bed-leg-{endpoint:_<9}"
        created = await app.rest(
            "POST", "/channels/create", endpoint=f"Local/{endpoint}-li@self/n", app=app.name, channelId=leg
        )
        assert created["id"] == leg
        await app.sees("StasisStart", leg)
        await app.rest("POST", f"/applications/{app.name}/subscription", eventSource=f"channel:{leg}")
        await app.rest("POST", f"/channels/{leg}/dial", timeout="5")
        assert (await app.sees("ChannelDestroyed", leg))["cause"] == cause


async def test_a_phone_that_never_registered_is_refused_at_once(switch: Switch, lines: Lines) -> None:
    async with App(switch) as app:
        await dials(app, f"PJSIP/{GONE_PHONE}", "bed-leg-00004")
        assert app.kept[-1]["status"] == 500


async def test_given_no_application_then_plan_b_ends_the_call(switch: Switch, lines: Lines) -> None:
    async with App(switch, "another"):
        customer = await lines.calls(context=INWARD)
        assert await customer.ended() == 42


async def test_given_a_kill_then_a_start_finds_the_same_ports_and_no_calls(switch: Switch, lines: Lines) -> None:
    async with App(switch) as app:
        await lines.calls(context=INWARD)
        await incoming(app)
    switch.kill()
    assert not switch.answers()
    await lines.disconnect()
    switch.start()
    await lines.connect()
    lines.ends.clear()
    async with App(switch) as app:
        assert await lines.channels() == []
        customer = await lines.calls(context=INWARD)
        await incoming(app)
        await customer.is_connected()
