"""Personal data never gets further than the gateway: it is found and taken out of every message."""

from bot.privacy.cleaning import clean
from bot.privacy.redaction import Redacted, redact
from bot.privacy.telling import what_was_removed

__all__ = ["Redacted", "clean", "redact", "what_was_removed"]
