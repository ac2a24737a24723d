"""What one message may hold beside one plain wish: a wish that is denied, and a second wish."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Optional

from bot.nlu.calibration import Band
from bot.nlu.understanding import Understood

Understand = Callable[[str], Understood]
"""A normalised text → what it means."""

_NOT = r"(?:(?:chứ |chớ |)không phải|đâu phải|chẳng phải|chưa phải|chứ không|không (?:hỏi|muốn|cần))"
_BUT = r"(?:,|mà là|mà|chứ|tôi cần|tôi muốn|tôi hỏi|em cần|em muốn|em hỏi|cháu cần|cháu hỏi)"
_DENIED_FIRST = re.compile(rf"(?:^|, )(?:[^,]{{0,20}} )?{_NOT} (?P<denied>[^,]+?) {_BUT} (?P<meant>.+)$")
_DENIED_LAST = re.compile(r"^(?P<meant>.+?) ,? ?(?:chứ|chớ) (?:không phải|không|đâu phải) (?P<denied>.+)$")
_SEAM = re.compile(
    r" (?:, |và |với |rồi |xong |còn |luôn |à |nhân tiện |tiện thể |đồng thời |sau đó |cùng với "
    r"|với lại |rồi thì |xong rồi |rồi làm luôn |rồi còn |à mà |ngoài ra )+"
)
_POLITE = frozenset({"thanks", "greet", "goodbye", "affirm", "chitchat", "abuse", "done"})
SHORTEST = 2
"""Words that a part needs before it can be a wish of its own."""
MOST_PARTS = 4


@dataclass(frozen=True)
class Wishes:
    """What the whole message means, and the guide of a second wish."""

    first: Understood
    second: Optional[str] = None


def wishes_of(text: str, guides: Collection[str], understand: Understand, glance: Understand) -> Wishes:
    """Reads a normalised text with its negations and parts; `guides` are the intents that are guides.

    `glance` is a quick look, by the linear model alone: a part counts only if that is sure of it.
    """
    whole = understand(text)
    meant = _without_denied(text, whole, understand)
    if meant is not None:
        return Wishes(meant)
    return _parted(whole, [glance(part) for part in _parts(text)], guides)


def _without_denied(text: str, whole: Understood, understand: Understand) -> Optional[Understood]:
    """What is meant in `not this, that`; None when the sentence denies nothing that could be mistaken for a wish."""
    found = _DENIED_LAST.search(text) or _DENIED_FIRST.search(text)
    if not found or len(found["meant"].split()) < SHORTEST:
        return None
    meant, denied = understand(found["meant"].strip(" ,")), understand(found["denied"])
    if meant.intent in (denied.intent, whole.intent) or meant.band is Band.LOST:
        return None
    return meant


def _parts(text: str) -> list[str]:
    parts = [part.strip(" ,") for part in _SEAM.split(text)]
    long_enough = [part for part in parts if len(part.split()) >= SHORTEST]
    return long_enough if 2 <= len(long_enough) <= MOST_PARTS else []


def _parted(whole: Understood, parts: Sequence[Understood], guides: Collection[str]) -> Wishes:
    """Two parts that surely mean two guides are two wishes; a greeting before a wish is only a greeting.

    The whole message decides which wish comes first: the other part may only tell what was done already.
    """
    clear = [part for part in parts if part.band is Band.SURE and part.intent in guides]
    named = list(dict.fromkeys(part.intent for part in clear))
    if whole.intent in named:
        return Wishes(whole, next((name for name in named if name != whole.intent), None))
    if named and whole.intent in _POLITE:
        return Wishes(clear[0])
    return Wishes(whole)
