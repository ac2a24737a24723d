"""Trains the model, names it by what it was made from, and finds the one that fits today's data."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

from bot.errors import ModelMissing
from bot.nlu.sources import training_fingerprint

KEPT = 3
"""Models that stay in the folder, the newest ones."""

Progress = Callable[[str], None]
"""Told in a few words what is being done now."""


def fresh_model(var_dir: Path, home: Path = Path()) -> Optional[Path]:
    """The model that was trained from exactly the data in `home`, if there is one."""
    path = _model_path(var_dir, home)
    return path if path.exists() else None


def train(var_dir: Path, progress: Progress, home: Path = Path()) -> Path:
    """Trains from the project folder `home` into `var_dir/models/<fingerprint>.tar.gz` and keeps the last models.

    The file appears only when it is complete. Raises ModelMissing when Rasa gives no model.
    """
    target = _model_path(var_dir, home)
    target.parent.mkdir(parents=True, exist_ok=True)
    progress("Loading Rasa")
    quiet_rasa()
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        trained = _trained(home, Path(folder), progress)
        trained.replace(target)
    _forget_old(target)
    return target


def _model_path(var_dir: Path, home: Path) -> Path:
    return var_dir / "models" / f"{training_fingerprint(home)}.tar.gz"


def quiet_rasa() -> None:
    """No telemetry, no TensorFlow noise, no cache folder in the project; must run before Rasa is imported."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")  # bars of parts that take no time


def _trained(home: Path, folder: Path, progress: Progress) -> Path:
    from rasa.model_training import train as train_with_rasa  # takes ten seconds

    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    progress("Training")
    with _silenced():
        result = train_with_rasa(
            domain=str(home / "domain.yml"),
            config=str(home / "config.yml"),
            training_files=[str(home / "nlu_data")],
            output=str(folder),
            fixed_model_name="model",
            force_training=True,
        )
    if result.model is None:
        raise ModelMissing("Rasa trained no model; its messages stand above.")
    return Path(result.model)


@contextmanager
def _silenced() -> Iterator[None]:
    """Hides the one warning that is by design: two importers, so no automatic configuration."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Auto-config for multiple importers")
        yield


def _forget_old(newest: Path) -> None:
    models = sorted(newest.parent.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in models[KEPT:]:
        path.unlink(missing_ok=True)
