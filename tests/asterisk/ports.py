"""Ports of the loopback that are free, and stay free until whoever they are for has them."""

import random
import socket
from contextlib import ExitStack, closing
from pathlib import Path

FIRST, LAST = 10_000, 20_000
"""Below those which the kernel gives to connections, so that none takes one meanwhile; no RTP of the tests is there."""
TRIES = 200


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with closing(socket.socket(socket.AF_INET, kind)) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_sip_port() -> int:
    """Free for UDP and TCP, and the next one for TCP: a telephone takes all three (SIP, SIP over TCP, over TLS)."""
    for _ in range(TRIES):
        port = random.randrange(FIRST, LAST, 2)
        if is_free(port):
            return port
    raise OSError(f"no port from {FIRST} to {LAST} is free for SIP")


def is_free(port: int) -> bool:
    with ExitStack() as probes:
        try:
            for kind, one in ((socket.SOCK_DGRAM, port), (socket.SOCK_STREAM, port), (socket.SOCK_STREAM, port + 1)):
                probes.enter_context(closing(socket.socket(socket.AF_INET, kind))).bind(("127.0.0.1", one))
        except OSError:
            return False
    return True


def is_bound(port: int) -> bool:
    """Somebody has it for UDP; found out without taking it. See proc(5)."""
    return f":{port:04X} " in Path("/proc/net/udp").read_text()
