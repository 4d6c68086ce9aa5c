"""What was taken for a dispute and is none is put right at a word; nothing is held or told before it is clear what."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.reading.dispute.paid_sum import read_paid, several_sums
from bot.debt.reading.dispute.undisputing import denies_dispute, means_a_part
from bot.debt.reading.plans.part_only import pays_part_only
from bot.store.tables import Dispute, Hold, Party
from tests.thread_world import Thread, count, demo_of, ids, open_thread

DENIES = [
    "contesté par ki? moi jai rien contesté", "jai rien contesté", "je ne conteste pas", "je conteste rien du tout",
    "j'ai jamais contesté quoi que ce soit", "c pas moi ki a contesté", "i didn't dispute anything",
    "i never disputed it", "i am not disputing",
    "sorry i not want proof! i only want pay a bit every month. cancel that",
    "i don't want any proof", "je veux pas de preuve", "jveu pa de preuves", "j'ai pas demandé de preuve",
    "i disputed nothing", "non je conteste pas je veux payer", "i haven't contested anything", "pas besoin de preuve",
]
CONTESTS = [
    "je conteste", "je conteste tout", "je ne conteste pas la dette mais les frais", "i dispute this",
    "je veux contester",
    "i don't dispute the debt but the fees", "i want proof", "je veux la preuve", "vous n'avez pas de preuve",
    "i never signed this and want proof", "i did not sign it, i dispute it", "you have no proof", "i don't have proof",
    "je peux pas payer et je conteste", "je n'ai jamais commandé, je conteste", "je n'ai pas reçu le contrat",
]


@pytest.mark.parametrize("text", DENIES)
def test_a_denial_is_no_dispute(text):
    assert denies_dispute(text)


@pytest.mark.parametrize("text", CONTESTS)
def test_a_dispute_is_no_denial(text):
    assert not denies_dispute(text)


@pytest.mark.parametrize(
    "text",
    ["no i didnt mean all of it, just one of them, the 70. rest i want to sort", "not all of it, just the 70",
     "non pas tout, juste les 150", "pas la totalité, seulement 150 euros", "i dont dispute all of it only the 80"],
)
def test_a_part_is_meant(text):
    assert means_a_part(text) and not means_a_part("je conteste tout") and not means_a_part("just 70")


@pytest.mark.parametrize(
    ("text", "minor"),
    [("the letter says 350 but i paid 70 on friday by debit card", 7000), ("i paid 70 of the 350", 7000),
     ("je vous é envoyé 150 par cheq le 12", 15000), ("j'ai payé 70 sur les 350", 7000),
     ("vous dites 350 mais j'ai déjà réglé 120", 12000), ("j'ai payé 70 et 50 en mars", None),
     ("j'ai payé en deux fois, 70 puis 50", None), ("j'ai tout payé", None)],
)
def test_which_sum_was_paid(text, minor):
    assert read_paid(text, language="fr", currency="EUR") == minor
    assert bool(several_sums(text, language="fr", currency="EUR")) == (minor is None and "70" in text)


@pytest.mark.parametrize(
    "text",
    ["jpeu payer le tel mai pa tt dun coup, 96e", "I can pay something but not everything",
     "je peux payer un peu mais pas la totalité", "i can pay a bit but not all at once",
     "i want to pay but can't pay it all",
     "jveux payer mais pas en une fois", "je veux bien régler mais pas tout d'un coup"],
)
async def test_who_can_pay_but_not_all_wishes_for_a_plan(database, text):
    assert pays_part_only(text)
    means = {text: "request_proof" if " i " in f" {text.lower()} " else "pay_now"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1001")
    said = ids(await thread.say(text))
    assert said[-1] == "utter_ask_sum_right" and "utter_ask_meant_request_proof" not in said
    after = ids(await thread.say("oui"))
    assert after[-1] == "utter_ask_income" and "utter_pay_link" not in after


@pytest.mark.parametrize(
    "text",
    ["je peux payer 50 mais pas tout", "je peux pas tout payer", "j'ai déjà payé mais pas tout", "je peux payer"],
)
def test_a_sum_or_a_payment_is_no_such_wish(text):
    assert not pays_part_only(text)


async def held(thread: Thread) -> list[tuple[str, int | None]]:
    async with thread.database.begin() as uow:
        rows = await uow.session.scalars(select(Hold).where(Hold.lifted_at.is_(None), Hold.set_by == "debtor"))
        return [(row.reason, row.part_minor) for row in rows]


@pytest.mark.parametrize(
    "text",
    ["sorry i not want proof! i only want pay a bit every month. cancel that",
     "i don't want proof, i want to pay a bit"],
)
async def test_a_request_filed_wrongly_is_taken_back_and_it_goes_on_with_the_wish(database, text):
    means = {"i want proof": "request_proof", text: "stop_contact"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-2001", lang="en")
    await thread.say("i want proof")
    assert await held(thread) == [("dispute", None)]
    said = ids(await thread.say(text))
    assert said[0] == "utter_dispute_lifted" and said[-1] == "utter_ask_sum_right" and await held(thread) == []
    assert await thread.handovers() and (await thread.row()).owner == "bot"
    async with database.begin() as uow:
        row = await uow.session.scalar(select(Dispute).where(Dispute.conversation_id == thread.key))
        assert row is not None and row.closed_at is not None and row.outcome == "withdrawn"
    assert ids(await thread.say("yes"))[-1] == "utter_ask_income"


@pytest.mark.parametrize("text", ["non je conteste pas, je veux payer 20 par mois", "jai rien contesté, 20 par mois"])
async def test_a_sum_beside_it_is_not_lost(database, text):
    means = {"je conteste": "dispute_debt", text: "dispute_debt"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1001")
    await thread.say("je conteste")
    assert ids(await thread.say(text))[0] == "utter_dispute_lifted"
    memory = (await thread.row()).memory
    assert memory["errand"] == "propose" and memory["errand_data"]["minor"] == 2000


async def test_all_of_it_takes_the_place_of_a_part(database):
    means = {"je conteste 30 euros": "dispute_debt", "je conteste TOUT": "dispute_debt"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1014")
    await thread.say("je conteste 30 euros")
    await thread.say("je conteste TOUT")
    assert await held(thread) == [("dispute", None)]


@pytest.mark.parametrize("text", ["yes i can pay a bit", "oui je peux payer un peu", "yes but i want to pay"])
async def test_a_yes_to_something_else_is_no_request_for_proof(database, text):
    odd = "hmm the thing there"
    means = {odd: "request_proof", text: "request_plan"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-2001", lang="en")
    assert ids(await thread.say(odd)) == ["utter_ask_meant_request_proof"]
    await thread.say(text)
    assert await count(database, Dispute) == 0 and await held(thread) == []


async def test_taken_back_before_we_know_who_writes_nothing_is_held(database):
    means = {"je conteste": "dispute_debt", "non je conteste pas je veux payer un peu par mois": "dispute_debt"}
    thread = await open_thread(await demo_of(database), means=means)
    await thread.say("je conteste")
    said = ids(await thread.say("non je conteste pas je veux payer un peu par mois"))
    assert said == ["utter_dispute_dropped", "utter_ask_reference"]
    said = ids(await thread.say("DEMO-1001 14/03/1985"))
    assert "utter_ask_sum_right" in said and await held(thread) == []


@pytest.mark.parametrize("text", ["jai rien contesté moi", "i didn't dispute anything", "je ne conteste pas"])
async def test_a_denial_never_opens_one(database, text):
    thread = await open_thread(await demo_of(database), means={text: "dispute_debt"}, proven="DEMO-1001")
    said = ids(await thread.say(text))
    assert said[0] == "utter_not_meant" and "utter_dispute_number" not in said
    assert await count(database, Dispute) == 0 and await held(thread) == []


async def test_what_one_has_contested_is_not_told_to_the_other(database):
    means = {"je conteste tout": "dispute_debt", "contesté par ki? moi jai rien contesté": "dispute_debt"}
    first = await open_thread(await demo_of(database), means=means, proven="DEMO-1014")
    await first.say("je conteste tout")
    other = await open_thread(database, "browser-2", means=means)
    async with database.begin() as uow:
        assert len(list(await uow.session.scalars(select(Party).where(Party.role == "co_borrower")))) > 0
    await other.say("DEMO-1014")
    told = await other.say("22/07/1983")
    told += await other.say("contesté par ki? moi jai rien contesté")
    assert "utter_dispute_not_theirs" in ids(told) and "utter_dispute_number" not in ids(told)
    others = [m.text for m in told if m.text_id != "utter_dispute_not_theirs"]
    assert not any("contest" in one.lower() for one in others), others
    assert await count(database, Dispute) == 1


async def test_a_part_that_is_paid_is_held_alone_and_all_is_put_right_to_a_part(database):
    text = "the letter says 350 but i paid 70 on friday by debit card"
    thread = await open_thread(
        await demo_of(database), means={text: "already_paid"}, proven="DEMO-2001", lang="en"
    )
    assert "utter_dispute_part_paid" in ids(await thread.say(text)) and await held(thread) == [("dispute", 7000)]


@pytest.mark.parametrize(
    "text", ["no i didnt mean all of it, just one of them, the 70. rest i want to sort", "not all of it, just the 70"]
)
async def test_not_all_of_it_just_the_seventy(database, text):
    means = {"i already paid": "already_paid", text: "nlu_fallback"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-2001", lang="en")
    await thread.say("i already paid")
    assert await held(thread) == [("dispute", None)]
    said = ids(await thread.say(text))
    assert said == ["utter_dispute_part_paid", "utter_ask_go_on_with_rest"]
    assert await held(thread) == [("dispute", 7000)]


async def test_which_of_two_cases_is_asked_before_anything_is_held_or_told(database):
    text = "je vous é envoyé 150 par cheq le 12"
    thread = await open_thread(await demo_of(database), means={text: "already_paid"}, proven="DEMO-1002")
    said = await thread.say(text)
    assert ids(said)[-1] == "utter_ask_dispute_which" and len(said[-1].choices) >= 3
    assert await held(thread) == []
    said = ids(await thread.say("mobilia"))
    assert "utter_dispute_part_paid" in said and await held(thread) == [("dispute", 15000)]


async def test_the_same_when_the_reference_stands_in_the_message(database):
    text = "je vous é envoyé 150 par cheq le 12… ref DEMO-1002"
    thread = await open_thread(await demo_of(database), means={text: "already_paid"})
    said = ids(await thread.say(text)) + ids(await thread.say("2 novembre 1992"))
    assert said[-1] == "utter_ask_dispute_which" and "utter_ask_go_on_with_rest" not in said
    assert await held(thread) == []
    said = ids(await thread.say("maison claire"))
    assert said[0] == "utter_dispute_part_paid" and await held(thread) == [("dispute", 15000)]


async def test_not_all_at_once_told_before_we_know_who_writes_makes_no_link(database):
    text = "jpeu payer le tel mai pa tt dun coup, 96e"
    thread = await open_thread(await demo_of(database), means={text: "pay_now"})
    said = await thread.say(text) + await thread.say("DEMO-1017 14/03/1985")
    await thread.prove("DEMO-1017")
    said = await thread.say(text)
    said += await thread.say("oui")
    assert ids(said)[-1] == "utter_ask_income" and not any((m.card or {}).get("kind") == "payment_link" for m in said)


async def test_several_sums_beside_paid_are_asked_about(database):
    text = "j'ai payé en deux fois, 70 puis 50"
    thread = await open_thread(await demo_of(database), means={text: "already_paid"}, proven="DEMO-1001")
    assert ids(await thread.say(text))[-1] == "utter_ask_paid_which" and await held(thread) == []
    await thread.say("120")
    assert await held(thread) == [("dispute", 12000)]


@pytest.mark.parametrize(
    ("text", "answer"),
    [("bon et le canapé ils disent quoi, jai le bon de retour", "utter_proof_where"),
     ("vous avez noté que jai renvoyé le canapé?", "utter_check_goes_on"),
     ("le livreur est venu le chercher", "utter_dispute_added")],
)
async def test_what_is_on_record_is_not_asked_again(database, text, answer):
    means = {"je conteste tout": "dispute_debt", text: "dispute_debt"}
    thread = await open_thread(await demo_of(database), means=means, proven="DEMO-1014")
    await thread.say("je conteste tout")
    assert ids(await thread.say(text))[0] == answer and await count(database, Dispute) == 1
