"""A plan undone in words with more beside them: the yes counts, and what was wished with it is not lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.debt.reading import asks_all, undoes_plan
from bot.debt.reading.plans.cancelling_beside import asks_if_cancelled, cancels_then
from bot.debt.reading.who.link_for_other import other_pays
from bot.store.tables import Plan
from tests.plan_world import with_plan
from tests.thread_world import Thread, demo_of, ids, open_thread

WISHES = [
    "ok et jveux annulé tou le plan en fait ma soeur va tou payé", "en fait annulez tout le plan, mon frère va payer",
    "bon je veux annuler le plan finalement, ma mère peut tout régler", "cancel the whole plan, my mum will pay it all",
    "i want to cancel the plan, my sister's going to pay everything", "j'annule le plan mon mari va tout payer",
]


@pytest.mark.parametrize("text", WISHES)
def test_the_wish_is_read_with_more_beside_it(text: str) -> None:
    assert undoes_plan(text, alone=False)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("oui annule. et fait un lien pr ma soeur de tou ce ki reste",
         "et fait un lien pr ma soeur de tou ce ki reste"),
        ("oui annule et fais un lien pour ma soeur", "et fais un lien pour ma soeur"),
        ("yes cancel it, and send my sister a link for all of it", "and send my sister a link for all of it"),
        ("oui, annulez le plan ! merci", "merci"), ("ok annule tout", ""), ("yeah cancel the plan then", "then"),
    ],
)
def test_a_yes_to_cancelling_counts_with_more_beside_it(text: str, beside: str) -> None:
    assert cancels_then(text) == beside


@pytest.mark.parametrize(
    "text",
    [
        "oui annule pas", "annule mon rdv", "oui annule mais pas tout de suite", "yes cancel my direct debit",
        "oui annule. non attends", "cancel it? no", "oui", "oui mais j'annule si ma soeur paye",
        "annulez la contestation", "yes cancel it. wait no",
    ],
)
def test_near_misses_cancel_nothing(text: str) -> None:
    assert cancels_then(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "mais 310 pas 30. et le plan il es annulé ou pas??", "is the plan cancelled or not",
        "vous avez annulé le plan ?", "le plan est bien annulé ?", "did you cancel the plan?",
    ],
)
def test_whether_it_is_cancelled_is_a_question(text: str) -> None:
    assert asks_if_cancelled(text)


@pytest.mark.parametrize("text", ["je peux annuler le plan ?", "annulez le plan", "can i cancel the plan?", "le plan"])
def test_to_ask_that_it_be_cancelled_is_another(text: str) -> None:
    assert not asks_if_cancelled(text)


def test_somebody_who_pays_for_them_and_everything_that_is_left_are_read() -> None:
    assert other_pays("ma soeur va tou payé") and other_pays("my mum will pay it all")
    assert not other_pays("ma soeur peut pas payer") and not other_pays("my sister already paid you")
    assert asks_all("un lien pr ma soeur de tou ce ki reste") and not asks_all("tou va bien")


@pytest.fixture
async def thread(database) -> Thread:
    """Who agreed to a plan of 60.00 a month today, of 480.00."""
    await demo_of(database)
    await with_plan(database, "DEMO-1001")
    return await open_thread(database, proven="DEMO-1001", means=dict.fromkeys(WISHES, "plan_trouble"))


async def state(thread: Thread) -> str:
    async with thread.database.begin() as uow:
        found = await uow.session.scalar(select(Plan.state).where(Plan.person_id == (await thread.row()).person_id))
        return str(found)


@pytest.mark.parametrize("heard", ["plan_trouble", "hardship_reduced_income", "pay_now"])
@pytest.mark.parametrize("text", WISHES[:2] + WISHES[3:4])
async def test_the_undoing_is_asked_whatever_is_told_beside_it(thread, text, heard):
    thread.rasa.means[text] = heard
    assert ids(await thread.say(text)) == ["utter_ask_undo"]


async def test_the_yes_counts_and_the_link_is_for_all_that_is_left(thread):
    await thread.say(WISHES[0])
    said = await thread.say("oui annule. et fait un lien pr ma soeur de tou ce ki reste")
    assert ids(said)[:2] == ["utter_plan_undone", "utter_shared_link"], ids(said)
    assert "480,00" in said[1].text and await state(thread) == "undone"


async def test_whoever_only_said_that_another_pays_is_offered_the_link_and_pays_nothing_by_a_guess(thread):
    await thread.say(WISHES[0])
    said = await thread.say("oui")
    assert ids(said) == ["utter_plan_undone", "utter_ask_pay_amount"] and await state(thread) == "undone"
    said = await thread.pick("minor")
    assert ids(said)[0] == "utter_shared_link" and "480,00" in said[0].text


async def test_without_such_words_it_is_undone_and_nothing_else(thread):
    await thread.say("je veux annuler le plan")
    assert ids(await thread.say("oui annule")) == ["utter_plan_undone"]


async def test_a_link_for_all_that_is_left_while_the_plan_runs_is_no_instalment(thread):
    said = await thread.say("fais un lien pr ma soeur de tou ce ki reste")
    link = next(one for one in said if one.text_id == "utter_shared_link")
    assert "480,00" in link.text


async def test_whether_it_is_cancelled_is_told_and_undoes_nothing(thread):
    text = "mais 310 pas 30. et le plan il es annulé ou pas??"
    thread.rasa.means[text] = "plan_trouble"
    assert ids(await thread.say(text)) == ["utter_plan_runs_on", "utter_ask_undo"] and await state(thread) == "agreed"
    await thread.say("oui")
    assert ids(await thread.say(text)) == ["utter_plan_is_undone"]
