"""What some meanings are favoured by, and that it is found on sentences that nothing like them was learnt from."""

from __future__ import annotations

import unittest

import numpy as np

from bot.nlu.model import EXPLICIT, POSSIBLE, IntentModel
from bot.nlu.priors import alike, favours, split

INTENTS = np.array(["deny", "dispute_debt", "out_of_scope", "wrong_person"])


class SplitTest(unittest.TestCase):
    def test_sentences_with_a_run_of_words_in_common_are_of_one_group_also_through_others(self) -> None:
        group = alike(["je ne dois rien du tout", "Bon, je ne dois rien du tout, et merci bien à vous", "rien",
                       "et merci bien à vous tous", "le colis n'est jamais arrivé"])
        self.assertEqual(group[0], group[1])
        self.assertEqual(group[1], group[3])
        self.assertEqual(len(set(group.tolist())), 3)

    def test_a_way_of_speaking_that_many_share_makes_no_group(self) -> None:
        texts = [f"je ne peux pas payer {word}" for word in ("lundi", "demain", "seul", "ici")]
        self.assertEqual(len(set(alike(texts).tolist())), 4)

    def test_every_meaning_is_judged_by_its_share_and_no_group_stands_on_both_sides(self) -> None:
        texts = [f"{name} phrase {n} toute seule de son espèce" for name in "ab" for n in range(40)]
        texts += ["deux fois la même phrase à peu près", "deux fois la même phrase à peu de choses"]
        y = np.array(["a"] * 40 + ["b"] * 42)
        seen, held = split(texts, y, 0.2)
        self.assertEqual(sorted([*seen, *held]), list(range(82)))
        self.assertEqual([int((y[held] == name).sum()) for name in "ab"], [8, 8])
        self.assertEqual(80 in held, 81 in held)
        self.assertEqual(list(held), list(split(texts, y, 0.2)[1]))


class FavourTest(unittest.TestCase):
    def test_a_meaning_is_favoured_up_to_what_it_costs_the_others(self) -> None:
        right = np.array([2] * 10 + [0] * 10 + [1] * 10 + [3] * 10)
        odds = np.full((40, 4), -5.0)
        odds[np.arange(40), right] = 0.0
        odds[:4, 0] = 0.55  # four out of scope stand behind "deny" by that much
        odds[10, 2] = -1.05  # a "deny" is lost from there on
        added = favours(odds, right, INTENTS)
        self.assertAlmostEqual(added[2], 1.5)  # four won, one lost: still a gain
        odds[10:18, 2] = -1.05
        added = favours(odds, right, INTENTS)
        self.assertAlmostEqual(added[2], 1.0)
        self.assertEqual(added[0], 0.0)

    def test_meanings_of_one_group_are_favoured_alike_and_those_that_do_not_occur_never(self) -> None:
        right = np.array([0, 0, 1, 3])
        odds = np.log(np.array([[0.8, 0.1, 0.05, 0.05], [0.8, 0.1, 0.05, 0.05], [0.4, 0.35, 0.05, 0.2],
                                [0.05, 0.05, 0.1, 0.8]]))
        added = favours(odds, right, INTENTS)
        self.assertEqual(added[1], added[3])
        self.assertGreater(added[1], 0)
        self.assertEqual(added[2], 0.0)


class ModelTest(unittest.TestCase):
    def model(self) -> IntentModel:
        made = IntentModel()
        made.intents = np.array(["deny", EXPLICIT, "out_of_scope", POSSIBLE])
        made.favour = np.array([1.0, 1.0, 3.0, 1.0])
        made.danger_mix, made.doubtful_from, made.possible_from, made.explicit_from = (1.0, 1.0, 0.0), 0.05, 0.13, 0.12
        return made

    def test_a_favoured_meaning_wins_where_it_is_nearly_as_likely(self) -> None:
        ranking = self.model()._verdict(np.array([0.5, 0.05, 0.4, 0.05]), 0.01, words=20, calm="").ranking
        self.assertEqual([name for name, _ in ranking[:2]], ["out_of_scope", "deny"])
        self.assertEqual([sure for _, sure in ranking], [0.5, 0.4, 0.05, 0.05])  # as sure as the likeliest was
        ranking = self.model()._verdict(np.array([0.8, 0.05, 0.1, 0.05]), 0.01, words=5, calm="").ranking
        self.assertEqual(ranking[0][0], "deny")

    def test_it_never_tells_against_distress(self) -> None:
        for confidences in ([0.1, 0.1, 0.3, 0.5], [0.1, 0.5, 0.4, 0.0]):
            for danger in (0.2, 0.9):
                heard = self.model()._verdict(np.array(confidences), danger, words=20, calm="")
                self.assertIn(heard.ranking[0][0], (EXPLICIT, POSSIBLE))
        doubtful = self.model()._verdict(np.array([0.1, 0.1, 0.4, 0.1]), 0.1, words=20, calm="")
        self.assertEqual(doubtful.ranking[0][0], POSSIBLE)


if __name__ == "__main__":
    unittest.main()
