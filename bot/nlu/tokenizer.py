"""Rasa's tokenizer for Vietnamese, by underthesea."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.segmentation import words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class UndertheseaTokenizer(Tokenizer):
    """Splits a text into Vietnamese words, `text[token.start:token.end] == token.text`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Intents are never split. `training`: split examples too, for components that learn from tokens."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "training": False,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """underthesea brings its model in the wheel."""
        return ["underthesea"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Splits the examples if the configuration asks for it: it takes a fifth of the time of training."""
        return super().process_training_data(training_data) if self._config["training"] else training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of one attribute of `message`."""
        text = message.get(attribute)
        found = [Token(text[start:end], start, end) for start, end in words(text)]
        tokens: list[Token] = self._apply_token_pattern(found)
        return tokens
