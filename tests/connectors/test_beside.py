"""What comes beside words: addresses behind them, captions, photos; each platform in its own form."""

from __future__ import annotations

from typing import Any

from bot.messages import IncomingMessage, Kind
from connectors.telegram.reading import parse_update, read_update
from connectors.zalo_bot import reading as zalo_bot
from connectors.zalo_oa.reading import read_event
from tests.stubs import zalo_oa_events as events
from tests.stubs.telegram_updates import Updates

HIDDEN = "https://vneid-gov.com/a"


def _telegram(**content: Any) -> IncomingMessage:
    update = parse_update(Updates().message(7, **content))
    assert update is not None
    message = read_update(update, 1.0)
    assert message is not None
    return message


def _official(name: str, attachment: dict[str, Any], **content: Any) -> IncomingMessage:
    message = read_event(events.sent(name, attachment=attachment, **content), b"{}", 1.0)
    assert message is not None
    return message


def _bot_platform(**content: Any) -> IncomingMessage:
    chat = {"id": "c", "chat_type": "PRIVATE"}
    sent = {"from": {"id": "c", "is_bot": False}, "chat": chat, "message_id": "m", **content}
    message = zalo_bot.read_update({"event_name": "message.image.received", "message": sent}, [], 1.0)
    assert message is not None
    return message


def test_an_address_behind_a_word_on_telegram() -> None:
    link = {"type": "text_link", "offset": 0, "length": 3, "url": HIDDEN}
    message = _telegram(text="bấm vào đây", entities=[link])
    assert (message.text, message.beside) == ("bấm vào đây", HIDDEN)


def test_photos_on_telegram() -> None:
    sizes = [{"file_id": one, "file_unique_id": one, "width": 9, "height": 9} for one in ("small", "large")]
    message = _telegram(photo=sizes, caption=f"xem {HIDDEN}")
    assert (message.kind, message.text, message.given, message.beside) == (Kind.PHOTO, "", "large", f"xem {HIDDEN}")
    file = {"file_id": "f", "file_unique_id": "f"}
    assert _telegram(document={**file, "mime_type": "image/png"}).kind is Kind.PHOTO
    other = _telegram(document={**file, "mime_type": "application/pdf"})
    assert (other.kind, other.given) == (Kind.FILE, "")


def test_links_and_photos_of_an_official_account() -> None:
    payload = {"url": HIDDEN, "thumbnail": "https://photo.zdn.vn/t.jpg", "description": "cập nhật VNeID"}
    message = _official("user_send_link", {"type": "link", "payload": payload}, text="")
    assert (message.kind, HIDDEN in message.beside) == (Kind.TEXT, True)
    photo = _official("user_send_image", {"type": "image", "payload": {"url": "https://photo.zdn.vn/i.jpg"}}, text="a")
    assert (photo.kind, photo.text, photo.given) == (Kind.PHOTO, "", "https://photo.zdn.vn/i.jpg")


def test_photos_of_the_bot_platform() -> None:
    for field in ("photo", "photo_url"):
        message = _bot_platform(**{field: "https://f.zdn.vn/i.jpg"}, caption=HIDDEN)
        assert (message.kind, message.given, message.beside) == (Kind.PHOTO, "https://f.zdn.vn/i.jpg", HIDDEN)
