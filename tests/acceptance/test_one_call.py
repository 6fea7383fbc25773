"""One call and one message through all of it, against the real process."""

import asyncio

from callcenter.testing.clients import PATIENCE, Pbx, Person
from tests.house import HouseProcess

MAIN = "+861069950000"


async def test_a_lost_card_reaches_an_agent_with_the_panel_and_is_wrapped_up(house: HouseProcess) -> None:
    async with Pbx(house.base) as pbx, Person(house.base, "li") as li:
        await pbx.listen()
        await li.log_in()
        await li.sit_down()
        await li.sees("welcome")
        assert (await li.clicks("presence.set", presence="available"))["ok"]
        await pbx.tell("call.arrived", call="a", **{"from": "+8613800000001", "to": MAIN})
        asked = await pbx.command("gather", "a")
        assert asked["args"]["speech"] is True
        await pbx.tell("call.speech", call="a", text="我的卡丢了")
        offer = await li.sees("offer.made")
        assert offer["contact"]["emergency"] is True
        assert offer["contact"]["intent"]["name"] == "card_loss"
        assert offer["panel"]["who"]["match"] == "unknown"
        assert (await li.clicks("offer.accept", offer=offer["offer"]))["ok"]
        joined = await pbx.command("connect", "a")
        assert joined["args"] == {"agent": "li", "endpoint": "PJSIP/li"}
        await pbx.tell("call.agent_ringing", call="a", agent="li")
        await pbx.tell("call.agent_answered", call="a", agent="li")
        while (await li.sees("contact.changed"))["contact"]["state"] != "connected":
            pass
        contact = offer["contact"]["id"]
        assert (await li.clicks("contact.end", contact=contact))["ok"]
        assert (await pbx.command("hang_up", "a"))["args"]["reason"] == "agent_hangup"
        done = await li.clicks("contact.wrap_up", contact=contact, disposition=await _disposition(li))
        assert done["ok"], done
        async with asyncio.timeout(PATIENCE):
            while (await li.get(f"/contacts/{contact}"))["state"] != "completed":
                pass  # the history is written within the next transaction


async def _disposition(person: Person) -> str:
    """Any the site knows."""
    return str((await person.get("/site"))["dispositions"][0]["code"])


async def test_a_known_customer_who_goes_straight_to_a_human_rings_with_their_panel(house: HouseProcess) -> None:
    async with Pbx(house.base) as pbx, Person(house.base, "li") as li:
        await li.log_in()
        await li.sit_down()
        await li.clicks("presence.set", presence="available")
        await pbx.tell("call.arrived", call="a", **{"from": "+8613800000077", "to": "+861069950110"})
        offer = await li.sees("offer.made")
        assert (offer["panel"]["customer"], offer["panel"]["who"]["name"]) == ("cus_sun", "sun")
        assert (await li.clicks("offer.accept", offer=offer["offer"]))["ok"]
        contact = offer["contact"]["id"]
        assert (await li.clicks("contact.take_note", contact=contact, text="prefers e-mail"))["ok"]
        async with asyncio.timeout(PATIENCE):
            while "prefers e-mail" not in str((await li.get("/customers/cus_sun/panel"))["notes"]):
                pass  # the note is written within the next transaction


async def test_an_enquiry_is_served_by_the_machine_and_a_human_stays_one_key_away(house: HouseProcess) -> None:
    async with Pbx(house.base) as pbx:
        await pbx.listen()
        await pbx.tell("call.arrived", call="a", **{"from": "+8613800000001", "to": MAIN})
        await pbx.tell("call.speech", call="a", text="今天美元汇率是多少")
        while "币种" not in (asked := await pbx.command("gather", "a"))["args"]["prompt"]:
            pbx.commands.remove(asked)
        await pbx.tell("call.digits", call="a", digits="1")
        while "美元" not in (said := await pbx.command("say", "a"))["args"]["text"]:
            pbx.commands.remove(said)
        await pbx.tell("call.digits", call="a", digits="0")
        await pbx.command("hold", "a")


async def test_a_chat_is_answered_and_its_thread_kept(house: HouseProcess) -> None:
    async with Pbx(house.base) as pbx, Person(house.base, "li") as li:
        await pbx.listen()
        await li.log_in()
        await li.sit_down()
        await li.clicks("presence.set", presence="available")
        await pbx.tell(
            "message.received",
            conversation="w1",
            channel="chat",
            **{"from": "web-77"},
            text="I want to talk to a person",
        )
        offer = await li.sees("offer.made")
        assert (await li.clicks("offer.accept", offer=offer["offer"]))["ok"]
        sent = await li.clicks("message.send", contact=offer["contact"]["id"], text="您好，请讲 🙂")
        assert sent["ok"], sent
        while (command := await pbx.command("send_message", "w1"))["args"]["text"] != "您好，请讲 🙂":
            pbx.commands.remove(command)
        await pbx.tell("message.received", conversation="w1", channel="chat", **{"from": "web-77"}, text="thank you")
        while (await li.sees("message.received"))["message"]["text"] != "thank you":
            pass


async def test_given_a_duplicate_event_when_it_comes_again_then_it_is_named_and_changes_nothing(
    house: HouseProcess,
) -> None:
    async with Pbx(house.base) as pbx:
        first = await pbx.tell("call.arrived", id="same", call="a", **{"from": "+8613800000001", "to": MAIN})
        again = await pbx.tell("call.arrived", id="same", call="a", **{"from": "+8613800000001", "to": MAIN})
        assert first["accepted"] == ["same"]
        assert again["duplicates"] == ["same"]
