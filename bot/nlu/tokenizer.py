"""Rasa's tokenizer for Vietnamese, by underthesea."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.segmentation import words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class UndertheseaTokenizer(Tokenizer):
    """Splits a text into Vietnamese words, `text[token.start:token.end] == token.text`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Intents are never split."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def required_packages() -> list[str]:
        """underthesea brings its model in the wheel."""
        return ["underthesea"]

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of one attribute of `message`."""
        text = message.get(attribute)
        found = [Token(text[start:end], start, end) for start, end in words(text)]
        tokens: list[Token] = self._apply_token_pattern(found)
        return tokens
