"""The model of what debtors mean: n-grams and word families, a linear SVM, calibrated; no Rasa here.

One linear SVM over four views of a message. Scores become confidences by one temperature, fitted on scores of
sentences that the SVM did not see (cross-validation, as CalibratedClassifierCV with ensemble=False does). A
second, binary SVM looks for distress of either kind; its limits are chosen from the same unseen scores.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.families import families
from bot.nlu.normalise import normalise

EXPLICIT = "distress"
POSSIBLE = "possible_distress"
_MIXED = 10  # weight of a distressed sentence in the binary SVM: they are one in twenty


@dataclass
class Verdict:
    """What a message means: (intent, confidence) best first, and how likely distress of either kind is (0-1)."""

    ranking: list[tuple[str, float]]
    danger: float
    overridden: bool = False


def _word(low: int, high: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="word", token_pattern=r"\S+", ngram_range=(low, high), sublinear_tf=True, dtype=np.float32
    )


def _char(low: int, high: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(low, high), min_df=2, sublinear_tf=True, dtype=np.float32
    )


def _views(texts: list[str]) -> dict[str, list[str]]:
    normal = [normalise(text) for text in texts]
    return {"raw": [t.lower() for t in texts], "normal": normal, "family": [families(n) for n in normal]}


@dataclass
class Features:
    """Texts -> sparse float32 rows, one block of columns a view."""

    parts: list[tuple[str, TfidfVectorizer, float]] = field(
        default_factory=lambda: [
            ("raw", _char(1, 5), 1.0),
            ("normal", _word(1, 2), 1.0),
            ("normal", _char(2, 5), 1.0),
            ("family", _word(1, 1), 1.3),
        ]
    )

    def fit_transform(self, texts: list[str]) -> csr_matrix:
        """Learn the vocabulary of `texts`; returns (texts, features)."""
        views = _views(texts)
        blocks = [tfidf.fit_transform(views[view]) * weight for view, tfidf, weight in self.parts]
        for _, tfidf, _ in self.parts:
            tfidf.stop_words_ = None  # the n-grams left out are kept by sklearn for nothing: megabytes
        return hstack(blocks, format="csr", dtype=np.float32)

    def transform(self, texts: list[str]) -> csr_matrix:
        """Rows of unseen texts: (texts, features)."""
        views = _views(texts)
        blocks = [tfidf.transform(views[view]) * weight for view, tfidf, weight in self.parts]
        return hstack(blocks, format="csr", dtype=np.float32)


class IntentModel:
    """Fit on sentences, then `verdict` for each message."""

    def __init__(
        self, c: float = 0.5, folds: int = 3, possible_alarms: float = 0.1, explicit_alarms: float = 0.01
    ) -> None:
        """`possible_alarms`, `explicit_alarms`: share of undistressed sentences that may be called so (0-1)."""
        self.c, self.folds = c, folds
        self.possible_alarms, self.explicit_alarms = possible_alarms, explicit_alarms
        self.features = Features()
        self.intents: np.ndarray = np.array([])
        self.temperature = 1.0
        self.weights = np.zeros((0, 0), dtype=np.float32)
        self.bias = np.zeros(0, dtype=np.float32)
        self.danger_mix: tuple[float, float, float] | None = None
        self.possible_from = self.explicit_from = 2.0

    def fit(self, texts: list[str], intents: list[str]) -> IntentModel:
        """Train on `texts` and their `intents`. Raises ValueError with fewer than two intents."""
        y = np.array(intents)
        if len(set(intents)) < 2:
            raise ValueError("two intents at least")
        rows = self.features.fit_transform(texts)
        self.intents = np.unique(y)
        distressed = np.isin(y, [EXPLICIT, POSSIBLE])
        unseen = np.zeros((len(y), len(self.intents) + 1), dtype=np.float32)
        folds = StratifiedKFold(self.folds, shuffle=True, random_state=7)
        for seen, held in folds.split(rows, y):
            weights, bias = self._fit_linear(rows[seen], y[seen], distressed[seen])
            unseen[held] = rows[held] @ weights + bias
        self.weights, self.bias = self._fit_linear(rows, y, distressed)
        self._calibrate(unseen, y, distressed)
        return self

    def _fit_linear(
        self, rows: csr_matrix, y: np.ndarray, distressed: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """(features, intents + 1) weights and their bias; the last column looks for distress."""
        many = LinearSVC(C=self.c, random_state=7).fit(rows, y)
        coef, bias = np.zeros((len(self.intents), rows.shape[1])), np.full(len(self.intents), -10.0)
        at = np.searchsorted(self.intents, many.classes_)
        if len(many.classes_) == 2:
            coef[at], bias[at] = np.vstack([-many.coef_, many.coef_]), [-many.intercept_[0], many.intercept_[0]]
        else:
            coef[at], bias[at] = many.coef_, many.intercept_
        if distressed.any() and not distressed.all():
            one = LinearSVC(C=0.2, class_weight={True: _MIXED, False: 1}, random_state=7).fit(rows, distressed)
            coef, bias = np.vstack([coef, one.coef_]), np.append(bias, one.intercept_)
        else:
            coef, bias = np.vstack([coef, np.zeros(rows.shape[1])]), np.append(bias, 0.0)
        return np.ascontiguousarray(coef.T, dtype=np.float32), bias.astype(np.float32)

    def _calibrate(self, unseen: np.ndarray, y: np.ndarray, distressed: np.ndarray) -> None:
        """The temperature with the least log loss, and the limits of distress that keep to the alarms allowed."""
        scores, right = unseen[:, :-1], np.searchsorted(self.intents, y)

        def loss(temperature: float) -> float:
            sure = _softmax(scores * temperature)[np.arange(len(right)), right]
            return float(-np.log(sure + 1e-12).mean())

        self.temperature = float(minimize_scalar(loss, bounds=(0.5, 20.0), method="bounded").x)
        if not distressed.any() or distressed.all():
            return
        confidences = _softmax(scores * self.temperature)
        evidence = np.column_stack([unseen[:, -1], _log_odds(self._pair(confidences).sum(axis=1))])
        mix = LogisticRegression().fit(evidence, distressed)
        self.danger_mix = (float(mix.coef_[0, 0]), float(mix.coef_[0, 1]), float(mix.intercept_[0]))
        danger = self._danger(unseen[:, -1], confidences)
        self.possible_from = float(np.quantile(danger[~distressed], 1 - self.possible_alarms))
        explicit = self._pair(confidences)[:, 0]
        self.explicit_from = float(np.quantile(explicit[~distressed], 1 - self.explicit_alarms))

    def _pair(self, confidences: np.ndarray) -> np.ndarray:
        """(messages, 2): the confidence of explicit and of possible distress."""
        return np.column_stack(
            [confidences[:, self.intents == name].sum(axis=1) for name in (EXPLICIT, POSSIBLE)]
        )

    def _danger(self, binary: np.ndarray, confidences: np.ndarray) -> np.ndarray:
        """How likely distress of either kind is, 0-1."""
        if self.danger_mix is None:
            return np.zeros(len(binary))
        first, second, bias = self.danger_mix
        score = first * binary + second * _log_odds(self._pair(confidences).sum(axis=1)) + bias
        return 1 / (1 + np.exp(-score))

    def verdicts(self, texts: list[str]) -> list[Verdict]:
        """What each message means. A text without a known sign gives an empty ranking."""
        rows = self.features.transform(texts)
        scores = rows @ self.weights + self.bias
        confidences = _softmax(scores[:, :-1] * self.temperature)
        danger = self._danger(scores[:, -1], confidences)
        known = np.diff(rows.indptr) > 0
        return [
            self._verdict(confidences[i], float(danger[i])) if known[i] else Verdict([], 0.0)
            for i in range(len(texts))
        ]

    def _verdict(self, confidences: np.ndarray, danger: float) -> Verdict:
        """The ranking; what looks like distress stands first, sure enough that no fallback hides it."""
        order = np.argsort(-confidences)
        best = str(self.intents[order[0]])
        if best not in (EXPLICIT, POSSIBLE) and danger < self.possible_from:
            return Verdict([(str(self.intents[i]), float(confidences[i])) for i in order], danger)
        explicit = self._pair(confidences[None, :])[0, 0]
        first = EXPLICIT if explicit >= self.explicit_from else POSSIBLE
        sure = max(danger, float(self._pair(confidences[None, :]).sum()), 0.6)
        others = [(str(self.intents[i]), float(confidences[i])) for i in order if self.intents[i] != first]
        left = sum(confidence for _, confidence in others) or 1.0
        ranking = [(first, sure)] + [(name, confidence * (1 - sure) / left) for name, confidence in others]
        return Verdict(ranking, danger, overridden=first != best)


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _log_odds(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 1e-6, 1 - 1e-6)
    return np.log(share / (1 - share))
