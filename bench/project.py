"""A stock Rasa project of the same guides: plain files, as one would write them after `rasa init`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.dialogue.policy import action_for
from bot.nlu.examples import guide_examples

EPOCHS = 1
"""Of training. Rasa's default is 100, which takes hours here; how long a turn takes does not depend on it."""

CONFIG = """\
recipe: default.v1
language: vi
assistant_id: stock
pipeline: # Rasa 3.6's default_config.yml, but for the epochs
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: {epochs}
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: {epochs}
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies: # without UnexpecTEDIntentPolicy, to stock Rasa's advantage
  - name: MemoizationPolicy
  - name: RulePolicy
  - name: TEDPolicy
    max_history: 5
    epochs: {epochs}
    constrain_similarities: true
"""

ENDPOINTS = """\
action_endpoint:
  url: http://127.0.0.1:{port}/webhook
tracker_store:
  type: SQL
  dialect: sqlite
  db: {database}
"""


def write_project(home: Path, folder: Path) -> None:
    """Writes config.yml, domain.yml and data/ for the project in `home` into `folder`."""
    examples = guide_examples(home / "guides")
    domain = _read(home / "domain.yml")
    actions = {intent: action_for(intent, "sure") for intent in [*domain["intents"], *examples]}
    data = folder / "data"
    data.mkdir(parents=True)
    (folder / "config.yml").write_text(CONFIG.format(epochs=EPOCHS), encoding="utf-8")
    _write(folder / "domain.yml", _domain(domain, list(examples)))
    _write(data / "guides.yml", {"nlu": [_intent(name, texts) for name, texts in examples.items()]})
    _write(data / "rules.yml", {"rules": _rules({**actions, "nlu_fallback": "action_lost"})})
    _write(data / "stories.yml", {"stories": [_story(guide) for guide in examples]})
    for name in ("conversation.yml", "out_of_scope.yml"):
        (data / name).write_bytes((home / "nlu_data" / name).read_bytes())


def write_addresses(folder: Path, action_port: int, database: Path) -> None:
    """Writes endpoints.yml and credentials.yml: the action server, SQLite, the REST channel."""
    endpoints = ENDPOINTS.format(port=action_port, database=database)
    (folder / "endpoints.yml").write_text(endpoints, encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")


def fingerprint(folder: Path) -> str:
    """Of everything that the training of a project reads."""
    files = [folder / "config.yml", folder / "domain.yml", *sorted((folder / "data").iterdir())]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _domain(ours: dict[str, Any], guides: list[str]) -> dict[str, Any]:
    """Ours with the guides' intents and Rasa's own session settings."""
    session = {"session_expiration_time": 60, "carry_over_slots_to_new_session": True}
    return {**ours, "intents": [*ours["intents"], *guides], "session_config": session}


def _intent(name: str, texts: list[str]) -> dict[str, str]:
    return {"intent": name, "examples": "".join(f"- {text}\n" for text in texts)}


def _rules(actions: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"rule": f"{intent} is answered", "steps": [{"intent": intent}, {"action": action}]}
        for intent, action in actions.items()
    ]


def _story(guide: str) -> dict[str, Any]:
    turns = [(guide, action_for(guide, "sure")), ("next_step", "action_next_step"), ("done", "action_done")]
    steps = [step for intent, action in turns for step in ({"intent": intent}, {"action": action})]
    return {"story": f"{guide} to the end", "steps": steps}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, content: dict[str, Any]) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    with path.open("w", encoding="utf-8") as file:
        yaml.dump({"version": "3.1", **content}, file)
