"""When a sign of distress counts: how plain it is, how long the message, and whether it has been asked about."""

from __future__ import annotations

import unittest
from types import SimpleNamespace

import numpy as np

from bot.nlu.classifier import LinearIntentClassifier
from bot.nlu.model import EXPLICIT, POSSIBLE, IntentModel, Verdict

INTENTS = ["deny", EXPLICIT, "inform", POSSIBLE]
UNSURE = (0.2, 0.05, 0.3, 0.1)
"""No meaning is likely."""


def model() -> IntentModel:
    """Its limits as they come out of a training; nothing else of it is needed."""
    made = IntentModel()
    made.intents = np.array(INTENTS)
    made.danger_mix, made.doubtful_from, made.possible_from, made.explicit_from = (1.0, 1.0, 0.0), 0.05, 0.13, 0.12
    return made


def of(confidences: tuple[float, ...], danger: float, *, words: int = 20, calm: str = "") -> Verdict:
    return model()._verdict(np.array(confidences), danger, words=words, calm=calm)


class SignTest(unittest.TestCase):
    def test_what_can_only_not_be_placed_is_a_sign_in_a_message_of_eight_words_not_in_a_shorter_one(self) -> None:
        for words in (1, 4, 7):
            self.assertEqual(of(UNSURE, 0.1, words=words).ranking[0][0], "inform")
        for words in (8, 30):
            heard = of(UNSURE, 0.1, words=words)
            self.assertEqual((heard.ranking[0][0], heard.sign), (POSSIBLE, "doubtful"))

    def test_a_short_message_that_means_nothing_for_sure_is_one_only_where_it_is_plain(self) -> None:
        for words in (1, 7):
            self.assertEqual(of(UNSURE, 0.44, words=words).ranking[0][0], "inform")
            self.assertEqual((of(UNSURE, 0.45, words=words).ranking[0][0]), POSSIBLE)
        heard = of(UNSURE, 0.14, words=30)
        self.assertEqual((heard.ranking[0][0], heard.sign), (POSSIBLE, "faint"))
        self.assertEqual(of(UNSURE, 0.25, words=30).sign, "clear")

    def test_who_has_been_asked_is_asked_again_for_a_clear_sign_only(self) -> None:
        for danger in (0.1, 0.14, 0.24):
            heard = of(UNSURE, danger, calm="asked")
            self.assertEqual((heard.ranking[0], heard.sign), (("inform", 0.3), ""))
            self.assertNotIn(POSSIBLE, [name for name, _ in heard.ranking])
        self.assertEqual(of(UNSURE, 0.25, calm="asked").sign, "clear")
        self.assertEqual(of((0.1, 0.1, 0.1, 0.6), 0.2, calm="asked").ranking[0][0], "deny")

    def test_words_that_were_asked_about_are_not_heard_again_unless_they_say_it(self) -> None:
        for danger in (0.1, 0.3, 0.9):
            self.assertEqual(of(UNSURE, danger, calm="heard").ranking[0][0], "inform")

    def test_words_of_dying_are_heard_however_calm(self) -> None:
        said = (0.05, 0.9, 0.02, 0.03)
        for calm in ("", "asked", "heard"):
            self.assertEqual(of(said, 0.95, calm=calm).ranking[0][0], EXPLICIT)
            self.assertEqual(of(said, 0.95, calm=calm).sign, "strong")
            self.assertIn(of(said, 0.2, calm=calm).ranking[0][0], (EXPLICIT, POSSIBLE))

    def test_the_likeliest_of_many_unlikely_meanings_is_asked_about_first(self) -> None:
        heard = of((0.1, 0.15, 0.1, 0.1), 0.21)
        self.assertEqual((heard.ranking[0][0], heard.sign), (POSSIBLE, "faint"))
        self.assertEqual(of((0.1, 0.15, 0.1, 0.1), 0.21, calm="asked").ranking[0][0], "deny")

    def test_confidences_stay_in_falling_order(self) -> None:
        for danger in (0.0, 0.1, 0.2, 0.5, 0.9):
            for calm in ("", "asked", "heard"):
                sure = [confidence for _, confidence in of(UNSURE, danger, calm=calm).ranking]
                self.assertEqual(sure[0], max(sure))
                self.assertLessEqual(sum(sure), 1.0001)


class Told:
    """A model that keeps what it was asked."""

    def __init__(self) -> None:
        self.calm: list[str] = []

    def verdicts(self, texts: list[str], *, calm: str = "") -> list[Verdict]:
        self.calm.append(calm)
        return [Verdict([("greet", 0.9)], 0.0, sign="") for _ in texts]


class Said(dict):
    """As much of Rasa's message as the component uses."""

    def set(self, key: str, value: object, add_to_output: bool = False) -> None:
        self[key] = value


class ClassifierTest(unittest.TestCase):
    def test_the_server_says_with_the_message_that_its_writer_has_been_asked(self) -> None:
        for metadata, calm in ((None, ""), ({}, ""), ({"channel": "web"}, ""), ({"calm": "asked"}, "asked")):
            asked = Told()
            component = LinearIntentClassifier({}, SimpleNamespace(), SimpleNamespace(), asked)  # type: ignore
            heard = component.process([Said(text="bonjour", metadata=metadata)])[0]  # type: ignore
            self.assertEqual(asked.calm[0], calm)
            self.assertEqual(heard["danger"], {"score": 0.0, "overridden": False, "sign": ""})


if __name__ == "__main__":
    unittest.main()
