"""Provinces are recognised in what people write: without diacritics, by old names, not in ordinary words."""

from __future__ import annotations

import pytest

from bot.guides.provinces import ALSO, MERGED, find_province, province_names
from bot.text import strip_diacritics

SAID = {
    "tôi ở Hà Nội": "Hà Nội",
    "toi o ha noi thi lam o dau": "Hà Nội",
    "Hà Nội gọi số mấy": "Hà Nội",
    "tui ở Lấp Vò, Đồng Tháp": "Đồng Tháp",
    "dong thap": "Đồng Tháp",
    "dạ tui ở Đong Thap": "Đồng Tháp",
    "bên Tiền Giang nhập qua rồi": "Đồng Tháp",
    "tinh tien giang": "Đồng Tháp",
    "tp hcm": "Hồ Chí Minh",
    "TP.HCM": "Hồ Chí Minh",
    "thành phố Hồ Chí Minh": "Hồ Chí Minh",
    "sai gon": "Hồ Chí Minh",
    "Bà Rịa - Vũng Tàu": "Hồ Chí Minh",
    "quê Nghệ An ở Bình Dương": "Hồ Chí Minh",
    "Thừa Thiên Huế": "Huế",
    "huế": "Huế",
    "daklak": "Đắk Lắk",
    "đăk lăk": "Đắk Lắk",
    "Đắc Nông": "Lâm Đồng",
    "ở hoà bình": "Phú Thọ",
    "tui ở lai châu": "Lai Châu",
    "lai chau": "Lai Châu",
    "dạ lai chau ạ": "Lai Châu",
    "tinh dien bien": "Điện Biên",
    "lên Gia Lai chơi": "Gia Lai",
    "phường Hà Nam tỉnh Quảng Ninh": "Quảng Ninh",
}

NOT_SAID = [
    "",
    "hỏi lại cháu",
    "hoi lai chau",
    "đánh giá lại giúp",
    "danh gia lai giup toi",
    "nhà có hai phòng",
    "nha co hai phong",
    "diễn biến hồ sơ",
    "dien bien ho so toi dau",
    "giay to bac can mang theo",
    "bác giảng cho tôi",
    "đường Điện Biên Phủ",
    "phường Bình Dương",
    "Nghệ An và Bình Dương khác gì nhau",
    "Mỹ Tho",
    "căn cước hết hạn",
    "😀",
]


@pytest.mark.parametrize(("text", "province"), SAID.items(), ids=SAID)
def test_a_province_is_found(text: str, province: str) -> None:
    assert find_province(text) == province


@pytest.mark.parametrize("text", NOT_SAID)
def test_ordinary_words_are_not_a_province(text: str) -> None:
    assert find_province(text) is None


def test_there_are_thirty_four() -> None:
    assert len(province_names()) == len(set(province_names())) == 34
    assert set(MERGED) | set(ALSO) <= set(province_names())


def test_twenty_nine_were_merged_away() -> None:
    spellings = {"Bắc Cạn", "Kontum", "Đắc Nông", "Đăk Nông", "Bà Rịa", "Vũng Tàu"}
    gone = {name for names in MERGED.values() for name in names} - spellings
    assert len(gone) == 29
    assert not gone & set(province_names())


def test_every_name_is_found_with_and_without_diacritics() -> None:
    names = {name: name for name in province_names()}
    names |= {old: new for table in (MERGED, ALSO) for new, olds in table.items() for old in olds}
    for name, province in names.items():
        for said in (name, f"tôi ở {name}", f"toi o {strip_diacritics(name).lower()}", strip_diacritics(name).lower()):
            assert find_province(said) == province, said
