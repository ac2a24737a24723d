"""Understanding: Rasa components that turn a citizen's words into an intent, its certainty and its details."""
