"""The policy: what was understood decides the one action that answers."""

from __future__ import annotations

from typing import Any, Optional

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

ACTIONS = {
    "go": "action_go",
    "greet": "action_greet",
    "help": "action_help",
    "next_step": "action_next_step",
    "previous_step": "action_previous_step",
    "repeat": "action_repeat",
    "restart_guide": "action_restart_guide",
    "stuck": "action_stuck",
    "done": "action_done",
    "handover": "action_handover",
    "resume": "action_resume",
    "affirm": "action_affirm",
    "deny": "action_deny",
    "thanks": "action_smalltalk",
    "goodbye": "action_smalltalk",
    "abuse": "action_smalltalk",
    "chitchat": "action_smalltalk",
    "out_of_scope": "action_smalltalk",
    "delete_my_data": "action_privacy",
}
"""Intent → action; every other intent is a guide's."""


STEERING = frozenset({"next_step", "previous_step", "repeat", "stuck", "done"})
"""Words about the step a citizen is at; inside a guide, asking back with titles of other guides would be no help."""


def action_for(intent: Optional[str], band: str, inside: bool = False) -> str:
    """The action that answers a message understood as `intent` with this much certainty; `inside`: inside a guide."""
    if band == "lost" or intent is None:
        return "action_lost"
    if band == "unsure" and not (inside and intent in STEERING):
        return "action_clarify"
    return ACTIONS.get(intent, "action_open_guide")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class IntentPolicy(Policy):
    """Predicts `action_for` once after each message, then listens. There is nothing to train."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Optional[TrackerFeaturizer] = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The only policy, so its priority does not matter."""
        return {"priority": 1}

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Learns nothing."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """The answering action right after a message, `action_listen` after it."""
        name = ACTION_LISTEN_NAME
        if tracker.latest_action_name == ACTION_LISTEN_NAME and tracker.latest_message is not None:
            band = tracker.latest_message.parse_data.get("band", "sure")
            name = action_for(tracker.latest_message.intent.get("name"), band, bool(tracker.get_slot("place")))
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(name)] = 1.0
        return self._prediction(probabilities)
