"""What the checks find, and the line of the file where it stands."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Optional, Union

from ruamel.yaml.nodes import Node

from bot.errors import Mistake
from bot.guides.model import Guide, Redirect
from bot.guides.reading import Place as Place  # part of what a Finding is
from bot.guides.reading import field_name, line_of, read_lines

AnyGuide = Union[Guide, Redirect]

Finding = tuple[Place, str]
"""Where in a guide, and what to do about it."""


class Lines:
    """Finds the lines of findings; a file is read with its positions only when something was found in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._nodes = lru_cache(maxsize=None)(self._read)

    def mistake(self, guide_id: str, finding: Finding) -> Mistake:
        """The finding with its file and line."""
        place, what = finding
        return Mistake(f"{guide_id}.yml", line_of(self._nodes(guide_id), place), field_name(place), what)

    def _read(self, guide_id: str) -> Optional[Node]:
        return read_lines(self._folder / f"{guide_id}.yml")
