"""Keeps the embeddings of all training examples in a file, so that training need not make them: run after edits.

    python -m bot.nlu.embed

takes about a minute for 3000 new examples on one core. Training works without the file, it only takes longer.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from bot.nlu.dictionaries import Dictionaries
from bot.nlu.embedding import KEPT, Embedder
from bot.nlu.examples import Corpus
from bot.nlu.holding import hurried
from bot.nlu.noise import Noise
from bot.nlu.normaliser import Normaliser
from bot.nlu.telling import Telling


def refresh(home: Path) -> int:
    """Writes the file in the project folder `home`; returns how many examples were embedded anew."""
    corpus = Corpus.read(home)
    dictionaries = Dictionaries.read(home / "nlu_data" / "dictionaries")
    normaliser = Normaliser.learn(corpus.texts, dictionaries)
    noise = Noise.of(dictionaries.abbreviations, dictionaries.regional)
    written = [normaliser.normalise(text).text for text in corpus.texts]
    telling = Telling.learn(written, corpus.intents)
    noisy = [found for found in (hurried(text, noise) for text in corpus.texts) if found]
    written += [normaliser.normalise(text).text for text in noisy]
    texts = [telling.shortened(text) for text in written if text]
    return Embedder(home / KEPT).keep(texts, home / KEPT)


if __name__ == "__main__":
    console = Console(stderr=True)
    with console.status("Embedding the training examples"):
        count = refresh(Path())
    console.print(f"{count} examples embedded, {KEPT} written")
