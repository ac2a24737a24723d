"""Logging in at the desk, and every way around it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.settings import Settings
from bot.storage.lockouts import MOST_FAILURES, Lockouts
from bot.storage.operators import Operators
from tests.connectors.desk.console import PASSWORD, Console


async def test_who_is_not_logged_in_is_sent_to_the_log_in_and_then_on(console: Console) -> None:
    visitor = console.visitor()
    answer = await visitor.get("/desk/account")
    assert (answer.status, answer.headers["Location"]) == (303, "/desk/login?next=%2Fdesk%2Faccount")
    answer = await visitor.log_in("lan", next="/desk/account")
    assert (answer.status, answer.headers["Location"]) == (303, "/desk/account")
    assert "Lan" in (await visitor.get("/desk/account")).text


@pytest.mark.parametrize(
    "next", ["https://evil.example/desk", "//evil.example", "/desk\\evil", "/\t/evil", "javascript:x"]
)
async def test_the_log_in_leads_to_no_other_site(console: Console, next: str) -> None:
    answer = await console.visitor().log_in("lan", next=next)
    assert answer.headers["Location"] == "/desk"


@pytest.mark.parametrize(("login", "password"), [("lan", "sai rồi nhé"), ("nobody", PASSWORD), ("", ""), ("lan", "")])
async def test_a_wrong_name_and_a_wrong_password_look_alike(console: Console, login: str, password: str) -> None:
    answer = await console.visitor().log_in(login, password)
    assert answer.status == 401
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in answer.text


async def test_the_name_may_be_typed_in_capitals(console: Console) -> None:
    assert (await console.visitor().log_in("LAN")).status == 303


async def test_guessing_is_locked_out_even_for_the_right_password(console: Console) -> None:
    for _ in range(MOST_FAILURES):
        assert (await console.visitor().log_in("lan", "đoán bừa thôi")).status == 401
    answer = await console.visitor().log_in("lan")
    assert answer.status == 429
    assert "Đã thử quá nhiều lần" in answer.text
    assert (await console.visitor().log_in("tam")).status == 303  # others are not locked out


async def test_guesses_sent_at_once_count_too(console: Console) -> None:
    visitors = [console.visitor() for _ in range(12)]
    answers = await asyncio.gather(*(visitor.log_in("lan", "đoán bừa thôi") for visitor in visitors))
    assert [answer.status for answer in answers].count(401) == MOST_FAILURES


async def test_the_lock_is_in_the_database_and_opens_again(console: Console) -> None:
    for _ in range(MOST_FAILURES + 1):
        await console.visitor().log_in("lan", "đoán bừa thôi")
    await console.installation.stop_gateway()
    await console.installation.start_gateway()
    assert (await console.visitor().log_in("lan")).status == 429
    async with console.engine.begin() as connection:
        await connection.execute(text("UPDATE desk_lockouts SET locked_until = now() - interval '1 second'"))
    assert (await console.visitor().log_in("lan")).status == 303


async def test_a_right_password_forgets_the_failures(console: Console) -> None:
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            assert (await console.visitor().log_in("lan", "đoán bừa thôi")).status == 401
        assert (await console.visitor().log_in("lan")).status == 303


async def test_the_key_of_a_session_is_never_one_the_visitor_brought(console: Console) -> None:
    visitor = console.visitor()
    visitor.session.cookie_jar.update_cookies({"desk": "planted-by-an-attacker"})
    assert (await visitor.log_in("lan")).status == 303
    key = {cookie.key: cookie.value for cookie in visitor.session.cookie_jar}["desk"]
    assert key != "planted-by-an-attacker"
    attacker = console.visitor()
    attacker.session.cookie_jar.update_cookies({"desk": "planted-by-an-attacker"})
    assert (await attacker.get("/desk/account")).status == 303


async def test_logging_in_again_ends_the_session_before(console: Console) -> None:
    lan = await console.enter("lan")
    before = {cookie.key: cookie.value for cookie in lan.session.cookie_jar}["desk"]
    form = await console.visitor().get("/desk/login")
    nonce = form.headers["Set-Cookie"].split("desk_login=")[1].split(";")[0]
    lan.session.cookie_jar.update_cookies({"desk_login": nonce})
    fields = {"csrf": form.hidden("csrf"), "login": "tam", "password": PASSWORD}
    assert (await lan.post("/desk/login", fields)).status == 303
    assert "Tám" in (await lan.get("/desk/account")).text
    old = console.visitor()
    old.session.cookie_jar.update_cookies({"desk": before})
    assert (await old.get("/desk/account")).status == 303


async def test_a_logged_out_key_is_worth_nothing(console: Console) -> None:
    lan = await console.enter("lan")
    key = {cookie.key: cookie.value for cookie in lan.session.cookie_jar}["desk"]
    assert (await lan.submit("/desk/account", "/desk/logout", {})).headers["Location"] == "/desk/login"
    thief = console.visitor()
    thief.session.cookie_jar.update_cookies({"desk": key})
    assert (await thief.get("/desk/account")).status == 303


async def test_the_database_holds_no_key_and_no_password(console: Console) -> None:
    lan = await console.enter("lan")
    key = {cookie.key: cookie.value for cookie in lan.session.cookie_jar}["desk"]
    async with console.engine.connect() as connection:
        rows = await connection.execute(text("SELECT s::text || o::text FROM desk_sessions s, operators o"))
        kept = " ".join(rows.scalars())
    assert "$argon2id$" in kept
    assert key not in kept
    assert PASSWORD not in kept


async def test_a_post_without_the_right_token_is_refused(console: Console) -> None:
    lan, tam = await console.enter("lan"), await console.enter("tam")
    foreign = (await tam.get("/desk/account")).hidden("csrf")
    for token in ("", "x", foreign):
        assert (await lan.post("/desk/logout", {"csrf": token})).status == 403
    assert (await lan.post("/desk/logout", {})).status == 403
    assert (await lan.get("/desk/account")).status == 200


async def test_a_log_in_form_of_another_visitor_is_refused(console: Console) -> None:
    form = await console.visitor().get("/desk/login")
    fields = {"csrf": form.hidden("csrf"), "login": "lan", "password": PASSWORD}
    assert (await console.visitor().post("/desk/login", fields)).status == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
async def test_what_another_site_sends_is_refused(console: Console, headers: dict[str, str]) -> None:
    lan = await console.enter("lan")
    token = (await lan.get("/desk/account")).hidden("csrf")
    assert (await lan.post("/desk/logout", {"csrf": token}, **headers)).status == 403


async def test_cookies_are_closed_to_scripts_and_other_sites(console: Console) -> None:
    set_cookies = (await console.visitor().log_in("lan")).cookies
    (session,) = [one for one in set_cookies if one.startswith("desk=")]
    assert {"HttpOnly", "Path=/desk", "SameSite=Lax"} <= {part.strip() for part in session.split(";")}


async def test_cookies_are_secure_behind_https(fresh_url: str, var_dir: Path) -> None:
    console = Console(Settings(var_dir=var_dir, public_url="https://bot.example"), fresh_url)
    await console.start()
    answer = await console.visitor().get("/desk/login")
    await console.stop()
    assert "Secure" in answer.headers["Set-Cookie"]


async def test_a_page_is_not_kept_and_runs_no_foreign_script(console: Console) -> None:
    headers = (await console.visitor().get("/desk/login")).headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_only_administrators_see_the_trail_and_it_tells_of_failures(console: Console) -> None:
    await console.visitor().log_in("lan", "đoán bừa thôi")
    for login in ("lan", "minh"):
        assert (await (await console.enter(login)).get("/desk/trail")).status == 404
    trail = (await (await console.enter("quan")).get("/desk/trail")).text
    assert "login_failed" in trail
    assert "đoán bừa thôi" not in trail


async def test_what_was_typed_as_a_name_is_kept_nowhere(console: Console) -> None:
    await console.visitor().log_in("my-own-password", "x")
    async with console.engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT l::text FROM desk_lockouts l UNION SELECT a::text FROM desk_audit a")
        )
        assert "my-own-password" not in " ".join(rows.scalars())


async def test_old_failures_are_swept_out(console: Console) -> None:
    await console.visitor().log_in("lan", "đoán bừa thôi")
    lockouts = Lockouts(console.engine)
    for hours, left in ((1, 1), (2, 0)):
        await lockouts.sweep(datetime.now(timezone.utc) + timedelta(hours=hours))
        async with console.engine.connect() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM desk_lockouts"))).scalar() == left


async def test_who_is_shut_out_is_out_at_once(console: Console) -> None:
    lan = await console.enter("lan")
    await Operators(console.engine).set_disabled(console.operators["lan"].id, True)
    assert (await lan.get("/desk/account")).status == 303
    assert (await console.visitor().log_in("lan")).status == 401


async def test_a_session_ends_when_it_was_idle(console: Console) -> None:
    lan = await console.enter("lan")
    async with console.engine.begin() as connection:
        await connection.execute(text("UPDATE desk_sessions SET last_at = now() - interval '3 hours'"))
    assert (await lan.get("/desk/account")).status == 303


async def test_a_new_password_logs_out_everywhere(console: Console) -> None:
    here, there = await console.enter("lan"), await console.enter("lan")
    fields = {"now": PASSWORD, "new": "ruộng lúa cò bay", "again": "ruộng lúa cò bay"}
    for wrong in ({"now": "sai rồi"}, {"again": "khác"}, {"new": "ngắn", "again": "ngắn"}):
        assert (await here.submit("/desk/account", "/desk/account", fields | wrong)).status == 400
    assert (await here.submit("/desk/account", "/desk/account", fields)).status == 303
    assert [(await one.get("/desk/account")).status for one in (here, there)] == [303, 303]
    assert (await console.visitor().log_in("lan", "ruộng lúa cò bay")).status == 303


async def test_the_first_page_is_small(console: Console) -> None:
    visitor = console.visitor()
    paths = ["/desk/login", "/chat/colours.css", "/desk/static/desk.css", "/desk/static/desk.js", "/chat/favicon.svg"]
    assert sum([len((await visitor.get(path)).text.encode()) for path in paths]) < 60_000
