"""Custom actions: what the bot does once it knows what the citizen wants."""
