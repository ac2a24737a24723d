"""Structured logs: one JSON object a line, never a message's text, a token or a chat id in the clear."""

from __future__ import annotations

import hashlib
import hmac
import logging
import sys

import structlog
import structlog.typing

from bot.settings import Settings, secret_key

NOISY = (
    "httpx",
    "httpcore",
    "telegram",
    "rasa",
    "rasa_sdk",
    "procrastinate",
    "alembic",
    "asyncio",
    "aiohttp",
    "apscheduler",
    "fontTools",
    "fpdf",
)
"""Libraries that log addresses with tokens, or messages' texts, below WARNING."""


def set_up_logs(settings: Settings) -> None:
    """Sends every log line, ours and the libraries', as JSON to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.processors.format_exc_info],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # Warnings are notes to the libraries' authors, and Sanic switches them on again after we switched them off.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


class Pseudonyms:
    """Names for conversations that logs and analytics may hold: the same conversation, the same name, no way back."""

    def __init__(self, settings: Settings) -> None:
        self._key = secret_key(settings)

    def of(self, conversation: str) -> str:
        """`telegram:123` → `telegram:` and 16 hexadecimal digits."""
        connector = conversation.partition(":")[0]
        return f"{connector}:{hmac.new(self._key, conversation.encode(), hashlib.sha256).hexdigest()[:16]}"
