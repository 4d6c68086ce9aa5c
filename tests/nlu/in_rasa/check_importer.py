"""Sentences read fast are the sentences that Rasa reads."""

from __future__ import annotations

import copy
import tempfile
import unittest
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.importer import Sentence, TopicImporter, sentences

PLAIN = """version: "3.1"
nlu:
- intent: greet
  metadata: {language: fr}
  examples: |
    - bonjour
    - à bientôt : « 40 € » - vous ?
- intent: greet
  examples: |
    - hello
"""
OTHER = """version: "3.1"
nlu:
- intent: bye
  examples: |
    - see you on [monday](day)
- synonym: monday
  examples: |
    - mon
"""


def told(messages: list[Message]) -> list[dict]:
    return sorted((m.data for m in messages), key=str)


class ImporterTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "plain.yml").write_text(PLAIN, encoding="utf-8")
        (self.folder / "other.yml").write_text(OTHER, encoding="utf-8")

    def test_the_sentences_are_rasas(self) -> None:
        paths = [str(self.folder)]
        theirs = RasaFileImporter(training_data_paths=paths).get_nlu_data()
        ours = TopicImporter(training_data_paths=paths).get_nlu_data()
        self.assertEqual(told(ours.training_examples), told(theirs.training_examples))
        self.assertEqual(ours.entity_synonyms, theirs.entity_synonyms)
        self.assertEqual(ours.intents, theirs.intents)

    def test_whatever_is_not_plain_is_left_to_rasa(self) -> None:
        for text in (OTHER, "nlu: [", "version: '3.1'\nnlu:\n- intent: a\n  examples:\n  - text: b\n", "- a", "",
                     "version: '3.1'\nnlu:\n- intent: faq/a\n  examples: |\n    - b\n",
                     "version: '3.1'\nnlu:\n- intent: a\n  examples: |\n    b\n"):
            path = self.folder / "x.yml"
            path.write_text(text, encoding="utf-8")
            self.assertIsNone(sentences(path), text)

    def test_a_copy_is_equal_and_apart(self) -> None:
        one = Sentence({"text": "bonjour", "intent": "greet"})
        other = copy.deepcopy(one)
        self.assertEqual((one, hash(one)), (other, hash(other)))
        other.set("intent", "bye")
        self.assertNotEqual(one, other)
        self.assertEqual(one.get("intent"), "greet")
        self.assertNotEqual(one, Sentence({"text": "bonsoir", "intent": "greet"}))


if __name__ == "__main__":
    unittest.main()
