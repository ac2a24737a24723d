"""Audits the dependencies without a network: every pin locked by hash, nothing installed beside the lock, none at odds.

What it cannot do offline is to know of vulnerabilities found since: for that, run pip-audit where there is a network
(docs/dependencies.md).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import distributions
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
OURSELVES = "tro-ly-so"
COME_WITH_PYTHON = frozenset({"pip", "setuptools", "wheel"})

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s\\;]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def locked(text: str) -> tuple[dict[str, str], list[str]]:
    """Name → version of every requirement in a lock file, and what is wrong with the file."""
    pins: dict[str, str] = {}
    wrong: list[str] = []
    for block in re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n?", "", text, flags=re.MULTILINE)):
        if not block.strip():
            continue
        pin = _PIN.match(block)
        if pin is None:
            wrong.append(f"not a pinned version: {block.splitlines()[0][:80]}")
            continue
        name = normal(pin[1])
        if name in pins:
            wrong.append(f"{name} is pinned twice")
        pins[name] = pin[2]
        if not _HASH.search(block):
            wrong.append(f"{name} has no sha256 hash")
    return pins, wrong


def normal(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def differences(pins: Mapping[str, str], installed: Mapping[str, str]) -> Iterator[str]:
    """How what is installed differs from what is locked."""
    for name, version in sorted(installed.items()):
        if name in COME_WITH_PYTHON and name not in pins:
            continue
        if name not in pins:
            yield f"{name} {version} is installed, and not in the lock"
        elif pins[name] != version:
            yield f"{name} {version} is installed, and {pins[name]} is locked"


def main() -> int:
    """Prints every finding; 1 when there is one."""
    pins, found = locked(LOCK.read_text(encoding="utf-8"))
    installed = {normal(one.metadata["Name"]): one.version for one in distributions()}
    installed.pop(OURSELVES, None)
    found += differences(pins, installed)
    check = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    at_odds = subprocess.run(check, capture_output=True, text=True, check=False)
    if at_odds.returncode:
        found += at_odds.stdout.strip().splitlines()
    for finding in found:
        print(f"audit: {finding}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
