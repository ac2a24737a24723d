"""Texts split at Telegram's limit, buttons in rows."""

from __future__ import annotations

import structlog
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.messages import Button, Reply
from connectors.telegram.layout import CHOOSE, keyboard, lay_out, split, units
from tests.stubs.telegram_html import read_html

LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)


def rows(*titles: str) -> list[list[str]]:
    drawn = keyboard([Button(title, "/menu") for title in titles])
    return [[button.text for button in row] for row in drawn.inline_keyboard] if drawn else []


def test_short_titles_share_a_row() -> None:
    assert rows("Còn", "Không còn", "Cháu cứ hướng dẫn chung", "Xong rồi", "Chưa được") == [
        ["Còn", "Không còn"],
        ["Cháu cứ hướng dẫn chung"],
        ["Xong rồi", "Chưa được"],
    ]
    assert rows("Còn", "Xem tất cả các bước", "Thôi") == [["Còn"], ["Xem tất cả các bước"], ["Thôi"]]
    assert rows("a" * 14, "b" * 14, "c") == [["a" * 14, "b" * 14], ["c"]]
    assert rows("a" * 15, "b") == [["a" * 15], ["b"]]
    assert rows() == []


def test_a_button_telegram_would_refuse_is_left_out_and_the_others_stay() -> None:
    fits, too_long = '/go{"to":"' + "a" * 52 + '"}', '/go{"to":"' + "đ" * 27 + '"}'
    assert (len(fits.encode()), len(too_long.encode()), len(too_long)) == (64, 66, 39)
    with structlog.testing.capture_logs() as logs:
        drawn = keyboard([Button("Một", fits), Button("Hai", too_long), Button("Ba", ""), Button(" ", fits)])
    assert drawn is not None
    assert [[button.callback_data for button in row] for row in drawn.inline_keyboard] == [[fits]]
    assert [line["title"] for line in logs if line["log_level"] == "error"] == ["Hai", "Ba", " "]


def test_a_long_text_ends_its_parts_at_paragraphs() -> None:
    paragraphs = [f"Đoạn {number}. " + "chữ " * 250 + "hết." for number in range(9)]
    parts = lay_out(Reply("\n\n".join(paragraphs), "Tựa đề", (Button("Tiếp", "/tiep"),)))
    assert len(parts) == 3
    assert all(part.text.startswith("Đoạn") and part.text.endswith("hết.") for part in parts)
    assert "\n\n".join(part.text for part in parts) == "\n\n".join(paragraphs)
    assert [part.title for part in parts] == ["Tựa đề", None, None]
    assert [part.keyboard is not None for part in parts] == [False, False, True]


def test_a_long_paragraph_is_split_after_a_sentence_then_a_word_then_anywhere() -> None:
    sentences = split(("Một câu khá dài. " * 400).strip(), LIMIT, LIMIT)
    assert all(part.endswith("dài.") for part in sentences)
    words = split(("chữ " * 3000).strip(), LIMIT, LIMIT)
    assert all(part.endswith("chữ") for part in words)
    assert [len(part) for part in split("a" * 10000, LIMIT - 10, LIMIT)] == [LIMIT - 10, LIMIT, 10000 - 2 * LIMIT + 10]


def test_the_limit_counts_as_telegram_does() -> None:
    assert units("aế") == 2
    assert units("👍") == 2
    emoji = lay_out(Reply("👍" * 3000))
    assert [units(part.plain) for part in emoji] == [4096, 6000 - 4096]
    just_fits = lay_out(Reply("&" * (LIMIT - 5), "Tựa"))
    assert len(just_fits) == 1, "escapes and tags do not count"
    assert len(lay_out(Reply("&" * (LIMIT - 4), "Tựa"))) == 2


def test_what_telegram_has_no_message_for() -> None:
    assert lay_out(Reply(" \n ")) == []
    (part,) = lay_out(Reply("", buttons=(Button("Có", "/co"),)))
    assert part.html == CHOOSE
    (part,) = lay_out(Reply("", title="Chỉ có tựa <b>"))
    assert part.html == "<b>Chỉ có tựa &lt;b&gt;</b>"
    assert part.plain == "Chỉ có tựa <b>"


def test_an_endless_title_becomes_text() -> None:
    parts = lay_out(Reply("Nội dung", "tựa " * 2000))
    assert [part.title for part in parts] == [None, None]
    assert parts[-1].plain.endswith("tựa\n\nNội dung")


@given(st.text(), st.none() | st.text(max_size=300), st.integers(min_value=300, max_value=400))
def test_nothing_is_lost_and_everything_can_be_parsed(text: str, title: str, room: int) -> None:
    pieces = split((text * 20).strip(), room - 30, room)
    assert "".join("".join(pieces).split()) == "".join((text * 20).split())
    assert all(units(piece) <= room for piece in pieces)
    for part in lay_out(Reply(text, title)):
        plain, entities = read_html(part.html)
        assert plain == part.plain
        assert len(entities) == (1 if part.title else 0)
