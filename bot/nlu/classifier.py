"""Rasa's intent classifier: puts intent, ranking and band on a message."""

from __future__ import annotations

from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.calibration import Band
from bot.nlu.sources import source_fingerprint
from bot.nlu.understanding import Understanding

BAND = "band"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CitizenIntentClassifier(GraphComponent, IntentClassifier):
    """Trains, stores and asks an `Understanding`."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        understanding: Optional[Understanding] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._understanding = understanding

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`ranking_length`: how many intents the ranking names."""
        return {"ranking_length": 10}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> Optional[str]:
        """Rasa's own cache must notice a change in any module of this package, not only in this class."""
        return source_fingerprint()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CitizenIntentClassifier:
        """An untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all examples that carry an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._understanding = Understanding.train(
            [example.get(TEXT) for example in examples], [example.get(INTENT) for example in examples]
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._understanding.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CitizenIntentClassifier:
        """The trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Understanding.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent`, `intent_ranking` and `band`, unless the intent is already certain."""
        for message in messages:
            if (message.get(INTENT) or {}).get(PREDICTED_CONFIDENCE_KEY) == 1.0:
                message.set(BAND, Band.SURE.value, add_to_output=True)
            elif self._understanding is not None:
                self._classify(message, self._understanding)
        return messages

    def _classify(self, message: Message, understanding: Understanding) -> None:
        understood = understanding.understand(message.get(TEXT) or "")
        ranking = [
            {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
            for name, confidence in understood.ranking[: self._config["ranking_length"]]
        ]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(BAND, understood.band.value, add_to_output=True)
