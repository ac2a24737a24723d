"""The spelling of Vietnamese syllables: which letters can form one, and what a Telex keyboard leaves behind."""

from __future__ import annotations

import re
import unicodedata
from typing import Optional

from bot.text import strip_diacritics

_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
_CLOSED = r"(?:oă|uyê|iê|yê|uô|ươ|oa|oe|uâ|uê|uo|ie|ye|uye|ue|ua|oo|uy|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])"
_OPEN = (
    r"(?:oai|oay|oao|oeo|uây|uya|uyu|uôi|ươi|ươu|uoi|uou|iêu|yêu|ieu|yeu|uay|ai|ao|au|âu|ay|ây|eo|êu|eu|ia|iu|oa|oe"
    r"|oi|ôi|ơi|ua|ưa|uê|ue|ui|ưi|uơ|ưu|uu|uy|[aăâeêioôơuưy])"
)
_SYLLABLE = re.compile(rf"{_ONSET}(?:{_CLOSED}|{_OPEN})\Z")
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_SHAPES = {"aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "aw": "ă", "ow": "ơ", "uw": "ư"}
_STOPS = ("c", "ch", "p", "t")
_STOP_TONES = {_TONES["s"], _TONES["j"]}
"""A syllable that ends in a stop has one of two tones; without one it is half typed: `mưc`."""
_OLD_TONE = re.compile(r"(?<!q)(o|u)([aeyàáảãạèéẻẽẹỳýỷỹỵ])\Z")


def toneless(word: str) -> str:
    """`khẩu` → `khâu`: the tone goes, the letters stay."""
    marks = "".join(char for char in unicodedata.normalize("NFD", word) if char not in _TONES.values())
    return unicodedata.normalize("NFC", marks)


def tones(word: str) -> int:
    """How many tone marks `word` carries."""
    return sum(char in _TONES.values() for char in unicodedata.normalize("NFD", word))


def _tone(word: str) -> str:
    return next((char for char in unicodedata.normalize("NFD", word) if char in _TONES.values()), "")


def well_formed(word: str) -> bool:
    """Whether `word` (lower case) can be one Vietnamese syllable, with or without its diacritics."""
    bare = toneless(word)
    if tones(word) > 1 or not _SYLLABLE.match(bare):
        return False
    return not (bare.endswith(_STOPS) and accented(word)) or _tone(word) in _STOP_TONES


def accented(word: str) -> bool:
    """Whether `word` has a diacritic."""
    return strip_diacritics(word) != word


def old_tone_place(word: str) -> str:
    """One spelling for two: `hoà` → `hòa`, `khoẻ` → `khỏe`, `thuỷ` → `thủy`."""
    found = _OLD_TONE.search(word)
    if not found or not tones(found[2]):
        return word
    decomposed = unicodedata.normalize("NFD", found[2])
    moved = unicodedata.normalize("NFC", found[1] + decomposed[1:])
    return word[: found.start()] + moved + decomposed[0]


def from_telex(word: str) -> Optional[str]:
    """`khaaur` → `khẩu`, `dduwowcj` → `được`; None when the keys do not make a syllable."""
    letters, tone = "", ""
    for key in word:
        if key in _TONES and letters and re.search(r"[aeiouyâêôăơư]", letters):
            tone = key
            continue
        letters = _with_key(letters, key)
    if letters == word or not _SYLLABLE.match(letters):
        return None
    return _with_tone(letters, _TONES[tone]) if tone else letters


def _with_key(letters: str, key: str) -> str:
    if key == "w":
        for plain, shaped in (("uo", "ươ"), ("ưo", "ươ"), ("a", "ă"), ("o", "ơ"), ("u", "ư")):
            at = letters.rfind(plain)
            if at >= 0:
                return letters[:at] + shaped + letters[at + len(plain) :]
        return letters + "ư"
    doubled = _SHAPES.get(key * 2)
    at = letters.rfind(key) if doubled else -1
    if doubled and at >= 0 and (key == "d") == (at == 0):
        return letters[:at] + doubled + letters[at + 1 :]
    return letters + key


def _with_tone(letters: str, mark: str) -> str:
    """Puts `mark` on the vowel that carries the tone."""
    start = 2 if letters.startswith(("qu", "gi")) and len(letters) > 2 and _vowel(letters[2]) else 0
    vowels = [at for at in range(start, len(letters)) if _vowel(letters[at])]
    if not vowels:
        return letters
    shaped = [at for at in vowels if letters[at] in "âêôăơư"]
    closed = vowels[-1] < len(letters) - 1
    at = shaped[-1] if shaped else vowels[-1] if closed or len(vowels) == 1 else vowels[-2]
    return unicodedata.normalize("NFC", letters[: at + 1] + mark + letters[at + 1 :])


def _vowel(char: str) -> bool:
    return char in "aăâeêioôơuưy"
