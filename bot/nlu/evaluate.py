"""Score the understanding: `.venv-rasa/bin/python -m bot.nlu.evaluate [labelled.jsonl ...]` from the root.

Cross-validated on data/nlu, then trained on all of it and scored on each file given (lines of text, label,
lang; "hardship/x" counts as hardship_x), which is never trained on.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.nlu.model import EXPLICIT, POSSIBLE, IntentModel

DATA = Path("data/nlu")
FALLBACK = 0.3  # as in config.yml


def training_data(folder: Path = DATA) -> tuple[list[str], list[str], list[str]]:
    """Texts, intents and languages of all examples under `folder`."""
    texts: list[str] = []
    intents: list[str] = []
    languages: list[str] = []
    for path in sorted(folder.rglob("*.yml")):
        intent, spoken = "", ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if head := re.match(r"\s*- intent: (\S+)", line):
                intent = head.group(1)
            elif told := re.match(r"\s+metadata: \{language: (\w+)\}", line):
                spoken = told.group(1)
            elif intent and (example := re.match(r"\s+- (.+)", line)):
                texts.append(example.group(1).strip())
                intents.append(intent)
                languages.append(spoken)
    return texts, intents, languages


def labelled(path: Path) -> tuple[list[str], list[str], list[str]]:
    """Texts, intents and languages of a file of JSON lines."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return ([r["text"] for r in rows], [r["label"].replace("/", "_") for r in rows], [r["lang"] for r in rows])


def report(right: list[str], said: list[str], sure: list[float], languages: list[str]) -> None:
    """Print the scores of predictions `said` (confidences `sure`) against `right`."""
    y, p, c, spoken = np.array(right), np.array(said), np.array(sure), np.array(languages)
    for tongue in ("fr", "en"):
        mine = spoken == tongue
        if mine.any():
            labels = np.unique(y[mine])
            f1 = f1_score(y[mine], p[mine], labels=labels, average="macro", zero_division=0)
            print(f"{tongue}: {mine.sum()} sentences, macro F1 {f1:.3f}, right {(p == y)[mine].mean():.3f}")
    distressed, called = np.isin(y, [EXPLICIT, POSSIBLE]), np.isin(p, [EXPLICIT, POSSIBLE])
    if distressed.any():
        print(f"distressed found {called[distressed].sum()}/{distressed.sum()} = {called[distressed].mean():.3f}")
        print(f"explicit called explicit {(p[y == EXPLICIT] == EXPLICIT).mean():.3f}")
    false, calm = p[~distressed], (~distressed).sum()
    print(f"false explicit {(false == EXPLICIT).sum()}/{calm}, false possible {(false == POSSIBLE).sum()}/{calm}")
    for name in (EXPLICIT, POSSIBLE):
        print(f"  false {name}:", Counter(y[(p == name) & ~distressed]).most_common(8))
    acted = c >= FALLBACK
    print(f"confident {acted.mean():.3f}, right then {(p == y)[acted].mean():.3f}; "
          f"right below {(p == y)[~acted].mean() if (~acted).any() else 0:.3f}")
    each = f1_score(y, p, labels=np.unique(y), average=None, zero_division=0)
    print("worst:", ", ".join(f"{n} {s:.2f}" for s, n in sorted(zip(each, np.unique(y)))[:12]))
    wrong = Counter((a, b) for a, b in zip(right, said) if a != b)
    print("confusions:", ", ".join(f"{a}->{b} {n}" for (a, b), n in wrong.most_common(15)))


def _predict(model: IntentModel, texts: list[str]) -> tuple[list[str], list[float]]:
    best = [v.ranking[0] if v.ranking else ("", 0.0) for v in model.verdicts(texts)]
    return [name for name, _ in best], [confidence for _, confidence in best]


def main() -> None:
    """Cross-validate, then score the files given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()
    texts, intents, languages = training_data()
    said, sure = [""] * len(texts), [0.0] * len(texts)
    split = StratifiedKFold(arguments.folds, shuffle=True, random_state=1)
    for seen, held in split.split(texts, intents):
        model = IntentModel().fit([texts[i] for i in seen], [intents[i] for i in seen])
        for i, name, confidence in zip(held, *_predict(model, [texts[i] for i in held])):
            said[i], sure[i] = name, confidence
    print(f"== {len(texts)} sentences, {len(set(intents))} intents, {arguments.folds}-fold")
    report(intents, said, sure, languages)
    began = time.perf_counter()
    model = IntentModel().fit(texts, intents)
    print(f"== trained on all in {time.perf_counter() - began:.1f} s, {model.weights.shape[0]} features, "
          f"temperature {model.temperature:.2f}")
    began = time.perf_counter()
    for text in texts[:500]:
        model.verdicts([text])
    print(f"{(time.perf_counter() - began) * 2:.2f} ms a message")
    for path in arguments.files:
        unseen, right, spoken = labelled(path)
        print(f"== {path.name}")
        report(right, *_predict(model, unseen), spoken)


if __name__ == "__main__":
    main()
