"""What protects citizens, through every platform: links, the scam check, emergencies, rights, payment codes, photos."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from bot.messages import Payment, Reply
from bot.qr.cards import picture
from bot.qr.making import payment_text
from bot.qr.payment import PaymentRequest
from bot.qr.reading import read_codes
from bot.qr.vietqr import read_payment
from bot.settings import Settings
from tests.installation import Installation
from tests.plain_mind import PlainMind
from tests.platform_citizen import Citizen
from tests.platforms import PLATFORMS, Platform
from tests.qr.photos import code_picture, dark, jpeg, photo

pytestmark = pytest.mark.thorough

TITLE = "Quên mật khẩu, quên passcode VNeID"
ACCOUNT = "0011004567893"
ID_CARD = "001092012345|123456789|Nguyễn Thị Lan|01011992|Nữ|Xã A, tỉnh B|01012021"


@pytest_asyncio.fixture(params=PLATFORMS, ids=lambda platform: platform.name)
async def platform(request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    platform: Platform = request.param()
    await platform.start()
    yield platform
    await platform.stop()


@pytest_asyncio.fixture
async def lan(platform: Platform, fresh_url: str, var_dir: Path) -> AsyncIterator[Citizen]:
    settings = Settings(secret_key="key", var_dir=var_dir, **platform.settings())
    installation = Installation(settings, fresh_url, PlainMind())
    installation.settings = installation.settings.copy(update={"public_url": installation.url})
    await installation.start()
    await platform.meet(installation.url)
    yield Citizen(platform, fresh_url, 1001)
    await installation.stop()


def text(replies: list[Reply]) -> str:
    return "\n\n".join("\n".join(filter(None, [reply.title, reply.text])) for reply in replies)


def titles(replies: list[Reply]) -> list[str]:
    return [button.title for reply in replies for button in reply.buttons]


def everything(url: str) -> str:
    """Every row of every table, also the queue's."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [connection.execute(f'SELECT to_jsonb(t) FROM "{name}" t').fetchall() for (name,) in tables]
    return json.dumps(rows, ensure_ascii=False, default=str)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("https://vneid-gov.com/cap-nhat", "«vneid-gov chấm com» viết na ná"),
        ("Bac bam vao http://103.45.67.89/vneid.apk de cap nhat nhe", "APK"),
        ("xem giup toi https://vne\u200bid.gov.vn/dang-nhap co that khong", "ký tự ẩn"),
        ("https://dichvucong.gov.vn/", "là địa chỉ thuộc"),
        ("bit.ly/3xYz12", "link rút gọn"),
    ],
)
async def test_a_link_is_judged_and_never_given_back(lan: Citizen, said: str, told: str) -> None:
    answer = text(await lan.say(said))
    assert told in answer
    assert not any(part in answer for part in ("http", "vneid-gov.com", "103.45", "bit.ly", "gov.vn"))


async def test_an_emergency_jumps_the_queue_and_the_guide_waits(lan: Citizen) -> None:
    await lan.say(TITLE)
    await lan.tap("Bắt đầu")
    await lan.tap("Quên mật khẩu đăng nhập")
    await lan.tap("Còn dùng")
    await lan.tap("Tiếp")
    answer = await lan.say("toi vua doc otp cho no roi")
    assert text(answer).index("cúp máy") < text(answer).index("gọi ngân hàng") < text(answer).index("báo công an")
    assert "Bước 2/4" in text(await lan.tap(f"Quay lại: {TITLE}"))


async def test_the_scam_check_ends_in_a_verdict(lan: Citizen) -> None:
    asked = await lan.say("Có người gọi bảo cập nhật VNeID")
    assert "Họ xưng là ai?" in text(asked)
    assert "Họ bảo bác làm gì" in text(await lan.tap("Công an, cán bộ, VNeID"))
    assert "đã làm theo chưa" in text(await lan.tap("Cài app, bấm link"))
    assert "Đây là lừa đảo. Bác cúp máy" in text(await lan.tap("Chưa làm gì"))
    assert "cúp máy" in text(await lan.tap("Tôi lỡ làm theo rồi"))
    first = text(await lan.tap("Đã cài app, bấm link"))
    assert first.index("chế độ máy bay") < first.index("gọi ngân hàng") < first.index("báo công an")


async def test_what_sounds_normal_is_said_with_a_but(lan: Citizen) -> None:
    await lan.say("có số lạ gọi xưng cán bộ phường mời lên làm căn cước")
    await lan.tap("Mời lên trụ sở, ra quầy")
    assert "bình thường, nhưng" in text(await lan.tap("Chưa làm gì"))


async def test_what_is_kept_is_told_and_deleted(lan: Citizen, platform: Platform, fresh_url: str) -> None:
    await lan.say(TITLE)
    await lan.tap("Bắt đầu")
    assert "30 ngày" in text(await lan.say("/riengtu"))
    await lan.say("/xoadulieu")
    assert "không xoá gì" in text(await lan.tap("Thôi, giữ lại"))
    assert "quen_mat_khau" in everything(fresh_url)
    await lan.say("/xoadulieu")
    assert "đã xoá hết" in text(await lan.forgets("Xoá hết ngay"))
    with psycopg.connect(fresh_url) as connection:
        kept = connection.execute("SELECT id, state FROM conversations").fetchall()
        said = connection.execute("SELECT said, guide FROM turns").fetchall()
    assert kept == [(platform.conversation(1001), {})]
    assert said == [("", None)]
    assert "quen_mat_khau" not in everything(fresh_url)
    assert "máy trả lời tự động" in text(await lan.say("xin chào")), "a newcomer again"


async def test_a_traders_code_is_made_and_not_kept(lan: Citizen, platform: Platform, fresh_url: str) -> None:
    assert "ngân hàng nào" in text(await lan.say("/taoqr"))
    assert "Dạ, Vietcombank" in text(await lan.say("vcb"))
    assert "nội dung" in text(await lan.say("50k"))
    assert "số tài khoản" in text(await lan.say("Tiền hàng"))
    answer = text(await lan.say(f"stk của tôi {ACCOUNT[:4]} {ACCOUNT[4:]} nha"))
    assert "quét thử và xem đúng tên" in answer
    assert "50.000 đồng" in answer
    assert ACCOUNT in answer.replace(" ", "")
    first, *others = await platform.pictures(1001)
    (code,) = read_codes(first)
    found = read_payment(code.text)
    assert (found.bin, found.account, found.amount, found.note) == ("970436", ACCOUNT, 50_000, "Tien hang")
    if platform.name in ("telegram", "web"):
        assert others[0].startswith(b"%PDF")
    kept = everything(fresh_url)
    assert ACCOUNT not in kept.replace(" ", "")
    assert "<so_tai_khoan>" not in text(lan.last)
    if platform.name != "web":
        assert '"body": {"sealed"' not in kept, "blanked as soon as it was sent"


async def test_wrong_answers_are_asked_again_and_it_can_be_stopped(lan: Citizen, fresh_url: str) -> None:
    await lan.say("tạo giúp tôi mã QR nhận tiền")
    assert "chưa biết ngân hàng" in text(await lan.say("abcxyz"))
    await lan.say("agribank")
    assert "chưa rõ số tiền" in text(await lan.say("nhiều"))
    assert "nội dung" in text(await lan.tap("Để khách tự gõ số tiền"))
    assert "số tài khoản" in text(await lan.tap("Không cần nội dung"))
    assert "giống số thẻ" in text(await lan.say("9704 3612 3456 7890"))
    assert "36123456" not in everything(fresh_url).replace(" ", "")
    assert "để khách tự gõ" in text(await lan.say("6200205123456"))
    await lan.say("/taoqr")
    assert "dừng làm mã" in text(await lan.say("thôi"))


async def test_a_photo_is_opened_only_when_asked_for(lan: Citizen, platform: Platform, fresh_url: str) -> None:
    taken = picture(Payment("970436", ACCOUNT, 120_000))
    if platform.name == "web":
        assert "chưa mở ảnh" in text(await lan.send_photo(taken))
    else:
        assert "chưa mở ảnh" in text(await lan.send_photo(taken))
        assert platform.fetched == 0
    await lan.say("/xemqr")
    answer = text(await lan.send_photo(taken))
    assert "Vietcombank" in answer
    assert "120.000 đồng" in answer
    assert "phải khớp" in answer
    assert ACCOUNT not in everything(fresh_url).replace(" ", "")
    if platform.name != "web":
        assert platform.fetched == 1
        assert "sent" not in [row for row in everything(fresh_url).split('"') if row.startswith("sent.")]
    assert "chưa mở ảnh" in text(await lan.send_photo(taken)), "one photo for one question"


async def test_the_code_of_an_identity_card_is_refused(lan: Citizen, fresh_url: str) -> None:
    await lan.say("/xemqr")
    answer = text(await lan.send_photo(jpeg(photo(code_picture(ID_CARD)))))
    assert "giấy tờ tùy thân" in answer
    assert "001092012345" not in answer
    assert "001092012345" not in everything(fresh_url)


async def test_what_a_photo_holds_is_said_in_words(lan: Citizen) -> None:
    """Each kind of photo in tests/qr; here that the words come through."""
    sound = payment_text(PaymentRequest("970436", ACCOUNT, 120_000))
    broken = sound[:-4] + ("0000" if sound[-4:] != "0000" else "1111")
    other = payment_text(PaymentRequest("970418", "1234567890"))
    photos = [
        (photo(code_picture(broken)), "phần kiểm tra của mã bị sai"),
        (photo(code_picture(sound), code_picture(other)), "2 mã khác nhau"),
        (photo(code_picture(sound, 500), tilt=25), "Vietcombank"),
        (dark(photo(code_picture(sound, 500))), "Vietcombank"),
        (photo(code_picture("https://vneid-gov.com/a")), "không phải mã chuyển tiền"),
        (photo(), "chưa đọc được mã nào"),
    ]
    for picture_taken, told in photos:
        await lan.say("/xemqr")
        answer = text(await lan.send_photo(jpeg(picture_taken)))
        assert told in answer
        assert "vneid-gov.com" not in answer
