"""The lines that an Asterisk needs to work with a gateway of the site, to be put into its files."""

import ipaddress
from urllib.parse import urlsplit

from callcenter.model.gateways import AsteriskPolicy

COMMON = """\
; ari.conf
[general]
enabled = yes
websocket_write_timeout = 1000
[{user}]
type = user
read_only = no
password = PASSWORD

; extensions.conf: lead your incoming calls here (FreePBX: extensions_custom.conf and a Custom Destination {context},s,1)
[{context}]
exten => _[+0-9].,1,Stasis({app},inbound,${{EXTEN}})
 same => n,Hangup()
exten => s,1,Stasis({app},inbound,${{FROM_DID}})
 same => n,Hangup()
"""
OUTWARD = """\
; Asterisk 22.5 or newer connects to the server, and keeps calls for it while it restarts.
; PASSWORD is what {variable} holds.

; websocket_client.conf
[callcenter-server]
type = websocket_client
uri = {uri}
protocols = ari
username = {user}
password = PASSWORD
connection_type = persistent
reconnect_interval = 500
{tls}

; ari.conf, beside the lines below
[callcenter-out]
type = outbound_websocket
websocket_client_id = callcenter-server
apps = {app}
local_ari_user = {user}
"""
TRUSTED = """\
tls_enabled = yes
; whose signature on the server's certificate is believed; on Red Hat's kin /etc/pki/tls/certs/ca-bundle.crt
ca_list_file = /etc/ssl/certs/ca-certificates.crt"""
INWARD = """\
; The server connects to Asterisk at {address}.
; PASSWORD is what {variable} holds.

; http.conf
[general]
enabled = yes
{bound}
"""
PLAIN = """\
bindaddr = {bind}
bindport = {port}"""
TLS = """\
bindaddr = 127.0.0.1
tlsenable = yes
tlsbindaddr = {bind}:{port}
tlscertfile = /etc/asterisk/keys/CERTIFICATE.pem
tlsprivatekey = /etc/asterisk/keys/KEY.pem"""


def lines(name: str, policy: AsteriskPolicy, variable: str, server: str) -> str:
    """`server`: our own address as Asterisk reaches it, http or https."""
    told = {"user": policy.user, "app": policy.app, "variable": variable, "context": f"to-{policy.app}"}
    if policy.address:
        head = INWARD.format(**told, address=policy.address, bound=_bound(policy.address))
    else:
        uri = f"{server.replace('http', 'ws', 1)}/gateways/{name}/ari"
        head = OUTWARD.format(**told, uri=uri, tls=TRUSTED if uri.startswith("wss") else "tls_enabled = no")
    return f"{head}\n{COMMON.format(**told)}"


def _bound(address: str) -> str:
    """Where its HTTP server listens so that this address reaches it. A name may stand for any of its interfaces."""
    found = urlsplit(address)
    secure = found.scheme == "wss"
    host = found.hostname or ""
    if host == "localhost":
        bind = "127.0.0.1"
    else:
        try:
            bind = f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
        except ValueError:
            bind = "0.0.0.0"
    return (TLS if secure else PLAIN).format(bind=bind, port=found.port or (443 if secure else 80))
