"""Customers: Local channels that call in at a pace, wait in silence and stay until the other side hangs up."""

import asyncio
import time
from itertools import count

import aiohttp

from tests.asterisk.switch import TESTER_PASSWORD, Switch, authorization

_numbers = count(1)


class Callers:
    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._http = aiohttp.ClientSession(headers=authorization("tester", TESTER_PASSWORD))

    async def close(self) -> None:
        await self._http.close()

    async def call(self, endpoint: str) -> None:
        n = next(_numbers)
        await self.originate(
            endpoint, callerId=f"+86138{n:08}", channelId=f"caller-{n:08}-1", otherChannelId=f"caller-{n:08}-2"
        )

    async def originate(self, endpoint: str, **more: str) -> None:
        there = {"context": "listeners", "extension": "customer", "priority": "1", "timeout": "-1"}
        asked = {"endpoint": endpoint, **there, **more}
        async with self._http.post(f"{self._switch.url}/channels", params=asked) as answer:
            if answer.status != 200:
                raise ConnectionError(f"{endpoint} was refused: {answer.status} {await answer.text()}")

    async def variable(self, name: str, value: str) -> None:
        path = f"{self._switch.url}/asterisk/variable"
        async with self._http.post(path, params={"variable": name, "value": value}) as answer:
            answer.raise_for_status()

    async def come(self, endpoint: str, many: int, rate: float) -> None:
        """So many, one after the other, evenly; behind time they come as fast as they are let in."""
        began = time.monotonic()
        for n in range(many):
            await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
            await self.call(endpoint)
