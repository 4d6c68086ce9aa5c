"""Our features against scikit-learn's own."""

from __future__ import annotations

import pickle
import unittest

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.features import Block, Features, letters, words

TEXTS = [
    "je ne peux plus payer", "jpeu plu payé", "combien je dois encore", "I can't pay any more", "how much do I owe",
    "je ne peux pas payer ce mois-ci", "payer payer payer", "à", "", "😢 j'en peux plus !!", "¿ ? !",
]


class FeaturesTest(unittest.TestCase):
    def test_letters_weigh_as_in_scikit_learn(self) -> None:
        theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, lowercase=False)
        expected = theirs.fit_transform([" ".join(t.split()) for t in TEXTS]).toarray()
        block = Block("raw", letters(2, 5))
        told = [block.hash(text) for text in TEXTS]
        block.learn(told)
        self.assertEqual(len(block.known), expected.shape[1])
        for one, row in zip(told, expected, strict=True):
            np.testing.assert_allclose(sorted(block.row(one)[1]), sorted(row[row > 0]), rtol=1e-4)

    def test_words_are_paired_over_one_and_two_others(self) -> None:
        self.assertEqual(
            words("a b c d"), ["a", "b", "c", "d", "a b", "b c", "c d", "a~c", "b~d", "a~d"]
        )

    def test_rows_of_many_are_the_rows_of_each(self) -> None:
        features = Features()
        many = features.learn(TEXTS).toarray()
        np.testing.assert_allclose(many, features.rows(TEXTS).toarray())
        for text, row in zip(TEXTS, many, strict=True):
            columns, values = features.row(text)
            alone = np.zeros(features.width, dtype=np.float32)
            alone[columns] = values
            np.testing.assert_allclose(alone, row)

    def test_what_was_stored_sees_the_same(self) -> None:
        features = Features()
        features.learn(TEXTS)
        again = pickle.loads(pickle.dumps(features))  # noqa: S301  (our own bytes)
        np.testing.assert_array_equal(features.rows(TEXTS).toarray(), again.rows(TEXTS).toarray())

    def test_an_unknown_or_empty_text_has_no_features(self) -> None:
        features = Features()
        features.learn(TEXTS)
        for text in ("", " ", "жук"):
            self.assertEqual(len(features.row(text)[0]), 0, text)


if __name__ == "__main__":
    unittest.main()
