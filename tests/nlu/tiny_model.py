"""Run by test_classifier.py with Rasa's Python: prints what a component trained on a few sentences answers."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import LinearIntentClassifier

SENTENCES = {
    "ask_human": "je veux parler à quelqu'un|un conseiller svp|passez moi un humain|I want a person|"
    "speak to an advisor please|can I talk to someone|une vraie personne",
    "ask_balance": "combien je dois|il me reste combien à payer|quel est le total dû|how much do I owe|"
    "what is left to pay|c'est combien en tout|what's my balance",
    "distress": "je veux mourir|je vais me tuer|jveu en finir avec la vie|I want to die|I'm going to kill myself|"
    "je pense au suicide|i dont want to live",
    "possible_distress": "je n'en peux plus|je suis à bout|I can't cope any more|je craque|i feel hopeless|"
    "je ne vois plus d'issue|at the end of my tether",
    "greet": "bonjour|salut|hello|hi there|bonsoir|good morning|coucou",
}
ASKED = (
    "jveu parlé a kelkun",
    "I want to speak to a person",
    "combien je vous dois",
    "je veux mourir",
    "i want to die, how much do I owe",
    "I want to speak to a person. How much do I owe?",
    "",
)


def ask(component: LinearIntentClassifier) -> dict[str, dict[str, object]]:
    """Each sentence of ASKED with what the component set."""
    found = {}
    for text in ASKED:
        message = component.process([Message({"text": text})])[0]
        found[text] = {key: message.get(key) for key in ("intent", "intent_ranking", "danger", "also")}
    return found


def main() -> None:
    """Train, store, load, ask; one line of JSON."""
    data = TrainingData(
        [
            Message.build(text=text, intent=intent)
            for intent, texts in SENTENCES.items()
            for text in texts.split("|")
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        storage, resource = LocalModelStorage(Path(folder)), Resource("meanings")
        config = LinearIntentClassifier.get_default_config()
        component = LinearIntentClassifier.create(config, storage, resource, None)  # type: ignore[arg-type]
        component.train(data)
        trained = ask(component)
        again = LinearIntentClassifier.load(config, storage, resource, None)  # type: ignore[arg-type]
        certain = Message({"text": "/greet", "intent": {"name": "greet", "confidence": 1.0}})
        given = again.process([certain])[0].get("intent")
        print(json.dumps({"trained": trained, "loaded": ask(again), "given": given}))


if __name__ == "__main__":
    main()
