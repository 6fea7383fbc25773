"""Words are measured on the wide side, and broken and shortened to fit."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.ivr.picture.lettering import SIZE, shortened, width, wrapped

WORDS = st.text(alphabet="abc Wi，。！余额查询（）,.-1 ", max_size=120)


def test_a_chinese_character_is_as_wide_as_it_is_high_and_nearly_two_small_letters() -> None:
    assert width("余额") == 2 * SIZE
    assert 0.45 * SIZE < width("e") < 0.65 * SIZE


@given(WORDS, st.floats(40, 300))
def test_whatever_is_shortened_fits_and_is_a_beginning(words: str, room: float) -> None:
    short = shortened(words, room)
    assert width(short) <= room
    assert short == words or (short.endswith("…") and words.startswith(short[:-1]))


@given(WORDS, st.floats(40, 300), st.integers(1, 5))
def test_whatever_is_wrapped_fits_and_loses_nothing_but_its_end(words: str, room: float, most: int) -> None:
    lines = wrapped(words, room, most)
    assert len(lines) <= most
    assert all(width(line) <= room for line in lines)
    told, whole = "".join(lines).replace(" ", ""), words.replace(" ", "")
    assert told == whole or (told.endswith("…") and whole.startswith(told[:-1]))


def test_words_break_at_blanks_and_chinese_before_no_full_stop() -> None:
    assert wrapped("one two three", width("one two") + 1, 3) == ["one two", "three"]
    assert wrapped("查询余额。谢谢", 4 * SIZE, 3) == ["查询余", "额。谢谢"]
