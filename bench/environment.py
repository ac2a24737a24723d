"""The environment of our processes while they are measured: nothing of a bot that is in service."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

from bot.settings import Settings

SET = {
    *("HOST", "PORT", "PUBLIC_URL", "DATABASE_URL", "VAR_DIR", "SECRET_KEY", "LOG_LEVEL", "WORKERS"),
    *("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_API_URL"),
}
"""Settings that the measurement sets, whatever stands in `.env`."""


def environment(**settings: str) -> dict[str, str]:
    """For a process of ours with these settings only: what the caller set for a bot of their own is left out."""
    names = {name.upper() for name in Settings.__fields__}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", **settings}


def foreign_settings(path: Path) -> list[str]:
    """Settings in a `.env` file that would reach the measured processes: other platforms' keys, above all."""
    known = {name.upper() for name in Settings.__fields__}
    return sorted(name for name, value in dotenv_values(path).items() if value and name in known - SET)
