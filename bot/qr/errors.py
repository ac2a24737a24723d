"""What can go wrong with a payment code, said in words a citizen may read.

BotError
└── QrError
    ├── PaymentError     an answer about the payment that cannot be used; the message goes to the citizen as it is
    ├── PictureError     a picture that cannot be opened; the message goes to the citizen as it is
    └── MakingError      our own picture did not read back as what was asked for; nothing of it may be sent
"""

from __future__ import annotations

from bot.errors import BotError


class QrError(BotError):
    """Base of what can go wrong with a payment code."""


class PaymentError(QrError):
    """An answer about the payment that cannot be used; the message is for the citizen."""


class PictureError(QrError):
    """A picture that is too large, broken, or no picture; the message is for the citizen."""


class MakingError(QrError):
    """Our own picture did not read back as what was asked for; the message names the field, never its value."""
