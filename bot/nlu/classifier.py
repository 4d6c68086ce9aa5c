"""Rasa's component around the model of meanings: `bot.nlu.classifier.LinearIntentClassifier` in config.yml."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Type

import joblib
import numpy
import scipy
import sklearn
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.also import also_meant
from bot.nlu.model import IntentModel, Verdict

RANKING_LENGTH = 10
_FILE = "intents.joblib"
_SOURCES = Path(__file__).parent


def made_with(sources: Path) -> str:
    """A digest of the code that a trained model is an object of, and of the versions of the libraries in it.

    A model that other code made may lack what today's code looks for; then every message fails.
    """
    digest = hashlib.sha256(f"{numpy.__version__} {scipy.__version__} {sklearn.__version__}".encode())
    for file in sorted(sources.glob("*.py")):
        digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Sets `intent`, `intent_ranking` and `danger` ({"score", "overridden", "sign"}, see `Verdict`) of each message."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @staticmethod
    def required_packages() -> List[Text]:
        return ["sklearn", "scipy", "joblib"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"C": 0.5, "possible_alarms": 0.03, "doubtful_alarms": 0.07, "explicit_alarms": 0.01}

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """For Rasa's training cache, which otherwise knows of this class alone and not of the model it stores."""
        return made_with(_SOURCES)

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: Optional[IntentModel] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the sentences that bear an intent, and keep the model in Rasa's storage."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        self._model = IntentModel(
            self._config["C"],
            self._config["possible_alarms"],
            self._config["doubtful_alarms"],
            self._config["explicit_alarms"],
        ).fit([m.get(TEXT) for m in examples], [m.get(INTENT) for m in examples])
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def process(self, messages: List[Message]) -> List[Message]:
        """Understand the messages whose intent is not already certain ("/intent" typed by the server)."""
        if self._model is None:
            return messages
        open_ones = [m for m in messages if (m.get(INTENT) or {}).get(PREDICTED_CONFIDENCE_KEY) != 1.0]
        if open_ones:
            for message in open_ones:
                # The server says whether its writer has been asked about distress already (see `verdicts`).
                calm = str((message.get("metadata") or {}).get("calm") or "")
                verdict = self._model.verdicts([message.get(TEXT) or ""], calm=calm)[0]
                _write(message, verdict)
                if verdict.ranking:
                    also = also_meant(self._model, message.get(TEXT) or "", verdict.ranking[0][0])
                    message.set("also", [asdict(part) for part in also], add_to_output=True)
        return messages


def _write(message: Message, verdict: Verdict) -> None:
    """Put a verdict where Rasa and `POST /model/parse` show it."""
    ranking = [
        {"name": name, PREDICTED_CONFIDENCE_KEY: confidence}
        for name, confidence in verdict.ranking[:RANKING_LENGTH]
    ]
    nothing = {"name": None, PREDICTED_CONFIDENCE_KEY: 0.0}
    message.set(INTENT, dict(ranking[0]) if ranking else nothing, add_to_output=True)
    message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
    danger = {"score": round(verdict.danger, 4), "overridden": verdict.overridden, "sign": verdict.sign}
    message.set("danger", danger, add_to_output=True)
