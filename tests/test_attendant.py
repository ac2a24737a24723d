"""Every message is answered exactly once, whatever fails in between."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.attendant import APOLOGY, OUTAGE, SLOW_DOWN, Attendant
from bot.errors import CannotReach, SendLater
from bot.logs import Pseudonyms
from bot.messages import IncomingMessage, Kind
from bot.queue import MOST_TRIES
from bot.settings import Settings
from bot.storage import people
from bot.storage.turns import Turns
from tests.fakes import EchoMind, FakeConnector

Make = Callable[[EchoMind, FakeConnector], Attendant]
HELLO = IncomingMessage("fake:7", "1", Kind.TEXT, "chào", time.time())


@pytest.fixture
def make(turns: Turns, var_dir: Path) -> Make:
    pseudonyms = Pseudonyms(Settings(var_dir=var_dir))
    return lambda mind, connector: Attendant(mind, turns, {"fake": connector}, pseudonyms)


async def test_a_message_is_answered_in_order(make: Make) -> None:
    connector = FakeConnector()
    await make(EchoMind(), connector).attend(HELLO, 0)
    assert connector.sent == [("fake:7", "chào?"), ("fake:7", "chào!")]


async def test_the_same_message_twice_is_answered_once(make: Make) -> None:
    mind, connector = EchoMind(), FakeConnector()
    attendant = make(mind, connector)
    await attendant.attend(HELLO, 0)
    await attendant.attend(HELLO, 1)
    assert (mind.asked, len(connector.sent)) == (1, 2)


async def test_sending_goes_on_where_the_platform_failed(make: Make) -> None:
    mind, connector = EchoMind(), FakeConnector(trouble=[SendLater("busy", retry_in=1.0)])
    attendant = make(mind, connector)
    with pytest.raises(SendLater):
        await attendant.attend(HELLO, 0)
    await attendant.attend(HELLO, 1)
    assert (mind.asked, [text for _, text in connector.sent]) == (1, ["chào?", "chào!"])


async def test_a_citizen_who_blocked_the_bot_is_left_alone(make: Make) -> None:
    connector = FakeConnector(trouble=[CannotReach("blocked")])
    attendant = make(EchoMind(), connector)
    await attendant.attend(HELLO, 0)
    await attendant.attend(HELLO, 1)
    assert connector.sent == []


async def test_an_outage_of_a_day_gives_up(make: Make) -> None:
    connector = FakeConnector(trouble=[SendLater("down")])
    old = replace(HELLO, sent_at=time.time() - OUTAGE - 1)
    attendant = make(EchoMind(), connector)
    await attendant.attend(old, 30)
    await attendant.attend(old, 31)
    assert connector.sent == []


async def test_what_fails_is_tried_again_and_keeps_nothing(make: Make, turns: Turns) -> None:
    mind, connector = EchoMind(failures=1), FakeConnector()
    attendant = make(mind, connector)
    with pytest.raises(ValueError, match="a mind that fails"):
        await attendant.attend(HELLO, 0)
    conversation, turn = await turns.begin(HELLO)
    assert (conversation.state, turn) == ({}, None)
    await attendant.attend(HELLO, 1)
    assert len(connector.sent) == 2


async def test_the_fifth_failure_is_answered_by_one_apology(make: Make, turns: Turns) -> None:
    connector = FakeConnector()
    attendant = make(EchoMind(failures=99), connector)
    for tries in range(MOST_TRIES - 1):
        with pytest.raises(ValueError, match="a mind that fails"):
            await attendant.attend(HELLO, tries)
    await attendant.attend(HELLO, MOST_TRIES - 1)
    await attendant.attend(HELLO, MOST_TRIES)
    assert connector.sent == [("fake:7", APOLOGY.text)]


async def test_a_message_that_kills_workers_is_not_thought_about_again(make: Make) -> None:
    mind, connector = EchoMind(), FakeConnector()
    await make(mind, connector).attend(HELLO, MOST_TRIES)
    assert (mind.asked, connector.sent) == (0, [("fake:7", APOLOGY.text)])


async def test_the_state_goes_from_turn_to_turn(make: Make, turns: Turns) -> None:
    attendant = make(EchoMind(), FakeConnector())
    await attendant.attend(HELLO, 0)
    await attendant.attend(replace(HELLO, id="2"), 0)
    conversation, _ = await turns.begin(HELLO)
    assert conversation.state == {"count": 2}


async def test_a_connector_that_is_switched_off_makes_replies_wait(make: Make) -> None:
    attendant = make(EchoMind(), FakeConnector())
    with pytest.raises(SendLater):
        await attendant.attend(replace(HELLO, conversation="gone:7"), 0)


@pytest.mark.parametrize(
    ("kind", "text", "answered"),
    [
        (Kind.TEXT, "chào", False),
        (Kind.HURRIED, "", False),
        (Kind.TEXT, "/xoadulieu", True),
        (Kind.TEXT, "/riengtu", True),
        (Kind.BUTTON, '/go{"to":"forget:"}', True),
        (Kind.BUTTON, '/go{"to":"menu:"}', False),
    ],
)
async def test_rights_hold_while_a_person_answers(
    make: Make, turns: Turns, kind: Kind, text: str, answered: bool
) -> None:
    await people.silence(turns.engine, "fake:7")
    connector = FakeConnector()
    await make(EchoMind(), connector).attend(replace(HELLO, kind=kind, text=text), 0)
    assert bool(connector.sent) is answered


async def test_who_writes_too_fast_is_asked_to_wait(make: Make) -> None:
    mind, connector = EchoMind(), FakeConnector()
    await make(mind, connector).attend(replace(HELLO, kind=Kind.HURRIED, text=""), 0)
    assert connector.sent == [("fake:7", SLOW_DOWN.text)]
    assert mind.asked == 0
