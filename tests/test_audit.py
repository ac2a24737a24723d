"""The offline audit of dependencies: what it finds."""

from __future__ import annotations

from tools.audit import LOCK, differences, locked

HASH = "--hash=sha256:" + "0" * 64


def test_our_lock_pins_everything_by_hash() -> None:
    pins, wrong = locked(LOCK.read_text(encoding="utf-8"))
    assert wrong == []
    assert pins["rasa"] == "3.6.21"
    assert len(pins) > 100


def test_what_is_not_pinned_or_not_hashed_is_found() -> None:
    hashed = f" \\\n    {HASH}\n    # via b\n"
    text = f"# a comment\na==1{hashed}b==2\nc>=3{hashed}git+https://example.vn/d\nA==1{hashed}"
    pins, wrong = locked(text)
    assert pins == {"a": "1", "b": "2"}
    assert wrong == [
        "b has no sha256 hash",
        "not a pinned version: c>=3 \\",
        "not a pinned version: git+https://example.vn/d",
        "a is pinned twice",
    ]


def test_what_is_installed_beside_the_lock_is_found() -> None:
    found = list(differences({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "1", "pip": "23"}))
    assert found == ["b 3 is installed, and 2 is locked", "c 1 is installed, and not in the lock"]
