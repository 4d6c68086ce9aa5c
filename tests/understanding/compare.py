"""`.venv-rasa/bin/python -m tests.understanding.compare`: other classifiers on the same grams, and a learning curve.

Trained on data/nlu, examined on sentences.jsonl; prints a table of macro F1 by language, and seconds of fitting.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from bot.nlu.features import Features
from tests.understanding.corpus import EXAMINED, Sentence, labelled, training
from tests.understanding.scores import Heard, macro_f1, share

SHARES = (0.25, 0.5, 0.75, 1.0)


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
    order = np.random.default_rng(7).permutation(len(sentences))
    for part in SHARES[:-1]:
        some = [sentences[n] for n in order[: int(part * len(sentences))]]
        features = Features()
        rows = features.learn([s.text for s in some])
        svm = LinearSVC(C=0.5, tol=0.01, random_state=7).fit(rows, [s.intent for s in some])
        told = examined(svm.predict(features.rows([s.text for s in asked])), asked)
        print(f"| SVM, {len(some):,} sentences | {told} | |", flush=True)


def main() -> None:
    """Print the table."""
    warnings.filterwarnings("ignore", module="sklearn")  # logistic regression is stopped before its end
    sentences, asked = training(), labelled(EXAMINED)
    y = np.array([s.intent for s in sentences])
    features = Features()
    rows = features.learn([s.text for s in sentences])
    unseen = features.rows([s.text for s in asked])
    print(f"{len(sentences):,} sentences, {features.width:,} grams\n")
    print("| | macro F1 fr | macro F1 en | indirect right | fit |\n|---|---|---|---|---|")
    classifiers(rows, y, unseen, asked)
    without(features, rows, y, unseen, asked)
    curve(sentences, asked)


if __name__ == "__main__":
    main()
