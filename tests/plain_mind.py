"""A mind with the real reading, guides and actions, and without Rasa: it understands titles of guides and few words."""

from __future__ import annotations

from typing import Any, Optional

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions.menus import ActionGreet
from actions.opening import ActionHandover, ActionLost, ActionOpenGuide
from actions.talk import TalkAction
from actions.walking import ActionAffirm, ActionDeny, ActionGo, ActionNextStep, ActionPreviousStep
from bot.cli import HOME
from bot.dialogue.desk import LEFT, Desk, no_desk
from bot.dialogue.finishing import finished, reply_of
from bot.dialogue.reading import read
from bot.dialogue.situation import passing
from bot.guides.library import Library, shared_library
from bot.guides.targets import Target
from bot.messages import Button, IncomingMessage, Reply
from bot.retention import Kept
from bot.storage.turns import Conversation, Outcome, Status, Wish
from bot.text import fold

WORDS: dict[str, TalkAction] = {
    "xin chao": ActionGreet(),
    "tiep": ActionNextStep(),
    "quay lai": ActionPreviousStep(),
    "gap can bo": ActionHandover(),
    "dong y": ActionAffirm(),
    "khong": ActionDeny(),
}


NEVER_KEPT = ("away", "desk", "found", "wish")


class PlainMind:
    """Answers as the worker's mind does, where that needs no understanding."""

    def __init__(self, library: Optional[Library] = None, desk: Desk = no_desk) -> None:
        self._desk = desk
        self._library = library or shared_library()
        self._library.refresh()
        domain = YAML(typ="safe").load((HOME / "domain.yml").read_text(encoding="utf-8"))
        self._responses: dict[str, str] = {name: said[0]["text"] for name, said in domain["responses"].items()}
        self._slots: list[str] = list(domain["slots"])

    async def answer(self, message: IncomingMessage, conversation: Conversation) -> Outcome:
        words = read(message, conversation.state, self._library)
        action, understood = self._understand(words)
        slots = {name: conversation.state.get(name) for name in self._slots}
        slots.update(passing(message, Kept()), desk=self._desk(conversation))
        dispatcher = CollectingDispatcher()
        tracker = Tracker(conversation.id, slots, {"text": words, **understood}, [], False, None, {}, None)
        for event in action.run(dispatcher, tracker, {}):
            slots[event["name"]] = event["value"]
        state = {name: value for name, value in slots.items() if value is not None and name not in NEVER_KEPT}
        replies = tuple(self._reply(uttered) for uttered in dispatcher.messages)
        wish = Wish(**slots["wish"]) if slots.get("wish") else None
        said = message.text if words == LEFT else words
        return finished(message, words, Outcome(replies, state, Status.ANSWERED, said, band="sure", wish=wish))

    def _understand(self, words: str) -> tuple[TalkAction, dict[str, Any]]:
        target = Target.of_payload(words)
        if target is not None:
            return ActionGo(), {"entities": [{"entity": "to", "value": str(target)}]}
        guide = next((one for one in self._library.guides() if fold(one.title) == fold(words)), None)
        if guide is not None:
            return ActionOpenGuide(), {"intent": {"name": guide.id}}
        return WORDS.get(fold(words), ActionLost()), {}

    def _reply(self, uttered: dict[str, Any]) -> Reply:
        text = uttered.get("text") or ""
        if uttered.get("response"):
            text = self._responses[uttered["response"]]
            for name, value in uttered.items():
                text = text.replace(f"{{{name}}}", str(value))
        buttons = tuple(Button(one["title"], one["payload"]) for one in uttered.get("buttons") or [])
        return reply_of(text, buttons, uttered.get("image"), uttered.get("custom") or {})
