"""The telephones over SIP: what they do is what a test believes they do."""

from collections.abc import Iterator

import pytest

from tests.asterisk.ari import App
from tests.asterisk.baresip import SipPhone, missing
from tests.asterisk.callers import NUMBER, Lines
from tests.asterisk.sipp import SippCustomers
from tests.asterisk.switch import APP, Switch

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"{missing()}: scripts/test-asterisk.sh")


@pytest.fixture(scope="module", autouse=True)
def _afterwards(only_switch: Switch) -> Iterator[None]:
    """The application is taken here from the connection that Asterisk keeps to the server: it gets it back by a restart."""
    yield
    only_switch.restart()


async def test_a_customer_over_sip_and_a_registered_phone_hear_each_other(switch: Switch, lines: Lines) -> None:
    async with App(switch, APP) as app, SipPhone(switch, "2001") as phone, SippCustomers(switch, key="5") as customers:
        started = await app.sees("StasisStart")
        assert started["args"] == ["inbound", NUMBER]
        assert started["channel"]["caller"]["number"] == "+8613800000001"
        channel = started["channel"]["id"]
        await app.rest("POST", f"/channels/{channel}/answer")
        assert (await app.sees("ChannelDtmfReceived", channel))["digit"] == "5"
        await app.rest("POST", "/channels", endpoint=phone.endpoint, app=APP, appArgs="agent", channelId="sip-leg-0001")
        await app.sees("StasisStart", "sip-leg-0001")
        await app.rest("POST", "/bridges/sip-bridge-1", type="mixing")
        await app.rest("POST", "/bridges/sip-bridge-1/addChannel", channel=f"{channel},sip-leg-0001")
        await phone.hears(440)
        await app.rest("DELETE", f"/channels/{channel}")
        await customers.all_served()
        await phone.hangs_up()
        await app.sees("ChannelDestroyed", "sip-leg-0001")
        await app.rest("DELETE", "/bridges/sip-bridge-1")


async def test_a_phone_dials_and_hears(switch: Switch, lines: Lines) -> None:
    async with App(switch, APP) as app, SipPhone(switch, "2002", pitch=500) as phone:
        await phone.dials(NUMBER)
        started = await app.sees("StasisStart")
        assert started["args"] == ["agent-dials", NUMBER]
        channel = started["channel"]["id"]
        await app.rest("POST", f"/channels/{channel}/answer")
        await app.rest("POST", f"/channels/{channel}/play", media=f"sound:{switch.sounds}/tone-620")
        await phone.hears(620)
        await phone.hangs_up()
        await app.sees("StasisEnd", channel)
