"""Asterisk, over its REST interface (ARI) on one WebSocket: `protocol.py` is all it does, without a socket; `carrier.py` and
`links.py` are the sockets around it."""
