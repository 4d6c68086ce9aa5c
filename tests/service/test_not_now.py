"""A sum that may be too old: asked about it, the truth; offered something on it, that first; nothing said twice."""

from __future__ import annotations

import pytest

from bot.service.case.cases import set_hold, view_of
from bot.store.tables import Dispute
from tests.service.test_composition import _case
from tests.thread_world import Thread, count, demo_of, ids, open_thread

MEANS = {
    "combien je dois": "ask_balance", "je conteste cette somme": "dispute_debt",
    "so i dont pay?": "faq_payment_methods",
    "Cela ne risque-t-il pas de faire repartir un délai ?": "faq_process",
    "Dois-je vous adresser un courrier, ou reconnaître quoi que ce soit ?": "faq_process",
    "isnt it too old?": "deny", "C'est pas trop vieux ?": "dispute_debt", "how much is it": "ask_balance",
    "Et si je réglais malgré tout cent euros, par honnêteté ?": "propose_amount", "je veux payer": "pay_now",
    "20 euros par mois": "propose_amount", "i want to pay 50": "pay_now", "je paie 100 quand même": "propose_amount",
    "50 euros": "propose_amount", "je dois payer ou pas ?": "faq_payment_methods",
}
LINK = "utter_faq_payment_methods"


async def old(database, *, lang: str = "fr") -> Thread:
    """Whoever owes a sum that may be too old, once the figures have been told."""
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1010", lang=lang)
    await thread.say("how much is it" if lang == "en" else "combien je dois")
    return thread


async def test_the_figures_say_one_thing_once_and_speak_of_no_dispute_that_nobody_has_opened(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1010")
    said = await thread.say("combien je dois")
    assert ids(said)[:2] == ["utter_figures_late_only", "utter_hold_limitation"]
    assert not any("contest" in one.text for one in said) and said[0].text.count("415") == 1


async def test_what_falls_due_later_is_told_where_there_is_any(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    assert ids(await thread.say("combien je dois"))[0] == "utter_figures_late"


async def test_one_dispute_is_not_told_of_twice(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1010")
    await thread.say("je conteste cette somme")
    again = await open_thread(thread.database, "browser-2", means=MEANS, proven="DEMO-1010")
    said = ids(await again.say("combien je dois"))
    assert said[:3] == ["utter_figures_late_only", "utter_figures_disputed_whole", "utter_hold_limitation"]
    assert "utter_hold_dispute" not in said


async def test_what_another_has_contested_is_not_called_theirs(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    async with thread.database.begin() as uow:
        await set_hold(uow, await view_of(uow, await _case(thread)), "dispute", set_by="feed:1")
        await uow.commit()
    await thread.say("combien je dois")
    (said, *_) = await thread.say("je veux payer")
    assert said.text_id == "utter_hold_dispute_open"
    await thread.say("je conteste cette somme")
    (said, *_) = await thread.say("je veux payer")
    assert said.text_id == "utter_hold_dispute"


@pytest.mark.parametrize(
    ("text", "lang", "told"),
    [
        ("so i dont pay?", "en", "utter_limit_must_pay"), ("je dois payer ou pas ?", "fr", "utter_limit_must_pay"),
        ("Dois-je vous adresser un courrier, ou reconnaître quoi que ce soit ?", "fr", "utter_limit_admit"),
        ("Cela ne risque-t-il pas de faire repartir un délai ?", "fr", "utter_limit_restart"),
        ("isnt it too old?", "en", "utter_limit_too_old"), ("C'est pas trop vieux ?", "fr", "utter_limit_too_old"),
    ],
)
@pytest.mark.parametrize("contested", [False, True])
async def test_what_is_asked_about_it_gets_its_true_answer(database, text, lang, told, contested):
    thread = await old(database, lang=lang)
    if contested:
        await thread.say("je conteste cette somme")
    before = await count(thread.database, Dispute)
    assert ids(await thread.say(text)) == [told]
    assert await count(thread.database, Dispute) == before, "a question opens no dispute"


async def test_asked_with_the_reference_the_figures_come_first_and_the_answer_with_them(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1010", lang="en")
    assert ids(await thread.say("isnt it too old?"))[:2] == ["utter_figures_late_only", "utter_hold_limitation"]


async def test_who_is_not_known_hears_what_is_true_of_any_sum_and_is_not_told_how_to_pay(database):
    thread = await open_thread(await demo_of(database), means=MEANS, lang="en")
    assert ids(await thread.say("isnt it too old?")) == ["utter_limit_general"]


async def test_a_sum_that_is_not_too_old_is_asked_about_as_before(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001", lang="en")
    await thread.say("how much is it")
    assert LINK in ids(await thread.say("so i dont pay?"))


async def test_whoever_contests_hears_that_nothing_is_asked(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1018")
    await thread.say("combien je dois")
    await thread.say("je conteste cette somme")
    assert ids(await thread.say("je dois payer ou pas ?")) == ["utter_limit_not_now", "utter_hold_dispute"]


@pytest.mark.parametrize(
    "text", ["Et si je réglais malgré tout cent euros, par honnêteté ?", "je veux payer", "20 euros par mois",
             "je paie 100 quand même"]
)
async def test_what_is_offered_on_it_hears_that_first_and_is_asked_nothing(database, text):
    thread = await old(database)
    said = ids(await thread.say(text))
    assert said[0] == "utter_limit_before_paying" and "utter_ask_month_or_once" not in said
    assert ids(await thread.say("je paie 100 quand même"))[0] == "utter_limit_insists"
    assert (await thread.handovers())[0].brief["wished_minor"] == 10000


async def test_what_is_offered_while_all_is_contested_is_told_why_not_at_once(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1018")
    await thread.say("combien je dois")
    await thread.say("je conteste cette somme")
    said = ids(await thread.say("50 euros"))
    assert said[0] == "utter_hold_dispute" and "utter_ask_month_or_once" not in said


async def test_where_something_may_be_paid_the_offer_is_asked_about_as_before(database):
    thread = await open_thread(await demo_of(database), means=MEANS, proven="DEMO-1001")
    await thread.say("combien je dois")
    assert ids(await thread.say("50 euros")) == ["utter_ask_month_or_once"]


