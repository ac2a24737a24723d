"""Finds numbers however they are written: digits in groups, O for 0, digit by digit in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.claims import Spans
from bot.privacy.view import View
from bot.privacy.words import words

WORDS: dict[str, str] = {
    "khong": "0", "linh": "0", "le": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5",
    "lam": "5", "nham": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9", "muoi": "", "tram": "", "o": "0",
    "ko": "0",
}  # fmt: skip
"""Digit words without diacritics; `muoi` and `tram` depend on their neighbours."""

_ACCENTED = words("không lẻ một mốt bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười mươi trăm linh hai ba o")
_PIECE = re.compile(r"[a-z0-9]+")
_NUMERAL = re.compile(r"(?:(?<![a-z0-9])o{1,2}(?=[0-9]))?[0-9](?:[0-9oil]*[0-9])?(?:o{1,2}(?![a-z0-9]))?|[a-z]+")
_FIGURES_AND_OS = re.compile(r"[0-9o]{3,}")
_AS_DIGITS = str.maketrans("oil", "011")
_TIE = re.compile(r"[^a-z0-9<>@]{0,4}")
_WORD = "(?:" + "|".join(WORDS) + ")"
_ALOUD = re.compile(rf"(?<![a-z0-9])(?:{_WORD}[^a-z0-9]{{1,4}}){{3}}{_WORD}(?![a-z0-9])")
_BRACKETS = re.compile(r"[()\[\]+ ]+")
_LEAST_DIGITS_AMONG_LETTERS = 5


@dataclass(frozen=True)
class Atom:
    """One group of digits, or one digit word (`spoken`), at `start:end` of the folded text."""

    start: int
    end: int
    digits: str
    spoken: bool = False
    tied: str = ""
    """What stands between it and the atom before it."""


Run = list[Atom]
"""Atoms with nothing but signs and spaces between them."""


def find_runs(view: View, barriers: Spans) -> list[Run]:
    """All runs outside `barriers` (sorted spans of the folded text), in order."""
    runs: list[Run] = []
    before = -1
    for atom in _outside(_atoms(view), barriers):
        tie = view.plain[before : atom.start] if before >= 0 else "x"
        if before >= 0 and _TIE.fullmatch(tie) and tie != "":
            runs[-1].append(Atom(atom.start, atom.end, atom.digits, atom.spoken, tie))
        else:
            runs.append([atom])
        before = atom.end
    return [_spoken_tens(view, run) for run in runs]


def counts_aloud(plain: str) -> bool:
    """Whether at least four digit words follow each other in a folded text."""
    return _ALOUD.search(plain) is not None


def is_plain_tie(tie: str) -> bool:
    """Whether two groups tied so may be one number without further evidence.

    One sign, repeated or not (`.`, `...`), alone or between spaces; a dash or dot anyhow but as a sentence's end.
    """
    core = _BRACKETS.sub("", tie)
    if len(set(core)) > 1 or (len(core) > 1 and core[0] not in ".-_*/"):
        return False
    bare = tie.strip(" ")
    return not core or tie == bare or core[0] in "-–_" or tie == f" {bare}" or (tie == f" {bare} " and core != ",")


def _atoms(view: View) -> Iterator[Atom]:
    for piece in _PIECE.finditer(view.plain):
        text, start = piece.group(), piece.start()
        if text.isdigit():
            yield Atom(start, piece.end(), text)
        elif text in WORDS:
            if view.original(start, piece.end()).lower() in _ACCENTED or view.original(start, piece.end()).isascii():
                yield Atom(start, piece.end(), WORDS[text], spoken=True)
        elif not text.isalpha():
            yield from _mixed(text, start)


def _mixed(text: str, start: int) -> Iterator[Atom]:
    """Digits with letters in the same word: `cccd079…`, `0912345678nha`, `O79165OO4321`."""
    if _FIGURES_AND_OS.fullmatch(text) and not text.isalpha():
        yield Atom(start, start + len(text), text.translate(_AS_DIGITS))
        return
    for found in _NUMERAL.finditer(text):
        group = found.group()
        if group.isalpha():
            continue
        figures = sum(char.isdigit() for char in group)
        if group.isdigit() or figures >= _LEAST_DIGITS_AMONG_LETTERS or (group[0] == "o" and figures > 1):
            yield Atom(start + found.start(), start + found.end(), group.translate(_AS_DIGITS))
            continue
        for part in re.finditer(r"[0-9]+", group):
            at = start + found.start()
            yield Atom(at + part.start(), at + part.end(), part.group())


def _outside(atoms: Iterator[Atom], barriers: Spans) -> Iterator[Atom]:
    at = 0
    for atom in atoms:
        while at < len(barriers) and barriers[at][1] <= atom.start:
            at += 1
        if at == len(barriers) or atom.end <= barriers[at][0]:
            yield atom


def _spoken_tens(view: View, run: Run) -> Run:
    """`chín mươi mốt` → 91, `mười hai` → 12, `mười` → 10, `hai trăm` → 200."""
    result: Run = []
    for at, atom in enumerate(run):
        digits = atom.digits
        if atom.spoken and not digits:
            followed = at + 1 < len(run) and run[at + 1].digits != ""
            after = at > 0 and run[at - 1].spoken and run[at - 1].digits not in ("", "0", "1")
            if view.plain[atom.start : atom.end] == "tram":
                digits = "" if followed else "00"
            elif after:
                digits = "" if followed else "0"
            else:
                digits = "1" if followed else "10"
        result.append(Atom(atom.start, atom.end, digits, atom.spoken, atom.tied))
    return result
