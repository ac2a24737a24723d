"""domain.yml, the policy and the actions fit together; every response is used and every used one exists."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

from bot.messages import HAPPENED, Kind

HOME = Path(__file__).resolve().parent.parent
DOMAIN = YAML(typ="base").load((HOME / "domain.yml").read_text(encoding="utf-8"))
ACTIONS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((HOME / "actions").glob("*.py")))
POLICY = (HOME / "bot/dialogue/policy.py").read_text(encoding="utf-8")

SPOKEN_BY_INTENT = set(re.findall(r'"(\w+)": "action_smalltalk"', POLICY))
SENT = {kind.value for kind in Kind if kind not in (Kind.TEXT, Kind.BUTTON, Kind.WITHDRAWN, *HAPPENED)}


def test_every_response_used_exists_and_every_one_is_used() -> None:
    named = set(re.findall(r'"(utter_[a-z_]+)"', ACTIONS))
    built = {f"utter_{name}" for name in SPOKEN_BY_INTENT | SENT}
    assert named | built == set(DOMAIN["responses"])


def test_every_action_exists_and_is_reached() -> None:
    written = set(re.findall(r'return "(action_[a-z_]+)"', ACTIONS))
    chosen = set(re.findall(r'"(action_[a-z_]+)"', POLICY))
    assert written == set(DOMAIN["actions"]) == chosen


def test_every_intent_has_its_action() -> None:
    routed = set(re.findall(r'^    "(\w+)": "action_', POLICY, re.MULTILINE))
    assert routed == set(DOMAIN["intents"])


def test_the_slots_are_those_that_are_kept() -> None:
    turn = (HOME / "bot/dialogue/turn.py").read_text(encoding="utf-8")
    kept = re.search(r"KEPT = \(([^)]*)\)", turn)
    assert kept is not None
    passing = {"found", "away", "desk", "wish"}
    assert set(re.findall(r'"(\w+)"', kept.group(1))) | passing == set(DOMAIN["slots"])


def test_every_number_to_call_is_a_contact_of_a_guide() -> None:
    contacts = "\n".join(path.read_text(encoding="utf-8") for path in sorted((HOME / "guides").rglob("*.yml")))
    known = {re.sub(r"\D", "", number) for number in re.findall(r"phone: *[\"']?([0-9 .]+)", contacts)}
    said = "\n".join(variant["text"] for variants in DOMAIN["responses"].values() for variant in variants)
    numbers = {re.sub(r"\D", "", found) for found in re.findall(r"\b\d[\d .]*\d\b", said)}
    called = {number for number in numbers if len(number) in (3, 8, 10, 11)}
    assert called <= known


def test_responses_are_short_enough_to_be_read_aloud() -> None:
    for name, variants in DOMAIN["responses"].items():
        for variant in variants:
            for sentence in re.split(r"[.!?:\n]", variant["text"]):
                assert len(sentence.split()) <= 26, f"{name}: {sentence}"
