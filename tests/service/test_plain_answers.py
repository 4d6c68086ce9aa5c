"""Plain questions about money are answered from what is on file; none of them opens a dispute or offers a plan."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from bot.debt.reading import (
    asks_if_settled,
    asks_if_taken,
    asks_money_back,
    asks_pay_anyway,
    asks_received,
    asks_settled_letter,
    asks_where_proof,
)
from bot.debt.reading.asked.asked_back import asks_about_check
from bot.store.tables import Dispute
from tests.thread_world import Thread, demo_of, ids, open_thread

RECEIVED = [
    "c bon c payé j ai cliqué, vs avez recu?", "j'ai payé, recu ?", "vous avez reçu mon paiement ?", "did you get it?",
    "has it gone through", "ca y est j'ai payé", "have you received my payment?", "c'est passé ?", "i've just paid",
    "i paid",
]
BACK = [
    "jai trop payé rendez moi mon argent", "so when do i get it", "can u use it for the next bill",
    "et l argent en ma faveur vous le rendez quand", "jveux un remboursement", "give me my money back",
    "combien vous me devez", "refund please", "je peux recuperer mon argent", "can you send it back",
]
SETTLED = [
    "donc c fini jdois plus rien ?", "donc jdois kelke chose?", "do i still owe anything",
    "je dois encore quelque chose",
    "is it all settled", "so i owe nothing",
]
LETTER = [
    "et l attestation que j ai tout soldé", "can I get a letter saying its all paid off for my mortgage",
    "envoi moi une preuve que jai tout payé", "une attestation svp", "i need proof it's all paid",
]
TAKEN = [
    "vs allez me prélevé quand meme ?", "pk on me preleve encore", "can u take money off my breathing space or not",
    "c deja accepté mon dossier, pk on me preleve encore", "est ce que je serai prélevé", "why was i debited",
]
ANYWAY = [
    "can i pay anyway", "I wanna pay 30 even tho im in breathing space, is it allowed", "je peux payer quand meme ?",
    "dois-je payer", "j'ai le droit de payer ?",
]
OTHER = [
    "je veux un plan", "20 par mois", "j'ai reçu un courrier", "je dois combien", "j'ai perdu mon travail",
    "i got made redundant", "une pause svp", "the letter says 300",
]


def test_the_questions_are_read() -> None:
    readers = [
        (RECEIVED, asks_received), (BACK, asks_money_back), (SETTLED, asks_if_settled), (LETTER, asks_settled_letter),
        (TAKEN, asks_if_taken), (ANYWAY, asks_pay_anyway),
    ]
    for texts, reads in readers:
        assert [text for text in texts if not reads(text)] == []
        assert [text for text in OTHER if reads(text)] == []
    assert not asks_received("can i pay anyway") and not asks_received("je veux payer 50")


def test_where_a_proof_goes_and_how_long_a_check_takes_are_read() -> None:
    assert asks_where_proof("et je vous l envoie ou cette preuve") and asks_where_proof("i send where the proof")
    assert asks_about_check("combien de temps vous mettez pour verifier")
    assert asks_about_check("how long does it take to check")
    assert not asks_where_proof("je vous envoie une preuve") and not asks_about_check("combien de temps pour payer")


async def disputes(thread: Thread) -> int:
    async with thread.database.begin() as uow:
        return int(await uow.session.scalar(select(func.count()).select_from(Dispute)) or 0)


async def _open(database, reference: str, lang: str = "fr") -> Thread:
    means = dict.fromkeys([*RECEIVED, *BACK, *SETTLED, *LETTER, *TAKEN], "already_paid")
    means |= {"je veux payer 60 euros maintenant": "pay_now", **dict.fromkeys(ANYWAY, "faq_payment_methods")}
    return await open_thread(await demo_of(database), means=means, proven=reference, lang=lang)


async def with_link(database) -> Thread:
    thread = await _open(database, "DEMO-1001")
    said = ids(await thread.say("je veux payer 60 euros maintenant"))
    for _ in range(2):
        if "utter_payment_link" not in said:
            said = ids(await thread.say("oui"))
    assert "utter_payment_link" in said
    return thread


@pytest.mark.parametrize("text", [*RECEIVED[:4], "j'ai payé les 60, recu ?"])
async def test_after_a_link_of_ours_it_is_told_whether_it_has_come(database, text):
    thread = await with_link(database)
    thread.rasa.means[text] = "already_paid"
    said = ids(await thread.say(text))
    assert said[:2] == ["utter_payment_not_seen", "utter_payment_link"], said
    assert await disputes(thread) == 0 and "dispute.told" not in await thread.audits()


async def test_another_sum_or_a_day_gone_by_is_still_told_as_a_dispute(database):
    thread = await with_link(database)
    thread.rasa.means["j'ai payé 320 le 14 septembre"] = "already_paid"
    said = ids(await thread.say("j'ai payé 320 le 14 septembre"))
    assert "utter_payment_not_seen" not in said


@pytest.mark.parametrize("text", BACK)
async def test_in_credit_the_sum_is_told_and_a_person_arranges_it(database, text):
    thread = await _open(database, "DEMO-1009")
    said = await thread.say(text)
    assert ids(said)[0] == "utter_credit_is" and re.search(r"23[,.]50", said[0].text), ids(said)
    assert await disputes(thread) == 0 and [one.reason for one in await thread.handovers()] == ["credit_back_asked"]


async def test_who_is_not_in_credit_hears_nothing_of_it(database):
    thread = await _open(database, "DEMO-1001")
    assert "utter_credit_is" not in ids(await thread.say("jveux un remboursement"))


@pytest.mark.parametrize("text", SETTLED)
async def test_settled_is_told_in_one_sentence(database, text):
    thread = await _open(database, "DEMO-1008")
    assert ids(await thread.say(text)) == ["utter_nothing_owed"]


@pytest.mark.parametrize("text", LETTER)
async def test_a_letter_that_all_is_paid_is_asked_for_with_a_person(database, text):
    thread = await _open(database, "DEMO-1008")
    said = ids(await thread.say(text))
    assert said[:2] == ["utter_nothing_owed", "utter_letter_asked"] and await disputes(thread) == 0
    assert "settled_letter_asked" in [one.reason for one in await thread.handovers()]


@pytest.mark.parametrize("text", TAKEN)
async def test_under_an_admissible_file_nothing_may_be_taken(database, text):
    thread = await _open(database, "DEMO-1005")
    said = ids(await thread.say(text))
    assert said[:2] == ["utter_held_no_debit", "utter_hold_over_indebtedness_admissible"], said
    assert "utter_no_plan_yet" not in said and await disputes(thread) == 0
    assert ("utter_held_taken_anyway" in said) is any(word in text for word in ("encore", "pk", "why"))


@pytest.mark.parametrize("text", [
    "la banque de france a accepté mon dossier mais vous m'avez prélevé 60 euros la semaine dernière",
    "mais vous LAVEZ pris, 60 euro le 16 novembre sur mon compte!!", "you took 60 from my account last week",
])
async def test_money_that_was_taken_all_the_same_brings_a_person(database, text):
    thread = await _open(database, "DEMO-1005")
    said = ids(await thread.say(text))
    assert "utter_held_taken_anyway" in said and "utter_held_no_debit" not in said, said
    assert "taken_in_spite_of_hold" in [one.reason for one in await thread.handovers()]


async def test_whether_one_may_pay_is_answered_from_the_matrix(database):
    thread = await _open(database, "DEMO-1005")
    said = ids(await thread.say("je peux payer quand meme ?"))
    assert said[:2] == ["utter_limit_not_now", "utter_hold_over_indebtedness_admissible"], said
    thread = await open_thread(thread.database, "browser-2", proven="DEMO-2002", lang="en")
    said = ids(await thread.say("I wanna pay 30 even tho im in breathing space, is it allowed"))
    assert said[:2] == ["utter_held_may_pay", "utter_hold_breathing_space"], said


@pytest.mark.parametrize("reference", ["DEMO-1005", "DEMO-2002"])
async def test_the_hold_is_told_before_the_sum_and_the_sum_is_not_asked_about(database, reference):
    thread = await _open(database, reference)
    thread.rasa.means["combien je dois"] = "ask_balance"
    said = ids(await thread.say("combien je dois"))
    assert str(said[0]).startswith("utter_hold_") and "utter_ask_sum_right" not in said, said
    assert len(said) == len(set(said))
