"""Examples that are nearer to another guide's examples than to their own guide's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.guides.model import Guide
from bot.text import fold

MARGIN = 0.2
"""How much nearer the other guide's centre has to be (cosine) before an editor is bothered with it."""

NEAREST = 5
MOST_OF_THEM = 3
"""Of the nearest examples so many are the other guide's, and none is the example's own guide's."""


@dataclass(frozen=True)
class Stray:
    """One example that lies among another guide's."""

    guide: str
    index: int
    other: str
    nearest: str
    """The other guide's example that is most like it."""


def strays(guides: Mapping[str, Guide]) -> Iterator[Stray]:
    """Examples that the classifier may take for another guide's; by letter groups, as the classifier reads."""
    import numpy
    from sklearn.feature_extraction.text import TfidfVectorizer

    places = [(guide_id, index) for guide_id, guide in guides.items() for index in range(len(guide.examples))]
    texts = [fold(guides[guide_id].examples[index]) for guide_id, index in places]
    if len(guides) < 2:
        return
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=numpy.float32)
    rows = vectors.fit_transform(texts)
    names = list(guides)
    owners = numpy.array([names.index(guide_id) for guide_id, _ in places])
    others, margins = _nearest_centres(rows, owners, len(names))
    for place in numpy.flatnonzero(margins >= MARGIN):
        likeness = rows @ rows[place].toarray().ravel()
        likeness[place] = -1
        nearest = numpy.argsort(-likeness)[:NEAREST]
        whose = owners[nearest]
        if (whose == owners[place]).any() or (whose == others[place]).sum() < MOST_OF_THEM:
            continue
        twin, at = places[next(near for near in nearest if owners[near] == others[place])]
        guide_id, index = places[place]
        yield Stray(guide_id, index, twin, guides[twin].examples[at])


def _nearest_centres(rows: Any, owners: Any, count: int) -> tuple[Any, Any]:
    """For each example the other guide whose centre is nearest, and how much nearer than its own without itself."""
    import numpy
    from scipy import sparse

    all_rows = numpy.arange(len(owners))
    member = sparse.csr_matrix((numpy.ones(len(owners), dtype=numpy.float32), (all_rows, owners)), (len(owners), count))
    sums = (member.T @ rows).toarray()
    lengths = numpy.square(sums).sum(axis=1)
    dots = rows @ sums.T
    own = dots[all_rows, owners]
    to_own = (own - 1) / numpy.sqrt(numpy.maximum(lengths[owners] - 2 * own + 1, 1e-9))
    to_all = dots / numpy.sqrt(numpy.maximum(lengths, 1e-9))
    to_all[all_rows, owners] = -1
    return to_all.argmax(axis=1), to_all.max(axis=1) - to_own
