"""guides/schema.json is what the model says, and every guide keeps to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from bot.guides.commands import app
from bot.guides.library import FOLDER
from bot.guides.reading import read_content
from bot.guides.schema import SCHEMA, guide_schema, schema_text

VALIDATOR = jsonschema.Draft7Validator(guide_schema())


def as_json(node: Any) -> Any:
    """What a YAML reader without dates makes of a file, as editors' checkers do."""
    if isinstance(node, dict):
        return {key: as_json(value) for key, value in node.items()}
    if isinstance(node, list):
        return [as_json(value) for value in node]
    return node.isoformat() if isinstance(node, date) else node


def wrong(content: dict[str, Any]) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(as_json(content))]


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "hãy chạy: bot guides schema"


def test_it_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(guide_schema())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: str(path.stem))
def test_every_guide_keeps_to_it(path: Path) -> None:
    assert not wrong(read_content(path))


def test_it_refuses_what_the_model_refuses(folder: Path) -> None:
    content = read_content(folder / "ca.yml")
    assert not wrong(content)
    assert wrong({**content, "mau": "xanh"})
    assert wrong({**content, "topic": "khac"})
    assert wrong({**content, "title": "x" * 61})
    assert wrong({key: value for key, value in content.items() if key != "steps"})


def test_a_stub_has_its_own_shape() -> None:
    assert not wrong({"title": "Cũ", "status": "retired", "replaced_by": "ca"})
    assert wrong({"replaced_by": "ca"})


def test_the_command_writes_it(folder: Path) -> None:
    result = CliRunner().invoke(app, ["--folder", str(folder), "schema"])
    assert result.exit_code == 0, result.output
    assert (folder / "schema.json").read_text(encoding="utf-8") == schema_text()
