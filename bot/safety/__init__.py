"""Help against scams: what can be said about a link without opening it."""

from bot.safety.links import LinkVerdict, Verdict, check_link

__all__ = ["LinkVerdict", "Verdict", "check_link"]
