"""What else a message says."""

from __future__ import annotations

import unittest

from bot.nlu.also import also_meant, parts
from bot.nlu.model import Verdict

MEANT = {
    "je conteste cette facture": "dispute_debt", "combien je dois encore": "ask_balance", "il fait beau ce matin": "",
}


class Sure:
    """A model that knows three sentences, and is unsure of all others."""

    def verdicts(self, texts: list[str]) -> list[Verdict]:
        return [
            Verdict([(MEANT[t], 0.95)] if MEANT.get(t) else [("hardship_unspecified", 0.5)], 0.0)
            for t in (text.strip(" .?").lower() for text in texts)
        ]


class AlsoTest(unittest.TestCase):
    def test_sentences_and_turns_of_phrase_part_a_message(self) -> None:
        self.assertEqual(
            parts("Je conteste cette facture. Combien je dois encore ?"),
            ["Je conteste cette facture.", "Combien je dois encore ?"],
        )
        self.assertEqual(parts("je conteste ça et puis combien je dois")[1], "combien je dois")
        self.assertEqual(parts("je conteste cette facture\ncombien je dois encore")[1], "combien je dois encore")

    def test_one_sentence_has_no_parts_and_a_novel_is_not_taken_apart(self) -> None:
        for text in ("", "ok. oui. non.", "combien je dois encore à 12.50 euros", "je conteste cette facture. " * 13):
            self.assertEqual(parts(text), [])

    def test_only_another_meaning_that_is_sure_counts_and_once(self) -> None:
        text = "Je conteste cette facture. Combien je dois encore ? Il fait beau ce matin. Combien je dois encore ?"
        found = also_meant(Sure(), text, "dispute_debt")
        self.assertEqual([(one.name, one.text) for one in found], [("ask_balance", "Combien je dois encore ?")])


if __name__ == "__main__":
    unittest.main()
