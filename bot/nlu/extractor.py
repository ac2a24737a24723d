"""Rasa's entity extractor for what `bot.nlu.entities` finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import Rules


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityRules(GraphComponent, EntityExtractorMixin):
    """Finds details by rule; `names` is a file, relative to the project folder."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the names are."""
        return {"names": "nlu_data/dictionaries/names.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityRules:
        """Reads the names anew: they are not part of the trained model."""
        return cls(Rules.read(Path(config["names"])))

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds to `entities`, with offsets that are exact in the original text."""
        for message in messages:
            found = [
                {"entity": detail.entity, "value": detail.value, "start": detail.start, "end": detail.end}
                for detail in self._rules.find(message.get(TEXT) or "")
            ]
            named = self.add_extractor_name(found)
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *named], add_to_output=True)
        return messages
