"""Settings: missing is off, wrong is told, all at once."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, read_settings, secret_key


def test_nothing_set_is_the_default(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path) == Settings()


def test_empty_counts_as_missing(tmp_path: Path) -> None:
    assert read_settings({"PORT": "", "DATABASE_URL": ""}, tmp_path).port == 8080


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    wrong = {"PORT": "many", "PUBLIC_URL": "ftp://x", "LOG_LEVEL": "loud", "TELEGRAM_BOT_TOKEN": "abc", "WORKERS": "0"}
    with pytest.raises(SettingsError) as error:
        read_settings(wrong, tmp_path)
    for name in wrong:
        assert name in str(error.value)


def test_a_wrong_secret_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({"TELEGRAM_BOT_TOKEN": "hush-hush"}, tmp_path)
    assert "hush" not in str(error.value)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nHOST=0.0.0.0\n")
    settings = read_settings({"PORT": "9001"}, tmp_path)
    assert (settings.port, settings.host) == (9001, "0.0.0.0")


@pytest.mark.parametrize("url", ["https://bot.example.vn/", "http://127.0.0.1:8443", "http://localhost:1"])
def test_public_addresses_that_are_accepted(tmp_path: Path, url: str) -> None:
    assert read_settings({"PUBLIC_URL": url}, tmp_path).public_url == url.rstrip("/")


@pytest.mark.parametrize("url", ["http://bot.example.vn", "bot.example.vn", "https://"])
def test_public_addresses_that_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read_settings({"PUBLIC_URL": url}, tmp_path)


def test_a_secret_key_is_made_once_for_the_owner_only(var_dir: Path) -> None:
    settings = Settings(var_dir=var_dir)
    assert secret_key(settings) == secret_key(settings)
    assert (var_dir / "secret_key").stat().st_mode & 0o077 == 0
    assert secret_key(Settings(var_dir=var_dir, secret_key="given")) == b"given"
