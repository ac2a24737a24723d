"""Takes personal data out of a message, before anything stores, logs or reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.privacy import kinds
from bot.privacy.atoms import counts_aloud, find_runs
from bot.privacy.births import births
from bot.privacy.claims import Claim, Spans, merged, touches
from bot.privacy.cleaning import clean
from bot.privacy.cues import Cues
from bot.privacy.documents import documents
from bot.privacy.emails import emails
from bot.privacy.numbers import Reading
from bot.privacy.passwords import PASSWORD_CUE, Passwords
from bot.privacy.protected import guarded, untouchable
from bot.privacy.view import View

_MOST_ROUNDS = 4
"""A number taken out may bring a word nearer to the next one: the message is read again, in the rule once."""
_MAY_HOLD = re.compile(r"[0-9@]|[\[(] ?(?:at|a cong)|(?<= )a (?:cong|vong|moc)|" + PASSWORD_CUE)
"""Without a digit, an @, a word for a password or digits read out, there is nothing to look for."""


@dataclass(frozen=True)
class Redacted:
    """A message without personal data, and the kinds that were taken out, each once, in order."""

    text: str
    found: tuple[str, ...] = ()


def redact(text: str, asked: frozenset[str] = frozenset()) -> Redacted:
    """The cleaned message with a placeholder (`<otp>`) for everything personal.

    `asked` names kinds the dialogue has just asked for: they stay, for this turn. Never raises; takes time
    proportional to the text's length.
    """
    text, found = clean(text), []
    for _ in range(_MOST_ROUNDS):
        shorter, kinds_here = _once(text, asked)
        found += kinds_here
        if shorter == text:
            break
        text = shorter
    return Redacted(text, tuple(dict.fromkeys(found)))


def accounts_in(text: str) -> list[str]:
    """The account numbers in an answer to the question for one, as they were written."""
    view = View(clean(text))
    found = sorted(_claims(view, frozenset({kinds.ACCOUNT})))
    return [view.original(claim.start, claim.end) for claim in found if claim.kind == kinds.ACCOUNT]


def _once(text: str, asked: frozenset[str]) -> tuple[str, list[str]]:
    view = View(text)
    if not _MAY_HOLD.search(view.plain) and not counts_aloud(view.plain):
        return text, []
    claims = [claim for claim in sorted(_claims(view, asked)) if claim.kind not in asked]
    pieces, at = [], 0
    for claim in claims:
        start, end = view.span(claim.start, claim.end)
        pieces += [text[at:start], kinds.placeholder(claim.kind)]
        at = end
    return "".join([*pieces, text[at:]]), [claim.kind for claim in claims]


def _claims(view: View, asked: frozenset[str]) -> list[Claim]:
    """Each finder works around what those before it claimed."""
    barriers = untouchable(view)
    cues = Cues(view)
    claims = _apart(list(emails(view)), barriers)
    addresses = {claim.start: claim.end for claim in claims}
    around = merged(barriers + _spans(claims))
    runs = find_runs(view, around)
    guards = guarded(view)
    lettered = _apart(list(Passwords(view, runs, around, guards, addresses).found()), around)
    lettered += _apart(list(documents(view, cues)), merged(around + _spans(lettered)))
    if lettered:
        claims += lettered
        runs = find_runs(view, merged(around + _spans(lettered)))
    claims += Reading(view, cues, guards, asked).numbers(runs)
    claims += _apart(list(births(view, claims)), merged(barriers + _spans(claims)))
    return claims


def _apart(claims: list[Claim], barriers: Spans) -> list[Claim]:
    kept: list[Claim] = []
    for claim in sorted(claims):
        if (not kept or kept[-1].end <= claim.start) and not touches(barriers, claim.start, claim.end):
            kept.append(claim)
    return kept


def _spans(claims: list[Claim]) -> Spans:
    return [(claim.start, claim.end) for claim in claims]
