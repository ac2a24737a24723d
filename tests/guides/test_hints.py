"""Answers that a citizen gives already in the question."""

from __future__ import annotations

import pytest

from actions.hints import answers_told
from bot.cli import HOME
from bot.guides.model import Guide
from bot.guides.reading import read_guide


@pytest.fixture(scope="module")
def installing() -> Guide:
    guide = read_guide(HOME / "guides" / "vneid_cai_dat.yml")
    assert isinstance(guide, Guide)
    return guide


@pytest.mark.parametrize("phone", ["samsung", "oppo", "android", "iphone"])
def test_the_phone_that_was_named_is_not_asked_again(installing: Guide, phone: str) -> None:
    [question] = installing.questions
    [chosen] = answers_told(installing, [{"entity": "phone", "value": phone}]).values()
    label = next(option.label for option in question.options if option.id == chosen)
    assert phone in label.lower()


@pytest.mark.parametrize(
    "entities",
    [
        [],
        [{"entity": "phone", "value": "iphone"}, {"entity": "phone", "value": "samsung"}],
        [{"entity": "phone", "value": "phim_bam"}],
        [{"entity": "document", "value": "android"}],
    ],
)
def test_what_is_not_clear_is_asked(installing: Guide, entities: list[dict[str, str]]) -> None:
    assert answers_told(installing, entities) == {}


def test_another_guide_is_never_chosen_for_the_citizen() -> None:
    guide = read_guide(HOME / "guides" / "kinh_doanh_mot_cham.yml")
    assert isinstance(guide, Guide)
    assert answers_told(guide, [{"entity": "province", "value": "Đồng Tháp"}]) == {}
    assert len(answers_told(guide, [{"entity": "province", "value": "Hà Nội"}])) == 1
