"""Reads the domain from domain.yml and, beside it, one file of words a topic in domain/.

With this, every `rasa` command works from the root without an argument, and the words of a topic still stand in
a file of their own, as its rules and sentences do.
"""

from pathlib import Path
from typing import Dict, List, Optional, Text, Union

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter


class TopicImporter(RasaFileImporter):
    """The stock file importer, with a domain in parts."""

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
