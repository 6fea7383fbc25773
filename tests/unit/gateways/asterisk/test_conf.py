"""The lines for Asterisk's files: its HTTP server listens where the site's address points."""

import pytest

from callcenter.gateways.asterisk.conf import lines
from callcenter.model.gateways import AsteriskPolicy


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ws://10.0.0.5:8088/ari", "enabled = yes\nbindaddr = 10.0.0.5\nbindport = 8088\n"),
        ("ws://localhost:8088/ari", "bindaddr = 127.0.0.1\nbindport = 8088\n"),
        ("ws://pbx.example.com/ari", "bindaddr = 0.0.0.0\nbindport = 80\n"),
        ("ws://[::1]:8088/ari", "bindaddr = [::1]\nbindport = 8088\n"),
        ("wss://pbx.example.com:8089/ari", "tlsenable = yes\ntlsbindaddr = 0.0.0.0:8089\ntlscertfile = "),
        ("wss://10.0.0.5/ari", "tlsbindaddr = 10.0.0.5:443\n"),
    ],
)
def test_asterisk_listens_where_the_server_will_connect(address: str, expected: str) -> None:
    assert expected in lines("pbx1", AsteriskPolicy(address=address), "CALLCENTER_SECRET_PBX1", "http://127.0.0.1:8080")


@pytest.mark.parametrize(("server", "tls"), [("http://cc.example.com:8080", "no"), ("https://cc.example.com", "yes")])
def test_asterisk_connects_to_the_server_by_its_own_address(server: str, tls: str) -> None:
    told = lines("pbx1", AsteriskPolicy(), "CALLCENTER_SECRET_PBX1", server)
    uri = server.replace("http", "ws", 1)
    assert f"uri = {uri}/gateways/pbx1/ari\n" in told
    assert f"tls_enabled = {tls}\n" in told
    assert ("ca_list_file = " in told) == (tls == "yes")
