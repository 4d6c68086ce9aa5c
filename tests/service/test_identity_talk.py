"""Facts that prove who writes are talked about: why, whose, rather not, none; and whoever was taken for another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import select

from bot.store.tables import IdentityProof
from tests.thread_world import Thread, demo_of, ids, open_thread

MEANS = {
    "combien je dois": "ask_balance", "how much is it": "ask_balance", "c'est pas moi": "wrong_person",
    "wrong person": "wrong_person", "j'aide ma mère": "third_party", "mon père est mort": "debtor_deceased",
    "im not givin my birth date to a robot": "wrong_person", "j'ai pas la référence": "no_reference",
    "j'ai pas ouvert le courrier": "no_reference", "j'en ai pas": "no_reference",
    "just tell me the amount": "ask_balance",
}


async def thread_of(database, lang: str = "fr") -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, lang=lang)


async def asked_birth(database, lang: str = "fr") -> Thread:
    thread = await thread_of(database, lang)
    await thread.say("how much is it" if lang == "en" else "combien je dois")
    assert ids(await thread.say("DEMO-1001")) == ["utter_ask_birth_date"]
    return thread


@pytest.mark.parametrize(
    "text",
    ["oui c'est moi Martine maintenant", "yes its me grace", "oui Martine Dupont", "ui c moi maintenant", "yes mine"],
)
async def test_a_yes_with_a_word_more_is_a_yes(database, text):
    thread = await thread_of(database)
    await thread.say("j'aide ma mère")
    assert ids(await thread.say("DEMO-1001")) == ["utter_ask_for_whom_again"]
    assert ids(await thread.say(text)) == ["utter_ask_birth_date"]
    assert "utter_identified" in ids(await thread.say("14/03/1985"))


async def test_a_yes_with_reference_and_birth_date_identifies_at_once(database):
    thread = await thread_of(database)
    await thread.say("j'aide ma mère")
    await thread.say("DEMO-1001")
    said = ids(await thread.say("yes its me grace, DEMO-1001 14/03/1985"))
    assert "utter_figures_late" in said, said


@pytest.mark.parametrize(
    "text",
    ["oui c'est pour ma mère", "oui mais c'est le dossier de mon mari", "c'est moi qui écris pour lui",
     "yes for my dad", "oui il est là, il vous donne son accord. DEMO-1001 14/03/1985",
     "oui elle est à côté"],
)
async def test_who_still_speaks_for_another_proves_nothing(database, text):
    thread = await thread_of(database)
    thread.rasa.means[text] = thread.rasa.means[text.replace("14/03/1985", "DATE")] = "affirm"
    await thread.say("j'aide ma mère")
    await thread.say("DEMO-1001")
    said = ids(await thread.say(text))
    async with database.begin() as uow:
        assert list(await uow.session.scalars(select(IdentityProof))) == []
    assert "utter_affirm_nothing" not in said


async def test_an_agreement_is_answered_and_the_handed_telephone_too(database):
    thread = await thread_of(database)
    await thread.say("j'aide ma mère")
    assert ids(await thread.say("elle est là, elle est d'accord")) == ["utter_third_party_leave"]
    assert ids(await thread.say("je vous la passe. DEMO-1001")) == ["utter_ask_for_whom_handed"]
    assert ids(await thread.say("oui")) == ["utter_ask_birth_date"]


async def test_whose_it_is_is_never_asked_twice_running_in_the_same_words(database):
    thread = await thread_of(database)
    await thread.say("j'aide ma mère")
    said = [ids(await thread.say("combien je dois"))[0] for _ in range(4)]
    assert all(one != other for one, other in pairwise(said)), said


@pytest.mark.parametrize(
    ("text", "lang"),
    [("im not givin my birth date to a robot", "en"), ("my birthday you dont get", "en"),
     ("i'd rather not give my date of birth", "en"), ("je donne pas ma date de naissance", "fr"),
     ("non je vous la donne pas", "fr")],
)
async def test_a_birth_date_may_be_kept_and_what_else_is_possible_is_told(database, text, lang):
    thread = await asked_birth(database, lang)
    first = await thread.say(text)
    assert ids(first) == ["utter_birth_date_refused"] and first[0].choices[0]["payload"] == "/ask_human"
    assert ids(await thread.say(text)) == ["utter_offer_human"]
    assert "utter_identified" in ids(await thread.say("14/03/1985"))  # the reference is kept


@pytest.mark.parametrize("text", ["pkoi vous la voulez", "c pour koi faire", "why do you need my birth date"])
async def test_why_it_is_asked_is_told(database, text):
    thread = await asked_birth(database, "en" if text.startswith("why") else "fr")
    assert ids(await thread.say(text)) == ["utter_why_birth_date"]


async def test_who_has_none_is_told_which_one_is_meant_and_the_reference_is_kept(database):
    thread = await asked_birth(database)
    assert ids(await thread.say("je vous l'ai dit j'en ai pas")) == ["utter_birth_date_none"]
    assert "utter_identified" in ids(await thread.say("14/03/1985"))


async def test_whose_birth_date_is_told_to_a_relative_of_the_dead(database):
    thread = await thread_of(database)
    await thread.say("mon père est mort")
    assert ids(await thread.say("DEMO-1001")) == ["utter_ask_birth_date_whose"]
    assert ids(await thread.say("la mienne ou la sienne ?")) == ["utter_offer_human"]  # it has just been told


async def test_mine_or_his(database):
    thread = await asked_birth(database, "en")
    assert ids(await thread.say("mine or his?")) == ["utter_ask_birth_date_whose"]


@pytest.mark.parametrize(
    ("wrong", "text", "lang"),
    [("wrong person", "how did u get my number", "en"), ("c'est pas moi", "comment vous avez eu mon numero", "fr")],
)
async def test_a_wrong_person_is_asked_for_nothing(database, wrong, text, lang):
    thread = await thread_of(database, lang)
    await thread.say(wrong)
    assert ids(await thread.say(text)) == ["utter_number_from"]
    asks = "combien je dois" if lang == "fr" else "how much is it"
    assert ids(await thread.say(asks)) == ["utter_wrong_person_rests"]
    said = ids(await thread.say("c'est moi" if lang == "fr" else "it's me"))
    assert said == ["utter_its_you", "utter_ask_reference"]


async def test_letters_are_called_closed_only_to_who_says_so(database):
    thread = await thread_of(database)
    assert ids(await thread.say("j'ai pas la référence"))[0] == "utter_lookup_intro_plain"
    again = await open_thread(thread.database, "browser-2", means=MEANS)
    assert ids(await again.say("j'ai pas ouvert le courrier"))[0] == "utter_lookup_intro"


async def test_a_sentence_is_no_name(database):
    thread = await thread_of(database, "en")
    thread.rasa.means["i dont have it"] = "no_reference"
    await thread.say("i dont have it")
    assert "utter_ask_lookup_birth_date" not in ids(await thread.say("just tell me the amount"))
