"""All guides in service: read from the folder, kept up to date, the last valid version of each."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Optional

import structlog

from bot.errors import GuideError, Mistake
from bot.guides.checks import check_folder
from bot.guides.findings import AnyGuide
from bot.guides.model import Guide, Redirect, Status, Topic

log = structlog.get_logger(__name__)

FOLDER = Path(__file__).resolve().parents[2] / "guides"
Stamp = tuple[tuple[str, int, int], ...]


class Library:
    """The guides of one folder. A file that is invalid leaves its last valid version in service."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Reads the folder. Raises GuideError when not a single guide is valid."""
        self._folder = folder
        self._guides: dict[str, AnyGuide] = {}
        self._stamp: Stamp = ()
        self.mistakes: list[Mistake] = []
        self.refresh()
        if not self.guides():
            raise GuideError(self.mistakes or [Mistake(str(folder), 1, "(thư mục)", "không có bài hướng dẫn nào")])

    def refresh(self) -> bool:
        """Takes in what changed in the folder; returns whether anything did. Costs one `stat` a file."""
        stamp = self._look()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        found, self.mistakes = check_folder(self._folder)
        wrong = {Path(mistake.file).stem for mistake in self.mistakes}
        there = {Path(name).stem for name, _, _ in stamp}
        kept = {guide_id: guide for guide_id, guide in self._guides.items() if guide_id in there & wrong}
        self._guides = {**kept, **{guide_id: guide for guide_id, guide in found.items() if guide_id not in wrong}}
        for mistake in self.mistakes:
            log.error("a guide is invalid; its last valid version stays in service", mistake=str(mistake))
        return True

    def guides(self) -> list[Guide]:
        """The published guides, ordered by topic as in the menu, then by title."""
        topics = list(Topic)
        published = [
            guide for guide in self._guides.values() if isinstance(guide, Guide) and guide.status is Status.PUBLISHED
        ]
        return sorted(published, key=lambda guide: (topics.index(guide.topic), guide.title))

    def find(self, guide_id: Optional[str]) -> Optional[Guide]:
        """The published guide with this id, following the stub of a renamed one."""
        guide = self._guides.get(guide_id or "")
        if isinstance(guide, Redirect):
            guide = self._guides.get(guide.replaced_by)
        return guide if isinstance(guide, Guide) and guide.status is Status.PUBLISHED else None

    def on(self, topic: Topic) -> list[Guide]:
        """The guides of one topic."""
        return [guide for guide in self.guides() if guide.topic is topic]

    def _look(self) -> Stamp:
        with os.scandir(self._folder) as entries:
            files = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".yml")]
        return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in files))


@lru_cache(maxsize=1)
def shared_library() -> Library:
    """The guides in service, read once a process."""
    return Library()
