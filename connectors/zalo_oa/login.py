"""An administrator grants access to the Official Account: a page of Zalo's, then the address they arrive at."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import SettingsError
from bot.sealing import Seal
from bot.settings import Settings, secret_key
from bot.storage.alarms import Alarm, Alarms
from bot.storage.grants import Grants
from connectors.http import Http
from connectors.zalo_oa.addresses import NAME
from connectors.zalo_oa.connector import GRANTED
from connectors.zalo_oa.oauth import LoginRefused, OAuth, new_verifier
from connectors.zalo_oa.sealing import TOKENS
from connectors.zalo_oa.tokens import Tokens
from connectors.zalo_oa.waiting import Waits

STEPS = """\
1. Mở địa chỉ này trong trình duyệt, đăng nhập bằng tài khoản Zalo là quản trị viên của Official Account:

{page}

2. Chọn Official Account, bấm Cho phép.
3. Zalo chuyển sang trang {redirect}?code=…
   Trang có báo lỗi cũng không sao. Chép toàn bộ địa chỉ trên thanh địa chỉ, dán vào đây trong vòng 10 phút.
"""
ASKED = "Địa chỉ"
DONE = "Xong. Đã lưu mã truy cập của Official Account {account}. Bot đang chạy sẽ tự dùng mã mới."

Say = Callable[[str], None]
Ask = Callable[[str], str]


def redirect_of(settings: Settings, given: str) -> str:
    """Where Zalo sends the administrator to; it must be the callback that is registered for the app.

    Raises SettingsError when it is neither given nor known.
    """
    if not (settings.zalo_oa_app_id and settings.zalo_oa_app_secret):
        raise SettingsError("set ZALO_OA_APP_ID and ZALO_OA_APP_SECRET first (developers.zalo.me, your app's settings)")
    if not (given or settings.public_url):
        raise SettingsError("set PUBLIC_URL, or add --redirect with the callback registered at developers.zalo.me")
    return given or f"{settings.public_url}{GRANTED}"


async def log_in(settings: Settings, engine: AsyncEngine, redirect: str, say: Say, ask: Ask) -> None:
    """Walks through the login and stores the first pair of tokens. Raises LoginRefused, Unreachable."""
    waits = Waits()
    http = Http(waits.answer)
    oauth = OAuth(settings, http)
    grants, seal = Grants(engine, settings.zalo_oa_app_id), Seal(secret_key(settings), TOKENS)
    tokens = Tokens(settings, grants, oauth, Alarm(Alarms(engine, NAME), "tokens"), seal, waits)
    verifier, state = new_verifier(), secrets.token_urlsafe(16)
    say(STEPS.format(page=oauth.permission_page(redirect, verifier, state), redirect=redirect))
    code, account = read_answer(ask(ASKED), state)
    await http.open()
    try:
        await tokens.keep(await oauth.exchange(code, verifier))
    finally:
        await http.close()
    say(DONE.format(account=account))


def read_answer(pasted: str, state: str) -> tuple[str, str]:
    """The code and the account's id in the address an administrator arrived at; a code alone will do.

    Raises LoginRefused when there is no code, or when the address is that of another login.
    """
    found = parse_qs(urlsplit(pasted.strip()).query)
    if not found and pasted.strip() and "/" not in pasted:
        return pasted.strip(), ""
    if "code" not in found:
        raise LoginRefused("there is no code in this address: copy it whole, from https:// on")
    given = found.get("state", [state])[0]
    if not hmac.compare_digest(given.encode(), state.encode()):
        raise LoginRefused("this address belongs to another login: open the page above again")
    return found["code"][0], found.get("oa_id", [""])[0]
