"""Details found by rule, with exact places in the original text."""

from __future__ import annotations

import unicodedata

import pytest

from bot.cli import HOME
from bot.nlu.entities import ENTITIES, Rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.read(HOME / "nlu_data" / "dictionaries" / "names.yml")


def _found(rules: Rules, text: str) -> list[tuple[str, str, str]]:
    return [(one.entity, one.value, text[one.start : one.end]) for one in rules.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lên mức 2 ở đâu", [("level", "2", "mức 2")]),
        ("dinh danh muc hai", [("level", "2", "muc hai")]),
        ("không phải mức 1, mức 2 cơ", [("level", "1", "mức 1"), ("level", "2", "mức 2")]),
        ("chuyển nhầm 5 triệu", [("amount", "5000000", "5 triệu")]),
        ("phạt 1tr5 à", [("amount", "1500000", "1tr5")]),
        ("lệ phí 200.000đ", [("amount", "200000", "200.000đ")]),
        ("mất 50k", [("amount", "50000", "50k")]),
        ("tôi ở Đồng Tháp", [("province", "Đồng Tháp", "Đồng Tháp")]),
        ("nguoi Tien Giang", [("province", "Đồng Tháp", "Tien Giang")]),
        ("chuyển qua VCB", [("bank", "Vietcombank", "VCB")]),
        ("mất căn cước công dân", [("document", "can_cuoc", "căn cước công dân")]),
        ("iphone của mẹ", [("phone", "iphone", "iphone")]),
        ("máy samsung", [("phone", "samsung", "samsung")]),
        ("trời mưa", []),
        ("mức 15", []),
        ("", []),
    ],
)
def test_finds_details(rules: Rules, text: str, found: list[tuple[str, str, str]]) -> None:
    assert _found(rules, text) == found


def test_places_are_exact_in_decomposed_text_with_invisible_characters(rules: Rules) -> None:
    text = unicodedata.normalize("NFD", "ở Đồng\u200b Tháp, mức 2")
    assert [(one.entity, one.value) for one in rules.find(text)] == [("province", "Đồng Tháp"), ("level", "2")]
    for one in rules.find(text):
        assert 0 <= one.start < one.end <= len(text)
    level = rules.find(text)[1]
    assert unicodedata.normalize("NFC", text[level.start : level.end]) == "mức 2"


def test_every_name_is_found_by_each_of_its_spellings(rules: Rules) -> None:
    for entity, values in rules.names.items():
        assert entity in ENTITIES
        for value, spellings in values.items():
            for way in spellings:
                assert (entity, value) in {(one.entity, one.value) for one in rules.find(f"cho hỏi {way} với")}, way
