"""What is remembered of signatures, and for how long."""

import pytest

from callcenter.clock import ManualClock
from callcenter.errors import Unauthorized
from callcenter.gateways.http import access as module
from callcenter.gateways.http.access import REPLAY_SECONDS, Access
from callcenter.gateways.http.signature import Secrets, variable
from callcenter.services.ports import ApiKey


def headers(id: str) -> dict[str, str]:
    return {"webhook-id": id, "webhook-signature": "v1,x"}


class Ring:
    """Keys, and how often they were asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self.revoked = False

    async def holder(self, secret: str) -> ApiKey | None:
        self.asked += 1
        key = ApiKey(id="k", name="k", secret_hash="", scopes=("gateway:pbx",), created_at=0.0)
        return None if self.revoked else key


def opened(ring: Ring | None = None) -> tuple[Access, ManualClock]:
    clock = ManualClock()
    return Access(Secrets({}), (ring or Ring()).holder, clock), clock


def test_given_the_same_binary_event_again_then_it_passes_and_another_one_does_not() -> None:
    access, _ = opened()
    access.check_unsigned_part("pbx", headers("1"), "ce-id:a")
    access.check_unsigned_part("pbx", headers("1"), "ce-id:a")
    access.check_unsigned_part("other", headers("1"), "ce-id:b")
    with pytest.raises(Unauthorized, match="another event"):
        access.check_unsigned_part("pbx", headers("1"), "ce-id:b")


def test_given_the_signature_has_run_out_then_its_id_is_forgotten() -> None:
    access, clock = opened()
    access.check_unused("pbx", headers("1"))
    clock.advance(REPLAY_SECONDS - 1)
    with pytest.raises(Unauthorized):
        access.check_unused("pbx", headers("1"))
    clock.advance(2)
    access.check_unused("pbx", headers("1"))


def test_given_ever_new_ids_then_the_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 10)
    access, _ = opened()
    for n in range(100):
        access.check_unused("pbx", headers(str(n)))
    access.check_unused("pbx", headers("0"))
    with pytest.raises(Unauthorized):
        access.check_unused("pbx", headers("99"))


async def test_given_a_revoked_key_then_it_works_at_most_five_seconds_longer() -> None:
    ring = Ring()
    access, clock = opened(ring)
    bearer = {"Authorization": "Bearer cck_1"}
    for _ in range(3):
        await access.check("pbx", bearer, b"")
    assert ring.asked == 1
    ring.revoked = True
    clock.advance(5.0)
    with pytest.raises(Unauthorized, match="revoked"):
        await access.check("pbx", bearer, b"")


@pytest.mark.parametrize(
    ("gateway", "expected"),
    [("pbx", "CALLCENTER_SECRET_PBX"), ("my-pbx.2", "CALLCENTER_SECRET_MY_PBX_2"), ("北", "CALLCENTER_SECRET__")],
)
def test_given_a_gateways_name_then_its_variable_can_be_set_in_a_shell(gateway: str, expected: str) -> None:
    assert variable(gateway) == expected
