"""A reference told in a sentence while identity is asked is the reference, whatever meaning its words have."""

from __future__ import annotations

import pytest

from bot.debt.reading import only_identity
from tests.thread_world import Thread, demo_of, ids, open_thread


@pytest.fixture
async def thread(database) -> Thread:
    made = await open_thread(await demo_of(database), means={"combien je dois": "ask_balance"})
    await made.say("combien je dois")
    return made


@pytest.mark.parametrize(
    "text",
    ["sa mark DEMO-1001 c sa", "oui DEMO-1001", "ya marqué DEMO-1001 sur le papier", "c'est écrit DEMO-1001 en haut",
     "DEMO-1001 voilà", "ben demo 1001", "alors la lettre dit DEMO-1001", "the letter says DEMO-1001",
     "harbour loan, ref demo 1001",
     "une seconde je mets mes lunettes… DEMO-1001", "bear with me, just grabbing the letter. DEMO-1001",
     "its on the bill demo-1001 right"],
)
async def test_the_reference_is_heard_and_the_birth_date_asked(thread, text):
    thread.rasa.means[text] = "faq_credit_file"
    assert ids(await thread.say(text)) == ["utter_ask_birth_date"]


@pytest.mark.parametrize(
    "text", ["j'ai peur, la ref c'est DEMO-1001", "DEMO-1001 vous me fichez à la banque de france ?"]
)
async def test_beside_words_of_their_own_they_are_answered_and_the_next_thing_is_asked(thread, text):
    thread.rasa.means[text] = "faq_credit_file"
    assert ids(await thread.say(text)) == ["utter_faq_credit_file", "utter_ask_birth_date"]


@pytest.mark.parametrize("text", ["DEMO-1001 02 11 1992", "alright. harbour loan, ref demo 2001, dob 23/6/1979",
                                  "DEMO-1002 02/11/1992 c'est juste oui", "DEMO-1003 30 07 1969"])
def test_both_together_are_nothing_but_facts(text):
    assert only_identity(text, "en") and only_identity(text, "fr")


async def test_both_in_one_message_with_spaces_prove_who_writes(thread):
    said = ids(await thread.say("DEMO-1002 02 11 1992"))
    assert said[0] == "utter_identified"


@pytest.mark.parametrize(
    "text",
    ["DEMO-1001 je conteste", "DEMO-1001 stop", "DEMO-1001 j'ai déjà payé", "DEMO-1001 aide", "DEMO-1001 conseiller",
     "DEMO-1001 not my loan", "DEMO-1001 pas à moi", "paid loan DEMO-1001"],
)
def test_what_wishes_for_something_is_more_than_facts(text):
    assert not only_identity(text, "fr") and not only_identity(text, "en")
