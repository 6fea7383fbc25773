"""A receipt as a text file: what a person reads, and below it the same with the signature."""

import json
import re
from collections.abc import Sequence

from callcenter.errors import Malformed
from callcenter.services.ports import Json
from callcenter.services.receipts import Receipt
from callcenter.services.signing import verified

BEGIN, END = "-----BEGIN CALLCENTER RECEIPT-----", "-----END CALLCENTER RECEIPT-----"
WIDTH = 76
_SIGNED = re.compile(re.escape(BEGIN) + r"\s+([\w\s.-]+?)\s+" + re.escape(END))


def paper(receipt: Receipt, languages: Sequence[str]) -> str:
    lines = [receipt.jws[at : at + WIDTH] for at in range(0, len(receipt.jws), WIDTH)]
    return "\n".join([_readable(receipt.body, languages), "", BEGIN, *lines, END])


def checked(text: str, keys: Sequence[Json]) -> Json:
    """What was signed: of a text file, of the API's answer, or of the signed text alone.

    Raises `Malformed` when there is no receipt in it, when the signature does not hold, and when what a person reads
    beside it is not what was signed.
    """
    text = text.strip().replace("\r\n", "\n")
    if text.startswith("{"):
        return _of_answer(text, keys)
    found = _SIGNED.search(text)
    if found is None:
        return verified("".join(text.split()), keys)
    body = verified("".join(found[1].split()), keys)
    beside = f"{text[: found.start()]}\n{text[found.end() :]}".strip()
    choices: tuple[list[str], ...] = ([], ["en"], ["zh-CN"], list(body["words"]))
    if beside not in {_readable(body, languages) for languages in choices}:
        raise Malformed("the readable part is not what was signed: it was changed", code="bad_signature")
    return body


def _of_answer(text: str, keys: Sequence[Json]) -> Json:
    try:
        answer = json.loads(text)
        token, told = str(answer["jws"]), answer.get("receipt")
    except (ValueError, KeyError) as error:
        raise Malformed(f"there is no receipt in it: {error}", code="bad_signature") from error
    body = verified(token, keys)
    if told is not None and told != body:
        raise Malformed("the readable part is not what was signed: it was changed", code="bad_signature")
    return body


def _readable(body: Json, languages: Sequence[str]) -> str:
    return "\n\n".join("\n".join(body["words"][language]) for language in languages)
