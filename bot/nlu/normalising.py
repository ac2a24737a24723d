"""Rasa's normaliser: puts the standard wording of a text, and its language, on the message."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.dictionaries import Dictionaries
from bot.nlu.holding import hurried
from bot.nlu.noise import Noise
from bot.nlu.normaliser import Normaliser
from bot.nlu.sources import source_fingerprint

NORMALISED = "normalised"
HURRIED = "hurried"
"""On some training examples: a noisy writing of the text, normalised."""
LANGUAGE = "language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class VietnameseNormaliser(GraphComponent):
    """Learns the vocabulary of the training texts; `dictionaries` is a folder, relative to the project's."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        normaliser: Optional[Normaliser] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._normaliser = normaliser

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the dictionaries are."""
        return {"dictionaries": "nlu_data/dictionaries"}

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
    ) -> VietnameseNormaliser:
        """An untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns which words exist and which follow each other."""
        texts = [example.get(TEXT) for example in training_data.intent_examples if example.get(TEXT)]
        self._normaliser = Normaliser.learn(texts, Dictionaries.read(Path(self._config["dictionaries"])))
        with self._model_storage.write_to(self._resource) as folder:
            self._normaliser.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> VietnameseNormaliser:
        """The trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Normaliser.load(folder))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalises every training text, and noisy writings of some."""
        assert self._normaliser is not None, "train() ran before"
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        self.process(examples)
        dictionaries = self._normaliser.dictionaries
        noise = Noise.of(dictionaries.abbreviations, dictionaries.regional)
        for example in examples:
            noisy = hurried(example.get(TEXT), noise)
            if noisy is not None:
                example.set(HURRIED, self._normaliser.normalise(noisy).text)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `normalised` for the components that follow, and `language` (`vi` or `en`) as output."""
        assert self._normaliser is not None, "load() and train() both set it"
        for message in messages:
            normalised = self._normaliser.normalise(message.get(TEXT) or "")
            message.set(NORMALISED, normalised.text)
            message.set(LANGUAGE, normalised.language, add_to_output=True)
        return messages
