"""Personal data never gets further than the gateway: it is found and taken out of every message."""

from bot.privacy.cleaning import clean
from bot.privacy.kinds import KINDS
from bot.privacy.redaction import Redacted, accounts_in, redact
from bot.privacy.telling import what_was_removed

__all__ = ["KINDS", "Redacted", "accounts_in", "clean", "redact", "what_was_removed"]
