"""Numbers and zones of callbacks."""

import pytest

from callcenter.errors import Malformed
from callcenter.services.callbacks import dialable, known_zone


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [("138 0000 0001", "+8613800000001"), ("+1 (212) 555-0100", "+12125550100"), ("010-6995 0000", "+861069950000"),
     ("95588", "95588"), ("110", "110"), ("0086 13800000001", "+8613800000001")],
)  # fmt: skip
def test_given_a_number_as_people_type_it_when_made_one_then_it_can_be_dialled(typed: str, dialled: str) -> None:
    assert dialable(typed, "CN") == dialled


@pytest.mark.parametrize("typed", ["", "call me", "12", "+", "+999999999999999999", "1" * 40])
def test_given_no_number_when_made_one_then_it_is_refused_at_its_place(typed: str) -> None:
    with pytest.raises(Malformed) as refused:
        dialable(typed, "CN", "/to/number")
    assert refused.value.errors[0]["pointer"] == "/to/number"


@pytest.mark.parametrize("zone", ["", "Mars", "../../etc/passwd", "/etc/localtime", "a\x00b", "Asia", "."])
def test_given_no_zone_when_asked_then_it_is_not_known(zone: str) -> None:
    assert not known_zone(zone)


def test_given_a_zone_when_asked_then_it_is_known() -> None:
    assert known_zone("Asia/Shanghai")
