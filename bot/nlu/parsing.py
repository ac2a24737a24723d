"""Parses single questions with a trained model, for the command line and for measurements."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from bot.nlu.training import quiet_rasa

SHOWN = 10
"""Intents that a parsed question's ranking names at most."""


class Parser:
    """The understanding part of a trained model, without the dialogue."""

    def __init__(self, model: Path, home: Path = Path()) -> None:
        """Loads `model`; `home` is the project folder, whose guides tell guides and other intents apart."""
        quiet_rasa()
        from rasa.engine.loader import load_predict_graph_runner  # takes ten seconds
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        self._guides = {path.stem for path in (home / "guides").glob("*.yml")}
        self._folder = tempfile.TemporaryDirectory(prefix="bot_parse_")
        self._metadata, self._runner = load_predict_graph_runner(
            Path(self._folder.name), model, LocalModelStorage, DaskGraphRunner
        )

    def message(self, text: str) -> dict[str, Any]:
        """Everything the pipeline put on the message as output: intent, intent_ranking, entities, band and more."""
        from rasa.core.channels.channel import UserMessage

        target = self._metadata.nlu_target
        found = self._runner.run(inputs={"__message__": [UserMessage(text)]}, targets=[target])
        parsed: dict[str, Any] = found[target][0].as_dict(only_output_properties=True)
        return parsed

    def parse(self, text: str) -> dict[str, Any]:
        """One question as one JSON object, in the form that `bot parse` prints."""
        parsed = self.message(text)
        ranking = [self._named(entry["name"], entry["confidence"]) for entry in parsed["intent_ranking"][:SHOWN]]
        band = parsed.get("band", "sure")  # a button's payload carries no band: Rasa replaces the whole message
        return {"text": text, **ranking[0], "band": band, "ranking": ranking}

    def _named(self, intent: str, confidence: float) -> dict[str, Any]:
        guide = intent in self._guides
        return {
            "intent": None if guide else intent,
            "guide": intent if guide else None,
            "confidence": round(float(confidence), 4),
        }

    def close(self) -> None:
        """Removes the unpacked model."""
        self._folder.cleanup()
