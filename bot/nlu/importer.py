"""Reads what the model is made from: the domain in parts, and the sentences fast.

The domain is domain.yml and, beside it, one file of words a topic in domain/: with this, every `rasa` command works
from the root without an argument, and the words of a topic stand in a file of their own, as its rules and sentences
do. Of sixty thousand sentences Rasa's own reader, and its habit of copying and comparing them whole, would take a
minute and a half of every training.
"""

from __future__ import annotations

from hashlib import md5
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Union

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Sentence(Message):
    """A training sentence: three short texts, cheap to copy and to tell from another."""

    def __deepcopy__(self, _: Dict[int, Any]) -> "Sentence":
        return Sentence(dict(self.data), set(self.output_properties), self.time, list(self.features))

    def fingerprint(self) -> Text:
        """As Message has it: the same for the same content, another after any change."""
        if self._cached_fingerprint is None:
            if self.features:
                return super().fingerprint()
            self._cached_fingerprint = md5(repr(sorted(self.data.items())).encode()).hexdigest()
        return self._cached_fingerprint


def sentences(path: Path) -> Optional[List[Message]]:
    """The sentences of a file of plain intents; None for one that holds anything else, which is Rasa's to read."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)  # the safe loader, in C
    except yaml.YAMLError:
        return None
    if not isinstance(content, dict) or set(content) != {"version", "nlu"} or not isinstance(content["nlu"], list):
        return None
    found: List[Message] = []
    for item in content["nlu"]:
        if not isinstance(item, dict) or not {"intent", "examples"} <= set(item) <= {"intent", "examples", "metadata"}:
            return None
        examples = item["examples"]
        if not isinstance(examples, str) or "[" in examples or "/" in str(item["intent"]):
            return None  # entities, or a retrieval intent
        for line in examples.splitlines():
            if not line.startswith("-"):
                return None
            extra = {"metadata": {"intent": item["metadata"]}} if "metadata" in item else {}
            found.append(Sentence({"text": line[1:].strip(), "intent": item["intent"], **extra}))
    return found


class TopicImporter(RasaFileImporter):
    """The stock file importer, with a domain in parts and a fast way for plain sentences."""

    def __init__(
        self,
        config_file: Optional[Text] = None,
        domain_path: Optional[Text] = None,
        training_data_paths: Optional[Union[List[Text], Text]] = None,
        **_: Dict[Text, Text],
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        self._root = Path(domain_path or "domain.yml")

    def get_domain(self) -> Domain:
        """domain.yml, merged with the files of the folder domain/ beside it."""
        whole = super().get_domain()
        folder = self._root.parent / "domain"
        if self._root.is_dir() or not folder.is_dir():
            return whole
        return whole.merge(Domain.load(str(folder)))

    def get_nlu_data(self, language: Optional[Text] = "en") -> TrainingData:
        """All sentences; files that hold more than plain sentences are read by Rasa itself."""
        plain: List[Message] = []
        others: List[Text] = []
        for path in self._nlu_files:
            found = sentences(Path(path))
            if found is None:
                others.append(path)
            else:
                plain += found
        return TrainingData(plain).merge(utils.training_data_from_paths(others, language or "en"))
