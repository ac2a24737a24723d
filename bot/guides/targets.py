"""Where a button leads. A button names guide and part by id, so an old button stays harmless."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Optional

PAYLOAD_BYTES = 64
"""Telegram's limit for callback data, counted in bytes."""

_WRITTEN = re.compile(
    r"^(?P<verb>[a-z]+):(?P<guide>[a-z][a-z0-9_]*)?(?:/(?P<part>[a-z0-9_]+))?(?:=(?P<option>[a-z0-9_]+))?$"
)


@dataclass(frozen=True)
class Target:
    """One place a button can lead to, written `verb:guide/part=option` with only what the verb needs.

    Verbs with parts are one letter, to leave room for ids within the payload's 64 bytes: `s` a step, `a` an answer
    (without option: "cannot tell"), `x` stuck at a step, `p` a problem. The others are words: `open`, `begin`, `all`,
    `sources`, `contacts`, `cost`, `time`, `prepare`, `done`, `up`, `down`, `resume` name a guide; `topic` names a
    topic, `province` a province, `sos` what was lost (`sos:money`), `scam` the answers of the scam check
    (`scam:police/code=no`), `sent` what came (a photo, a voice message); `menu`, `help`, `start`, `restart`,
    `resumelast`, `scan`, `photo`, `link`, `privacy`, `erase`, `forget` and `keep` stand alone; `qr` does too, or has an
    answer for the payment code being made (`qr:bank/970436`); `person` wants a person, `consent` (with why) agrees to
    what that means, `nobody` does not, `left` are words for a person.
    """

    verb: str
    guide: Optional[str] = None
    part: Optional[str] = None
    option: Optional[str] = None

    @classmethod
    def step(cls, guide: str, step: str) -> Target:
        """One step of a guide."""
        return cls("s", guide, step)

    @classmethod
    def answer(cls, guide: str, question: str, option: Optional[str]) -> Target:
        """One answer to one triage question; None for "cannot tell"."""
        return cls("a", guide, question, option)

    @classmethod
    def stuck(cls, guide: str, step: str) -> Target:
        """Help with one step."""
        return cls("x", guide, step)

    @classmethod
    def problem(cls, guide: str, problem: str) -> Target:
        """The fix of one problem."""
        return cls("p", guide, problem)

    @classmethod
    def read(cls, text: str) -> Optional[Target]:
        """The target written as `text`; None when it is not one."""
        found = _WRITTEN.match(text)
        return cls(*found.group("verb", "guide", "part", "option")) if found else None

    @classmethod
    def of_payload(cls, payload: str) -> Optional[Target]:
        """The target of a button's payload; None when it is not one of ours."""
        if not payload.startswith("/go{"):
            return None
        try:
            to = json.loads(payload[3:]).get("to")
        except ValueError:
            return None
        return cls.read(to) if isinstance(to, str) else None

    def __str__(self) -> str:
        part = f"/{self.part}" if self.part else ""
        option = f"={self.option}" if self.option else ""
        return f"{self.verb}:{self.guide or ''}{part}{option}"

    def payload(self) -> str:
        """The button's payload in Rasa's form: intent `go` with the entity `to`."""
        return "/go" + json.dumps({"to": str(self)}, separators=(",", ":"))
