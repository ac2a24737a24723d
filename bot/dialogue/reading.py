"""Reads a message before understanding: buttons, commands, numbers, labels, steps, problems, side questions.

What is found becomes a button's payload; anything else goes to understanding as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Optional

from bot.dialogue.caring import emergency_now, link, payment, suspicion, wish
from bot.dialogue.situation import Situation, Slots
from bot.guides import walk
from bot.guides.library import Library
from bot.guides.local import province_id
from bot.guides.matching import best_problem
from bot.guides.provinces import find_province
from bot.guides.targets import Target
from bot.messages import IncomingMessage, Kind
from bot.text import fold

VIETNAM = timezone(timedelta(hours=7))

_NUMBER = re.compile(r"^\s*(?:so|chon|chon so|cau|y)?\s*(\d{1,2})\s*$")
_PLACEHOLDER = re.compile(r"<[a-z_]+>")
"""What the gateway put in place of personal data."""

_STEP = re.compile(
    r"^(?:cho (?:toi |minh |bac )?)?(?:xem |doc |den |toi |sang |ve |qua |lai )*"
    r"buoc (?:so |thu )?(\d{1,2})(?: (?:di|nhe|a|voi|ho))*$"
)

_LIVING = re.compile(
    r"^(?:da |chau oi )*(?:(?:toi|bac|em|tui|minh|nha toi|que toi|que) )?(?:(?:song |dang )?(?:o|tai) )?"
    r"(?:tinh |thanh pho |tp )?(\w+(?: \w+){0,4})$"
)

COMMAND_TARGETS = {
    "start": Target("start"),
    "menu": Target("menu"),
    "tieptuc": Target("resumelast"),
    "trogiup": Target("help"),
    "riengtu": Target("privacy"),
    "xoadulieu": Target("erase"),
    "taoqr": Target("qr"),
    "xemqr": Target("scan"),
}
"""Where each command of `bot.commands` leads."""

ASIDES = {
    "cost": (
        r"(?:co )?(?:mat|ton|het|dong|thu)? ?(?:phi|tien|le phi)(?: khong| ko| k| bao nhieu| nhieu khong)?",
        r"(?:het |ton |mat )?bao nhieu(?: tien)?",
        r"mien phi (?:khong|ha|a)",
    ),
    "time": (
        r"(?:lam )?(?:mat |het )?bao lau(?: thi xong| moi xong| co ket qua)?",
        r"may ngay(?: thi xong| moi xong)?",
        r"(?:khi nao|bao gio) (?:thi |moi )?(?:xong|co)(?: ket qua)?",
    ),
    "prepare": (
        r"(?:can |phai )?(?:mang|dem|cam|chuan bi)(?: theo| san)?(?: nhung)? ?(?:gi|chi|giay to gi|giay gi)",
        r"can (?:nhung )?(?:giay to )?(?:gi|chi)",
    ),
    "contacts": (
        r"hoi (?:ai|o dau)",
        r"goi so nao",
        r"(?:cho )?(?:xin )?so dien thoai(?: nao| may| bao nhieu)?",
        r"lien he (?:ai|o dau)",
        r"ai giup",
    ),
}
"""Questions asked inside a guide that are about that guide: whole messages, folded."""

_ASIDES = {
    verb: re.compile(
        rf"^(?:the |vay |roi |ma |nhung |a |co )*(?:{'|'.join(forms)})"
        r"(?: a| vay| the| nhi| nhe| chau| em| ban| ha| han| va)*$"
    )
    for verb, forms in ASIDES.items()
}


def read(message: IncomingMessage, slots: Slots, library: Library) -> str:
    """What Rasa is given: a payload when the message names a place, else the citizen's words."""
    place = slots.get("place") or {}
    situation = Situation(message, fold(message.text), slots, library.find(place.get("guide")), library)
    for way in WAYS:
        target = way(situation)
        if target is not None:
            return target.payload()
    words = message.text.lstrip("/ \t\n")
    return words if _PLACEHOLDER.sub("", words).strip() else Target("menu").payload()


def _other_than_text(situation: Situation) -> Optional[Target]:
    kind = situation.message.kind
    if kind is Kind.PHOTO and situation.message.given:
        return Target("photo")
    return None if kind in (Kind.TEXT, Kind.BUTTON) else Target("sent", kind.value)


def _button(situation: Situation) -> Optional[Target]:
    if situation.message.kind is not Kind.BUTTON:
        return None
    return Target.of_payload(situation.message.text) or Target("menu")


def _command(situation: Situation) -> Optional[Target]:
    found = re.match(r"^/([a-z]+)(?:@\w+)?(?:\s+(\S+))?\s*$", situation.message.text)
    if found is None or found.group(1) not in COMMAND_TARGETS:
        return None
    guide = situation.library.find(found.group(2))
    return Target("open", guide.id) if guide is not None else COMMAND_TARGETS[found.group(1)]


def _label(situation: Situation) -> Optional[Target]:
    by_label = _labelled(situation.slots.get("choices") or [], situation.folded)
    return Target.of_payload(by_label) if by_label is not None else None


def _choice(situation: Situation) -> Optional[Target]:
    choices = situation.slots.get("choices") or []
    number = _NUMBER.match(situation.folded)
    if number is None or not choices:
        return None
    position = int(number.group(1))
    if 1 <= position <= len(choices):
        return Target.of_payload(choices[position - 1][1])
    if situation.slots.get("making"):
        return None  # an amount
    return Target("number", None, str(len(choices)))


def _labelled(choices: list[tuple[str, str]], said: str) -> Optional[str]:
    """The payload of the choice whose label was typed: whole, or its beginning when only one begins so."""
    labels = [(fold(label), payload) for label, payload in choices]
    whole = [payload for label, payload in labels if label == said and said]
    begun = [payload for label, payload in labels if label.startswith(said + " ") and len(said.split()) > 1]
    return whole[0] if whole else begun[0] if len(begun) == 1 else None


def _step(situation: Situation) -> Optional[Target]:
    found = _STEP.match(situation.folded)
    if found is None or situation.guide is None:
        return None
    place = situation.slots.get("place") or {}
    today = datetime.now(VIETNAM).date()
    way = walk.steps(situation.guide, place.get("answers") or {}, today)
    number = int(found.group(1))
    if 1 <= number <= len(way):
        return Target.step(situation.guide.id, way[number - 1].id)
    return Target("steps", None, str(len(way)))


def _problem(situation: Situation) -> Optional[Target]:
    if situation.guide is None:
        return None
    asked = str((situation.slots.get("place") or {}).get("at", "")).startswith("x:")
    problem = best_problem(situation.guide, situation.message.text, expected=asked)
    return Target.problem(situation.guide.id, problem.id) if problem else None


def _province(situation: Situation) -> Optional[Target]:
    """A message that only tells where the citizen lives."""
    found = _LIVING.match(situation.folded)
    province = find_province(situation.message.text) if found else None
    rest = found.group(1) if found else ""
    if province is None or len(rest.split()) > len(fold(province).split()) + 1:
        return None
    return Target("province", province_id(province))


def _aside(situation: Situation) -> Optional[Target]:
    if situation.guide is None:
        return None
    verb = next((verb for verb, words in _ASIDES.items() if words.match(situation.folded)), None)
    return Target(verb, situation.guide.id) if verb else None


def _left(situation: Situation) -> Optional[Target]:
    """Words that a citizen was asked for, to be read by a person."""
    return Target("left") if situation.slots.get("leaving") and situation.folded else None


WAYS: list[Callable[[Situation], Optional[Target]]] = [
    _other_than_text,
    _button,
    _command,
    _label,
    emergency_now,
    _choice,
    payment,
    link,
    suspicion,
    wish,
    _step,
    _province,
    _aside,
    _problem,
    _left,
]
"""Tried in this order; the first that finds a place wins."""
