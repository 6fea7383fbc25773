"""What callers say, from any recogniser, to a running server.

Reads lines `CALL<TAB>text` from standard input, and posts each as a signed `call.speech` of the gateway given, which the
site declares with `hears_for: NAME`: then CALL is the id that gateway NAME gave the call (for an Asterisk, the channel's
id). Two more columns may follow: how sure the recogniser is, from 0 to 1, and the language.

    export CALLCENTER_SECRET_EARS=whsec_...
    your-recogniser | python recogniser.py --server http://127.0.0.1:8080 --gateway ears

Needs nothing but Python. Exit codes: 0 at the end of the input, 1 when the server will not have us, 2 for wrong use.
"""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds between two tries. What a caller said a minute ago is of no use any more, so old lines are let go."""
TOO_LATE = 60.0


def main() -> int:
    words = argparse.ArgumentParser(description="Tell a server what callers say.")
    words.add_argument("--server", default="http://127.0.0.1:8080")
    words.add_argument("--gateway", default="ears", help="its name in the site, where it has `hears_for`")
    chosen = words.parse_args()
    variable = "CALLCENTER_SECRET_" + "".join(c if c.isalnum() else "_" for c in chosen.gateway).upper()
    try:
        secret = base64.b64decode(os.environ[variable].split()[0].removeprefix("whsec_"), validate=True)
    except (KeyError, IndexError, ValueError):
        print(f"set {variable} to the gateway's secret: whsec_ and base64", file=sys.stderr)
        return 2
    for event in events():
        if not told(f"{chosen.server}/gateways/{chosen.gateway}/events", secret, event):
            return 1
    return 0


def events() -> Iterator[dict[str, Any]]:
    """Each line as a CloudEvent, as soon as it is there."""
    for number, line in enumerate(sys.stdin, 1):
        data = sentence(line.rstrip("\r\n").split("\t"))
        if data is None:
            print(f"line {number}: CALL, a tab and the text are wanted", file=sys.stderr)
            continue
        yield {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": f"/recogniser/{os.getpid()}",
            "type": "call.speech",
            "data": data,
        }


def sentence(columns: list[str]) -> dict[str, Any] | None:
    """The event's data; None of a line that is no sentence."""
    call, text, sure, language = (columns + [""] * 4)[:4]
    try:
        confidence = {"confidence": float(sure)} if sure else {}
    except ValueError:
        return None
    return {"call": call, "text": text, "language": language, **confidence} if call and text else None


def told(url: str, secret: bytes, event: dict[str, Any]) -> bool:
    """Sends the event, with the same id, until the server has it or it is too late. False: the server will not have us."""
    body, began, pause = json.dumps(event, ensure_ascii=False).encode(), time.monotonic(), FIRST_PAUSE
    while time.monotonic() - began < TOO_LATE:
        try:
            with urllib.request.urlopen(request(url, secret, body), timeout=10) as answer:
                return understood(answer.read())
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                print(f"{error.code}: {error.read().decode(errors='replace')}", file=sys.stderr)
                return False
            pause = float(error.headers.get("Retry-After") or pause)
        except (OSError, http.client.HTTPException) as error:  # also an answer that breaks off, or is none of HTTP
            print(f"the server cannot be reached ({error}); trying again", file=sys.stderr)
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    print(f"a sentence was let go: it could not be brought to the server within {TOO_LATE:.0f} s", file=sys.stderr)
    return True


def understood(answer: bytes) -> bool:
    """The server's word on one event. False: whoever answered is no such server."""
    try:
        for refused in json.loads(answer)["rejected"]:
            print(f"not taken ({refused['code']}): {refused['detail']}", file=sys.stderr)
    except (ValueError, KeyError, TypeError):
        print(f"this is not a call centre's answer; is --server right? {answer[:200]!r}", file=sys.stderr)
        return False
    return True


def request(url: str, secret: bytes, body: bytes) -> urllib.request.Request:
    """Signed after Standard Webhooks: HMAC-SHA256 over id, time and body."""
    id, at = str(uuid.uuid4()), str(int(time.time()))
    signature = base64.b64encode(hmac.digest(secret, f"{id}.{at}.".encode() + body, hashlib.sha256)).decode()
    return urllib.request.Request(
        url,
        data=body,
        headers={
            "Content-Type": "application/cloudevents+json",
            "webhook-id": id,
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{signature}",
        },
    )


if __name__ == "__main__":
    sys.exit(main())
