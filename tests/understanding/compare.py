"""`.venv-rasa/bin/python -m tests.understanding.compare [curve | sample]`: other classifiers on the same grams; a
learning curve; on a sample of the sentences those that are too slow for all of them, DIET among them.

Trained on data/nlu, examined on sentences.jsonl; prints a table of macro F1 by language, and seconds of fitting.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from bot.nlu.features import Features
from tests.understanding.corpus import EXAMINED, Sentence, labelled, training
from tests.understanding.scores import Heard, macro_f1, share

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
SAMPLE = 10_000
EPOCHS = 30
"""DIET's passes over the sample: a pass over all sentences takes 52 s, more than our whole training."""


def examined(predicted: Sequence[str], sentences: Sequence[Sentence]) -> str:
    """Macro F1 in French and English, and the share of indirect sentences that were right."""
    heard = [Heard(sentence, str(intent), 1.0) for sentence, intent in zip(sentences, predicted, strict=True)]
    by_language = [macro_f1([one for one in heard if one.sentence.language == tongue]) for tongue in ("fr", "en")]
    indirect = share(one for one in heard if one.sentence.style == "indirect").share
    return " | ".join(f"{value:.3f}" for value in (*by_language, indirect))


def timed(fit: Callable[[], Any]) -> tuple[Any, float]:
    """What `fit` gives, and the seconds it took."""
    began = time.perf_counter()
    return fit(), time.perf_counter() - began


def both(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The mean of two tables of scores, each row brought to one scale."""
    def level(scores: np.ndarray) -> np.ndarray:
        return (scores - scores.mean(axis=1, keepdims=True)) / scores.std(axis=1, keepdims=True)

    return level(first) + level(second)


def classifiers(rows: csr_matrix, y: np.ndarray, unseen: csr_matrix, asked: Sequence[Sentence]) -> None:
    """Each classifier on all grams."""
    svm, seconds = timed(lambda: LinearSVC(C=0.5, tol=0.01, random_state=7).fit(rows, y))
    print(f"| linear SVM, C 0.5 (ours) | {examined(svm.predict(unseen), asked)} | {seconds:.0f} s |", flush=True)
    for c in (0.1, 2.0):
        other, seconds = timed(lambda c=c: LinearSVC(C=c, tol=0.01, random_state=7).fit(rows, y))
        print(f"| linear SVM, C {c} | {examined(other.predict(unseen), asked)} | {seconds:.0f} s |", flush=True)
    bayes, seconds = timed(lambda: ComplementNB(alpha=0.3).fit(rows, y))
    print(f"| complement naive Bayes | {examined(bayes.predict(unseen), asked)} | {seconds:.0f} s |", flush=True)
    mixed = both(svm.decision_function(unseen), bayes.predict_log_proba(unseen))
    print(f"| SVM and naive Bayes together | {examined(svm.classes_[mixed.argmax(axis=1)], asked)} | |", flush=True)
    logistic, seconds = timed(lambda: LogisticRegression(C=20, max_iter=40).fit(rows, y))
    print(f"| logistic regression, C 20 | {examined(logistic.predict(unseen), asked)} | {seconds:.0f} s |", flush=True)


def without(features: Features, rows: csr_matrix, y: np.ndarray, unseen: csr_matrix, asked: Sequence[Sentence]) -> None:
    """The SVM with one kind of gram left out."""
    edges = np.cumsum([0, *(len(block.known) for block in features.blocks)])
    for n, name in enumerate(("letters of the raw text", "words and pairs", "letters of the normalised text")):
        kept = np.r_[0 : edges[n], edges[n + 1] : edges[-1]]
        svm, seconds = timed(lambda kept=kept: LinearSVC(C=0.5, tol=0.01, random_state=7).fit(rows[:, kept], y))
        told = examined(svm.predict(unseen[:, kept]), asked)
        print(f"| SVM without {name} | {told} | {seconds:.0f} s |", flush=True)


def curve(sentences: Sequence[Sentence], asked: Sequence[Sentence]) -> None:
    """The SVM on a part of the sentences: whether more of them still pays."""
    for part in SHARES:
        some = drawn(sentences, int(part * len(sentences)))
        features = Features()
        rows = features.learn([s.text for s in some])
        svm = LinearSVC(C=0.5, tol=0.01, random_state=7).fit(rows, [s.intent for s in some])
        told = examined(svm.predict(features.rows([s.text for s in asked])), asked)
        print(f"| SVM, {len(some):,} sentences | {told} | |", flush=True)


def drawn(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    """So many of them, always the same."""
    order = np.random.default_rng(7).permutation(len(sentences))
    return [sentences[n] for n in order[:count]]


def sample(sentences: Sequence[Sentence], asked: Sequence[Sentence]) -> None:
    """Ours, logistic regression and DIET on the same part of the sentences."""
    some = drawn(sentences, SAMPLE)
    features, y = Features(), [s.intent for s in some]
    rows = features.learn([s.text for s in some])
    unseen = features.rows([s.text for s in asked])
    svm, seconds = timed(lambda: LinearSVC(C=0.5, tol=0.01, random_state=7).fit(rows, y))
    print(f"| SVM, {SAMPLE:,} sentences | {examined(svm.predict(unseen), asked)} | {seconds:.0f} s |", flush=True)
    logistic, seconds = timed(lambda: LogisticRegression(C=20, max_iter=100).fit(rows, y))
    told = examined(logistic.predict(unseen), asked)
    print(f"| logistic regression, {SAMPLE:,} sentences | {told} | {seconds:.0f} s |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        told_by_diet, seconds = diet(Path(folder), some, asked)
    told = examined(told_by_diet, asked)
    print(f"| DIET, {EPOCHS} epochs, {SAMPLE:,} sentences | {told} | {seconds:.0f} s |", flush=True)


def diet(folder: Path, some: Sequence[Sentence], asked: Sequence[Sentence]) -> tuple[list[str], float]:
    """Rasa's own pipeline (words, letters, DIET) trained on some sentences: what it takes each of the others for, and
    the seconds of training.
    """
    from rasa.core.agent import Agent  # noqa: PLC0415  (seconds, and only this way needs it)
    from rasa.model_training import train_nlu  # noqa: PLC0415

    pipeline = [
        {"name": "WhitespaceTokenizer"}, {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": EPOCHS, "entity_recognition": False, "random_seed": 7},
    ]
    (folder / "config.yml").write_text(json.dumps({"recipe": "default.v1", "language": "fr", "pipeline": pipeline}))
    by_intent: dict[str, list[str]] = {}
    for one in some:
        by_intent.setdefault(one.intent, []).append(one.text)
    lines = ["version: '3.1'", "nlu:"]  # Rasa looks for "nlu:" at the head of a line
    for name, texts in by_intent.items():
        lines += [f"- intent: {name}", "  examples: |", *(f"    - {text}" for text in texts)]
    (folder / "nlu.yml").write_text("\n".join(lines), encoding="utf-8")
    model, seconds = timed(lambda: train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder)))
    agent = Agent.load(model)

    async def taken() -> list[str]:
        return [str((await agent.parse_message(one.text))["intent"]["name"]) for one in asked]

    return asyncio.run(taken()), seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=("curve", "sample"), help="only that (default: all on all grams)")
    part = parser.parse_args().part
    warnings.filterwarnings("ignore", module="sklearn")  # logistic regression is stopped before its end
    sentences, asked = training(), labelled(EXAMINED)
    if part is not None:
        print("| | macro F1 fr | macro F1 en | indirect right | fit |\n|---|---|---|---|---|")
        {"curve": curve, "sample": sample}[part](sentences, asked)
        return
    y = np.array([s.intent for s in sentences])
    features = Features()
    rows = features.learn([s.text for s in sentences])
    unseen = features.rows([s.text for s in asked])
    print(f"{len(sentences):,} sentences, {features.width:,} grams\n")
    print("| | macro F1 fr | macro F1 en | indirect right | fit |\n|---|---|---|---|---|")
    classifiers(rows, y, unseen, asked)
    without(features, rows, y, unseen, asked)


if __name__ == "__main__":
    main()
