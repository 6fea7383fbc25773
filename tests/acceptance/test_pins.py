"""A PIN that comes twice, with a wish, or too late, through the real server: judged once, written down never."""

import asyncio
from pathlib import Path
from typing import Any

from callcenter.testing.clients import Pbx, cloud_event
from tests.acceptance.floor import named
from tests.acceptance.telephone import CARD, Bank, Caller, files, open_bank, proving_site, serving

PIN, WRONG = "730194826517", "915730284611"
"""So long that no time and no id can hold it by chance."""
SPOKEN = "七三零一九四八二六五一七"
BALANCE, HUMAN = "Your balance is", "putting you through"


class Keyer(Caller):
    """A caller at the question for the PIN, whose keys come as a gateway's batch."""

    async def stands_at_the_pin(self) -> "Keyer":
        await self.asks_for_the_balance()
        await self.keys(CARD)
        await self.hears("telephone PIN")
        return self

    async def batch(self, *digits: str) -> None:
        status, answer = await self.pbx.post(*(self._event(one) for one in digits))
        assert (status, len(answer["accepted"])) == (202, len(digits))

    def _event(self, digits: str) -> dict[str, Any]:
        return cloud_event("call.digits", named("keys"), {"call": self.call, "digits": digits})


async def test_given_a_pin_twice_with_a_wish_or_too_late_then_it_is_judged_once_and_written_down_nowhere(
    tmp_path: Path,
) -> None:
    bank, site = Bank(PIN), proving_site(tmp_path)
    settings = site / "site.yaml"
    settings.write_text(settings.read_text("utf-8").replace("timeout: 10\n", "timeout: 2\n"), "utf-8")
    async with open_bank(bank) as address, serving(tmp_path, site, address) as house:
        async with Pbx(house.base) as pbx:
            await pbx.listen()

            async def judged(name: str, heard: str, *batches: tuple[str, ...]) -> Keyer:
                """A caller whose batches come at the same time; one of their PINs is judged, at most."""
                caller = await Keyer(pbx, name).stands_at_the_pin()
                _drain(bank.asked)
                await asyncio.gather(*(caller.batch(*one) for one in batches))
                await caller.hears(heard)
                assert _drain(bank.asked).count("/verify") <= 1, name
                return caller

            served = await judged("twice", BALANCE, (PIN, PIN))
            await judged("two requests", BALANCE, (PIN,), (f"{PIN}#",))
            await judged("wrong, then right", "does not match", (WRONG, PIN))
            await judged("with the wish for a person", HUMAN, (PIN, "0"))
            await judged("after the question's time", BALANCE, ("", PIN))
            late = await judged("after too many silences", HUMAN, ("", "", ""))
            await late.keys(PIN)
            await late.says(SPOKEN)
            await served.keys(PIN)  # at a menu by now
            await pbx.tell("call.ended", call=served.call, reason="customer_hangup")
            await served.keys(PIN)

            slow = await Keyer(pbx, "while the bank is silent").stands_at_the_pin()
            bank.open.clear()
            await slow.keys(PIN)
            await slow.hears("A colleague will help you")
            await slow.keys(PIN)
            bank.open.set()
        assert house.stop() == 0
        kept = files(tmp_path) + house.log().encode()
        assert b"CustomerKeyed" in kept
        for secret in (PIN, WRONG, CARD, SPOKEN, PIN[:6], PIN[6:]):
            assert secret.encode() not in kept, secret


def _drain(asked: asyncio.Queue[str]) -> list[str]:
    return [asked.get_nowait() for _ in range(asked.qsize())]
