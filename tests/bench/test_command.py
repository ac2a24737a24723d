"""`python -m bench` starts, and what it leaves alone."""

import subprocess
import sys
from pathlib import Path

from bench.environment import environment, foreign_settings

HOME = Path(__file__).resolve().parents[2]


def test_help_says_what_it_does() -> None:
    command = [sys.executable, "-m", "bench", "--help"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=60, check=True)
    assert "beside stock Rasa" in done.stdout
    assert "--quick" in done.stdout


def test_keys_of_a_real_bot_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert foreign_settings(path) == []
    path.write_text("TELEGRAM_BOT_TOKEN=1:a\nZALO_BOT_TOKEN=2:b\nEDITOR=vi\nZALO_OA_APP_ID=\n")
    assert foreign_settings(path) == ["ZALO_BOT_TOKEN"]


def test_our_processes_get_only_the_settings_given() -> None:
    found = environment(PORT="1")
    assert found["PORT"] == "1"
    assert "DATABASE_URL" not in environment()
    assert found["OMP_NUM_THREADS"] == "1"
