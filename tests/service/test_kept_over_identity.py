"""What was wished in the first breath is not lost behind the question who writes, nor set on a guess before it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.reading.asked.asked_credit import credit_back
from bot.debt.reading.plans.resting import only_benefits, stops_so_long
from bot.debt.reading.plans.taking_back import takes_request_back, wants_no_call
from bot.service.handover import calls
from bot.store.tables import Callback, Plan
from tests.thread_world import Thread, demo_of, ids, open_thread

STOPS = [
    "g perdu mon job en octobre et are pas encor arrivé, on peu tt stoper 2 mois?", "on peut tout stopper 2 mois ?",
    "can we put everything on hold for 2 months", "je veux arrêter de payer pendant deux mois",
    "stop the payments for three months please", "suspendre mes paiements 6 semaines",
]


@pytest.mark.parametrize("text", STOPS)
def test_to_stop_everything_for_so_long_is_read(text: str) -> None:
    assert stops_so_long(text, "en" if text[:3] in ("can", "sto") else "fr")


@pytest.mark.parametrize(
    "text",
    ["j'ai arrêté de payer il y a 2 mois", "je veux tout arrêter", "ils ont arrêté les prélèvements 2 mois",
     "i've not stopped paying for 2 months", "arrêtez de m'écrire pendant 2 mois"],
)
def test_near_misses_stop_nothing(text: str) -> None:
    assert not stops_so_long(text, "fr")


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("ah oui mais je travaille plus et j'ai 3 enfants, la caf c'est tout ce que j'ai", True),
        ("jai que le rsa maintenant", True), ("i only have universal credit now", True),
        ("all i have is my benefits", True),
        ("je vis avec l'aah", True), ("la caf m'a écrit", False), ("j'ai la caf et mon salaire", False),
        ("tout ce que j'ai c'est des dettes", False),
    ],
)
def test_that_benefits_are_all_is_read(text: str, only: bool) -> None:
    assert only_benefits(text) is only


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("I have credit of 23.50? how I get back this money", True), ("i'm in credit, can i have it back", True),
        ("im in credit can i get my money back", True), ("j'ai un trop perçu, vous me remboursez quand", True),
        ("j'ai un avoir de 23,50, comment le récupérer", True), ("my credit card was refused", False),
        ("je dois rembourser le crédit", False), ("i overpaid you, can i get a refund", True),
    ],
)
def test_a_credit_wanted_back_is_read(text: str, back: bool) -> None:
    assert credit_back(text) is back


async def first(database, text: str, intent: str, who: str, lang: str = "fr") -> Thread:
    """An unknown debtor says this and then who they are."""
    thread = await open_thread(await demo_of(database), means={text: intent}, lang=lang)
    said = ids(await thread.say(text))
    assert said[-1] == "utter_ask_reference", said
    assert not await thread.handovers()
    await thread.say(who)
    return thread


@pytest.mark.parametrize("text", STOPS[:3])
@pytest.mark.parametrize("heard", ["hardship_benefits_delay", "request_pause", "nlu_fallback"])
async def test_a_rest_wished_first_is_asked_about_though_nothing_is_late(database, text, heard):
    thread = await first(database, text, heard, "DEMO-1003 30/07/1969")
    last = (await thread.messages())[-1]
    assert any(one in last.text for one in ("janvier 2027", "January 2027", "February 2027")), last.text
    assert (await thread.row()).memory["errand"] == "pause"


async def test_one_payment_on_another_day_is_kept_as_that_and_no_day_of_every_month(database):
    text = "jvoudré décalé mon prelevement du 30 novembre jserai payer que le 8 décembre"
    thread = await first(database, text, "change_due_date", "DEMO-1006 17/01/1988")
    said = ids(await thread.messages())
    assert said[-1] in ("utter_ask_move", "utter_ask_move_where"), said
    assert not await thread.handovers()


async def test_a_day_of_every_month_wished_first_is_asked_about_once_it_is_known_who_writes(database):
    thread = await first(database, "je voudrais payer le 8 de chaque mois", "change_due_date", "DEMO-1006 17/01/1988")
    last = (await thread.messages())[-1]
    assert last.text_id == "utter_ask_move" and not await thread.handovers()


async def test_a_credit_asked_back_first_is_answered(database):
    text = "I have credit of 23.50? how I get back this money"
    thread = await first(database, text, "faq_credit_file", "DEMO-1009 12/06/1974", lang="en")
    assert "23.50" in " ".join(m.text for m in await thread.messages() if m.author == "bot")
    assert "utter_skip_offered" not in ids(await thread.messages())
    assert [one.reason for one in await thread.handovers()] == ["money_back_asked"] or await thread.handovers()


async def test_who_only_has_benefits_now_is_heard_and_the_plan_goes_to_a_person(database):
    text = "ah oui mais je travaille plus et j'ai 3 enfants, la caf c'est tout ce que j'ai"
    thread = await open_thread(await demo_of(database), proven="DEMO-1006", means={text: "nlu_fallback"})
    said = ids(await thread.say(text))
    assert said[0] == "utter_lower_heard" and said[-1] == "utter_ask_move", said
    assert [one.reason for one in await thread.handovers()] == ["plan_change_wished"]
    async with thread.database.begin() as uow:
        assert "agreed" in list(await uow.session.scalars(select(Plan.state)))


async def test_no_pause_wanted_is_not_asked_again(database):
    text = "non pas une pause je veux juste savoir ce qui se passe si je paye pas en janvier"
    means = {"je veux une pause": "request_pause", text: "faq_process"}
    thread = await open_thread(await demo_of(database), proven="DEMO-1003", means=means)
    await thread.say("je veux une pause")
    assert (await thread.row()).memory["question"] is not None
    assert ids(await thread.say(text)) == ["utter_faq_unpaid"]
    assert (await thread.row()).memory.get("question") is None


@pytest.mark.parametrize(
    "text", ["merci et ta bien annulé la demande pr tt les mois?", "annulez ma demande", "cancel my request please"],
)
def test_a_request_taken_back_is_read(text: str) -> None:
    assert takes_request_back(text)


@pytest.mark.parametrize("text", ["j'annule ma demande de preuve", "ma demande de logement", "annulez le plan"])
def test_other_requests_are_none(text: str) -> None:
    assert not takes_request_back(text)


@pytest.mark.parametrize(
    "text",
    ["non pas mapeler, un texto", "pas m'appeler svp", "don't call me", "no call please",
     "pas besoin de m'appeler",
     "finalement pas d'appel"],
)
def test_no_call_is_read(text: str) -> None:
    assert wants_no_call(text)


@pytest.mark.parametrize("text", ["appelez moi", "vous m'avez pas rappelé", "call me", "je peux pas, appelez demain"])
def test_a_call_wished_is_none(text: str) -> None:
    assert not wants_no_call(text)


async def test_a_request_sent_to_a_person_is_taken_back_at_a_word(database):
    text = "merci et ta bien annulé la demande pr tt les mois?"
    means = {"mon plan est trop cher par mois": "plan_trouble", text: "thank"}
    thread = await open_thread(await demo_of(database), proven="DEMO-1006", means=means)
    await thread.say("mon plan est trop cher par mois")
    assert [one.closed_at for one in await thread.handovers()] == [None]
    assert "utter_request_withdrawn" in ids(await thread.say(text))
    assert [one.outcome for one in await thread.handovers()] == ["not_needed"]
    assert (await thread.row()).owner == "bot"
    assert "utter_request_none" in ids(await thread.say(text))


@pytest.mark.parametrize(
    "text",
    ["tu peu menvoyer un rapel la veille sur mon tel", "vous pouvez m'envoyer un rappel par texto la veille svp",
     "can you send me a text reminder the day before please"],
)
async def test_a_reminder_in_writing_is_no_call(database, text):
    thread = await open_thread(await demo_of(database), proven="DEMO-1006", means={text: "request_callback"})
    assert ids(await thread.say(text)) == ["utter_reminders_sms", "utter_reminders_eve"]
    assert not await thread.handovers()


async def test_a_call_that_was_asked_for_is_taken_back_and_the_reminder_is_set(database):
    text = "non pas mapeler, un texto de rapel avan le 8"
    means = {"rappelez-moi": "request_callback", text: "request_callback"}
    thread = await open_thread(await demo_of(database), proven="DEMO-1006", means=means)
    await thread.say("rappelez-moi")
    assert await thread.handovers()
    said = ids(await thread.say(text))
    assert said == ["utter_no_call_then", "utter_reminders_sms"], said
    assert all(one.closed_at is not None for one in await thread.handovers())


async def test_a_booked_call_is_given_back(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1006", means={"rappelez-moi": "request_callback"})
    await thread.say("rappelez-moi")
    await thread.pick("at")
    async with thread.database.begin() as uow:
        assert await calls.booked(uow, await thread.row()) is not None
    assert "utter_no_call_then" in ids(await thread.say("finalement pas d'appel"))
    async with thread.database.begin() as uow:
        assert list(await uow.session.scalars(select(Callback.state))) == ["withdrawn"]

