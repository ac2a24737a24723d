from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vietnam_qr_pay import BanksObject  # type: ignore[import-untyped]  # it ships no types

from bot.qr.banks import MOST_CANDIDATES, Bank, bank_by_bin, banks, find_bank


def test_every_number_is_there_once_and_well_formed() -> None:
    numbers = [bank.bin for bank in banks()]
    assert len(numbers) == len(set(numbers)) == 58
    assert all(len(number) == 6 and number.isdigit() for number in numbers)
    assert len({bank.name for bank in banks()}) == 58


def test_the_library_knows_no_bank_that_the_table_lacks() -> None:
    theirs = {bank.bin for bank in BanksObject.values() if bank.bin}
    assert theirs - {bank.bin for bank in banks()} == set()


def test_the_names_in_the_library_find_the_same_number() -> None:
    for theirs in BanksObject.values():
        found = find_bank(theirs.short_name)
        mine = [bank.bin for bank in (found.candidates or (found.bank,)) if bank]
        assert not theirs.bin or theirs.bin in mine, theirs.short_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("vietcombank", "Vietcombank"),
        ("VCB", "Vietcombank"),
        ("viet com bank", "Vietcombank"),
        ("Vietcombank chi nhánh Hà Nội", "Vietcombank"),
        ("bác dùng vietcom nhé", "Vietcombank"),
        ("ngân hàng TMCP Ngoại Thương Việt Nam", "Vietcombank"),
        ("viettin", "VietinBank"),
        ("Công Thương", "VietinBank"),
        ("ngân hàng quân đội", "MB"),
        ("ngan hang quan doi", "MB"),
        ("mbbank", "MB"),
        ("MBV", "MBV"),
        ("oceanbank", "MBV"),
        ("đông á", "Vikki Bank"),
        ("CBBank", "VCBNeo"),
        ("liên việt", "LPBank"),
        ("đông nam á", "SeABank"),
        ("nam á", "Nam A Bank"),
        ("sài gòn công thương", "Saigonbank"),
        ("sacombank sài gòn", "Sacombank"),
        ("cake by vpbank", "CAKE"),
        ("nông nghiệp", "Agribank"),
        ("vp", "VPBank"),
        ("techco", "Techcombank"),
        ("970405", "Agribank"),
        ("vietbank", "VietBank"),
    ],
)
def test_finds_the_bank(said: str, name: str) -> None:
    found = find_bank(said)
    assert found.bank is not None
    assert found.bank.name == name
    assert found.candidates == ()


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("sài gòn", {"SCB", "Saigonbank", "Sacombank", "SHB"}),
        ("thương tín", {"Sacombank", "VietBank"}),
        ("ibk", {"IBK Hà Nội", "IBK TP. Hồ Chí Minh"}),
        ("vcb hay mb", {"Vietcombank", "MB"}),
        ("techcombnak", {"Techcombank"}),
    ],
)
def test_asks_back_when_in_doubt(said: str, names: set[str]) -> None:
    found = find_bank(said)
    assert found.bank is None
    assert {bank.name for bank in found.candidates} == names


def test_viet_alone_could_be_too_many() -> None:
    found = find_bank("viet")
    assert found.bank is None
    assert len(found.candidates) == MOST_CANDIDATES


@pytest.mark.parametrize("said", ["", "   ", "ngân hàng", "bank", "xyz", "123456", "🏦"])
def test_knows_nothing_about_what_is_no_bank(said: str) -> None:
    assert find_bank(said).bank is None
    assert find_bank(said).candidates == ()


def test_tells_what_a_bank_was_called() -> None:
    bank = bank_by_bin("970414")
    assert bank is not None
    assert bank.label == "MBV (trước là OceanBank)"
    assert bank_by_bin("970488") is None


@given(st.text(max_size=200))
def test_any_text_gives_an_answer(said: str) -> None:
    found = find_bank(said)
    assert found.bank is None or found.candidates == ()
    assert len(found.candidates) <= MOST_CANDIDATES


@given(st.sampled_from(banks()), st.booleans())
def test_every_spelling_leads_to_its_bank(bank: Bank, loud: bool) -> None:
    for words in bank.spellings():
        said = " ".join(words)
        found = find_bank(said.upper() if loud else said)
        assert bank in (found.bank, *found.candidates)
