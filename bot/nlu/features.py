"""What the model sees of a message: n-grams of letters and words, weighted by how rare they are (tf-idf).

As scikit-learn's TfidfVectorizer does it, but for one message at a time in a third of the time, and without a
dictionary of half a million strings: a gram is known by its CRC-32, looked up in a sorted array.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Dict, List, Optional, Sequence, Tuple
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.normalise import normalise

Grams = Callable[[str], List[str]]
Hashed = Tuple[np.ndarray, np.ndarray]
Known = Dict[str, np.ndarray]
"""The grams of a piece of text as numbers, for each piece met so far."""
_SKIPS = (2, 3)  # "peux ... payer": two words of one meaning have others between them


def letters(low: int, high: int) -> Grams:
    """N-grams of `low` to `high` letters of a word; its ends count as a letter."""

    def grams(word: str) -> List[str]:
        found = list(word) if low == 1 else []
        word = f" {word} "
        size = len(word)
        for n in range(max(low, 2), min(high, size) + 1):
            found.extend([word[i : i + n] for i in range(size - n + 1)])
        return found

    return grams


def words(text: str) -> List[str]:
    """Words, pairs of neighbours, and pairs with one or two words between them."""
    told = text.split()
    found = [*told, *(f"{a} {b}" for a, b in zip(told, told[1:]))]
    for skip in _SKIPS:
        found.extend(f"{a}~{b}" for a, b in zip(told, told[skip:]))
    return found


def hashed(pieces: Sequence[str], grams: Grams, known: Optional[Known] = None) -> Hashed:
    """The grams of all pieces of a message as numbers, each once, and how often each stands in it.

    `known` is asked first and told after: of many messages the same words come again and again.
    """
    if known is None:
        numbers = _numbers([gram for piece in pieces for gram in grams(piece)])
    else:
        for piece in pieces:
            if piece not in known:
                known[piece] = _numbers(grams(piece))
        numbers = np.concatenate([_NONE, *(known[piece] for piece in pieces)])
    return np.unique(numbers, return_counts=True)


def _numbers(grams: List[str]) -> np.ndarray:
    return np.fromiter((crc32(gram.encode()) for gram in grams), dtype=np.uint32, count=len(grams))


_NONE = np.zeros(0, dtype=np.uint32)


@dataclass
class Block:
    """One kind of gram over one view of the messages ("raw" or "normal"), of each word or of the whole."""

    view: str
    grams: Grams
    of_words: bool = True
    least: int = 2
    """Grams in fewer messages than this are left out."""
    known: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.uint32))
    rarity: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    def __getstate__(self) -> Dict[str, object]:
        return {**self.__dict__, "grams": None}  # functions are put back by Features

    def hash(self, text: str, known: Optional[Known] = None) -> Hashed:
        """The grams of a text in this block's view (see `hashed`)."""
        return hashed(text.split() if self.of_words else [text], self.grams, known)

    def learn(self, told: Sequence[Hashed]) -> None:
        """Note which grams these messages have and how rare each is."""
        grams, count = np.unique(np.concatenate([numbers for numbers, _ in told]), return_counts=True)
        kept = count >= self.least
        self.known = grams[kept]
        self.rarity = (np.log((1 + len(told)) / (1 + count[kept])) + 1).astype(np.float32)

    def row(self, hashed: Hashed) -> Tuple[np.ndarray, np.ndarray]:
        """Columns and values of one message; the values have length 1 as a vector, or there are none."""
        numbers, count = hashed
        at = np.searchsorted(self.known, numbers)
        here = at < len(self.known)
        here[here] = self.known[at[here]] == numbers[here]
        at = at[here]
        values = (1 + np.log(count[here], dtype=np.float32)) * self.rarity[at]
        size = float(np.sqrt(values @ values)) or 1.0
        return at, (values / size).astype(np.float32)


def _blocks() -> List[Block]:
    return [Block("raw", letters(1, 5)), Block("normal", words, of_words=False), Block("normal", letters(2, 5))]


class Features:
    """Texts -> sparse float32 rows, one block of columns a kind of gram."""

    def __init__(self) -> None:
        self.blocks = _blocks()

    def __setstate__(self, state: Dict[str, object]) -> None:
        self.__dict__.update(state)
        for block, fresh in zip(self.blocks, _blocks()):
            block.grams = fresh.grams

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the grams of `texts`; gives their rows."""
        letters_of: Dict[int, Known] = {n: {} for n, block in enumerate(self.blocks) if block.of_words}
        told = [self._hash(text, letters_of) for text in texts]
        for n, block in enumerate(self.blocks):
            block.learn([one[n] for one in told])
        return self._stacked([self._row(one) for one in told])

    @property
    def width(self) -> int:
        """Columns in all."""
        return sum(len(block.known) for block in self.blocks)

    def row(self, text: str) -> Tuple[np.ndarray, np.ndarray]:
        """Columns and values of one message."""
        return self._row(self._hash(text, {}))

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """(texts, columns)."""
        return self._stacked([self.row(text) for text in texts])

    def _hash(self, text: str, known: Dict[int, Known]) -> List[Hashed]:
        """By block; what is in `known` of a block is used and added to, else nothing is kept of what was written."""
        view = {"raw": text.lower(), "normal": normalise(text)}
        return [block.hash(view[block.view], known.get(n)) for n, block in enumerate(self.blocks)]

    def _row(self, told: Sequence[Hashed]) -> Tuple[np.ndarray, np.ndarray]:
        offset = 0
        columns: List[np.ndarray] = []
        values: List[np.ndarray] = []
        for block, grams in zip(self.blocks, told):
            at, value = block.row(grams)
            columns.append(at + offset)
            values.append(value)
            offset += len(block.known)
        return np.concatenate(columns), np.concatenate(values)

    def _stacked(self, told: Sequence[Tuple[np.ndarray, np.ndarray]]) -> csr_matrix:
        if not told:
            return csr_matrix((0, self.width), dtype=np.float32)
        ends = np.cumsum([0, *(len(columns) for columns, _ in told)])
        return csr_matrix(
            (np.concatenate([v for _, v in told]), np.concatenate([c for c, _ in told]), ends),
            shape=(len(told), self.width),
        )
