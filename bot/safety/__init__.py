"""Help against scams: what can be said about a link without opening it, and what a citizen's words tell."""

from bot.safety.emergency import Lost, emergency
from bot.safety.links import LinkVerdict, Verdict, check_link
from bot.safety.reports import Who, claimed, is_report

__all__ = ["LinkVerdict", "Lost", "Verdict", "Who", "check_link", "claimed", "emergency", "is_report"]
