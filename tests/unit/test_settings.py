"""Settings come from flags, then the environment; what cannot be meant is refused."""

import pytest
from pydantic import ValidationError

from callcenter.settings import Settings


def test_given_a_flag_and_an_environment_then_the_flag_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLCENTER_PORT", "9000")
    monkeypatch.setenv("CALLCENTER_DATABASE", "postgresql://there/house")
    chosen = Settings(port=9001)
    assert (chosen.port, chosen.database) == (9001, "postgresql://there/house")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("PORT", "http"), ("BUS", "nats://there"), ("LOG_LEVEL", "loud"), ("SNAPSHOT_EVERY", "0")],
)
def test_given_what_cannot_be_meant_then_it_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """A bus that nobody serves must not be taken and then ignored."""
    monkeypatch.setenv(f"CALLCENTER_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()
