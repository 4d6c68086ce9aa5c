"""The book: every sentence with its id, language, channel, occasion and review, from Rasa's own format.

What Rasa says lies in domain/<topic>.yml, what pages, notices, SMS and e-mails say in bot/words/<topic>.yml:
the same format, `responses:` with variations that have `text`, a `condition` on the slot `language`, perhaps a
`channel`, and `metadata` (`when`, `kind`, `reviewed_by`, `reviewed_on`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDS_REVIEW = frozenset({"safety", "consent", "legal"})
SIMPLE = "simple"
"""The channel of the same words said more simply: of none that anything is sent by."""
_HOLE = re.compile(r"\{(\w+)\}")


class WordsError(Exception):
    """The book can't be read, or lacks a sentence; the message names file and id."""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One variation of one response."""

    id: str
    lang: str
    channel: str | None
    text: str
    when: str
    kind: str
    reviewed_by: str | None
    reviewed_on: str | None
    source: str

    @property
    def version(self) -> str:
        """Short digest of the words: a sent message records it."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:10]

    @property
    def holes(self) -> frozenset[str]:
        """Names of the values that must be filled in."""
        return frozenset(_HOLE.findall(self.text))


class Book:
    """All sentences by id."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self._by_id: dict[str, list[Sentence]] = {}
        for sentence in sentences:
            self._by_id.setdefault(sentence.id, []).append(sentence)

    def __iter__(self) -> Iterator[Sentence]:
        return iter([s for key in sorted(self._by_id) for s in self._by_id[key]])

    def __contains__(self, text_id: object) -> bool:
        return text_id in self._by_id

    def find(self, text_id: str, lang: str, channel: str = "web") -> Sentence:
        """The sentence in that language, the channel's own variation first; by SMS the simpler twin before the words
        of the web. Raises WordsError.
        """
        variations = {s.channel: s for s in self._by_id.get(text_id, []) if s.lang == lang}
        wanted = (channel, SIMPLE, None) if channel == "sms" else (channel, None)
        found = next((variations[one] for one in wanted if one in variations), None)
        if found is None:
            raise WordsError(f"no words {text_id!r} in {lang!r}")
        return found

    def simpler(self, text_id: str | None, lang: str, said: str) -> str | None:
        """The simpler twin of words that were said, with the same values; None: there is none, or other words."""
        known = [s for s in self._by_id.get(text_id or "", []) if s.lang == lang]
        twin = next((s for s in known if s.channel == SIMPLE), None)
        whole = next((s for s in known if s.channel is None), None)
        found = _read_back(whole.text).fullmatch(said) if twin and whole else None
        if twin is None or found is None:
            return None
        values = found.groupdict()
        return _HOLE.sub(lambda hole: str(values[hole.group(1)]), twin.text)

    def values_of(self, text_id: str | None, lang: str, said: str) -> dict[str, str] | None:
        """The values with which a sentence was filled in to be said so; None: it is none of its variations."""
        for sentence in self._by_id.get(text_id or "", []):
            found = _read_back(sentence.text).fullmatch(said) if sentence.lang == lang else None
            if found is not None:
                return {key: str(value) for key, value in found.groupdict().items()}
        return None

    def text(self, text_id: str, lang: str, values: Mapping[str, str] | None = None, channel: str = "web") -> str:
        """The words with their values filled in. Raises WordsError if a value is missing."""
        sentence = self.find(text_id, lang, channel)
        given = values or {}
        missing = sentence.holes - set(given)
        if missing:
            raise WordsError(f"{text_id!r} needs {sorted(missing)}")
        return _HOLE.sub(lambda hole: str(given[hole.group(1)]), sentence.text)


@cache
def _read_back(text: str) -> re.Pattern[str]:
    """What reads the values out of a sentence that was filled in; a value that stands twice is the same."""
    parts, seen, at = [], set[str](), 0
    for hole in _HOLE.finditer(text):
        name = hole.group(1)
        parts += [re.escape(text[at:hole.start()]), f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"]
        seen.add(name)
        at = hole.end()
    return re.compile("".join(parts) + re.escape(text[at:]), re.S)


def _language(variation: Mapping[str, Any], where: str) -> str:
    for condition in variation.get("condition", []):
        if condition.get("type") == "slot" and condition.get("name") == "language":
            return str(condition["value"])
    raise WordsError(f"{where}: a variation without a condition on the slot `language`")


def _read(path: Path) -> list[Sentence]:
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
    sentences = []
    for text_id, variations in (content.get("responses") or {}).items():
        when = ""
        for variation in variations:
            where = f"{path.name}: {text_id}"
            notes = variation.get("metadata") or {}
            when = notes.get("when", when)
            sentences.append(
                Sentence(
                    id=text_id, lang=_language(variation, where), channel=variation.get("channel"),
                    text=str(variation.get("text", "")).rstrip("\n"), when=when, kind=notes.get("kind", "plain"),
                    reviewed_by=notes.get("reviewed_by"),
                    reviewed_on=str(notes["reviewed_on"]) if notes.get("reviewed_on") else None,
                    source=path.relative_to(ROOT).as_posix(),
                )
            )
    return sentences


def files() -> list[Path]:
    """The YAML files of the book."""
    return sorted((ROOT / "domain").glob("*.yml")) + sorted((ROOT / "bot" / "words").glob("*.yml"))


@cache
def book() -> Book:
    """The book, read once. Raises WordsError."""
    return Book(sentence for path in files() for sentence in _read(path))
