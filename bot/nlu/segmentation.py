"""Vietnamese word segmentation with offsets that are exact in the original text."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate, pairwise

LONGEST = 2000
"""Characters that are segmented into words; what follows is only split at spaces and punctuation."""

_PIECE = re.compile(r"\w+|[^\w\s]+")
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs, which cannot be encoded."""
_EDGE = re.compile(r"(?<=\s)[^\w\s]+|[^\w\s]+(?=\s)|^[^\w\s]+|[^\w\s]+$")


def words(text: str) -> list[tuple[int, int]]:
    """Where each word of `text` begins and ends; a Vietnamese word may hold spaces (`đăng ký`).

    underthesea rewrites what it returns (`hoà` → `hòa`), so its words are laid over the original by counting letters.
    """
    from underthesea import word_tokenize  # loads its model on first use

    head = text[:LONGEST]
    tokens = word_tokenize(_HALVES.sub("\ufffd", head)) if head.strip() else []
    found = _laid_over(head, [str(word) for word in tokens])
    spans = _pieces(head, 0) if found is None else [part for span in found for part in _split_at_edges(head, span)]
    return spans + _pieces(text[LONGEST:], LONGEST)


def _counts(char: str) -> bool:
    return not char.isspace() and not unicodedata.combining(char)


def _letters(text: str) -> int:
    return sum(map(_counts, unicodedata.normalize("NFD", text)))


def _laid_over(text: str, tokens: list[str]) -> list[tuple[int, int]] | None:
    """The spans of `tokens` in `text`, or None when underthesea added or dropped a letter."""
    letters = [_letters(char) for char in text]
    sizes = [_letters(token) for token in tokens]
    if sum(letters) != sum(sizes) or max(letters, default=0) > 1:
        return None
    places = [index for index, count in enumerate(letters) if count]
    spans = []
    for end, size in zip(accumulate(sizes), sizes, strict=True):
        if size:
            spans.append((places[end - size], _with_marks(text, places[end - 1] + 1)))
    return spans


def _with_marks(text: str, end: int) -> int:
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _split_at_edges(text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Takes punctuation off that was glued to a word across a space: `? Xã` → `?`, `Xã`."""
    start, end = span
    word = text[start:end]
    if " " not in word or not _EDGE.search(word):
        return [span]
    return [(start + at, start + to) for at, to in _around(word)]


def _around(word: str) -> list[tuple[int, int]]:
    cuts = sorted({0, len(word), *(cut for found in _EDGE.finditer(word) for cut in found.span())})
    parts = []
    for at, to in pairwise(cuts):
        piece = word[at:to]
        left, kept = len(piece) - len(piece.lstrip()), piece.strip()
        if kept:
            parts.append((at + left, at + left + len(kept)))
    return parts


def _pieces(text: str, offset: int) -> list[tuple[int, int]]:
    return [(offset + found.start(), offset + found.end()) for found in _PIECE.finditer(text)]
