"""What is kept: conversations, turns and replies, in PostgreSQL."""
