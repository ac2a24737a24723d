"""Which training examples are held out to calibrate on, and how some of them look when written in a hurry.

Both depend on the example's own words only, so that an edit elsewhere changes nothing.
"""

from __future__ import annotations

from random import Random
from zlib import crc32

from bot.nlu.noise import FORMS, Noise

ONE_IN = 5
"""Examples of which one is held out."""
HURRIED_ONE_IN = 3
"""Held-out examples of which one is also asked in a noisy writing."""


def is_held(text: str) -> bool:
    """Whether the example is held out while calibrating."""
    return _number(text) % ONE_IN == 0


def hurried(text: str, noise: Noise) -> str | None:
    """A noisy writing of a held-out example; None for most."""
    number = _number(text) // ONE_IN
    if not is_held(text) or number % HURRIED_ONE_IN:
        return None
    form = FORMS[number // HURRIED_ONE_IN % len(FORMS)]
    return noise.written(text.lower(), form, Random(number))


def _number(text: str) -> int:
    return crc32(text.encode())
