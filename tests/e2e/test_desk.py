"""The help desk with whole processes: a worker understands what an operator hears, and carries answers to citizens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.desk.passwords import Passwords
from bot.desk.people import Role
from bot.storage.database import open_engine
from bot.storage.operators import Operators
from tests.connectors.desk.console import CAO_LANH, PASSWORD, Client
from tests.connectors.desk.hall import act
from tests.e2e.bots import Bot
from tests.e2e.citizens import Citizen, title
from tests.e2e.conftest import open_telegram
from tests.waiting import until

pytestmark = pytest.mark.rasa

ASSIST = "/desk/assist"
ANSWER = "Bác mang căn cước ra trạm y tế phường, cháu làm giúp ạ."


@pytest_asyncio.fixture
async def staffed(model_dir: Path, fresh_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    """A bot of this test's own, since an operator changes what others are told."""
    engine = open_engine(fresh_url)
    people = Operators(engine)
    await people.add("lan", "Lan", Role.VOLUNTEER, await people.team(*CAO_LANH), await Passwords().hash(PASSWORD))
    await engine.dispose()
    async with open_telegram() as telegram:
        bot = Bot(tmp_path, model_dir, fresh_url, telegram)
        async with bot.running():
            yield bot


@pytest_asyncio.fixture
async def lan(staffed: Bot) -> AsyncIterator[Client]:
    """An operator who is logged in."""
    client = Client(staffed.url)
    assert (await client.log_in("lan")).status == 303
    yield client
    await client.close()


async def test_an_operator_finds_guides_and_answers_a_citizen(staffed: Bot, lan: Client) -> None:
    await lan.submit(ASSIST, ASSIST, {"words": "bac nay quen mat khau vneid"})
    assert f"{title('vneid_quen_mat_khau')}</h1>" in (await lan.get(ASSIST)).text

    citizen = Citizen(staffed.telegram)
    for words in ("cho tôi gặp người thật", "đồng ý", "máy tôi cũ quá, không cài được gì"):
        await citizen.says(words)
        await staffed.idle()
    (ticket,) = staffed.rows("SELECT id FROM tickets")
    assert await act(lan, ticket["id"], "claim") == 303
    assert await act(lan, ticket["id"], "reply", words=ANSWER) == 303
    await until(lambda: any(ANSWER in sent.text for sent in citizen.sees))
