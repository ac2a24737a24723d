"""Work that goes on when nobody waits for it any more."""

import asyncio

import pytest

from bot.undisturbed import Undisturbed


async def test_work_goes_on_when_its_waiter_is_cancelled() -> None:
    done: list[str] = []
    work = Undisturbed()

    async def store() -> None:
        await asyncio.sleep(0.05)
        done.append("stored")

    waiter = asyncio.create_task(work.run(store()))
    await asyncio.sleep(0)
    waiter.cancel()
    await asyncio.wait([waiter])
    assert (waiter.cancelled(), done) == (True, [])
    await work.finish()
    assert done == ["stored"]


async def test_what_never_ends_does_not_hold_up_a_stop() -> None:
    work = Undisturbed(longest=0.05)
    waiter = asyncio.create_task(work.run(asyncio.Event().wait()))
    await asyncio.sleep(0)
    await work.finish()
    await asyncio.wait([waiter], timeout=1.0)
    assert waiter.cancelled()


async def test_a_result_and_an_error_reach_who_waits() -> None:
    work = Undisturbed()

    async def fail() -> None:
        raise LookupError

    assert await work.run(asyncio.sleep(0, "seven")) == "seven"
    with pytest.raises(LookupError):
        await work.run(fail())
