"""Local contacts stand before or instead of a guide's own, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.guides.library import Library, shared_library
from bot.guides.local import LOCAL, check_local, in_province, local_contacts, read_local
from bot.guides.model import Guide
from bot.guides.provinces import province_names

HEAD = "province: Đồng Tháp\ncontacts:\n"


@pytest.fixture
def ca(folder: Path) -> Guide:
    (folder / "local").mkdir()
    guide = Library(folder).find("ca")
    assert guide is not None
    return guide


def names(guide: Guide, province: str | None, folder: Path) -> list[str]:
    return [contact.name for contact in local_contacts(guide, province, folder / "local")]


def write(folder: Path, text: str, name: str = "dong_thap") -> Path:
    path = folder / "local" / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_province_or_a_file_the_guide_speaks(ca: Guide, folder: Path) -> None:
    assert names(ca, None, folder) == ["Ủy ban nhân dân xã"]
    assert names(ca, "Cà Mau", folder) == ["Ủy ban nhân dân xã"]


def test_contacts_for_all_and_for_a_topic_come_first(ca: Guide, folder: Path) -> None:
    write(folder, HEAD + "  all: [{name: Tỉnh}]\n  dich_vu_cong: [{name: Trung tâm}]\n  suc_khoe: [{name: Sở}]\n")
    assert names(ca, "Đồng Tháp", folder) == ["Trung tâm", "Tỉnh", "Ủy ban nhân dân xã"]


def test_the_same_phone_is_not_told_twice(ca: Guide, folder: Path) -> None:
    write(folder, HEAD + "  all: [{name: Xã ta, phone: '0123'}]\n")
    assert names(ca, "Đồng Tháp", folder) == ["Xã ta"]


def test_contacts_of_a_guide_replace_its_own(ca: Guide, folder: Path) -> None:
    write(folder, HEAD + "  ca: [{name: Trạm thuỷ sản}]\n")
    assert names(ca, "Đồng Tháp", folder) == ["Trạm thuỷ sản"]
    assert names(ca, "Hà Nội", folder) == ["Ủy ban nhân dân xã"]


def test_a_change_is_served_at_once(ca: Guide, folder: Path) -> None:
    write(folder, HEAD + "  ca: [{name: Một}]\n")
    assert names(ca, "Đồng Tháp", folder) == ["Một"]
    write(folder, HEAD + "  ca: [{name: Thứ hai}]\n")
    assert names(ca, "Đồng Tháp", folder) == ["Thứ hai"]


def test_only_contacts_change(ca: Guide, folder: Path) -> None:
    write(folder, HEAD + "  ca: [{name: Một}]\n")
    there = in_province(ca, "Đồng Tháp", folder / "local")
    assert there.copy(update={"contacts": ca.contacts}) == ca
    assert there.contacts != ca.contacts


def test_an_invalid_file_counts_as_none(ca: Guide, folder: Path) -> None:
    write(folder, "province: Đồng Tháp\ncontacts: không\n")
    assert names(ca, "Đồng Tháp", folder) == ["Ủy ban nhân dân xã"]


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("province: Tiền Giang\ncontacts: {}\n", "tien_giang", "không có tỉnh nào tên Tiền Giang"),
        (HEAD + "  all: []\n", "ha_noi", "tệp này phải mang tên dong_thap.yml"),
        (HEAD + "  khac: [{name: Một}]\n", "dong_thap", "contacts.khac: không có bài nào tên khac"),
        (HEAD + "  all: [{name: Một, only_if: {viec: [moi]}}]\n", "dong_thap", "only_if chỉ dùng câu hỏi"),
        (HEAD + "  all: [{phone: '1'}]\n", "dong_thap", "contacts.all[1].name: thiếu mục này"),
        (HEAD + "  all: [{name: Một, phone: 1022}]\n", "dong_thap", "đặt trong ngoặc kép"),
        ("contacts: {}\n", "dong_thap", "province: thiếu mục này"),
        (HEAD + "  all: [\n", "dong_thap", "(tệp)"),
    ],
)
def test_every_mistake_is_told(ca: Guide, folder: Path, text: str, name: str, told: str) -> None:
    write(folder, text, name)
    (mistake,) = check_local(folder / "local", {"ca": ca})
    assert str(mistake).startswith(f"local/{name}.yml:")
    assert told in str(mistake)


def test_conditions_of_the_guide_may_be_used(ca: Guide, folder: Path) -> None:
    write(folder, HEAD + "  ca: [{name: Một, only_if: {viec: [moi]}}]\n")
    assert not check_local(folder / "local", {"ca": ca})


def test_our_own_local_contacts() -> None:
    files = sorted(LOCAL.glob("*.yml"))
    assert {read_local(path).province for path in files} <= set(province_names())
    guide = shared_library().find("dvc_nop_ho_so")
    assert guide is not None
    assert "024.1022" in [contact.phone for contact in local_contacts(guide, "Hà Nội")]
    assert [contact.verified for contact in local_contacts(guide, "Đồng Tháp") if contact.phone == "1022"] == [None]


def test_local_phones_stand_in_the_facts() -> None:
    facts = (Path(__file__).parents[1] / "facts" / "dvc" / "dvc-ho-tro-duong-day-nong.md").read_text(encoding="utf-8")
    phones = [one.phone for path in LOCAL.glob("*.yml") for all_ in read_local(path).contacts.values() for one in all_]
    assert phones
    assert not [phone for phone in phones if phone and phone not in facts]
