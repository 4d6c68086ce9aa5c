"""The component in its own environment: trained on a few sentences through Rasa's storage, loaded, asked."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"


@cache
def answers() -> dict[str, Any]:
    """What tests/nlu/tiny_model.py prints; a missing environment is a failure, never a skip."""
    assert PYTHON.exists(), f"{PYTHON} is missing: `make setup` makes it"
    done = subprocess.run(
        [str(PYTHON), "tests/nlu/tiny_model.py"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_model_that_was_stored_understands_as_the_one_that_was_trained() -> None:
    assert answers()["trained"] == answers()["loaded"]


def test_meanings_are_found_in_both_languages_and_bad_spelling() -> None:
    said = answers()["loaded"]
    assert said["jveu parlé a kelkun"]["intent"]["name"] == "ask_human"
    assert said["I want to speak to a person"]["intent"]["name"] == "ask_human"
    assert said["combien je vous dois"]["intent"]["name"] == "ask_balance"


def test_confidences_are_shares_in_falling_order_and_the_best_is_the_intent() -> None:
    for parsed in answers()["loaded"].values():
        sure = [entry["confidence"] for entry in parsed["intent_ranking"]]
        assert sure == sorted(sure, reverse=True)
        assert sum(sure) <= 1.0001
        assert len(sure) <= 10
        if sure:
            assert parsed["intent"] == parsed["intent_ranking"][0]


def test_distress_comes_before_every_other_meaning() -> None:
    for text in ("je veux mourir", "i want to die, how much do I owe"):
        parsed = answers()["loaded"][text]
        assert parsed["intent"]["name"] in ("distress", "possible_distress")
        assert parsed["intent"]["confidence"] >= 0.6


def test_an_empty_message_has_no_intent() -> None:
    parsed = answers()["loaded"][""]
    assert parsed["intent"] == {"name": None, "confidence": 0.0}
    assert parsed["intent_ranking"] == []


def test_an_intent_that_is_already_certain_is_left_alone() -> None:
    assert answers()["given"] == {"name": "greet", "confidence": 1.0}


def test_a_message_of_two_parts_is_taken_apart() -> None:
    for which in ("trained", "loaded"):
        heard = answers()[which]["I want to speak to a person. How much do I owe?"]
        assert isinstance(heard["also"], list) and heard["intent"]["name"]
    assert answers()["trained"]["combien je vous dois"]["also"] == []
