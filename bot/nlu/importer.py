"""Gives Rasa one intent per published guide, with the guide's own examples as training data."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path
from typing import Any, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.entities import ENTITIES
from bot.nlu.examples import guide_examples

GUIDE = "guide"
"""Marks the training examples that come from a guide."""


class Example(Message):
    """A training example that is cheap to compare and to copy: Rasa does both a dozen times with each."""

    def __hash__(self) -> int:
        return hash((self.get(TEXT), self.get(INTENT)))

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        return Example(dict(self.data), set(self.output_properties), self.time, list(self.features))

    def fingerprint(self) -> str:
        """Of everything the example holds."""
        return md5(repr(sorted(self.data.items(), key=lambda item: item[0])).encode()).hexdigest()


def is_guide(example: Message) -> bool:
    """Whether a training example comes from a guide, so that its intent is a guide's id."""
    return bool(((example.get(METADATA) or {}).get(METADATA_INTENT) or {}).get(GUIDE))


class GuideImporter(TrainingDataImporter):
    """Listed in config.yml beside RasaFileImporter; `folder` is relative to the folder of config.yml."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[list[str], str]] = None,
        folder: str = "guides",
    ) -> None:
        home = Path(config_file).parent if config_file else Path()
        self._examples = guide_examples(home / folder)

    def get_domain(self) -> Domain:
        """The guides' intents, and the details that `EntityRules` finds."""
        return Domain.from_dict({"intents": list(self._examples), "entities": list(ENTITIES)})

    def get_nlu_data(self, language: Optional[str] = "vi") -> TrainingData:
        """The guides' examples."""
        return TrainingData(
            [
                Example(data={TEXT: text, INTENT: guide_id, METADATA: {METADATA_INTENT: {GUIDE: True}}})
                for guide_id, texts in self._examples.items()
                for text in texts
            ]
        )

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """No stories: the dialogue is decided by a policy of our own."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """Nothing: the configuration is config.yml's, read by RasaFileImporter."""
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """None: config.yml is complete, Rasa must not fill it in."""
        return None
