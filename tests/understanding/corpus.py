"""The sentences: those the model is trained on, and those it is examined on. Runs under Python 3.10 and 3.12."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "nlu"
EXAMINED = Path(__file__).with_name("sentences.jsonl")
"""Written by other people than the training sentences, who did not see those; never trained on."""
REGISTERS = Path(__file__).with_name("registers.jsonl")
"""As in forums, letters and complaint files ("Bonjour à tous", "I am writing to…", "XXXX"), all of one hand and each of
one clear meaning: easier than what people write in earnest; never trained on."""

_INTENT = re.compile(r"- intent: (\S+)")
_LANGUAGE = re.compile(r"\s+metadata: \{language: (fr|en)\}")
_EXAMPLE = re.compile(r"\s+- (.+)")


@dataclass(frozen=True)
class Sentence:
    """What somebody wrote, what it means, and how it is written ("near": it only sounds like distress)."""

    text: str
    intent: str
    language: str
    style: str = ""


def training(folder: Path = DATA) -> list[Sentence]:
    """All sentences under `folder`. Raises ValueError on a line that is neither Rasa's head nor an example."""
    found: list[Sentence] = []
    for path in sorted(folder.rglob("*.yml")):
        intent = language = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if head := _INTENT.match(line):
                intent, language = head.group(1), ""
            elif told := _LANGUAGE.match(line):
                language = told.group(1)
            elif example := _EXAMPLE.match(line):
                if not intent or not language:
                    raise ValueError(f"{path.name}, line {number}: a sentence without an intent or a language")
                found.append(Sentence(example.group(1).strip(), intent, language))
            elif line.strip() not in ("", 'version: "3.1"', "nlu:", "examples: |"):
                raise ValueError(f"{path.name}, line {number}: not understood: {line[:60]}")
    return found


def plain(text: str) -> str:
    """The words alone, in small letters: by these two sentences are the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def labelled(path: Path) -> list[Sentence]:
    """JSON lines of text, label ("hardship/x" is hardship_x), lang and, where known, style."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Sentence(r["text"], r["label"].replace("/", "_"), r["lang"], r.get("style", "real")) for r in rows]
