"""Commands over real sockets: order, acknowledgement, sending again, reconnecting, slow and silent gateways."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import WSServerHandshakeError

from callcenter.gateways.http.outstanding import Outstanding, Patience
from callcenter.gateways.http.socket import CommandSocket
from tests.integration.gateways.http.house import KEY, SECRET, House, command, signed, until

Socket = aiohttp.ClientWebSocketResponse


async def opened(house: House, **headers: str) -> Socket:
    said = headers or {"Authorization": f"Bearer {KEY}"}
    return await house.client.ws_connect(
        "/gateways/pbx/commands", headers={name.replace("_", "-"): value for name, value in said.items()}
    )


async def ids(socket: Socket, n: int) -> list[str]:
    return [(await socket.receive_json(timeout=5))["id"] for _ in range(n)]


async def acknowledged(house: House, n: int) -> list[str]:
    """Waits until the carrier has heard of that many."""
    await until(lambda: len(house.heard.acknowledged) >= n)
    return house.heard.acknowledged


async def test_given_a_socket_when_commands_are_sent_then_they_arrive_in_order_as_they_are(house: House) -> None:
    socket = await opened(house)
    await socket.send_json({"ack": "settles that the server attached it"})
    for n in range(5):
        house.carrier.send(command(n))
    first = await socket.receive_json(timeout=5)
    assert first == {"id": "0.0", "call": "c1", "type": "answer", "args": {}}
    assert await ids(socket, 4) == ["1.0", "2.0", "3.0", "4.0"]
    for n in range(5):
        await socket.send_json({"ack": f"{n}.0"})
    assert await acknowledged(house, 5) == ["0.0", "1.0", "2.0", "3.0", "4.0"]
    assert house.carrier.unacknowledged("pbx") == 0


async def test_given_several_ids_in_one_frame_and_ids_acknowledged_before_then_each_counts_once(house: House) -> None:
    socket = await opened(house)
    for n in range(3):
        house.carrier.send(command(n))
    await ids(socket, 3)
    await socket.send_json({"ack": ["0.0", "1.0", "0.0", "99.9"]})
    await socket.send_json({"ack": "2.0"})
    assert await acknowledged(house, 3) == ["0.0", "1.0", "2.0"]


async def test_given_no_acknowledgement_then_the_call_goes_again_in_order_after_five_seconds(house: House) -> None:
    socket = await opened(house)
    for n in range(3):
        house.carrier.send(command(n))
    assert await ids(socket, 3) == ["0.0", "1.0", "2.0"]
    await socket.send_json({"ack": "1.0"})
    await acknowledged(house, 1)
    house.clock.advance(4.9)
    await house.carrier.tick()
    house.clock.advance(0.1)
    await house.carrier.tick()
    assert await ids(socket, 2) == ["0.0", "2.0"]


async def test_given_commands_before_any_socket_then_the_first_socket_gets_them_in_order(house: House) -> None:
    for n in range(20):
        house.carrier.send(command(n, leg=f"c{n % 3}"))
    house.carrier.send(command(0))
    socket = await opened(house)
    assert await ids(socket, 20) == [f"{n}.0" for n in range(20)]


async def test_given_a_broken_connection_when_it_comes_back_then_all_unacknowledged_follow_in_order(
    house: House,
) -> None:
    socket = await opened(house)
    for n in range(4):
        house.carrier.send(command(n))
    await ids(socket, 4)
    await socket.send_json({"ack": "0.0"})
    await acknowledged(house, 1)
    await socket.close()
    house.carrier.send(command(4))
    back = await opened(house)
    assert await ids(back, 4) == ["1.0", "2.0", "3.0", "4.0"]


async def test_given_two_sockets_then_the_newest_gets_the_commands_and_the_older_takes_over_when_it_leaves(
    house: House,
) -> None:
    older = await opened(house)
    newer = await opened(house)
    house.carrier.send(command(1))
    assert await ids(newer, 1) == ["1.0"]
    await older.send_json({"ack": "1.0"})
    await acknowledged(house, 1)
    house.carrier.send(command(2))
    assert await ids(newer, 1) == ["2.0"]
    await newer.close()
    assert await ids(older, 1) == ["2.0"]


@pytest.mark.parametrize("frame", ["{", "[]", "7", '{"ack": 7}', '{"ack": []}', '{"hello": 1}', "[" * 50_000])
async def test_given_a_frame_that_is_no_acknowledgement_then_the_gateway_is_told_and_the_socket_stays(
    house: House, frame: str
) -> None:
    socket = await opened(house)
    await socket.send_str(frame)
    assert (await socket.receive_json(timeout=5))["error"]["code"] in ("not_json", "malformed")
    house.carrier.send(command(1))
    assert await ids(socket, 1) == ["1.0"]


async def test_given_a_gateway_that_never_acknowledges_then_silence_is_told_every_thirty_seconds(
    house: House,
) -> None:
    socket = await opened(house)
    house.carrier.send(command(1))
    house.carrier.send(command(2))
    for _ in range(100):
        house.clock.advance(1.0)
        await house.carrier.tick()
    assert house.heard.silent == [("pbx", 30.0, 2), ("pbx", 60.0, 2), ("pbx", 90.0, 2)]
    await socket.send_json({"ack": ["1.0", "2.0"]})
    await acknowledged(house, 2)
    house.carrier.send(command(3))
    house.clock.advance(31.0)
    await house.carrier.tick()
    assert house.heard.silent[3:] == [("pbx", 31.0, 1)]


async def test_given_an_hour_without_acknowledgement_then_commands_are_given_up_and_kept_as_dead_letters(
    house: House,
) -> None:
    house.carrier.send(command(1, at=house.clock.now()))
    house.clock.advance(3599.0)
    await house.carrier.tick()
    assert house.heard.given_up == []
    house.clock.advance(1.0)
    await house.carrier.tick()
    assert house.heard.given_up == ["1.0"]
    (letter,) = house.letters.buried
    assert (letter.code, letter.body) == ("given_up", command(1).body)
    assert house.carrier.unacknowledged("pbx") == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Nothing": ""}, 401),
        ({"Authorization": "Bearer guess"}, 401),
        ({"Authorization": "Bearer cck_other"}, 403),
        ({"Authorization": f"Bearer {KEY}", "Origin": "https://evil.example"}, 401),
    ],
)
async def test_given_no_right_then_no_socket(house: House, headers: dict[str, str], status: int) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await opened(house, **headers)
    assert refused.value.status == status


async def test_given_a_signature_over_nothing_then_the_socket_opens(house: House) -> None:
    socket = await opened(house, **signed("connect-1", b"", SECRET))
    house.carrier.send(command(1))
    assert await ids(socket, 1) == ["1.0"]


async def test_given_an_overheard_handshake_when_shown_again_then_the_commands_are_not_led_astray(house: House) -> None:
    headers = signed("connect-1", b"", SECRET)
    rightful = await opened(house, **headers)
    with pytest.raises(WSServerHandshakeError) as refused:
        await opened(house, **headers)
    assert refused.value.status == 401
    house.carrier.send(command(1))
    assert await ids(rightful, 1) == ["1.0"]


async def test_given_the_server_stops_then_sockets_close_with_1012(house: House) -> None:
    socket = await opened(house)
    house.carrier.send(command(1))
    await ids(socket, 1)
    closing = asyncio.create_task(house.carrier.close())
    message = await socket.receive(timeout=5)
    assert (message.type, socket.close_code) == (aiohttp.WSMsgType.CLOSE, 1012)
    await closing


async def test_given_a_gateway_that_does_not_read_then_its_socket_is_dropped_and_nothing_is_lost(
    house: House,
) -> None:
    """A raw client that stops reading: the kernel's buffers fill, the writer waits, the socket is cut."""
    server = house.client.server
    reader, writer = await asyncio.open_connection(server.host, server.port, limit=1024)
    writer.write(
        (
            f"GET /gateways/pbx/commands HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    await until(lambda: house.carrier.sockets("pbx") == 1)
    big = json.dumps({"pad": "x" * 100_000})
    for n in range(200):
        row = command(n)
        house.carrier.send(type(row)(id=row.id, gateway="pbx", leg="c1", seq=n, body=big, at=row.at))
    await until(lambda: house.carrier.sockets("pbx") == 0)
    assert house.carrier.unacknowledged("pbx") == 200
    writer.transport.abort()
    await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def test_given_a_slow_gateway_then_a_command_waits_for_it_once_however_often_it_is_due() -> None:
    ledger, sent, gate = Outstanding(Patience()), [], asyncio.Event()

    async def send(body: str) -> None:
        await gate.wait()
        sent.append(body)

    async def close(code: int, reason: str) -> None:
        raise AssertionError("not slow enough to be cut")

    def abort() -> None:
        raise AssertionError("not slow enough to be cut")

    socket = CommandSocket(ledger, send=send, close=close, abort=abort)
    writer = asyncio.create_task(socket.write())
    for n in range(3):
        ledger.add(command(n), 0.0)
        socket.put(command(n))
    await asyncio.sleep(0)
    for _ in range(10):
        for n in (1, 2):
            socket.put(command(n))
    ledger.acknowledge("2.0", 1.0)
    gate.set()
    for _ in range(10):
        await asyncio.sleep(0)
    writer.cancel()
    assert [json.loads(body)["id"] for body in sent] == ["0.0", "1.0"]
