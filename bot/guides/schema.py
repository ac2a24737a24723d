"""The JSON Schema of a guide file, for editors' completion; written from the classes in `model`."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from bot.guides.library import FOLDER
from bot.guides.model import Guide, Redirect

SCHEMA = FOLDER / "schema.json"
"""Where the schema stands, next to the files it describes."""

YEAR_MONTH_OR_DAY = {"type": ["string", "integer"], "description": "Ngày của nguồn: 2026-03-15, 2026-03 hoặc 2026"}
"""A source's date in the schema: a year alone is a number to YAML."""


def guide_schema() -> dict[str, Any]:
    """The JSON Schema (draft 7): a stub if the file says `replaced_by`, else a guide."""
    guide, redirect = (
        deepcopy(Guide.schema()),
        deepcopy(Redirect.schema()),
    )  # pydantic keeps and gives out the same dict
    parts: dict[str, Any] = {**guide.pop("definitions"), **redirect.pop("definitions", {}), "Guide": guide}
    parts["Redirect"] = redirect
    for part in parts.values():
        part.pop("title", None)
        part.pop("description", None)  # for programmers; editors read the fields' descriptions, in Vietnamese
        for field in part.get("properties", {}).values():
            field.pop("title", None)
    for file in (guide, redirect):
        file["properties"].pop("id")
        file["required"].remove("id")
    parts["Source"]["properties"]["date"] = YEAR_MONTH_OR_DAY
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Bài hướng dẫn của Trợ lý số",
        "type": "object",
        "if": {"required": ["replaced_by"]},
        "then": {"$ref": "#/definitions/Redirect"},
        "else": {"$ref": "#/definitions/Guide"},
        "definitions": parts,
    }


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(guide_schema(), ensure_ascii=False, indent=2) + "\n"


def write_schema(path: Path = SCHEMA) -> Path:
    """Writes the schema; returns where."""
    path.write_text(schema_text(), encoding="utf-8")
    return path
