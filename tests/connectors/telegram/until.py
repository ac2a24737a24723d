"""Waiting for something to come true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


async def until(holds: Callable[[], object], within: float = 5.0) -> None:
    """Returns as soon as `holds()` is true. Raises AssertionError after `within` seconds."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, f"not within {within} s"
        await asyncio.sleep(0.002)
