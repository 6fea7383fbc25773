"""Commands by POST to a gateway's webhook, signed as events are. One try; the carrier decides about the next."""

import asyncio
import json

import aiohttp
import structlog

from callcenter.errors import Unauthorized
from callcenter.gateways.http.signature import Secrets
from callcenter.services.ports import OutboxRow

log = structlog.get_logger(__name__)
POST_SECONDS = 10.0
AT_ONCE = 50
"""Posts under way to all webhooks together."""
MOST_ANSWER_BYTES = 4096


class Webhooks:
    def __init__(self, client: aiohttp.ClientSession, secrets: Secrets, seconds: float = POST_SECONDS) -> None:
        self._client, self._secrets, self._seconds = client, secrets, seconds
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def post(self, gateway: str, url: str, row: OutboxRow) -> bool:
        """Whether the gateway took it: any 2xx, unless its body acknowledges another id. Redirects are not followed:
        a command must not go to an address the service team did not write."""
        try:
            headers = {"Content-Type": "application/json", **self._secrets.signed(gateway, row.id, row.body)}
            async with self._turns, asyncio.timeout(self._seconds):
                return await self._posted(url, headers, row)
        except (aiohttp.ClientError, TimeoutError, ValueError, Unauthorized) as error:
            why = f"{type(error).__name__}: {error}"
            log.warning("A webhook cannot be reached.", action="webhook_failed", gateway=gateway, error=why)
            return False

    async def _posted(self, url: str, headers: dict[str, str], row: OutboxRow) -> bool:
        async with self._client.post(url, data=row.body.encode(), headers=headers, allow_redirects=False) as answer:
            said = await answer.content.read(MOST_ANSWER_BYTES)
            if 200 <= answer.status < 300 and _acknowledges(said, row.id):
                return True
            log.warning(
                "A webhook did not take a command.", action="webhook_refused", command=row.id, status=answer.status
            )
            return False


def _acknowledges(body: bytes, id: str) -> bool:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return True
    return not isinstance(said, dict) or said.get("ack", id) == id
