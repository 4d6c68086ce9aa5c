"""A word is explained and nothing else is done; the same is not said twice running; a wrong guess is taken back."""

from __future__ import annotations

import pytest

from actions.base import Heard
from actions.hardship import cause_of
from bot.debt.reading import asks_word, not_that
from bot.store.tables import Dispute
from tests.thread_world import count, demo_of, ids, open_thread

MEANS = {
    "et la prescription c koi": "dispute_debt", "allo?": "greet", "allo ?": "greet", "c koi FICP": "faq_credit_file",
    "allo jai un probleme": "hardship_gambling", "les jeux non pas du tout": "deny", "mdr": "out_of_scope",
    "ok": "affirm", "👍": "affirm",
}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("c quoi un echeancier", "schedule"), ("c koi FICP", "ficp"), ("c est koi FICP", "ficp"),
        ("c koi ton numero de dossier la", "reference"), ("et la prescription c koi", None),
        ("what's a CCJ", "ccj"), ("whats a default notice", "default_notice"), ("huissier c quoi", "bailiff"),
        ("c'est quoi une mise en demeure ?", "formal_notice"), ("un échéancier ça veut dire quoi", "schedule"),
        ("what does ccj mean", "ccj"), ("je connais pas le ficp", "ficp"),
        ("un huissier est venu", None), ("c'est quoi cette dette", None), ("je veux un echeancier", None),
        ("c'est prescrit", None), ("i got a ccj", None), ("je sais pas quand l'huissier vient", None),
    ],
)
def test_the_word_that_is_asked_for(text, word):
    assert asks_word(text) == word


async def test_a_question_of_vocabulary_opens_nothing(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    assert ids(await thread.say("et la prescription c koi")) == ["utter_law_time"]
    assert ids(await thread.say("c koi FICP")) == ["utter_word_ficp"] and await count(database, Dispute) == 0


@pytest.mark.parametrize(("first", "second"), [("allo?", "allo ?"), ("ok", "👍"), ("mdr", "mdr")])
async def test_the_same_is_not_said_twice_running(database, first, second):
    thread = await open_thread(await demo_of(database), means=MEANS)
    assert ids(await thread.say(first)) != ids(await thread.say(second))


async def test_a_wrong_guess_is_taken_back(database):
    thread = await open_thread(await demo_of(database), means=MEANS)
    await thread.say("allo jai un probleme")
    assert ids(await thread.say("les jeux non pas du tout")) == ["utter_cause_withdrawn"]


def test_a_faint_guess_tells_nobody_that_they_gamble():
    faint = Heard(text="allo jai un probleme", intent="hardship_gambling", in_form=False, confidence=0.29)
    sure = Heard(text="je joue trop", intent="hardship_gambling", in_form=False, confidence=0.9)
    other = Heard(text="malade", intent="hardship_illness", in_form=False, confidence=0.29)
    assert [cause_of(one) for one in (faint, sure, other)] == ["unspecified", "gambling", "illness"]


def test_what_takes_a_guess_back():
    for text in ("c'est pas ça", "pas du tout", "non pas du tout !", "not that", "i dont gamble", "rien à voir"):
        assert not_that(text), text
    for text in ("c'est pas la bonne somme", "non", "pas ce mois", "not now", "je paie pas"):
        assert not not_that(text), text
