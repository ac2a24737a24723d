"""Rasa's message processor with two changes: actions run in process, and a tracker is one bounded snapshot.

Stock Rasa sends the whole tracker to an action server over HTTP, validates the answer against a JSON schema, and
reads every event of the conversation back on each turn. Here a tracker begins with the slots kept from the last turn
and lives for one turn (see docs/decisions/0001).
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import NaturalLanguageGenerator, TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.dialogue.runner import OrderedGraphRunner

ACTIONS_PACKAGE = "actions"

Slots = dict[str, Any]


@dataclass(frozen=True)
class Thought:
    """What one turn came to: the messages uttered (Rasa's form), the slots after it, and what was understood."""

    utterances: list[dict[str, Any]]
    slots: Slots
    parse_data: dict[str, Any]


class InProcessAction(RemoteAction):
    """A custom action of `actions/`, called instead of asked for over HTTP. Its exceptions are not swallowed."""

    def __init__(self, name: str, executor: ActionExecutor) -> None:
        super().__init__(name, None)
        self._run_custom = executor.actions[name]

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Runs it on the tracker's slots and latest message; gives its utterances, then its events."""
        message = tracker.latest_message.parse_data if tracker.latest_message else {}
        view = Tracker(tracker.sender_id, tracker.current_slot_values(), message, [], False, None, {}, None)
        dispatcher = CollectingDispatcher()
        events = self._run_custom(dispatcher, view, {})
        uttered = await self._utter_responses(dispatcher.messages, output_channel, nlg, tracker)
        return [*uttered, *map(_event, events)]


def _event(given: dict[str, Any]) -> Event:
    """What an action returned as Rasa's event; nearly always a slot, which Rasa's own reading takes long over."""
    if given["event"] == SlotSet.type_name:
        return SlotSet(given["name"], given["value"])
    read: list[Event] = deserialise_events([given])
    return read[0]


class GuideProcessor(MessageProcessor):
    """Understands one message and lets the actions answer it."""

    def __init__(self, model: Path) -> None:
        super().__init__(
            model_path=model,
            tracker_store=InMemoryTrackerStore(Domain.empty()),
            lock_store=InMemoryLockStore(),
            generator=TemplatedNaturalLanguageGenerator({}),
        )
        self.nlg = TemplatedNaturalLanguageGenerator(self.domain.responses)
        self._executor = ActionExecutor()
        self._executor.register_package(ACTIONS_PACKAGE)

    @staticmethod
    def _load_model(model_path: Path) -> tuple[str, ModelMetadata, GraphRunner]:
        """As Rasa does, with a runner of our own."""
        with tempfile.TemporaryDirectory() as folder:
            metadata, runner = load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, OrderedGraphRunner
            )
        return Path(model_path).name, metadata, runner

    async def think(self, conversation: str, text: str, slots: Slots) -> Thought:
        """One turn on `text` (plain words or a payload) in a conversation whose slots are `slots`."""
        tracker = self._snapshot(conversation, slots)
        channel = CollectingOutputChannel()
        await self._handle_message_with_tracker(UserMessage(text, channel, conversation), tracker)
        await self._run_prediction_loop(channel, tracker)
        uttered = [event.message() for event in tracker.events if isinstance(event, BotUttered)]
        message = tracker.latest_message
        return Thought(uttered, tracker.current_slot_values(), message.parse_data if message else {})

    async def understand(self, words: str) -> dict[str, Any]:
        """What plain words are understood as, outside any conversation: Rasa's parse data."""
        found: dict[str, Any] = await self.parse_message(UserMessage(words, CollectingOutputChannel()))
        return found

    def _snapshot(self, conversation: str, slots: Slots) -> DialogueStateTracker:
        tracker = DialogueStateTracker(conversation, self.domain.slots)
        known = [SlotSet(name, value) for name, value in slots.items() if name in tracker.slots]
        tracker.update_with_events([*known, ActionExecuted(ACTION_LISTEN_NAME)], self.domain)
        return tracker

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Nothing: intents come from the domain the model was trained with, and Rasa builds an empty one to compare."""

    def _get_action(self, action_name: str) -> Action:
        if action_name in self._executor.actions:
            return InProcessAction(action_name, self._executor)
        return super()._get_action(action_name)

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """The policy's choice, as an action that runs in process."""
        prediction = self._predict_next_with_tracker(tracker)
        return self._get_action(self.domain.action_names_or_texts[prediction.max_confidence_index]), prediction

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        # Not by _log_action_on_tracker, which copies every event for a debug log.
        tracker.update_with_events(await action.run(output_channel, nlg, tracker, self.domain), self.domain)
        return False  # IntentPolicy would only choose to listen now, and the next turn begins with a new tracker
