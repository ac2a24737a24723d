"""Writes a sentence as hurried people do: without diacritics, with slips, Telex leftovers, chat spelling, dialect."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from bot.nlu.syllables import accented
from bot.text import strip_diacritics

FORMS = ("nodia", "typo", "telex", "teen", "regional")
_NEAR = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo", "k": "jl", "l": "k",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb",
    "x": "zc", "y": "tu",
}  # fmt: skip  # one letter a line would be a page
_TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPE_KEYS = {"\u0302": "", "\u0306": "w", "\u031b": "w"}


@dataclass(frozen=True)
class Noise:
    """`short` and `dialect`: standard phrase → the ways people write or say it."""

    short: Mapping[tuple[str, ...], list[str]]
    dialect: Mapping[tuple[str, ...], list[str]]

    @classmethod
    def of(cls, abbreviations: Mapping[str, str], regional: Mapping[str, str]) -> Noise:
        """From the dictionaries, read backwards."""
        return cls(_backwards(abbreviations), _backwards(regional))

    def written(self, text: str, form: str, random: Random) -> str:
        """`text` in one of `FORMS`; a sentence that offers nothing to change comes back as it is."""
        if form == "nodia":
            return strip_diacritics(text)
        if form == "teen":
            return _swapped(text, self.short, random, share=0.6)
        if form == "regional":
            return _swapped(text, self.dialect, random, share=0.8)
        words = text.split()
        share = 0.25 if form == "typo" else 0.3
        change = _slip if form == "typo" else _telex
        return " ".join(change(word, random) if random.random() < share else word for word in words)


def _backwards(dictionary: Mapping[str, str]) -> dict[tuple[str, ...], list[str]]:
    out: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for spoken, standard in dictionary.items():
        if spoken != standard:
            out[tuple(standard.split())].append(spoken)
    return dict(out)


def _swapped(text: str, phrases: Mapping[tuple[str, ...], list[str]], random: Random, share: float) -> str:
    words, out, at = text.split(), [], 0
    while at < len(words):
        for size in (4, 3, 2, 1):
            spoken = phrases.get(tuple(words[at : at + size]))
            if spoken and at + size <= len(words) and random.random() < share:
                out.append(random.choice(spoken))
                at += size
                break
        else:
            out.append(words[at])
            at += 1
    return " ".join(out)


def _slip(word: str, random: Random) -> str:
    if len(word) < 3 or not word.isalpha():
        return word
    at = random.randrange(1, len(word))
    kind = random.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    near = _NEAR.get(strip_diacritics(word[at]), "")
    return word[:at] + (random.choice(near) if near else word[at]) + word[at + 1 :]


def _telex(word: str, random: Random) -> str:
    """The keys of `word` as typed when the Vietnamese keyboard was off."""
    if not accented(word):
        return word
    keys, tone = "", ""
    for char in unicodedata.normalize("NFD", word.replace("đ", "dd")):
        if char in _TONE_KEYS:
            tone = _TONE_KEYS[char]
        elif char in _SHAPE_KEYS:
            keys += _SHAPE_KEYS[char] or keys[-1]
        else:
            keys += char
    return keys + tone
