"""Tickets: opened with consent, held by one, answered through the citizen's own platform, given back to the bot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.storage.tickets import Tickets
from tests.connectors.desk.console import Client, Console
from tests.connectors.desk.hall import QUESTION, Hall, act
from tests.platforms import PLATFORMS, OfficialAccount
from tests.stubs.telegram_faults import blocked
from tests.stubs.zalo_oa import code
from tests.waiting import until

pytestmark = pytest.mark.thorough


# Opening


async def test_asking_for_a_person_says_first_what_will_be_read(hall: Hall) -> None:
    _introduced, asked = await hall.say("gặp cán bộ", 2)
    assert "Cán bộ sẽ đọc được đoạn trò chuyện này" in asked.text
    assert [button.title for button in asked.buttons] == ["Đồng ý, nhờ cán bộ", "Không, thôi ạ"]
    assert await hall.row("SELECT count(*) FROM tickets") == 0


async def test_who_agrees_has_one_ticket_and_the_bot_goes_on(hall: Hall) -> None:
    await hall.say("gặp cán bộ", 2)
    (called,) = await hall.say("đồng ý", 1)
    assert called.text.startswith("Cháu đã báo cán bộ rồi ạ.")
    (left,) = await hall.say(QUESTION, 1)
    assert left.text.startswith("Cháu đã chuyển lời bác")
    (again,) = await hall.say("gặp cán bộ", 1)
    assert again.text.startswith("Cháu đã báo cán bộ rồi, bác chờ")
    assert await hall.row("SELECT array_agg(status || ' ' || question) FROM tickets") == [f"new {QUESTION}"]
    await hall.say("thôi để tôi nói thêm", 1)
    (menu,) = await hall.say("xin chào", 1)
    assert menu.text.startswith("Chào bác!")


async def test_who_does_not_agree_gets_places_to_ask(hall: Hall) -> None:
    await hall.say("gặp cán bộ", 2)
    refused, contacts = await hall.say("không", 2)
    assert "không báo cán bộ" in refused.text
    assert "Nơi hỏi" in contacts.text
    assert await hall.row("SELECT count(*) FROM tickets") == 0


async def test_three_lost_turns_offer_a_person_and_tell_what_was_asked(hall: Hall) -> None:
    await hall.say("qwrt zxcv", 2)
    await hall.say("qwrt zxcv", 1)
    _sorry, asked = await hall.say("qwrt zxcv", 2)
    await hall.platform.tap(5, asked.buttons[0])
    await hall.idle()
    assert await hall.row("SELECT reason FROM tickets") == "lost"


async def test_without_anybody_at_the_desk_the_places_to_ask_are_shown(hall: Hall) -> None:
    hall.situation.told = None
    _hello, sorry, contacts = await hall.say("gặp cán bộ", 3)
    assert "chưa nối được" in sorry.text
    assert "Nơi hỏi" in contacts.text


async def test_outside_working_hours_it_is_said_when_people_answer(hall: Hall) -> None:
    hall.situation.told = {"open": False, "opens": "7 giờ 30 sáng mai", "wait": "10 phút"}
    _hello, later, _consent = await hall.say("gặp cán bộ", 3)
    assert later.text == "Bây giờ cán bộ nghỉ. Cán bộ trả lời từ 7 giờ 30 sáng mai. Bác để lại câu hỏi được ạ."
    await hall.open_ticket()
    assert await hall.row("SELECT in_hours FROM tickets") is False


async def test_the_usual_wait_is_told_when_it_is_known(hall: Hall) -> None:
    hall.situation.told = {"open": True, "opens": "", "wait": "10 phút"}
    _hello, wait, _consent = await hall.say("gặp cán bộ", 3)
    assert wait.text == "Mọi khi bà con chờ cán bộ khoảng 10 phút."


# Answering


async def test_a_citizen_and_an_operator_talk_while_the_bot_is_silent(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    queue = await lan.get("/desk/tickets")
    assert QUESTION in queue.text
    count = len(await hall.seen())
    assert await act(lan, ticket, "claim") == 303
    (joined,) = await hall.hears(count + 1)
    assert "Lan ở tổ công nghệ số cộng đồng Phường Cao Lãnh, Đồng Tháp đang trả lời bác từ đây" in joined.text
    assert await act(lan, ticket, "reply", words="Bác ra công an xã mở lại tài khoản ạ.") == 303
    (answer,) = await hall.hears(count + 2)
    assert answer.text.endswith("Bác ra công an xã mở lại tài khoản ạ.")
    assert "Lan (tổ công nghệ số cộng đồng" in answer.text
    await hall.platform.say(5, "cảm ơn cháu")
    await hall.idle()
    assert len(await hall.seen()) == count + 2  # the bot says nothing
    page = await lan.get(f"/desk/tickets/{ticket}")
    assert "cảm ơn cháu" in page.text
    assert "✓ đã gửi" in page.text
    assert await act(lan, ticket, "close") == 303
    (back,) = await hall.hears(count + 3)
    assert back.text.startswith("Lan đã trả lời xong. Cháu là Trợ lý số")
    (menu,) = await hall.say("xin chào", 1)
    assert menu.text.startswith("Chào bác!")


async def test_replies_keep_their_order_and_a_form_sent_twice_answers_once(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    for number in range(5):
        once = f"form-number-{number}"
        statuses = await asyncio.gather(
            *(act(lan, ticket, "reply", words=f"Câu {number}", once=once) for _ in range(2))
        )
        assert statuses == [303, 303]
    await hall.idle()
    told = [words.rsplit("\n", 1)[-1] for words in await hall.seen() if "Câu " in words]
    assert told == [f"Câu {number}" for number in range(5)]


async def test_of_two_who_claim_at_once_one_gets_it(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    clients = [await hall.console.enter(login) for login in ("lan", "tam", "minh")]
    tokens = [(await client.get(f"/desk/tickets/{ticket}")).hidden("csrf") for client in clients]
    answers = await asyncio.gather(
        *(
            client.post(f"/desk/tickets/{ticket}/claim", {"csrf": token})
            for client, token in zip(clients, tokens, strict=True)
        )
    )
    won = [answer.headers["Location"].endswith(f"{ticket}#words") for answer in answers]
    assert sorted(won) == [False, False, True]
    await hall.idle()
    assert sum("đang trả lời bác từ đây" in words for words in await hall.seen()) == 1
    loser = clients[won.index(False)]
    assert "Người khác vừa nhận phiếu này trước bạn." in (await loser.get("/desk/tickets")).text
    assert await hall.row("SELECT count(*) FROM ticket_events WHERE kind = 'claimed'") == 1


async def test_what_a_form_said_is_not_lost_to_a_page_that_refreshes(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    refreshed = await lan.get(f"/desk/tickets/{ticket}", **{"Sec-Fetch-Dest": "empty"})
    assert "Bạn đã nhận phiếu." not in refreshed.text
    assert "Bạn đã nhận phiếu." in (await lan.get(f"/desk/tickets/{ticket}")).text
    assert "Bạn đã nhận phiếu." not in (await lan.get(f"/desk/tickets/{ticket}")).text


async def test_who_does_not_hold_a_ticket_does_not_answer(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan, tam = await hall.console.enter("lan"), await hall.console.enter("tam")
    await act(lan, ticket, "claim")
    assert await act(tam, ticket, "reply", words="Chen ngang", once="another-form") == 409
    assert await act(tam, ticket, "close") == 303
    await hall.idle()
    assert not [words for words in await hall.seen() if "Chen ngang" in words]
    assert await hall.row("SELECT status FROM tickets") == "held"


async def test_a_citizen_who_blocked_the_bot_is_shown_as_not_reached(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    await hall.idle()
    hall.platform.stub.fail_always("sendMessage", blocked())
    await act(lan, ticket, "reply", words="Bác còn đó không ạ?")
    await hall.idle()
    page = (await lan.get(f"/desk/tickets/{ticket}")).text
    assert "Không gửi được." in page


async def test_a_lost_queueing_is_made_up_for(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    count = len(await hall.seen())
    await Tickets(hall.console.engine).claim(hall.console.operators["lan"], ticket)
    keeper = hall.keeper
    await keeper.look()
    assert len(await hall.seen()) == count  # not yet: it may be on its way
    for _ in range(2):
        await keeper.look(datetime.now(timezone.utc) + timedelta(minutes=2))
        await hall.idle()
    await hall.hears(count + 1)


@pytest_asyncio.fixture(params=PLATFORMS, ids=lambda platform: platform.name)
async def anywhere(request: pytest.FixtureRequest, fresh_url: str, var_dir: Path) -> AsyncIterator[Hall]:
    hall = Hall(Settings(var_dir=var_dir), fresh_url, request.param())
    await hall.start()
    yield hall
    await hall.stop()


async def test_every_platform_hands_over_and_back(anywhere: Hall) -> None:
    ticket = await anywhere.open_ticket()
    lan = await anywhere.console.enter("lan")
    for what, told in (
        ("claim", "đang trả lời bác từ đây"),
        ("reply", "Bác ra công an xã"),
        ("close", "Lan đã trả lời xong"),
    ):
        assert await act(lan, ticket, what, words="Bác ra công an xã mở lại tài khoản ạ.") == 303
        await anywhere.idle()
        assert sum(told in words for words in await anywhere.seen()) == 1, what
        await anywhere.platform.say(5, "dạ")
        await anywhere.idle()
    assert "✓ đã gửi" in (await lan.get(f"/desk/tickets/{ticket}")).text
    assert await anywhere.row("SELECT count(*) FROM turns WHERE status = 'left_to_people' AND kind = 'text'") == 2


async def test_a_closed_window_of_zalo_is_shown_as_not_reached(fresh_url: str, var_dir: Path) -> None:
    hall = Hall(Settings(var_dir=var_dir), fresh_url, OfficialAccount())
    await hall.start()
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    await hall.idle()
    hall.platform.stub.fail_always(code(-230))  # silent for seven days
    await act(lan, ticket, "reply", words="Bác làm được chưa ạ?")
    await hall.idle()
    page = (await lan.get(f"/desk/tickets/{ticket}")).text
    await hall.stop()
    assert "Không gửi được." in page
    assert "quá 7 ngày" in page


# Giving back


async def test_after_half_an_hour_of_silence_the_bot_is_back_and_says_so(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    await hall.idle()
    count = len(await hall.seen())
    keeper = hall.keeper
    await keeper.look(datetime.now(timezone.utc) + timedelta(minutes=29))
    await hall.idle()
    assert len(await hall.seen()) == count
    await keeper.look(datetime.now(timezone.utc) + timedelta(minutes=31))
    (back,) = await hall.hears(count + 1)
    assert back.text.startswith("Đã 30 phút chưa có ai nhắn thêm.")
    assert await hall.row("SELECT status || coalesce(operator::text, '-') FROM tickets") == "new-"
    (menu,) = await hall.say("xin chào", 1)
    assert menu.text.startswith("Chào bác!")
    await keeper.look(datetime.now(timezone.utc) + timedelta(minutes=32))
    await hall.idle()
    assert sum("30 phút" in words for words in await hall.seen()) == 1


async def test_who_has_answered_may_go_on_after_the_silence(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    await act(lan, ticket, "reply", words="Bác thử lại nhé.")
    await hall.idle()
    keeper = hall.keeper
    await keeper.look(datetime.now(timezone.utc) + timedelta(minutes=31))
    await hall.idle()
    assert await hall.row("SELECT status FROM tickets") == "waiting"
    count = len(await hall.seen())
    await act(lan, ticket, "reply", words="Bác làm được chưa ạ?")
    again, answer = await hall.hears(count + 2, last=2)
    assert "trả lời bác tiếp" in again.text
    assert answer.text.endswith("Bác làm được chưa ạ?")


async def test_a_citizen_who_answers_late_calls_the_operator_and_gets_as_long_again(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    await act(lan, ticket, "reply", words="Bác thử lại nhé.")
    await hall.idle()
    assert await hall.row("SELECT status FROM tickets") == "waiting"
    await hall.change("UPDATE conversations SET quiet_until = now() + interval '1 minute'")
    await hall.platform.say(5, "vẫn không được")
    await hall.idle()
    assert await hall.row("SELECT status FROM tickets") == "held"
    assert await hall.row("SELECT quiet_until > now() + interval '29 minutes' FROM conversations")
    await hall.change("UPDATE conversations SET quiet_until = now() + interval '1 minute'")
    await hall.platform.say(5, "cháu ơi")
    await hall.idle()  # still waiting for the same answer: no longer than that
    assert await hall.row("SELECT quiet_until < now() + interval '2 minutes' FROM conversations")


async def test_a_ticket_given_back_is_new_again(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan, tam = await hall.console.enter("lan"), await hall.console.enter("tam")
    await act(lan, ticket, "claim")
    await hall.idle()
    count = len(await hall.seen())
    assert await act(lan, ticket, "give-back") == 303
    (passed,) = await hall.hears(count + 1)
    assert passed.text.startswith("Cháu chuyển câu hỏi của bác tới người khác")
    assert await act(tam, ticket, "claim") == 303
    assert await hall.row("SELECT operator FROM tickets") == hall.console.operators["tam"].id


async def test_a_ticket_goes_to_a_colleague_and_to_another_team(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan, tam, ha = [await hall.console.enter(login) for login in ("lan", "tam", "ha")]
    await act(lan, ticket, "claim")
    people = hall.console.operators
    assert await act(lan, ticket, "transfer", to="nguoi-999") == 400
    assert await act(lan, ticket, "transfer", to=f"nguoi-{people['ha'].id}") == 400  # of another team
    assert await act(lan, ticket, "transfer", to=f"nguoi-{people['tam'].id}") == 303
    assert await act(lan, ticket, "reply", words="Của tôi", once="a-form-of-lan") == 409
    assert (await ha.get(f"/desk/tickets/{ticket}")).status == 404
    team = people["ha"].team
    assert team is not None
    assert await act(tam, ticket, "transfer", to=f"to-{team.id}") == 303
    assert (await tam.get(f"/desk/tickets/{ticket}")).status == 404
    assert await act(ha, ticket, "claim") == 303


async def test_notes_stay_at_the_desk(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan, tam = await hall.console.enter("lan"), await hall.console.enter("tam")
    await act(lan, ticket, "note", words="Đã gọi công an phường")
    await hall.idle()
    assert "Đã gọi công an phường" in (await tam.get(f"/desk/tickets/{ticket}")).text
    assert not [words for words in await hall.seen() if "công an phường" in words]


# Who may see what


async def test_another_teams_ticket_is_not_there(hall: Hall) -> None:
    await hall.say("tôi ở Đồng Tháp", 3)
    ticket = await hall.open_ticket()
    assert await hall.row("SELECT province FROM tickets") == "Đồng Tháp"
    ha, quan = await hall.console.enter("ha"), await hall.console.enter("quan")
    token = (await ha.get("/desk/account")).hidden("csrf")
    assert (await ha.get(f"/desk/tickets/{ticket}")).status == 404
    for what in ("claim", "reply", "note", "transfer", "give-back", "close"):
        fields = {"csrf": token, "words": "x", "once": "0123456789", "to": "to-1"}
        assert (await ha.post(f"/desk/tickets/{ticket}/{what}", fields)).status == 404, what
    assert QUESTION not in (await ha.get("/desk/tickets")).text
    assert (await quan.get(f"/desk/tickets/{ticket}")).status == 200
    assert await hall.row("SELECT status FROM tickets") == "new"


@pytest.mark.parametrize("id", ["0", "-1", "1'", "99999999999999999999", "²", "1e3"])
async def test_an_id_that_is_none_is_not_there(console: Console, id: str) -> None:
    assert (await (await console.enter("lan")).get(f"/desk/tickets/{id}")).status == 404


async def test_what_a_citizen_writes_is_never_markup(hall: Hall) -> None:
    attack = "<script>window.broken=1</script><img src=x onerror=alert(1)> {{ 7 * 7 }} ${7}"
    await hall.platform.say(5, "gặp cán bộ")
    await hall.platform.say(5, "đồng ý")
    await hall.platform.say(5, attack)
    await hall.idle()
    lan = await hall.console.enter("lan")
    for path in ("/desk/tickets", "/desk/tickets/1"):
        page = (await lan.get(path)).text
        assert "&lt;script&gt;window.broken" in page
        assert "<img src=x" not in page
        assert "<script>window" not in page


async def test_secrets_are_masked_for_operators_too(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    await hall.platform.say(5, "căn cước tôi 087190012345, otp 482913")
    await hall.idle()
    page = (await lan.get(f"/desk/tickets/{ticket}")).text
    assert "087190012345" not in page
    assert "482913" not in page
    assert "&lt;so_dinh_danh&gt;" in page


async def test_operators_read_what_belongs_to_the_ticket_and_nothing_else(hall: Hall) -> None:
    await hall.say("chuyện hôm trước", 2)
    await hall.change("UPDATE turns SET answered_at = answered_at - interval '2 days'")
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    await act(lan, ticket, "claim")
    await act(lan, ticket, "close")
    await hall.idle()
    await hall.say("chuyện sau này", 1)
    page = (await lan.get(f"/desk/tickets/{ticket}")).text
    assert QUESTION in page
    assert "đã trả lời xong" in page
    assert "chuyện hôm trước" not in page
    assert "chuyện sau này" not in page


async def test_a_reply_that_is_not_stored_in_the_open_is_not_opened(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    await hall.change("""UPDATE replies SET body = '{"sealed": "gAAAAA"}'""")
    page = await (await hall.console.enter("lan")).get(f"/desk/tickets/{ticket}")
    assert "không hiện ở đây" in page.text
    assert "gAAAAA" not in page.text


async def test_deleting_a_citizens_data_deletes_their_tickets(hall: Hall) -> None:
    await hall.open_ticket()
    await hall.change("DELETE FROM conversations")
    assert await hall.row("SELECT (SELECT count(*) FROM tickets) + (SELECT count(*) FROM ticket_events)") == 0


async def test_words_for_a_citizen_whose_data_were_deleted_meanwhile_are_dropped(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    count = len(await hall.seen())
    (message,) = await Tickets(hall.console.engine).claim(hall.console.operators["lan"], ticket) or []
    await hall.change("DELETE FROM conversations")
    gateway = hall.console.installation.gateway
    assert gateway is not None
    await gateway._desk.put(message)
    await hall.idle()
    assert await hall.row("SELECT count(*) FROM conversations") == 0
    assert len(await hall.seen()) == count


async def test_every_act_is_in_the_trail(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    for what in ("claim", "reply", "note", "close"):
        await act(lan, ticket, what, words="Dạ bác")
    trail = (await (await hall.console.enter("quan")).get("/desk/trail")).text
    assert trail.count("<td>read</td>") == 1
    for action in ("ticket_claimed", "ticket_replied", "ticket_noted", "ticket_closed"):
        assert action in trail
    assert "Dạ bác" not in trail


# Canned answers


async def test_canned_answers_come_from_the_guides_and_the_file(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    found = (await lan.get("/desk/answers?tim=vneid_quen_mat_khau.1")).text
    assert '"shortcut": "vneid_quen_mat_khau.1"' in found
    assert "otp" in (await lan.get("/desk/answers?tim=khong_otp")).text
    assert (await console_answers(lan, "mat khau vneid"))[0]
    await act(lan, ticket, "claim")
    page = await lan.get(f"/desk/tickets/{ticket}?mau=khong_otp&dung=khong_otp")
    assert "Bác đừng đọc mã OTP" in page.text


async def console_answers(client: Client, words: str) -> list[str]:
    found = json.loads((await client.get(f"/desk/answers?tim={words}")).text)["answers"]
    return [one["shortcut"] for one in found]


# What is new


async def test_a_new_ticket_is_told_to_open_pages_of_those_who_may_see_it(hall: Hall) -> None:
    lan, ha = await hall.console.enter("lan"), await hall.console.enter("ha")
    await hall.say("tôi ở Đồng Tháp", 3)
    heard: dict[str, list[dict[str, Any]]] = {"lan": [], "ha": []}

    async def listen(name: str, client: Client) -> None:
        async with client.session.get(hall.console.url + "/desk/events") as response:
            assert response.status == 200
            async for line in response.content:
                if line.startswith(b"data: "):
                    heard[name].append(json.loads(line[6:]))

    listening = [asyncio.create_task(listen(name, client)) for name, client in (("lan", lan), ("ha", ha))]
    await until(lambda: heard["lan"] and heard["ha"])
    ticket = await hall.open_ticket()
    await until(lambda: heard["lan"][-1]["new"] == 1)
    assert heard["lan"][-1]["newest"] == ticket
    assert any(ticket in told["changed"] for told in heard["lan"])
    assert not [told for told in heard["ha"] if told["new"] or told["changed"]]
    await act(lan, ticket, "claim")
    await until(lambda: heard["lan"][-1]["mine"] == 1)
    for task in listening:
        task.cancel()
    await asyncio.wait(listening)


async def test_what_changed_while_a_page_was_loading_is_told_first(hall: Hall) -> None:
    ticket = await hall.open_ticket()
    lan = await hall.console.enter("lan")
    page = await lan.get("/desk/tickets")
    read_at = int(page.text.split('data-at="')[1].split('"')[0])
    await act(lan, ticket, "note", words="Trong lúc trang đang mở")
    for since, changed in ((read_at, [ticket]), (read_at + 3600, [])):
        async with lan.session.get(f"{hall.console.url}/desk/events?since={since}") as response:
            told = json.loads((await response.content.readline())[6:])
            assert told["changed"] == changed, since


async def test_the_stream_is_only_for_those_who_are_logged_in(console: Console) -> None:
    assert (await console.visitor().get("/desk/events", **{"Sec-Fetch-Dest": "empty"})).status == 401
