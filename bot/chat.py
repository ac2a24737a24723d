"""A citizen in the terminal."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import datetime, timezone
from itertools import count
from pathlib import Path

from rich.console import Console

from bot.admission import admit
from bot.dialogue.turn import Mind
from bot.messages import IncomingMessage, Kind, Reply
from bot.storage.asked import ACCOUNT
from bot.storage.turns import Conversation


async def chat_in_terminal(model: Path) -> None:
    """Reads a line, answers it, until the end of input. Nothing is stored."""
    console = Console(highlight=False)
    mind = Mind(model)
    conversation = Conversation("terminal:me")
    for number in count(1):
        console.print("[bold green]Bác:[/] ", end="")
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            return
        message = IncomingMessage(conversation.id, str(number), Kind.TEXT, line.strip(), time.time())
        if (conversation.state.get("making") or {}).get("waits") != ACCOUNT:
            message = admit(message)
        outcome = await mind.answer(message, conversation)
        for reply in outcome.replies:
            _print(console, reply)
        _number_choices(console, outcome.replies)
        conversation = Conversation(conversation.id, outcome.state, datetime.now(timezone.utc))


def _print(console: Console, reply: Reply) -> None:
    if reply.title:
        console.print(reply.title, style="bold", markup=False)
    console.print(reply.text, markup=False)
    console.print()


def _number_choices(console: Console, replies: tuple[Reply, ...]) -> None:
    buttons = [button for reply in replies for button in reply.buttons]
    for number, button in enumerate(buttons, start=1):
        console.print(f"  {number}. {button.title}", style="cyan", markup=False)
