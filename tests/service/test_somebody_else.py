"""Whose matter it is: nothing of anybody is told to another, and nobody is shut out of their own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.service.case.cases import set_hold, view_of
from bot.store.tables import Case, Hold, IdentityProof
from tests.thread_world import Thread, demo_of, disclosed, ids, open_thread, secrets_of

SON = "maman a un dossier chez vous DEMO-1003 elle parle pas francais c'est moi qui traduit, née 30/07/1969"
MEANS = {
    SON: "third_party", "elle veut savoir combien": "ask_balance", "20 euros par mois": "propose_amount",
    "j'aide ma voisine": "third_party", "combien je dois": "ask_balance", "oui DEMO-1012": "affirm",
    "jsui chez ma mere elle veut plus payer pour moi": "third_party", "jai 12 ans, cest ma mere": "third_party",
    "c moi linh nguyen c mon dossier a moi": "wrong_person", "ma mère m'a dit de vous écrire": "third_party",
    "je peux payer tout seul 20 euros non ?": "propose_amount", "c'est pas moi": "wrong_person",
}
HELPED = [
    "je suis suivie par une assistante sociale mme Bertin elle m a dit de vous contacter",
    "mon assistante sociale m'a dit de vous écrire", "my social worker told me to write to you",
    "i'm supported by stepchange", "mon éducatrice m'a conseillé de vous contacter", "jsui suivi par le ccas",
]
GUARDED = ["je suis sous curatelle, c'est l'udaf qui paye mes factures", "c'est moi qui est sous tutelle",
           "i'm under guardianship", "jsui sous curatelle renforcée"]
RELATIVE = [
    ("I am the wife of Thomas Girard. He is in hospital, I don't know nothing about this credit. You can tell me how "
     "much he owe?", "en"),
    ("je suis la femme de Thomas Girard, il est à l'hopital, combien il doit", "fr"),
    ("im his mum he's in hospital, what does he owe", "en"),
]


async def thread_of(database, lang: str = "fr", proven: str | None = None) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS, lang=lang, proven=proven)


async def nothing_told(thread: Thread) -> bool:
    secrets = [one for one in await secrets_of(thread.database) if not one.startswith("DEMO")]
    said = [m.text for m in await thread.messages() if m.author != "you"]
    return not [text for text in said if [one for one in disclosed(text, secrets) if not one.startswith("20")]]


@pytest.mark.parametrize("text", HELPED)
async def test_who_is_helped_speaks_of_themselves(database, text):
    thread = await thread_of(database, "en" if text[0] == "i" or text.startswith("my") else "fr")
    thread.rasa.means[text] = "third_party"
    assert ids(await thread.say(text)) == ["utter_helped", "utter_ask_reference"]
    assert await thread.handovers() == []
    await thread.say("DEMO-1001")
    assert ids(await thread.say("14/03/1985"))[0] == "utter_identified"


@pytest.mark.parametrize("text", GUARDED)
async def test_who_is_under_protection_is_no_helper_and_agrees_to_nothing_alone(database, text):
    thread = await thread_of(database, "en" if text[0] == "i" else "fr")
    said = ids(await thread.say(text))
    assert said[0] == "utter_guarded" and said[-1] == "utter_ask_reference"
    await thread.say("DEMO-1007 03/09/1995")
    assert "utter_hold_guardianship" in ids(await thread.messages())
    assert (await thread.handovers())[0].reason == "guardianship"
    async with database.begin() as uow:
        assert "guardianship" in list(await uow.session.scalars(select(Hold.reason)))


async def test_a_protected_persons_offer_is_not_weighed(database):
    thread = await thread_of(database, proven="DEMO-1001")
    assert ids(await thread.say(GUARDED[0]))[0] == "utter_hold_guardianship"
    said = ids(await thread.say("je peux payer tout seul 20 euros non ?"))
    assert said[0] == "utter_hold_guardianship" and "utter_ask_month_or_once" not in said


async def test_facts_of_another_prove_nothing_and_tell_nothing_later(database):
    thread = await thread_of(database)
    assert ids(await thread.say(SON))[0] == "utter_pass_on_third_party"
    assert ids(await thread.say("elle veut savoir combien")) == ["utter_ask_for_whom_again"]
    assert ids(await thread.say("DEMO-1003 30/07/1969")) == ["utter_ask_for_whom_ways"]
    await thread.say("20 euros par mois")
    assert ids(await thread.say("30/07/1969"))[0].startswith("utter_ask_for_whom_")
    assert await nothing_told(thread)
    async with database.begin() as uow:
        assert list(await uow.session.scalars(select(IdentityProof))) == []
    assert ids(await thread.say("non"))[0] == "utter_added_to_request"


@pytest.mark.parametrize(
    "text", ["DEMO-1001 14/03/1985, j'aide ma voisine", "14/03/1985 DEMO-1001 c'est pour une amie à moi"]
)
async def test_what_the_same_message_has_proven_is_withdrawn(database, text):
    thread = await thread_of(database)
    thread.rasa.means[text.replace("14/03/1985", "DATE")] = "third_party"
    assert "utter_pass_on_third_party" in ids(await thread.say(text))
    assert (await thread.row()).person_id is None
    await thread.say("combien je dois")
    assert await nothing_told(thread)


@pytest.mark.parametrize("yes", ["oui", "c'est mon dossier à moi", "c'est pour moi", "c'est moi"])
async def test_who_was_taken_for_another_comes_back_with_one_word(database, yes):
    thread = await thread_of(database)
    await thread.say("j'aide ma voisine")
    assert ids(await thread.say("DEMO-1001")) == ["utter_ask_for_whom_again"]
    assert ids(await thread.say(yes)) == ["utter_ask_birth_date"]
    assert ids(await thread.say("14/03/1985"))[0] == "utter_identified"


async def test_words_that_may_be_of_oneself_are_asked_about(database):
    thread = await thread_of(database)
    assert ids(await thread.say("jsui chez ma mere elle veut plus payer pour moi")) == ["utter_ask_for_whom"]
    assert ids(await thread.say("oui")) == ["utter_ask_reference"]


async def test_who_is_known_already_is_asked_and_not_shut_out(database):
    thread = await thread_of(database, proven="DEMO-1001")
    assert ids(await thread.say("ma mère m'a dit de vous écrire")) == ["utter_ask_for_whom"]
    assert ids(await thread.say("oui"))[0] == "utter_figures_late"
    await thread.say("ma mère m'a dit de vous écrire")
    await thread.say("non")
    assert ids(await thread.say("combien je dois")) == ["utter_ask_for_whom_again"]


@pytest.mark.parametrize(("text", "lang"), RELATIVE)
@pytest.mark.parametrize("heard", ["ask_balance", "third_party"])
async def test_a_relative_hears_a_word_of_it_what_can_not_be_told_and_what_they_can_do(database, text, lang, heard):
    thread = await thread_of(database, lang)
    thread.rasa.means[text] = heard
    said = await thread.say(text)
    assert ids(said)[:2] == ["utter_sorry_for_them", "utter_third_party_family"]
    assert (await thread.handovers())[0].reason == "third_party" and await nothing_told(thread)


async def test_a_co_borrower_who_says_whose_wife_she_is_proves_who_she_is_and_not_him(database):
    thread = await thread_of(database)
    await thread.say(RELATIVE[1][0])
    assert ids(await thread.pick("whose")) == ["utter_ask_reference"]
    assert ids(await thread.say("DEMO-1014 22/07/1983"))[0] == "utter_identified"


async def test_a_wife_is_not_let_in_with_the_birth_date_of_the_only_one_who_owes(database):
    thread = await thread_of(database)
    await thread.say(RELATIVE[1][0])
    await thread.pick("whose")
    assert ids(await thread.say("DEMO-1001 14/03/1985"))[0] == "utter_identity_failed"


async def test_a_child_stays_a_child(database):
    thread = await thread_of(database)
    assert ids(await thread.say("jai 12 ans, cest ma mere")) == ["utter_minor"]
    await thread.say("c'est mon dossier à moi")
    await thread.say("DEMO-1001 14/03/1985")
    assert await nothing_told(thread) and (await thread.row()).person_id is None


async def test_it_is_my_own_file_is_not_heard_as_its_contrary(database):
    thread = await thread_of(database)
    assert ids(await thread.say("c moi linh nguyen c mon dossier a moi"))[-1] == "utter_ask_reference"
    assert await thread.handovers() == []


async def test_who_is_known_and_says_that_it_is_not_them_has_a_number_and_is_not_asked_again_later(database):
    thread = await thread_of(database, proven="DEMO-1014")
    assert ids(await thread.say("c'est pas moi"))[:3] == [
        "utter_dispute_dispute_debt", "utter_dispute_number", "utter_dispute_held",
    ]
    again = await open_thread(database, "browser-2", means=MEANS, proven="DEMO-1014")
    said = ids(await again.say("combien je dois"))
    assert said[:2] == ["utter_figures_late_only", "utter_figures_disputed_whole"]
    assert "utter_ask_sum_right" not in said


async def test_who_is_not_known_and_says_so_is_passed_on_as_before(database):
    thread = await thread_of(database)
    assert ids(await thread.say("c'est pas moi"))[0] == "utter_pass_on_wrong_person"


@pytest.mark.parametrize("reason", ["identity_theft", "wrong_person", "coerced_debt"])
async def test_what_is_looked_into_is_told_with_the_figures_and_not_asked_about(database, reason):
    thread = await thread_of(database, proven="DEMO-1016")
    async with database.begin() as uow:
        key = await uow.session.scalar(select(Case.id).where(Case.reference == "DEMO-1016"))
        await set_hold(uow, await view_of(uow, key or 0), reason, set_by="debtor")
        await uow.commit()
    said = ids(await thread.say("combien je dois"))
    assert f"utter_hold_{reason}" in said and "utter_ask_sum_right" not in said
