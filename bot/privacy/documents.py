"""Finds numbers with letters in them: insurance cards, passports, licence plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy import kinds
from bot.privacy.claims import Claim
from bot.privacy.cues import Cues
from bot.privacy.view import View
from bot.privacy.words import words

_HOLDERS = words(
    """dn hx ch nn tk hc xk ht tb no ct xb tn cs qn ca cy xn ms cc ck cb kc hd te bt hn dt dk xd ts tc tq ta ty hg
    ls pv hs sv gb gd nd th tv td xv nu cn"""
)
"""The letters an insurance card begins with: the group of people its holder belongs to."""
_INSURANCE = re.compile(r"(?<![a-z0-9])([a-z]{2})[ .-]?[0-9](?:[ .-]?[0-9o]){12}(?![0-9])")
_PASSPORT = re.compile(r"(?<![a-z0-9])[a-z] ?[0-9]{7,8}(?![0-9a-z])")
_PLATE = re.compile(
    r"(?<![a-z0-9.-])[1-9][0-9](?P<gap>[ .-]?)(?P<series>[a-z]{1,2}[0-9]?)(?P<tie>[ .-]{0,3})"
    r"(?P<number>(?P<dotted>[0-9]{3}\.[0-9]{2})|[0-9]{3} [0-9]{2}|[0-9]{4,5})(?![0-9a-z])(?![./-][0-9])"
)
_DIGITS = re.compile(r"[0-9]")


def documents(view: View, cues: Cues) -> Iterator[Claim]:
    """Insurance cards and plates by their shape, passports and doubtful plates behind a word that names them."""
    for found in _INSURANCE.finditer(view.plain):
        digits = sum(char.isdigit() for char in found.group())
        if digits >= 10 and (found.group(1) in _HOLDERS or " " not in found.group()):
            yield Claim(*found.span(), kinds.INSURANCE)
    for found in _PASSPORT.finditer(view.plain):
        if cues.near(kinds.PASSPORT, found.start(), 6):
            yield Claim(*found.span(), kinds.PASSPORT)
    for found in _PLATE.finditer(view.plain):
        if _is_clear_plate(found) or cues.near(kinds.PLATE, found.start(), 6):
            yield Claim(*found.span(), kinds.PLATE)


def _is_clear_plate(found: re.Match[str]) -> bool:
    """Five figures behind a series of letter and digit, a dash, or with the dot of a plate; the rest needs a word."""
    tied = "-" in found["tie"] and found["gap"] in ("", "-")
    dotted = found["dotted"] is not None and found["gap"] != "."
    long = len(_DIGITS.findall(found["number"])) == 5 and not found["number"].endswith("000")
    return dotted or (long and (tied or found["series"][-1].isdigit()))
