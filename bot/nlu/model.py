"""The model of what debtors mean: n-grams, a linear SVM, calibrated; no Rasa here.

Scores become confidences by one temperature, fitted on sentences that the SVM did not see. A second, binary SVM
looks for distress of either kind; its limits are chosen from the same unseen scores, and so is what some meanings are
favoured by (`priors.py`), which never tells against distress.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.nlu.features import Features
from bot.nlu.priors import favours, split

EXPLICIT = "distress"
POSSIBLE = "possible_distress"
_MIXED = 10  # weight of a distressed sentence in the binary SVM: they are one in twenty
_TOLERANCE = 0.1  # of the solver: all 4,928 sentences examined are heard as with 0.01, in four fifths of the time
_UNSEEN = 0.2  # share of the sentences that confidences are fitted on
_UNITS = 127
_LIKELY = 0.5  # confidence from which another meaning stands against a faint sign of distress
_ENOUGH_WORDS = 8
"""Words from which a sign too faint to count by itself is heard where no other meaning is likely. Of a shorter message
that the model can't place ("pareil que d'hab", "comme le mois dernier") it only tells that it can't: none of the
distressed sentences examined that are shorter was found by this alone (two are, of 13 and 16 words), and what short
cries say, the reviewed phrases know."""
_CLEAR = 0.25
"""How likely distress is where it is heard though its question has been asked and answered. Lower, every odd answer
would bring the question back; higher, somebody who has said no and goes on to say why would not be heard: of the
distressed sentences examined, put after a "no", all but three are, by this or by the reviewed phrases."""
_PLAIN = 0.45
"""How likely distress is in a message of fewer words than that, where it is no likely meaning by itself: of 102 such cries
examined all are above but two that the reviewed phrases know; odd short answers ("moi et mon chien", "ah bon") are not."""
_MANY = 5_000  # sentences from which a second process is worth its start


@dataclass
class Verdict:
    """What a message means: (intent, confidence) best first, and how likely distress of either kind is (0-1)."""

    ranking: list[tuple[str, float]]
    danger: float
    overridden: bool = False
    sign: str = ""
    """Where distress stands first, how plain it is: `strong` (likelier than not), `clear`, `faint`, or `doubtful`
    (heard for want of another meaning)."""


class IntentModel:
    """Fit on sentences, then `verdict` for each message."""

    def __init__(
        self, c: float = 0.5, possible_alarms: float = 0.03, doubtful_alarms: float = 0.07,
        explicit_alarms: float = 0.01,
    ) -> None:
        """Shares of undistressed sentences (0-1) that may be called so.

        `possible_alarms` whatever else they seem to mean, `doubtful_alarms` where no other meaning is likely.
        """
        self.c = c
        self.possible_alarms, self.doubtful_alarms = possible_alarms, doubtful_alarms
        self.explicit_alarms = explicit_alarms
        self.features = Features()
        self.intents: np.ndarray = np.array([])
        self.temperature = 1.0
        self.favour = np.ones(1)
        """How many times likelier each intent is taken to be when they are put in order, unless distress is first."""
        self.weights = np.zeros((0, 0), dtype=np.int8)  # in units of `scale`: a quarter of float32, the same answers
        self.scale = np.zeros(0, dtype=np.float32)
        self.bias = np.zeros(0, dtype=np.float32)
        self.danger_mix: tuple[float, float, float] | None = None
        self.possible_from = self.doubtful_from = self.explicit_from = 2.0

    def fit(self, texts: list[str], intents: list[str]) -> IntentModel:
        """Train on `texts` and their `intents`. Raises ValueError with fewer than two intents."""
        y = np.array(intents)
        if len(set(intents)) < 2:
            raise ValueError("two intents at least")
        rows = self.features.learn(texts)
        self.intents = np.unique(y)
        seen, held = split(texts, y, _UNSEEN)
        (weights, self.bias), (early, bias) = Parallel(n_jobs=2 if len(y) > _MANY else 1)(
            delayed(fit_linear)(rows[part], y[part], self.intents, self.c) for part in (np.arange(len(y)), seen)
        )
        self.scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _UNITS
        self.weights = np.rint(weights / self.scale).astype(np.int8)
        distressed = np.isin(y, [EXPLICIT, POSSIBLE])
        self._calibrate(rows[held] @ early + bias, y[held], distressed[held])
        return self

    def _calibrate(self, unseen: np.ndarray, y: np.ndarray, distressed: np.ndarray) -> None:
        """The temperature with the least log loss, and the limits of distress that keep to the alarms allowed."""
        scores, right = unseen[:, :-1], np.searchsorted(self.intents, y)

        def loss(temperature: float) -> float:
            sure = _softmax(scores * temperature)[np.arange(len(right)), right]
            return float(-np.log(sure + 1e-12).mean())

        self.temperature = float(minimize_scalar(loss, bounds=(0.5, 20.0), method="bounded").x)
        confidences = _softmax(scores * self.temperature)
        calm = ~np.isin(self.intents[confidences.argmax(axis=1)], [EXPLICIT, POSSIBLE])
        self.favour = np.exp(favours(np.log(confidences[calm] + 1e-12), right[calm], self.intents))
        if not distressed.any() or distressed.all():
            return
        evidence = np.column_stack([unseen[:, -1], _log_odds(self._pair(confidences).sum(axis=1))])
        mix = LogisticRegression().fit(evidence, distressed)
        self.danger_mix = (float(mix.coef_[0, 0]), float(mix.coef_[0, 1]), float(mix.intercept_[0]))
        danger = self._danger(unseen[:, -1], confidences)
        self.possible_from = float(np.quantile(danger[~distressed], 1 - self.possible_alarms))
        self.doubtful_from = float(np.quantile(danger[~distressed], 1 - self.doubtful_alarms))
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

    def verdicts(self, texts: list[str], *, calm: str = "") -> list[Verdict]:
        """What each message means. A text without a known sign gives an empty ranking.

        `calm`: "asked" where their writer has been asked about distress already, so that only a clear sign of it
        counts; "heard" where these very words were, so that only those that say it do.
        """
        return [self._of(text, calm) for text in texts]

    def _of(self, text: str, calm: str) -> Verdict:
        columns, values = self.features.row(text)
        if not len(columns):
            return Verdict([], 0.0)
        scores = ((values @ self.weights[columns].astype(np.float32)) * self.scale + self.bias)[None, :]
        confidences = _softmax(scores[:, :-1] * self.temperature)
        danger = float(self._danger(scores[:, -1], confidences)[0])
        return self._verdict(confidences[0], danger, words=len(text.split()), calm=calm)

    def _verdict(self, confidences: np.ndarray, danger: float, *, words: int, calm: str) -> Verdict:
        """The ranking; what looks like distress stands first, sure enough that no fallback hides it."""
        order = np.argsort(-confidences)
        best = str(self.intents[order[0]])
        ranking = self._ranking(confidences, order)
        says_it = best == EXPLICIT and confidences[order[0]] >= _LIKELY
        if calm and not says_it and (calm == "heard" or danger < self._clear_from):
            return Verdict([one for one in ranking if one[0] not in (EXPLICIT, POSSIBLE)], danger)
        likely = best in (EXPLICIT, POSSIBLE) and confidences[order[0]] >= _LIKELY
        if words < _ENOUGH_WORDS and not likely and danger < _PLAIN:
            return Verdict([one for one in ranking if one[0] not in (EXPLICIT, POSSIBLE)], danger)
        doubtful = confidences[order[0]] < _LIKELY and words >= _ENOUGH_WORDS
        limit = self.doubtful_from if doubtful else self.possible_from
        if best not in (EXPLICIT, POSSIBLE) and danger < limit:
            return Verdict(ranking, danger)
        explicit = self._pair(confidences[None, :])[0, 0]
        # A faint sign is reason enough for the gentle question, never for the crisis lines: the likeliest of many
        # unlikely meanings is one as well.
        meant = best == EXPLICIT or (best == POSSIBLE and explicit >= self.explicit_from)
        first = EXPLICIT if meant and danger >= _LIKELY else POSSIBLE
        sure = max(danger, float(self._pair(confidences[None, :]).sum()), 0.6)
        others = [one for one in ranking if one[0] != first]
        left = sum(confidence for _, confidence in others) or 1.0
        ranked = [(first, sure)] + [(name, confidence * (1 - sure) / left) for name, confidence in others]
        faint = "faint" if danger >= self.possible_from or best in (EXPLICIT, POSSIBLE) else "doubtful"
        sign = "strong" if danger >= _LIKELY else "clear" if danger >= self._clear_from else faint
        return Verdict(ranked, danger, overridden=first != best, sign=sign)

    def _ranking(self, confidences: np.ndarray, order: np.ndarray) -> list[tuple[str, float]]:
        """(intent, confidence), best first; where distress is not the best, those favoured stand further in front.

        They are no surer than what they stand before: who asks how sure a dispute is must hear no more than is known.
        """
        sure = confidences[order]
        if self.intents[order[0]] not in (EXPLICIT, POSSIBLE):
            order = np.argsort(-confidences * self.favour)
        return [(str(self.intents[i]), float(one)) for i, one in zip(order, sure)]

    @property
    def _clear_from(self) -> float:
        return max(_CLEAR, self.possible_from)


def fit_linear(
    rows: csr_matrix, y: np.ndarray, intents: np.ndarray, c: float
) -> tuple[np.ndarray, np.ndarray]:
    """(columns, intents + 1) weights and their bias; the last column looks for distress."""
    many = LinearSVC(C=c, tol=_TOLERANCE, random_state=7).fit(rows, y)
    coef, bias = np.zeros((len(intents) + 1, rows.shape[1]), dtype=np.float32), np.full(len(intents) + 1, -10.0)
    at = np.searchsorted(intents, many.classes_)
    if len(many.classes_) == 2:
        coef[at], bias[at] = np.vstack([-many.coef_, many.coef_]), [-many.intercept_[0], many.intercept_[0]]
    else:
        coef[at], bias[at] = many.coef_, many.intercept_
    bias[-1] = 0.0
    distressed = np.isin(y, [EXPLICIT, POSSIBLE])
    if distressed.any() and not distressed.all():
        one = LinearSVC(C=0.2, class_weight={True: _MIXED, False: 1}, random_state=7).fit(rows, distressed)
        coef[-1], bias[-1] = one.coef_, one.intercept_[0]
    return np.ascontiguousarray(coef.T, dtype=np.float32), bias.astype(np.float32)


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _log_odds(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 1e-6, 1 - 1e-6)
    return np.log(share / (1 - share))
