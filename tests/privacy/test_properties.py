"""What holds for every message, tried on thousands of made-up ones."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy import clean, redact
from bot.privacy.atoms import WORDS as DIGIT_WORDS
from bot.privacy.kinds import KINDS, PLACEHOLDER
from bot.text import strip_diacritics

pytestmark = pytest.mark.thorough

PIECES = [
    "cccd", "số căn cước", "cmnd", "otp", "mã", "mã otp", "stk", "tk", "mb", "vcb", "mk", "mật khẩu", "mat khau",
    "passcode", "pass", "pin", "là", "la", ":", "=", "của tôi", "của", "sđt", "gọi", "thẻ visa", "cvv", "bhyt",
    "mã số thuế", "hộ chiếu", "biển số", "email", "sinh ngày", "tôi tên", "Lan", "gì", "không", "một", "hai", "ba",
    "mười", "mươi", "trăm", "lẻ", "O", "12/03/1965", "2.000.000 đ", "500k", "1900 0368", "1.000110", "134/2025/QH15",
    "https://dichvucong.gov.vn/a?id=1", "a@b.vn", "@", "Abc@123", "hoahong", "6 số", "lần", "năm", "2025", "<otp>",
    "<", ">", '"', "“", "-", ".", ",", "/", "\n", "\u200b", "　", "1", "12", "123", "0912", "0912345678",
    "079203001234", "341234567", "9704361234567891", "DN4870123456789", "66P1-234.56", "C1234567", "a còng", "chấm",
    "com", "bước 3", "+84", "(0)", "４５６", "8️⃣",
]  # fmt: skip
MESSAGES = st.one_of(
    st.text(max_size=80),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
)
SEPARATORS = ["", *" .-_/·•*'|–,\n", " - ", " . ", "..", "\u200b", "\u00a0", "\u2060"]
WORDS = [["không", "lẻ"], ["một", "mốt"], ["hai"], ["ba"], ["bốn", "tư"], ["năm", "lăm"]]
WORDS += [["sáu"], ["bảy"], ["tám"], ["chín"]]

IDS = st.tuples(st.integers(1, 96), st.integers(0, 3), st.integers(0, 99), st.integers(0, 999_999)).map(
    lambda parts: f"{parts[0]:03}{parts[1]}{parts[2]:02}{parts[3]:06}"
)
AROUND = st.sampled_from([("", ""), ("cccd của tôi là ", ""), ("số ", " bị khoá rồi"), ("Cháu ơi, ", ", giúp bác với")])


def figures(text: str) -> str:
    return re.sub(r"\D", "", text)


@settings(max_examples=250, deadline=None)
@given(MESSAGES)
def test_any_message_is_taken_and_the_second_time_nothing_is_left_to_take(text: str) -> None:
    once = redact(text)
    assert set(once.found) <= KINDS
    assert redact(once.text).text == once.text
    assert set(once.found) <= {found.group()[1:-1] for found in PLACEHOLDER.finditer(once.text)}


@settings(max_examples=100, deadline=None)
@given(MESSAGES, st.frozensets(st.sampled_from(sorted(KINDS)), max_size=3))
def test_what_was_asked_for_is_never_among_what_was_found(text: str, asked: frozenset[str]) -> None:
    once = redact(text, asked)
    assert asked.isdisjoint(once.found)
    assert redact(once.text, asked).text == once.text


@settings(max_examples=200, deadline=None)
@given(IDS, st.lists(st.booleans(), min_size=11, max_size=11), st.sampled_from(SEPARATORS), AROUND)
def test_no_way_of_grouping_keeps_an_id(digits: str, cuts: list[bool], separator: str, around: tuple[str, str]) -> None:
    rest = zip(cuts, digits[1:], strict=True)
    written = digits[0] + "".join((separator if cut else "") + digit for cut, digit in rest)
    once = redact(around[0] + written + around[1])
    assert figures(once.text) == "", once.text
    assert len(once.found) == 1


@settings(max_examples=100, deadline=None)
@given(IDS, st.lists(st.sampled_from([" ", ".", "-", "_"]), min_size=11, max_size=11))
def test_mixed_signs_do_not_keep_an_id(digits: str, ties: list[str]) -> None:
    written = "".join(digit + tie for digit, tie in zip(digits, [*ties, ""], strict=True))
    assert figures(redact(f"căn cước {written}").text) == ""


@settings(max_examples=100, deadline=None)
@given(IDS, st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_an_id_read_out_in_words_is_taken(digits: str, random: object, plain: bool, capital: bool) -> None:
    spoken = " ".join(random.choice(WORDS[int(digit)]) for digit in digits)  # type: ignore[attr-defined]  # hypothesis hands a Random
    spoken = strip_diacritics(spoken) if plain else spoken
    once = redact(f"số của bác là: {spoken.upper() if capital else spoken}")
    assert once.found == ("so_dinh_danh",), once.text


@settings(max_examples=80, deadline=None)
@given(IDS, st.integers(0, 3))
def test_other_digits_and_letters_for_digits_do_not_keep_an_id(digits: str, way: int) -> None:
    wide = "".join(chr(0xFF10 + int(digit)) for digit in digits)
    written = [wide, digits.replace("0", "O"), digits.replace("0", "o"), "\u200d".join(digits)][way]
    once = redact(f"căn cước {written} ạ")
    assert once.text == "căn cước <so_dinh_danh> ạ"


SECRET_CONTEXT = re.compile(r"mat|khau|mk|pass|pw|pin|@|at|cong|\ba (?:vong|moc)")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=("Nd", "No", "Nl")), max_size=120))
def test_words_alone_stay_as_they_are(text: str) -> None:
    folded = strip_diacritics(clean(text)).lower()
    if not SECRET_CONTEXT.search(folded) and not set(DIGIT_WORDS) & set(re.findall(r"[a-z]+", folded)):
        assert redact(text).text == clean(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=100))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
