"""Everything the classifier learned, as one: the understanding, which intents are guides, what is ambiguous."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

from bot.nlu.ambiguity import Ambiguity
from bot.nlu.calibration import Band
from bot.nlu.embedding import Embedder
from bot.nlu.understanding import Examples, Understanding, Understood
from bot.nlu.wishes import Wishes, wishes_of


@dataclass(frozen=True)
class IntentModel:
    """Reads normalised texts; `guides` are the intents that are guides."""

    understanding: Understanding
    ambiguity: Ambiguity
    guides: frozenset[str]

    @classmethod
    def train(
        cls,
        examples: Examples,
        embedder: Optional[Embedder] = None,
    ) -> IntentModel:
        """From normalised examples."""
        ambiguity = Ambiguity.learn(zip(examples.texts, examples.intents, strict=True), examples.guides)
        return cls(Understanding.train(examples, embedder), ambiguity, frozenset(examples.guides))

    def read(self, text: str, embedder: Optional[Embedder] = None) -> Wishes:
        """What a normalised text asks for: one wish, or two."""
        understand = self.understanding.understand
        wishes = wishes_of(text, self.guides, lambda whole: understand(whole, embedder), understand)
        return replace(wishes, first=self._asked_back(text, wishes.first))

    def _asked_back(self, text: str, understood: Understood) -> Understood:
        """A short question that fits several guides alike is unsure, with these guides first in the ranking."""
        rivals = self.ambiguity.rivals(text) if understood.intent in self.guides else []
        if understood.band is not Band.SURE or not rivals:
            return understood
        others = [entry for entry in understood.ranking if entry[0] not in rivals]
        chances = dict(understood.ranking)
        share = sum(chances[name] for name in rivals) / len(rivals)
        first = sorted(rivals, key=lambda name: -chances[name])
        return Understood((*((name, share) for name in first), *others), Band.UNSURE)

    def save(self, folder: Path) -> None:
        """Writes the model's files into `folder`."""
        self.understanding.save(folder)
        self.ambiguity.save(folder)
        (folder / "guides.json").write_text(json.dumps(sorted(self.guides)), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """The opposite of `save`."""
        guides = json.loads((folder / "guides.json").read_text(encoding="utf-8"))
        return cls(Understanding.load(folder), Ambiguity.load(folder), frozenset(guides))
