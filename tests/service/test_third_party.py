"""Somebody who writes for another is told nothing; a debtor who names a helper is not mistaken for one for good."""

from __future__ import annotations

from datetime import date

import pytest

from tests.thread_world import MONEY, Thread, demo_of, ids, open_thread

TODAY = date(2026, 11, 20)
MOTHER = "maman a un dossier chez vous DEMO-1001 elle parle pas francais c'est moi qui traduit, née 14/03/1985"
MEANS = {
    "elle veut savoir combien": "ask_balance", "elle voudrait régler 50 par mois": "propose_amount",
    "je suis suivie par une assistante sociale": "third_party", "combien je dois": "ask_balance",
    "je suis sous curatelle": "third_party", "perdu mon boulot": "hardship_job_loss",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS)


async def helped(thread: Thread, words: str) -> list[str | None]:
    """What is said to a message that the model takes for somebody else's."""
    before = (await thread.row()).last_seq
    await thread.send(words)
    heard = [m.text for m in await thread.messages(after=before) if m.author == "you"]
    thread.rasa.means |= dict.fromkeys(heard, "third_party")
    await thread.settle()
    return ids([m for m in await thread.messages(after=before) if m.author != "you"])


@pytest.mark.parametrize(
    "then", ["elle veut savoir combien", "elle voudrait régler 50 par mois", "DEMO-1001 14/03/1985"]
)
async def test_facts_given_for_another_prove_nothing_now_or_later(thread, then):
    assert "utter_pass_on_third_party" in await helped(thread, MOTHER)
    said = await thread.say(then)
    assert ids(said)[-1] == "utter_third_party_again" and "utter_identified" not in ids(await thread.messages())
    told = [found for m in await thread.messages() if m.author == "bot" for found in MONEY.findall(m.text)]
    assert told in ([], ["50,00\u00a0€"])  # their own sum, said back
    assert (await thread.row()).memory["third_party"] == "adult"


async def test_a_debtor_who_names_who_helps_them_says_so_and_goes_on(thread):
    said = await thread.say("je suis suivie par une assistante sociale")
    assert ids(said)[0] == "utter_pass_on_third_party" and "utter_or_your_own_case" in ids(said)
    assert ids(await thread.pick("whose"))[-1] == "utter_ask_reference"
    await thread.say("DEMO-1001")
    assert "utter_identified" in ids(await thread.say("14/03/1985"))


async def test_who_had_proven_who_they_are_is_asked_whose_case_it_is(thread):
    await thread.prove("DEMO-1001")
    await thread.say("perdu mon boulot")
    said = await thread.say("je suis sous curatelle")
    assert ids(said)[:1] == ["utter_ask_whose_case"]
    assert (await thread.row()).memory.get("third_party") is None
    message = next(m for m in reversed(await thread.messages()) if m.text_id == "utter_ask_whose_case")
    assert [one["data"]["whose"] for one in message.choices] == ["self", "other"]
    assert "utter_third_party_again" not in ids(await thread.say("C'est mon dossier"))
    assert "utter_ask_income" in ids(await thread.say("oui"))


async def test_and_told_that_it_is_anothers_the_proof_is_over(thread):
    await thread.prove("DEMO-1001")
    await thread.say("combien je dois")
    await thread.say("je suis sous curatelle")
    assert "utter_pass_on_third_party" in ids(await thread.say("J'écris pour quelqu'un d'autre"))
    assert ids(await thread.say("combien je dois")) == ["utter_third_party_again"]
