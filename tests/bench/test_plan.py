"""What the benchmark says, and when."""

import pytest

from bench.dialogue import LINES, line
from bench.plan import AGES, FULL, QUICK, SHORT, Plan, age, in_blocks
from bot.guides.library import shared_library
from bot.guides.targets import Target
from bot.messages import Kind


@pytest.mark.parametrize("turns", AGES.values())
def test_every_age_is_measured_over_whole_rounds_of_the_dialogue(turns: range) -> None:
    said = [line(turn) for turn in turns]
    assert sorted(said, key=LINES.index) == sorted(LINES * (len(turns) // len(LINES)), key=LINES.index)


def test_blocks_hold_every_turn_once_and_in_order() -> None:
    for length in (SHORT, 120, 520, 7):
        assert [turn for block in in_blocks(length) for turn in block] == list(range(1, length + 1))


@pytest.mark.parametrize("plan", [FULL, QUICK])
def test_short_conversations_stand_around_the_long_one(plan: Plan) -> None:
    lengths: dict[int, int] = {}
    for conversation, block in plan.blocks:
        lengths[conversation] = block[-1]
    assert list(lengths) == sorted(lengths)
    assert sorted(lengths.values()) == [SHORT] * plan.short + [plan.long]
    assert list(lengths.values())[plan.short // 2] == plan.long


def test_the_full_plan_reaches_every_age() -> None:
    assert {age(turn) for turn in range(1, FULL.long + 1)} == {None, *AGES}


def test_the_buttons_of_the_dialogue_lead_somewhere() -> None:
    for said in LINES:
        if said.kind is not Kind.BUTTON:
            continue
        target = Target.of_payload(said.text)
        assert target is not None
        guide = shared_library().find(target.guide)
        assert guide is not None
        if target.verb == "a":
            options = {(asked.id, option.id) for asked in guide.questions for option in asked.options}
            assert (target.part, target.option) in options
