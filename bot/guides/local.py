"""Local contacts: `guides/local/<province>.yml` says whom to ask in one province instead of everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Optional

import structlog
from pydantic import Field

from bot.errors import GuideError, Mistake
from bot.guides.findings import AnyGuide, Finding
from bot.guides.library import FOLDER
from bot.guides.model import Contact, Guide, Part, Text, Topic
from bot.guides.provinces import province_names
from bot.guides.reading import field_name, line_of, read_as, read_lines
from bot.text import fold

log = structlog.get_logger(__name__)

LOCAL = FOLDER / "local"
EVERYWHERE = "all"
"""The key of contacts for every guide; a topic's name is one for every guide of that topic."""


class LocalContacts(Part):
    """One file: whom to ask in one province."""

    province: Text = Field(..., description="Tên tỉnh, thành phố hiện nay, không viết chữ Tỉnh hay Thành phố")
    contacts: dict[str, list[Contact]] = Field(
        ..., description="Mã bài (thay nơi hỏi của bài), mã nhóm hoặc all (đứng trước nơi hỏi của bài) → các nơi hỏi"
    )

    def of(self, guide: Guide) -> list[Contact]:
        """Whom to ask about `guide` here.

        Contacts named for the guide replace its own; those of its topic and of all guides stand before its own, of
        which those with the same phone number fall away.
        """
        for_all = [*self.contacts.get(guide.topic.value, []), *self.contacts.get(EVERYWHERE, [])]
        own = self.contacts.get(guide.id, guide.contacts)
        phones = {contact.phone for contact in for_all if contact.phone}
        return [*for_all, *(contact for contact in own if contact.phone not in phones)]


def local_contacts(guide: Guide, province: Optional[str], folder: Path = LOCAL) -> list[Contact]:
    """Whom to ask about `guide` in `province` (a name of `province_names`); the guide's own contacts without one.

    A file that is missing or invalid counts as none, the latter with a line in the log.
    """
    path = folder / f"{_file_name(province or '')}.yml"
    if not province or not path.is_file():
        return list(guide.contacts)
    stat = path.stat()
    local = _read_once(path, stat.st_mtime_ns, stat.st_size)
    return list(guide.contacts) if local is None else local.of(guide)


def in_province(guide: Guide, province: Optional[str], folder: Path = LOCAL) -> Guide:
    """The guide with the contacts of `province`: every page made of it shows them."""
    return guide.copy(update={"contacts": local_contacts(guide, province, folder)})


def local_provinces(folder: Path = LOCAL) -> list[str]:
    """The provinces that have contacts of their own."""
    stems = {path.stem for path in folder.glob("*.yml")}
    return [name for name in province_names() if _file_name(name) in stems]


def province_of(written: str) -> Optional[str]:
    """The province whose file would be named `written`: `ha_noi` → Hà Nội."""
    return next((name for name in province_names() if _file_name(name) == written), None)


def province_id(province: str) -> str:
    """The opposite of `province_of`."""
    return _file_name(province)


def read_local(path: Path) -> LocalContacts:
    """The local contacts in `path`. Raises GuideError with every mistake of the file."""
    return read_as(path, LocalContacts.parse_obj)


def check_local(folder: Path, guides: Mapping[str, AnyGuide]) -> list[Mistake]:
    """Every mistake in the files of local contacts."""
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            found = list(_wrong_in(path, read_local(path), guides))
        except GuideError as error:
            mistakes += [Mistake(f"local/{path.name}", one.line, one.field, one.what) for one in error.mistakes]
            continue
        lines = read_lines(path) if found else None
        mistakes += [
            Mistake(f"local/{path.name}", line_of(lines, place), field_name(place), what) for place, what in found
        ]
    return mistakes


def _wrong_in(path: Path, local: LocalContacts, guides: Mapping[str, AnyGuide]) -> Iterator[Finding]:
    if local.province not in province_names():
        yield ("province",), f"không có tỉnh nào tên {local.province}; hãy viết tên từ 01/07/2025, ví dụ: Đồng Tháp"
    elif path.stem != _file_name(local.province):
        yield ("province",), f"tệp này phải mang tên {_file_name(local.province)}.yml"
    groups = {EVERYWHERE, *(topic.value for topic in Topic)}
    for key, contacts in local.contacts.items():
        guide = guides.get(key)
        if key not in groups and not isinstance(guide, Guide):
            yield ("contacts", key), f"không có bài nào tên {key}; viết mã bài, mã nhóm hoặc {EVERYWHERE}"
        for index, contact in enumerate(contacts):
            if not _known_conditions(contact, guide):
                yield ("contacts", key, index, "only_if"), "only_if chỉ dùng câu hỏi và lựa chọn có trong bài đó"


def _known_conditions(contact: Contact, guide: Optional[AnyGuide]) -> bool:
    questions = guide.questions if isinstance(guide, Guide) else []
    options = {question.id: {option.id for option in question.options} for question in questions}
    return all(set(wanted) <= options.get(question_id, set()) for question_id, wanted in contact.only_if.items())


def _file_name(province: str) -> str:
    return fold(province).replace(" ", "_")


@lru_cache(maxsize=64)
def _read_once(path: Path, changed: int, size: int) -> Optional[LocalContacts]:
    try:
        return read_local(path)
    except GuideError as error:
        log.error("local contacts are invalid and left out", file=str(path), mistakes=str(error))
        return None
