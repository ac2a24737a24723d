"""The documents are true to the code: settings, commands, connectors, dependencies, decisions, links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli  # pytest brings it
import typer
from prometheus_client.metrics import MetricWrapperBase

from bot import metrics
from bot.cli import HOME, app
from bot.settings import Settings
from connectors import CONNECTORS

README = (HOME / "README.md").read_text(encoding="utf-8")
DEPENDENCIES = (HOME / "docs/dependencies.md").read_text(encoding="utf-8")
OPERATIONS = (HOME / "docs/operations.md").read_text(encoding="utf-8")
DECISIONS = sorted((HOME / "docs/decisions").glob("*.md"))

OURS = ("*.md", "docs/**/*.md", "guides/**/*.md", "bench/**/*.md", "tests/**/*.md")


def _pages() -> list[Path]:
    return sorted({path for pattern in OURS for path in HOME.glob(pattern)})


def _name(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def _table(text: str, heading: str) -> dict[str, list[str]]:
    """First cell, without its marks, → the other cells of the rows in the section under `heading`."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in re.findall(r"^\|.*\|$", section, re.M)]
    return {row[0].strip("` "): row[1:] for row in rows if row[0].startswith(("`", " `"))}


def _commands(command: Any, name: str) -> Iterator[str]:
    below: dict[str, Any] = getattr(command, "commands", {})
    if not below:
        yield name
    for word, one in below.items():
        yield from _commands(one, f"{name} {word}")


def _direct(project: dict[str, Any]) -> list[str]:
    written = [
        *project["dependencies"],
        *(line for lines in project["optional-dependencies"].values() for line in lines),
    ]
    return [re.split(r"[\[<>=!~; ]", line)[0] for line in written]


def test_every_setting_has_its_row_with_its_default() -> None:
    told = {name: cells[0].strip("`") for name, cells in _table(README, "Settings").items()}
    defaults = {name.upper(): str(field.default) or "empty" for name, field in Settings.__fields__.items()}
    assert told == defaults


def test_every_command_has_its_row() -> None:
    assert set(_table(README, "Commands")) == set(_commands(typer.main.get_command(app), "bot"))


@pytest.mark.parametrize("connect", CONNECTORS, ids=lambda connect: connect.__module__)
def test_every_connector_has_its_row(connect: Any) -> None:
    places = [cells[0] for cells in _table(README, "Connectors").values()]
    path = connect.__module__.replace(".", "/")
    assert any(f"`{path}.py`" in place or f"`{path}/`" in place for place in places)


def test_every_direct_dependency_has_its_row() -> None:
    project = tomli.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = {**_table(DEPENDENCIES, "At run time"), **_table(DEPENDENCIES, "To develop")}
    assert set(told) == set(_direct(project))
    assert not [name for name, cells in told.items() if len(cells) != 3 or not all(cells)]


def test_every_metric_and_its_labels_are_told() -> None:
    rows = re.findall(r"^\| (`bot_.+?) \| (.*?) \|", OPERATIONS, re.M)
    told = {
        name: set(re.findall(r"`(\w+)`", labels)) for names, labels in rows for name in re.findall(r"`(\w+)`", names)
    }
    measured = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
    for metric in measured:
        name = metric._name + ("_total" if metric._type == "counter" else "")
        assert told[name] == set(metric._labelnames), name


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:5] for path in DECISIONS] == [f"{number:04}-" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=_name)
def test_a_decision_has_its_four_headings(path: Path) -> None:
    found = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.M)
    assert found == ["Context", "Decision", "Figures", "Consequences"]


def _anchors(path: Path) -> set[str]:
    """The headings of a page as they are linked to: lower case, letters and digits, `-` for spaces."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", one).lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", _pages(), ids=_name)
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    links = re.findall(r'\]\(([^)\s]+)\)|<img src="([^"]+)"', text)
    for link in (one or other for one, other in links):
        if link.startswith(("http://", "https://")):
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("path", _pages(), ids=_name)
def test_named_files_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|actions|connectors|tests|docs|nlu_data)/[\w./-]+)`", text)
    assert not [name for name in named if not any((folder / name).exists() for folder in (HOME, path.parent))]
