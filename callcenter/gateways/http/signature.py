"""Signatures after Standard Webhooks (https://www.standardwebhooks.com), by its own library.

Secrets come from the environment, `CALLCENTER_SECRET_PBX` for the gateway `pbx`: several, separated by white space, are
all valid while rotating. The environment is looked at anew each time; a secret is decoded once.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from standardwebhooks import Webhook, WebhookVerificationError
from standardwebhooks.webhooks import EmptyWebhookSecretError

from callcenter.errors import Malformed, Unauthorized

ID, TIMESTAMP, SIGNATURE = HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def variable(gateway: str) -> str:
    """The environment variable that holds the gateway's secrets: upper case, `_` for all that is no letter or digit."""
    return "CALLCENTER_SECRET_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in gateway).upper()


@lru_cache(maxsize=256)
def _signers(secrets: str) -> tuple[Webhook, ...]:
    try:
        return tuple(Webhook(secret) for secret in secrets.split())
    except (ValueError, EmptyWebhookSecretError) as error:
        raise ValueError("a secret is `whsec_` and base64") from error


class Secrets:
    """The live secrets of every gateway. `environ` is the process's environment, or a test's."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def words(self, gateway: str) -> tuple[str, ...]:
        """As they are: passwords of a gateway that logs in with one."""
        return tuple(self._environ.get(variable(gateway), "").split())

    def signers(self, gateway: str) -> tuple[Webhook, ...]:
        """Empty when none is set. Raises `Unauthorized` when what is set is no secret."""
        try:
            return _signers(self._environ.get(variable(gateway), ""))
        except ValueError as error:
            raise Unauthorized(f"{variable(gateway)} is set but wrong: {error}", code="no_secret") from None

    def _some(self, gateway: str) -> tuple[Webhook, ...]:
        signers = self.signers(gateway)
        if not signers:
            raise Unauthorized(
                f"no secret is set for {gateway}: set {variable(gateway)} to whsec_...", code="no_secret"
            )
        return signers

    def verify(self, gateway: str, headers: Mapping[str, str], body: bytes) -> None:
        """Returns when a live secret signed this body within five minutes of now.

        Raises `Unauthorized` (`no_secret`, `bad_signature`) saying what to do about it, `Malformed` when the body is
        no UTF-8 (the signature is over text)."""
        signers = self.signers(gateway)
        if not signers:
            raise Unauthorized(
                f"no secret is set for {gateway}: set {variable(gateway)} to whsec_...", code="no_secret"
            )
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise Malformed(f"the body is no UTF-8: {error.reason} at byte {error.start}", code="not_json") from None
        said = {name: headers.get(name, "") for name in HEADERS}
        reasons = [_refusal(signer, text, said) for signer in signers]
        if None not in reasons:
            raise Unauthorized(f"the signature does not hold: {reasons[0]}", code="bad_signature")

    def signed(self, gateway: str, id: str, body: str) -> dict[str, str]:
        """Headers that sign `body` with every live secret, so that the receiver may hold either while rotating.

        Raises `Unauthorized` (`no_secret`): unsigned commands are never sent."""
        now = datetime.now(UTC)
        signatures = " ".join(signer.sign(id, now, body) for signer in self._some(gateway))
        return {ID: id, TIMESTAMP: str(int(now.timestamp())), SIGNATURE: signatures}


def _refusal(signer: Webhook, text: str, headers: dict[str, str]) -> str | None:
    try:
        signer.verify(text, headers, json_parse=False)
    except WebhookVerificationError as error:
        return str(error)
    except (ValueError, TypeError, OverflowError):  # a signature that is no "v1,base64"
        return "webhook-signature must be space-separated `v1,BASE64`"
    return None
