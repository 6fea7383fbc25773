import pytest

from callcenter.gateways.phone import normalised


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("+8613800000001", "+8613800000001"),
        ("138 0000 0001", "+8613800000001"),
        ("0086-138-0000-0001", "+8613800000001"),
        ("010-69950000", "+861069950000"),
        ("sip:+8613800000001@10.0.0.1;user=phone", "+8613800000001"),
        ("tel:+86-138-0000-0001", "+8613800000001"),
        ("110", "110"),
        ("95588", "95588"),
        ("955881", "955881"),
        ("BANK", "BANK"),
        ("", ""),
        ("Anonymous", ""),
        ("sip:anonymous@anonymous.invalid", ""),
        ("+266696687", ""),
        ("+1" + "9" * 30, "+1" + "9" * 30),
    ],
)
def test_given_a_number_as_gateways_write_it_then_it_is_made_one_or_left_alone(raw: str, expected: str) -> None:
    assert normalised(raw, "CN") == expected


def test_given_another_region_then_numbers_without_a_country_code_are_read_there() -> None:
    assert normalised("030 1234567", "DE") == "+49301234567"
