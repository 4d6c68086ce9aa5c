"""Paying before it is due: a link for the next instalment, which it counts for; of a contract, a person."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.debt.reading import pays_ahead, so_many_ahead
from bot.debt.reading.care.needs import waits_for_somebody
from bot.service.pay import payments
from bot.service.tasks.tasks import run_due
from bot.store.tables import Attempt, Case, Demand, Instalment, Plan, Task
from tests.service.test_payments import Provider
from tests.service.timed_world import Bell
from tests.thread_world import Thread, demo_of, ids, open_thread

AHEAD = [
    "je veux payer la prochaine mensualité maintenant", "je peux payer en avance le 80 de décembre",
    "je peux payer en avance", "peux tu me laisser payer decembre maintenant", "jveux payer davance",
    "payer la mensualité de janvier en avance", "payer plus tot c possible ?",
    "est-ce que je peux payer avant la date",
    "je voudrais régler la prochaine échéance tout de suite",
    "je peux payer le mois prochain maintenant",
    "can i pay early", "i want to pay next months instalment now", "i'd like to pay my next instalment early",
    "pay ahead", "can I pay my next payment today", "could i pay the december one now", "id rather pay in advance",
    "can i pay it before it's due",
]
NOT_AHEAD = [
    "je peux pas payer en avance", "si je paye en avance y a des frais ?", "j'ai payé en avance", "i paid early",
    "je suis payé plus tot ce mois ci", "i get paid early this month", "my pay day is early",
    "je peux payer 50 maintenant et le reste en décembre", "je veux payer maintenant", "payer en décembre",
    "i can pay in january", "une avance sur salaire",
    "does paying early make it cheaper", "payer 20 maintenant puis 50",
    "je veux payer en 3 fois à partir de maintenant", "la mensualité de janvier je peux pas",
]


@pytest.mark.parametrize("text", AHEAD)
def test_the_wish_is_read(text: str) -> None:
    assert pays_ahead(text)


@pytest.mark.parametrize("text", NOT_AHEAD)
def test_near_misses_are_none(text: str) -> None:
    assert not pays_ahead(text)


def test_how_many_payments_are_meant() -> None:
    assert so_many_ahead("je paye mes 2 prochaines mensualités d'avance", "fr") == 2
    assert so_many_ahead("les deux prochaines echeances", "fr") == 2
    assert so_many_ahead("pay three months ahead", "en") == 3
    assert so_many_ahead("pay 50 in 2 months", "en") is None and so_many_ahead("payer en avance le 80", "fr") is None


def test_to_let_somebody_pay_is_not_to_leave_them_alone() -> None:
    assert waits_for_somebody("peux tu me laisser payer decembre") is None
    assert waits_for_somebody("vous me laissez tomber") == "left" == waits_for_somebody("tu me laisses")


@pytest.fixture
async def thread(database) -> Thread:
    """Who has a plan of six times 50, from 30 November on."""
    return await open_thread(await demo_of(database), proven="DEMO-1006")


async def demands(thread: Thread) -> list[tuple[str, int, int | None]]:
    async with thread.database.begin() as uow:
        found = await uow.session.scalars(select(Demand).order_by(Demand.id))
        return [(one.kind, one.minor, one.instalment_id) for one in found]


async def instalments(thread: Thread) -> list[Instalment]:
    async with thread.database.begin() as uow:
        found = await uow.session.scalars(
            select(Instalment).join(Plan, Plan.id == Instalment.plan_id).join(Case, Case.id == Plan.case_id)
            .where(Case.reference == "DEMO-1006").order_by(Instalment.due_on)
        )
        return list(found)


def token_in(said) -> str:
    """Of the link that was given."""
    return re.findall(r"/pay/([\w-]+)", " ".join(f"{m.text} {m.card}" for m in said))[0]


async def paid(thread: Thread, token: str) -> None:
    """That link is paid by card."""
    provider = Provider()
    started = await payments.start_attempt(thread.database, provider, token, once="one", lang="fr")
    assert started.url
    async with thread.database.begin() as uow:
        attempt = (await uow.session.scalars(select(Attempt).order_by(Attempt.id.desc()).limit(1))).one()
    provider.become(attempt.public_id, "paid")
    assert await payments.refresh(thread.database, provider, attempt.public_id) == "paid"


@pytest.mark.parametrize("text", [
    "can i pay early", "je veux payer la prochaine mensualité maintenant", "je peux payer en avance le 50 de décembre",
    "peux tu me laisser payer decembre maintenant",
])
async def test_there_is_a_link_for_the_next_instalment_and_it_is_said_which_day_it_counts_for(thread, text):
    said = await thread.say(text)
    assert "utter_pay_ahead" in ids(said) and "30" in next(m.text for m in said if m.text_id == "utter_pay_ahead")
    first = (await instalments(thread))[0]
    assert await demands(thread) == [("instalment", 50_00, first.id)]
    again = await thread.say("can i pay early")
    assert "utter_payment_link" in ids(again) and len(await demands(thread)) == 1


async def test_it_counts_for_that_instalment_and_no_reminder_or_second_charge_comes(thread):
    said = await thread.say("can i pay early")
    link = token_in(said)
    await paid(thread, link)
    rows = await instalments(thread)
    assert [(r.paid_minor, r.state) for r in rows[:2]] == [(50_00, "kept"), (0, "due")]
    async with thread.database.begin() as uow:
        uow.schedule("reminder", "reminder:now", uow.now, creditor_id=rows[0].creditor_id, instalment=rows[0].id)
        view = await payments.open_link(uow, link)
        assert view is not None and view.state == "paid"
        await uow.commit()
    await run_due(thread.database, oncall=Bell())
    async with thread.database.begin() as uow:
        task = (await uow.session.scalars(select(Task).where(Task.key == "reminder:now"))).one()
        assert task.done_at and str(task.result).startswith("skipped:")
    said = await thread.say("can i pay early")  # the one after it
    assert (await demands(thread))[-1] == ("instalment", 50_00, rows[1].id)


async def test_a_sum_of_their_own_goes_to_the_oldest_first_and_never_beyond_what_is_owed(thread):
    said = await thread.say("je veux payer 80 en avance")
    assert "utter_pay_ahead_first" in ids(said) and (await demands(thread)) == [("own_amount", 80_00, None)]
    await paid(thread, token_in(said))
    assert [r.paid_minor for r in (await instalments(thread))[:3]] == [50_00, 30_00, 0]
    await thread.say("je veux payer 900 en avance")
    assert (await demands(thread))[-1] == ("own_amount", 220_00, None)


async def test_two_payments_at_once_are_the_sum_of_these_and_never_two_euros(thread):
    await thread.say("je paye mes 2 prochaines mensualités d'avance")
    assert await demands(thread) == [("own_amount", 100_00, None)]


async def test_who_can_not_pay_in_advance_gets_no_link(thread):
    await thread.say("je peux pas payer en avance")
    assert await demands(thread) == []


@pytest.mark.parametrize("text", ["can i pay early", "je peux payer en avance la prochaine échéance",
                                  "je veux payer 89,90 en avance"])
async def test_a_contract_s_own_payment_is_never_nothing_to_pay_a_person_sees_to_it(database, text):
    thread = await open_thread(await demo_of(database), proven="DEMO-1003")
    said = await thread.say(text)
    assert ids(said)[0] == "utter_pay_ahead_person" and "89" in said[0].text
    assert [one.reason for one in await thread.handovers()] == ["pay_before_due"] and await demands(thread) == []


async def test_where_it_may_not_be_paid_no_link_is_made(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1005")
    assert "utter_payment_link" not in ids(await thread.say("can i pay early")) and await demands(thread) == []


async def test_who_is_up_to_date_and_wants_to_pay_is_told_so_and_the_second_time_a_person_sees_to_it(database):
    thread = await open_thread(await demo_of(database), proven="DEMO-1003", means={"payer 50 euros": "pay_now"})
    assert "utter_next_due" in ids(await thread.say("payer 50 euros")) and await thread.handovers() == []
    assert ids(await thread.say("payer 50 euros"))[0] == "utter_pay_ahead_person"
