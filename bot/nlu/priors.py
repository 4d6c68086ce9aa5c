"""Which sentences the model is judged on while it is trained, and whom that favours where two meanings are as likely.

Some meanings may be missed less than others: who is not heard as out of scope sets something going that they never
asked for, and a dispute that is not heard costs a right. What they are favoured by is found on sentences that the SVM
did not see, never on those that `make nlu` examines.
"""

from __future__ import annotations

import re
from typing import List, Sequence, Tuple
from zlib import crc32

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

FAVOURED: Tuple[Tuple[str, ...], ...] = (
    ("out_of_scope",),
    ("ask_human", "stop_contact", "dispute_debt", "wrong_person", "identity_theft", "over_indebtedness_file"),
)
"""Meanings that are found at the cost of others; those of one group by the same amount."""
_COST = 0.001
"""Of the unseen sentences that are heard right, what favouring a group may cost on balance: nearly nothing. Who is heard
as out of scope though they are in need is not helped, and that weighs as much as what is found.
"""
_STEP, _MOST = 0.1, 1.5
_RUN = 5
_COMMON = 3
"""Five words in a row in more sentences than that are a way of speaking ("je ne peux pas payer"), not one sentence
written twice."""
_WORD = re.compile(r"\w+")


def split(texts: Sequence[str], intents: np.ndarray, unseen: float) -> Tuple[np.ndarray, np.ndarray]:
    """Positions to learn from and positions to judge by, the share `unseen` of every meaning (at least one).

    Sentences that have a run of words in common stand on the same side, whatever they mean: else it would be
    judged how well the model remembers, not how well it understands.
    """
    group = alike(texts)
    order = np.random.default_rng(7).permutation(group.max() + 1)[group]
    left = {str(name): max(1, round(count * unseen)) for name, count in zip(*np.unique(intents, return_counts=True))}
    held = np.zeros(len(texts), dtype=bool)
    at = 0
    by_group = np.argsort(order, kind="stable")
    ends = np.flatnonzero(np.diff(order[by_group], append=-1)) + 1
    for end in ends:
        members = by_group[at:end]
        at = end
        names, counts = np.unique(intents[members], return_counts=True)
        if all(count <= left[str(name)] for name, count in zip(names, counts)):
            held[members] = True
            for name, count in zip(names, counts):
                left[str(name)] -= int(count)
    return np.flatnonzero(~held), np.flatnonzero(held)


def alike(texts: Sequence[str]) -> np.ndarray:
    """A number for each text, the same for those that share a rare run of words, directly or through others."""
    rows: List[int] = []
    runs: List[int] = []
    for n, text in enumerate(texts):
        words = _WORD.findall(text.lower())
        found = {" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))}
        runs.extend(crc32(run.encode()) for run in found)
        rows.extend([n] * len(found))
    _, at, count = np.unique(np.array(runs, dtype=np.int64), return_inverse=True, return_counts=True)
    rare = (count[at] > 1) & (count[at] <= _COMMON)
    size = len(texts) + len(count)
    edges = (np.array(rows)[rare], at[rare] + len(texts))
    graph = coo_matrix((np.ones(len(edges[0]), dtype=np.int8), edges), shape=(size, size))
    group = connected_components(graph, directed=False)[1][: len(texts)]
    return np.asarray(np.unique(group, return_inverse=True)[1])


def favours(log_odds: np.ndarray, right: np.ndarray, intents: np.ndarray) -> np.ndarray:
    """What to add to the log-odds of each intent, from those of unseen sentences (rows) and what these mean (`right`).

    For one group after the other the greatest step at which, those won set against those lost, no more than `_COST` of
    what was heard right is missing.
    """
    added = np.zeros(len(intents))
    for names in FAVOURED:
        mine = np.isin(intents, names)
        if not np.isin(right, np.flatnonzero(mine)).any():
            continue
        before = int(((log_odds + added).argmax(axis=1) == right).sum())
        for step in np.arange(_MOST, 0, -_STEP):
            if int(((log_odds + added + step * mine).argmax(axis=1) == right).sum()) >= before * (1 - _COST):
                added = added + step * mine
                break
    return added
