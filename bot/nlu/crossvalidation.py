"""Cross-validation on the training examples: each is asked of a model that learned from the others only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Optional

from sklearn.model_selection import StratifiedKFold

from bot.nlu.calibration import OUT_OF_SCOPE
from bot.nlu.dictionaries import Dictionaries
from bot.nlu.embedding import KEPT, Embedder
from bot.nlu.examples import Corpus
from bot.nlu.holding import hurried, is_held
from bot.nlu.model import IntentModel
from bot.nlu.noise import Noise
from bot.nlu.normaliser import Normaliser
from bot.nlu.questions import Judged, Question
from bot.nlu.understanding import Examples

GUIDE_FORM = "guides"
OTHER_FORM = "conversation"


def cross_validate(
    home: Path, folds: int = 5, embedding: bool = True, told: Optional[Callable[[int, int], None]] = None
) -> list[Judged]:
    """Judges every training example of the project folder `home`; `told(done, of)` hears of each fold.

    The whole pipeline is learned anew in each fold: normaliser, models, calibration.
    """
    corpus = Corpus.read(home)
    embedder = Embedder(home / KEPT) if embedding else None
    parts = StratifiedKFold(folds, shuffle=True, random_state=0).split(corpus.texts, corpus.intents)
    judged: list[Judged] = []
    for number, (kept, held) in enumerate(parts):
        if told:
            told(number, folds)
        judged += _fold(corpus, kept.tolist(), held.tolist(), home, embedder)
    return judged


def _fold(corpus: Corpus, kept: list[int], held: list[int], home: Path, embedder: Optional[Embedder]) -> list[Judged]:
    texts = [corpus.texts[index] for index in kept]
    normaliser = Normaliser.learn(texts, Dictionaries.read(home / "nlu_data" / "dictionaries"))
    learned = _learned(normaliser, texts, [corpus.intents[index] for index in kept], corpus.guides)
    model = IntentModel.train(learned, embedder)
    judged = []
    for index in held:
        text, intent = corpus.texts[index], corpus.intents[index]
        first = model.read(normaliser.normalise(text).text, embedder).first
        form = GUIDE_FORM if intent in corpus.guides else intent if intent == OUT_OF_SCOPE else OTHER_FORM
        judged.append(Judged(Question(text, (intent,), form), first.ranking, first.band))
    return judged


def _learned(normaliser: Normaliser, texts: list[str], intents: list[str], guides: frozenset[str]) -> Examples:
    """As the normaliser and the classifier see the examples when Rasa trains."""
    found = [(text, normaliser.normalise(text).text, intent) for text, intent in zip(texts, intents, strict=True)]
    usable = [one for one in found if one[1]]
    noise = Noise.of(normaliser.dictionaries.abbreviations, normaliser.dictionaries.regional)
    noisy = [(index, hurried(text, noise)) for index, (text, _, _) in enumerate(usable)]
    return Examples(
        texts=[normalised for _, normalised, _ in usable],
        intents=[intent for _, _, intent in usable],
        held=[index for index, (text, _, _) in enumerate(usable) if is_held(text)],
        guides=guides,
        hurried=[(index, normaliser.normalise(text).text) for index, text in noisy if text],
    )
