"""Settings: environment variables or a `.env` file, read once, every mistake told at once."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any, Optional
from urllib.parse import urlsplit

import structlog
from dotenv import dotenv_values
from pydantic import BaseModel, Extra, Field, ValidationError, validator

from bot.errors import SettingsError

log = structlog.get_logger(__name__)

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseModel):
    """What can be set. Field names are the variables' names in lower case."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    database_url: str = ""
    var_dir: Path = Path("var")
    secret_key: str = ""
    log_level: str = "info"
    workers: int = Field(default=1, ge=1, le=64)
    conversation_days: int = Field(default=30, ge=1, le=3650)
    unanswered_days: int = Field(default=180, ge=1, le=3650)
    messages_per_minute: int = Field(default=120, ge=1, le=100_000)
    telegram_bot_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    zalo_oa_app_id: str = ""
    zalo_oa_app_secret: str = ""
    zalo_oa_secret_key: str = ""
    zalo_oa_refresh_token: str = ""
    zalo_oa_api_url: str = "https://openapi.zalo.me"
    zalo_oa_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_bot_token: str = ""
    zalo_bot_webhook_secret: str = ""
    zalo_bot_api_url: str = "https://bot-api.zaloplatforms.com"

    class Config:
        extra = Extra.forbid
        allow_mutation = False

    @validator("public_url")
    def _https_or_loopback(cls, url: str) -> str:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if url and not (safe and parts.hostname):
            raise ValueError("must be an https:// address (plain http only on loopback)")
        return url.rstrip("/")

    @validator("database_url")
    def _postgresql(cls, url: str) -> str:
        if url and not url.startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        return url

    @validator("log_level")
    def _known_level(cls, level: str) -> str:
        if level.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return level.lower()

    @validator("telegram_bot_token")
    def _telegram_token(cls, token: str) -> str:
        if token and not re.match(r"^\d+:[A-Za-z0-9_-]+$", token):
            raise ValueError("must look like 123456:ABC-def, as @BotFather gave it")
        return token

    @validator("telegram_webhook_secret")
    def _telegram_secret(cls, secret: str) -> str:
        if secret and not re.match(r"^[A-Za-z0-9_-]{1,256}$", secret):
            raise ValueError("may hold 1-256 letters, digits, _ and -")
        return secret

    @validator("zalo_oa_app_id")
    def _zalo_app_id(cls, app_id: str) -> str:
        if app_id and not re.match(r"^[0-9]{1,32}$", app_id):
            raise ValueError("must be digits only, as developers.zalo.me shows it")
        return app_id

    @validator("zalo_oa_app_secret", "zalo_oa_secret_key", "zalo_oa_refresh_token")
    def _one_word(cls, secret: str) -> str:
        if not re.match(r"^[\x21-\x7e]*$", secret):
            raise ValueError("must be one word of plain letters, digits and signs")
        return secret

    @validator("zalo_bot_token")
    def _zalo_bot_token(cls, token: str) -> str:
        if token and not re.match(r"^[0-9]+:[A-Za-z0-9._~-]+$", token):
            raise ValueError("must look like 12345689:abc-xyz, as Zalo Bot Manager gave it")
        return token

    @validator("zalo_bot_webhook_secret")
    def _zalo_bot_secret(cls, secret: str) -> str:
        if secret and not re.match(r"^[\x21-\x7e]{8,256}$", secret):
            raise ValueError("must be one word of 8-256 plain letters, digits and signs")
        return secret

    @validator("telegram_api_url", "zalo_oa_api_url", "zalo_oa_oauth_url", "zalo_bot_api_url")
    def _web_address(cls, url: str) -> str:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("must be an http:// or https:// address")
        return url.rstrip("/")


def read_settings(environment: dict[str, str], folder: Path = Path()) -> Settings:
    """The settings from `environment`, completed by `.env` in `folder`.

    An empty variable counts as missing. Raises SettingsError that names every wrong variable.
    """
    written = {name: value for name, value in dotenv_values(folder / ".env").items() if value}
    given = {**written, **{name: value for name, value in environment.items() if value}}
    known: dict[str, Any] = {name: given[name.upper()] for name in Settings.__fields__ if name.upper() in given}
    try:
        settings = Settings(**known)
    except ValidationError as error:
        wrong = [f"{found['loc'][0].upper()}: {found['msg']}" for found in error.errors()]  # type: ignore[union-attr]  # the first part of loc is the field's name
        raise SettingsError("These settings are wrong:\n  " + "\n  ".join(wrong)) from error
    return settings


def secret_key(settings: Settings) -> bytes:
    """SECRET_KEY, or one made once and kept in `VAR_DIR/secret_key`, readable by the owner only."""
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.var_dir / "secret_key"
    kept: Optional[str] = path.read_text() if path.exists() else None
    if kept is None:
        if settings.public_url:
            log.warning(
                "SECRET_KEY is not set: one is made now; set it, or back it up with the database", kept=str(path)
            )
        kept = secrets.token_urlsafe(32)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(kept)
    return kept.encode()
