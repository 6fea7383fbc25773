"""Receipts of emergencies: written out, verified, and the key they are signed with renewed."""

import sys
from pathlib import Path
from typing import Any, Literal

from callcenter.cli.verbs import app, settings, with_store


@app.command
def receipt(
    contact: str | None = None,
    *,
    verify: Path | None = None,
    keys: Path | None = None,
    language: Literal["en", "zh-CN"] | None = None,
    json: bool = False,
    renew_key: bool = False,
    database: str | None = None,
) -> int:
    """Write the signed receipt of an emergency reported in a contact; with --verify, check one.

    Args:
        verify: A receipt as this verb prints it, as the API answers it, or the signed text alone; exit 1 when it does
            not hold.
        keys: The server's /api/v1/receipts/keys in a file: verifies without a database.
        language: One language only; both when left out.
        json: As the API answers it.
        renew_key: From now on receipts are signed with a new key; those signed with older ones stay good.
    """
    chosen = [one for one in (contact, verify, renew_key or None) if one is not None]
    if len(chosen) != 1:
        print("callcenter: name one of CONTACT, --verify FILE, --renew-key", file=sys.stderr)
        return 2
    if verify is not None:
        return _verify(verify, keys, database)
    if renew_key:
        print(f"Receipts are signed with {with_store(database, _renew)} from now on.")
        return 0
    return _issue(contact or "", language, json, database)


def _issue(contact: str, language: str | None, as_json: bool, database: str | None) -> int:
    from callcenter.clock import SystemClock
    from callcenter.errors import Conflict, Unknown
    from callcenter.services.codec import json_text
    from callcenter.services.receipt_paper import paper
    from callcenter.services.receipts import Receipts

    async def work(store: Any) -> Any:
        return await Receipts(store, _signer(store), SystemClock()).issue(contact)

    try:
        issued = with_store(database, work)
    except (Unknown, Conflict) as why_not:
        print(f"callcenter: {why_not.detail}", file=sys.stderr)
        return 1
    if as_json:
        print(json_text({"receipt": issued.body, "jws": issued.jws}))
    else:
        print(paper(issued, [language] if language else list(issued.body["words"])))
    return 0


def _verify(file: Path, keys: Path | None, database: str | None) -> int:
    import json

    from callcenter.errors import Malformed
    from callcenter.services.receipt_paper import checked

    if not file.is_file():
        print(f"callcenter: there is no file {file}", file=sys.stderr)
        return 2

    async def known(store: Any) -> Any:
        return [json.loads(key.public) for key in await store.signing_keys()]

    try:
        given = json.loads(keys.read_text("utf-8"))["keys"] if keys else with_store(database, known)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"callcenter: {keys} holds no keys as /api/v1/receipts/keys gives them ({error})", file=sys.stderr)
        return 2
    try:
        body = checked(file.read_text("utf-8", errors="replace"), given)
    except Malformed as why_not:
        print(f"callcenter: {file}: {why_not.detail}", file=sys.stderr)
        return 1
    for lines in body["words"].values():
        print("\n".join(lines), end="\n\n")
    print(f"{file}: the signature holds. The text above is what was signed.")
    return 0


async def _renew(store: Any) -> str:
    name: str = await _signer(store).renew()
    return name


def _signer(store: Any) -> Any:
    from callcenter.clock import SystemClock
    from callcenter.services.signing import Signer

    return Signer(store, SystemClock(), settings().receipt_key)
