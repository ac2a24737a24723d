"""Reads the labelled messages in `labelled.tsv`, and measures redaction on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from bot.privacy import clean, redact

FILE = Path(__file__).with_name("labelled.tsv")


@dataclass(frozen=True)
class Labelled:
    """One message: what it should lose, literally, and the kinds of it; nothing when it is a trap."""

    part: str
    text: str
    kinds: tuple[str, ...]
    secrets: tuple[str, ...]


@dataclass
class Figures:
    """What was counted on some messages, and the lines that went wrong."""

    secrets: int = 0
    gone: int = 0
    hits: int = 0
    right_kinds: int = 0
    traps: int = 0
    false_alarms: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of secrets that are gone."""
        return self.gone / self.secrets

    @property
    def false_alarm_rate(self) -> float:
        """The share of traps that were changed."""
        return self.false_alarms / self.traps

    @property
    def kind_rate(self) -> float:
        """The share of hits whose kinds are exactly the expected ones."""
        return self.right_kinds / self.hits

    def __str__(self) -> str:
        return (
            f"recall {self.recall:.2%} of {self.secrets} secrets, false alarms {self.false_alarm_rate:.2%} of "
            f"{self.traps} traps, kinds right {self.kind_rate:.2%} of {self.hits} hits"
        )


def read_labels() -> list[Labelled]:
    """All rows; `# …` begins a part; `\\n` and `\\u200b` stand for the character; `|` parts several secrets."""
    rows, part = [], ""
    for line in FILE.read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("# "):
            part = line[2:]
            continue
        text, kinds, secrets = line.split("\t")
        hidden = tuple(_read(secret) for secret in secrets.split("|") if secret)
        rows.append(Labelled(part, _read(text), tuple(kinds.split()), hidden))
    return rows


def measure(rows: list[Labelled]) -> Figures:
    """Redacts every row and counts."""
    figures = Figures()
    for row in rows:
        redacted = redact(row.text)
        if not row.secrets:
            changed = redacted.text != clean(row.text)
            figures.traps, figures.false_alarms = figures.traps + 1, figures.false_alarms + changed
            if changed:
                figures.wrong.append(f"false alarm: {row.text!r} -> {redacted.text!r}")
            continue
        left = [secret for secret in row.secrets if _survives(secret, redacted.text)]
        figures.secrets, figures.gone = figures.secrets + len(row.secrets), figures.gone + len(row.secrets) - len(left)
        figures.hits, figures.right_kinds = figures.hits + 1, figures.right_kinds + (redacted.found == row.kinds)
        if left or redacted.found != row.kinds:
            figures.wrong.append(f"{'left' if left else 'kind'}: {row.text!r} -> {redacted.text!r}, wanted {row.kinds}")
    return figures


def _survives(secret: str, text: str) -> bool:
    """Whether the secret, or all its digits one after the other, are still there."""
    digits = re.sub(r"\D", "", secret)
    return clean(secret) in text or (len(digits) >= 6 and digits in re.sub(r"\D", "", text))


def _read(cell: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), cell).replace("\\n", "\n")
