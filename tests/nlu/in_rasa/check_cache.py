"""Rasa's training cache never gives a model back that other code of ours has made."""

from __future__ import annotations

import shutil
import tempfile
import unittest
from pathlib import Path
from unittest.mock import patch

from rasa.engine.training.fingerprinting import calculate_fingerprint_key

from bot.nlu import classifier


def key(sources: Path) -> str:
    """What Rasa looks a trained component up by."""
    with patch.object(classifier, "_SOURCES", sources):
        return str(calculate_fingerprint_key(classifier.LinearIntentClassifier, {"C": 0.5}, {}))


class CacheTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.sources = Path(folder.name)
        for file in Path(classifier.__file__).parent.glob("*.py"):
            shutil.copy(file, self.sources)

    def test_the_same_code_finds_what_it_made(self) -> None:
        self.assertEqual(key(self.sources), key(Path(classifier.__file__).parent))

    def test_a_change_of_any_file_of_ours_is_another_model(self) -> None:
        before = key(self.sources)
        for name in ("model.py", "features.py", "priors.py", "spelling.py"):
            with self.subTest(name):
                with (self.sources / name).open("a", encoding="utf-8") as file:
                    file.write("# changed\n")
                self.assertNotEqual(key(self.sources), before)
                before = key(self.sources)

    def test_another_release_of_a_library_is_another_model(self) -> None:
        before = key(self.sources)
        with patch.object(classifier.sklearn, "__version__", "0.0.1"):
            self.assertNotEqual(key(self.sources), before)
