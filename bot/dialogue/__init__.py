"""Rasa inside the worker: one turn from a message to its replies.

TensorFlow, which Rasa always imports, imports jax where it finds it, for a converter that nothing here calls: 65 MB
of a worker's memory.
"""

import sys

sys.modules.setdefault("jax", None)  # type: ignore[arg-type]  # Python's own word for "not to be found"
