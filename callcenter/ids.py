"""The only file that draws ids and secrets. The pure rooms never do: their ids come from the journal's sequence."""

import secrets
from collections.abc import Callable

NewId = Callable[[str], str]
"""Given a prefix ("cus"), a fresh opaque id ("cus_9fK2...")."""

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_id(prefix: str) -> str:
    """An opaque id of 80 random bits, readable over the phone (no 0, 1, i, l, o)."""
    return prefix + "_" + "".join(secrets.choice(_ALPHABET) for _ in range(16))


def new_secret() -> str:
    """A secret of 256 random bits for keys and cookies."""
    return secrets.token_urlsafe(32)
