"""Nothing anybody wrote is ever read as markup, on a page or in Telegram."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Reply
from bot.text import storable
from connectors.telegram.layout import lay_out
from tests.stubs.telegram_html import read_html

PAGES = Path(__file__).resolve().parent.parent / "connectors"
_MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(")
ATTACK = "<b>a</b> <a href='https://x.vn'>b</a> &lt; <script>1</script> <tg-spoiler>"


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.js")), ids=lambda path: path.name)
def test_scripts_never_make_markup_of_text(path: Path) -> None:
    assert not _MARKUP.search(path.read_text(encoding="utf-8"))


@pytest.mark.thorough
@given(st.text(st.characters(codec="utf-8"), max_size=200), st.text(st.characters(codec="utf-8"), max_size=50))
def test_telegram_shows_what_was_written(text: str, title: str) -> None:
    for part in lay_out(Reply(storable(text), storable(title))):
        shown, _ = read_html(part.html)
        assert shown.strip() == part.plain.strip()


def test_an_attack_is_text() -> None:
    (part,) = lay_out(Reply(ATTACK, "<b>"))
    shown, entities = read_html(part.html)
    assert shown == f"<b>\n\n{ATTACK}"
    assert [entity["type"] for entity in entities] == ["bold"], "only our own title"
