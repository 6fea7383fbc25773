"""Gateways that speak our own contract over HTTP: signed CloudEvents in, commands over a socket or a webhook out.

Translation and delivery only: no SQL, no decision about a contact. `routes(parts)` is what the web room mounts.
"""
