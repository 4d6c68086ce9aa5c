"""A referral's whole life: shown, agreed to, sent, acknowledged, reported on, taken back; never silent, never twice."""

from __future__ import annotations

import asyncio
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.service.budget import budget_paper
from bot.service.case.cases import cases_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.holds import lift
from bot.service.feeds.export import do_not_contact
from bot.service.identity.proving import prove_person
from bot.service.outside.outbox import call_somebody
from bot.service.referral import consent, course
from bot.service.referral import link as links
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import change_owner, lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.service.turn import inbound
from bot.store.tables import (
    Agent,
    AuditLine,
    Consent,
    ContactPoint,
    ExportEvent,
    Hold,
    OutboxMessage,
    PartnerLink,
    Person,
    Referral,
    ReferralEvent,
    Task,
)
from tests.demo_world import budget_told
from tests.thread_world import Thread, count, demo_of, ids, open_thread

SECRET = "a secret"
MINE = "browser of the partner"
TOLD = {"income": 145000, "household": [1, 0], "housing": 48000, "essentials": 60000, "other_debts": 0}


@pytest.fixture
async def thread(database) -> Thread:
    one = await open_thread(await demo_of(database))
    await one.prove("DEMO-1001")
    return one


async def offered(thread: Thread) -> None:
    """The first question stands in the thread."""
    async with thread.database.begin() as uow:
        row = await lock(uow, thread.key)
        await write(uow, row, await consent.offer(uow, row))
        await uow.commit()


async def tap(thread: Thread, do: str, **like: object) -> list:
    """Tap the newest choice that does this; what was answered, without any turn."""
    before = (await thread.row()).last_seq
    for message in reversed(await thread.messages()):
        for n, one in enumerate(message.choices):
            data = one["data"]
            if data.get("do") == do and all(data.get(k) == v for k, v in like.items()):
                async with thread.database.begin() as uow:
                    got = await inbound.choice_in(
                        uow, await lock(uow, thread.key), cid=f"tap-{message.id}-{n}-{before}",
                        choice_id=f"{message.id}.{n}",
                    )
                    await uow.commit()
                assert got.answered
                return [m for m in await thread.messages(after=before) if m.author != "you"]
    raise AssertionError(do)


async def shown(thread: Thread) -> list:
    await offered(thread)
    await tap(thread, "referral_reach")
    return await tap(thread, "referral_show")


async def sent(thread: Thread) -> Referral:
    await shown(thread)
    await tap(thread, "referral_yes")
    return await referral(thread)


async def referral(thread: Thread) -> Referral:
    async with thread.database.begin() as uow:
        return (await uow.session.scalars(select(Referral).order_by(Referral.id.desc()).limit(1))).one()


async def mails(thread: Thread, text_id: str | None = None) -> list[OutboxMessage]:
    async with thread.database.begin() as uow:
        rows = await uow.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [row for row in rows if text_id in (None, row.text_id)]


async def token_of(thread: Thread) -> str:
    (mail,) = await mails(thread, "referral_mail_sent")
    found = re.search(r"/partner/(\S+)", mail.body)
    assert found is not None
    return found[1]


async def code_of(thread: Thread, token: str) -> str:
    async with thread.database.begin() as uow:
        await links.send_code(uow, SECRET, token)
        await uow.commit()
    found = re.search(r"(\d{4}) (\d{4})", (await mails(thread, "referral_mail_code"))[-1].body)
    assert found is not None
    return found[1] + found[2]


async def open_(thread: Thread, token: str, code: str, browser: str = MINE) -> bool:
    async with thread.database.begin() as uow:
        right = await links.open_link(uow, SECRET, token, code, browser)
        await uow.commit()
    return right


async def report(thread: Thread, outcome: str, day: date | None = None) -> None:
    async with thread.database.begin() as uow:
        await lock(uow, thread.key)
        row = await course.locked(uow, (await referral(thread)).id)
        if outcome == "acknowledged":
            await course.acknowledge(uow, row, before=day)
        else:
            await course.report(uow, row, outcome, day=day)
        await uow.commit()


async def holds(thread: Thread) -> list[Hold]:
    async with thread.database.begin() as uow:
        rows = await uow.session.scalars(select(Hold).where(Hold.reason == "referral", Hold.lifted_at.is_(None)))
        return list(rows)


# Consent


async def test_nothing_is_sent_before_the_yes_to_exactly_what_was_shown(thread):
    await budget_told(thread.database, thread.key, TOLD)
    (question,) = await shown(thread)
    assert question.text_id == "utter_referral_consent"
    for told in ("Point budget Exemple", "•• •• •• 01", "67", "1 450,00 €", "480,00 €"):
        assert told in question.text.replace("\u202f", " ").replace("\u00a0", " "), told
    assert "3639980101" not in question.text.replace(" ", ""), "one who knows a birth date learns no number"
    assert not await mails(thread) and not await holds(thread)
    (answer,) = await tap(thread, "referral_yes", budget=True)
    row = await referral(thread)
    assert (row.state, row.text_id, row.asked_by) == ("sent", "utter_referral_consent", "debtor")
    assert row.text_version == question.text_version and row.number in answer.text
    assert row.sheet["name"] and row.sheet["reach"]["value"] == "+33639980101" and row.sheet["departement"] == "67"
    assert ["income", 145000] in row.sheet["budget"]["figures"]
    assert set(row.sheet) == {"name", "reach", "departement", "budget"}, "and nothing else"
    async with thread.database.begin() as uow:
        given = await uow.session.get_one(Consent, row.consent_id)
    assert (given.purpose, given.text_id, given.withdrawn_at) == ("referral:exemple-fr", "utter_referral_consent", None)


async def test_the_partner_gets_a_reference_and_a_link_and_not_a_word_of_anybody(thread):
    row = await sent(thread)
    (mail,) = await mails(thread)
    assert (mail.to, mail.text_id) == ("accueil@point-budget.example", "referral_mail_sent")
    async with thread.database.begin() as uow:
        person = await uow.session.get_one(Person, row.person_id)
        stored = (await uow.session.scalars(select(PartnerLink))).one()
    for told in (person.last_name, person.first_name, "67", "0639980101", "DEMO-1001", "Auralis"):
        assert told not in mail.body.replace(await token_of(thread), ""), told
    assert row.number in mail.body and stored.token_hash not in mail.body


async def test_without_the_budget_no_figure_is_sent(thread):
    await budget_told(thread.database, thread.key, TOLD)
    await shown(thread)
    choices = (await thread.messages())[-1].choices
    assert [one["title"] for one in choices] == ["Oui, avec mon budget", "Oui, sans mon budget", "Non, n'envoyez rien"]
    await tap(thread, "referral_yes", budget=None)
    assert "budget" not in (await referral(thread)).sheet


async def test_what_was_told_since_is_not_sent_with_a_yes_to_what_was_shown(thread):
    await budget_told(thread.database, thread.key, TOLD)
    await shown(thread)
    async with thread.database.begin() as uow:
        contact = (await uow.session.scalars(select(ContactPoint).where(ContactPoint.value == "+33639980101"))).one()
        contact.value = "+33639980199"
        await uow.commit()
    await tap(thread, "referral_yes", budget=True)
    assert (await referral(thread)).sheet["reach"]["value"] == "+33639980101"


async def test_a_budget_taken_back_between_the_question_and_the_yes_is_not_sent(thread):
    await budget_told(thread.database, thread.key, TOLD)
    await shown(thread)
    async with thread.database.begin() as uow:
        await budget_paper.withdraw(uow, await lock(uow, thread.key))
        await uow.commit()
    assert ids(await tap(thread, "referral_yes", budget=True)) == ["utter_referral_gone"]
    assert not await mails(thread)


async def test_a_no_sends_nothing_and_forgets_what_was_put_together(thread):
    await shown(thread)
    assert ids(await tap(thread, "referral_no")) == ["utter_referral_not_sent"]
    row = await referral(thread)
    assert (row.state, row.sheet) == ("refused", {}) and not await mails(thread) and not await holds(thread)


@pytest.mark.parametrize(("words", "state"), [("oui", "sent"), ("d'accord", "sent"), ("non", "refused")])
async def test_a_plain_yes_or_no_in_words_counts_where_it_answers_our_question(thread, words, state):
    await shown(thread)
    got = await thread.send(words)
    assert got.answered and (await referral(thread)).state == state


async def test_a_bare_yes_where_there_are_two_is_asked_back(thread):
    await budget_told(thread.database, thread.key, TOLD)
    await shown(thread)
    await thread.send("oui")
    assert ids(await thread.messages())[-1] == "utter_referral_which" and not await mails(thread)
    assert (await thread.send("sans mon budget")).answered
    assert "budget" not in (await referral(thread)).sheet and await mails(thread)


@pytest.mark.parametrize("words", ["oui mais pas mon numéro", "je ne sais pas", "oui ? c'est quoi ce truc", "ok"])
async def test_words_that_are_more_or_less_than_a_yes_send_nothing(thread, words):
    await shown(thread)
    await thread.send(words)
    assert (await referral(thread)).state == "asked" and not await mails(thread)


async def test_a_yes_to_an_agents_later_question_is_no_consent(thread):
    await shown(thread)
    async with thread.database.begin() as uow:
        row = await lock(uow, thread.key)
        await write(uow, row, say("notice_agent_joined", name="Camille"), author="system")
        await uow.commit()
    got = await thread.send("oui")
    assert not got.answered and (await referral(thread)).state == "asked"


async def test_the_yes_is_heard_while_an_agent_holds_the_conversation(thread):
    await shown(thread)
    async with thread.database.begin() as uow:
        row = await lock(uow, thread.key)
        agent = (await uow.session.scalars(select(Agent).limit(1))).first()
        await change_owner(uow, row, "agent", agent_id=agent.id, actor="test")
        await uow.commit()
    (answer,) = await tap(thread, "referral_yes")
    assert answer.author == "system" and (await referral(thread)).state == "sent"


async def test_the_same_yes_again_and_at_once_is_one_referral(thread):
    await shown(thread)
    message = (await thread.messages())[-1]

    async def once(n: int) -> None:
        async with thread.database.begin() as uow:
            row = await lock(uow, thread.key)
            told = await consent.yes(uow, row, message.choices[0]["data"])
            await write(uow, row, told)
            await uow.commit()

    await asyncio.gather(*(once(n) for n in range(4)))
    assert len(await mails(thread)) == 1 and len(await holds(thread)) == 1
    assert await count(thread.database, Consent) == 1 and await count(thread.database, PartnerLink) == 1


async def test_two_devices_at_once_make_one_referral(thread):
    other = await open_thread(thread.database, "browser-2")
    await other.prove("DEMO-1001")
    await shown(thread)
    await shown(other)

    async def yes(one: Thread) -> None:
        data = next(m for m in reversed(await one.messages()) if m.choices).choices[0]["data"]
        async with one.database.begin() as uow:
            row = await lock(uow, one.key)
            await write(uow, row, await consent.yes(uow, row, data))
            await uow.commit()

    await asyncio.gather(yes(thread), yes(other))
    assert len(await mails(thread)) == 1
    assert await count(thread.database, Referral, Referral.state == "sent") == 1


async def test_another_persons_referral_can_be_neither_sent_nor_taken_back(thread):
    await shown(thread)
    row = await referral(thread)
    stranger = await open_thread(thread.database, "browser-2")
    await stranger.prove("DEMO-1002")
    async with thread.database.begin() as uow:
        other = await lock(uow, stranger.key)
        for doing in (consent.yes, consent.withdraw, consent.no, consent.which):
            told = await doing(uow, other, {"referral": row.id})
            assert told.says[0].text_id in ("utter_referral_gone", "utter_referral_over", "utter_referral_not_sent")
        await uow.commit()
    assert (await referral(thread)).state == "asked" and not await mails(thread)


async def test_a_question_of_long_ago_is_asked_anew(thread, clock):
    await shown(thread)
    data = (await thread.messages())[-1].choices[0]["data"]
    clock.advance(timedelta(days=15))
    await thread.prove("DEMO-1001")
    async with thread.database.begin() as uow:
        told = await consent.yes(uow, await lock(uow, thread.key), data)
        await uow.commit()
    assert told.says[0].text_id == "utter_referral_gone" and not await mails(thread)


@pytest.mark.parametrize("memory", [{"third_party": "adult"}, {"third_party": "minor"}])
async def test_somebody_else_who_writes_here_is_offered_and_can_send_nothing(thread, memory):
    await shown(thread)
    data = (await thread.messages())[-1].choices[0]["data"]
    await thread.change(**memory)
    async with thread.database.begin() as uow:
        row = await lock(uow, thread.key)
        assert (await consent.offer(uow, row)).says[0].text_id == "utter_offer_human"
        await consent.yes(uow, row, data)
        await uow.commit()
    assert not await mails(thread)


async def test_who_is_not_known_is_offered_a_person_and_nothing_else(database):
    one = await open_thread(await demo_of(database))
    async with database.begin() as uow:
        told = await consent.offer(uow, await lock(uow, one.key))
    assert [said.text_id for said in told.says] == ["utter_offer_human"]


async def test_words_of_distress_come_before_a_yes_to_an_adviser(thread):
    await shown(thread)
    await thread.change(distress="explicit")
    message = (await thread.messages())[-1]
    async with thread.database.begin() as uow:
        got = await inbound.choice_in(uow, await lock(uow, thread.key), cid="tap-00000001", choice_id=f"{message.id}.0")
        await uow.commit()
    assert not got.answered and not await mails(thread)


async def test_without_a_partner_whose_address_is_sure_a_person_looks_for_one(thread, clock):
    clock.advance(timedelta(days=400))  # the word of the fictional partner is too old by then
    await thread.prove("DEMO-1001")
    await offered(thread)
    assert ids(await thread.messages())[-1] == "utter_ask_find_partner"
    await tap(thread, "partner_find")
    (handover,) = await thread.handovers()
    assert (handover.queue, handover.reason) == ("hardship", "partner_wanted") and not await mails(thread)


async def test_discretion_of_the_chosen_way_goes_with_it(thread):
    async with thread.database.begin() as uow:
        for one in await uow.session.scalars(select(ContactPoint)):
            one.discretion, one.safe_hours = True, {"from": "18:00", "to": "20:00"}
        await uow.commit()
    (question,) = await shown(thread)
    assert "ne laisser aucun message" in question.text and "18:00 – 20:00" in question.text


# Held meanwhile


async def test_meanwhile_nobody_chases_and_the_creditor_learns_that_and_not_why(thread):
    await sent(thread)
    (hold,) = await holds(thread)
    assert hold.person_id and hold.case_id is None and hold.review_on == date(2027, 1, 19)
    async with thread.database.begin() as uow:
        lines = {line.reference: line for line in await do_not_contact(uow, hold.creditor_id, date(2026, 11, 20))}
        events = list(await uow.session.scalars(select(ExportEvent)))
        (view,) = await cases_of(uow, hold.person_id)
        review = await uow.session.scalar(select(Task).where(Task.key == f"hold_review:{hold.id}"))
    assert lines["DEMO-1001"].reason == "care" and lines["DEMO-1001"].review_on == hold.review_on
    assert not any("referral" in repr(event.payload) for event in events)
    assert not view.may.offers and not view.may.creditor_may_chase and view.may.debtor_may_pay and review is not None


async def test_an_agent_who_lifts_it_tells_the_creditor_no_reason_either(thread):
    await sent(thread)
    (hold,) = await holds(thread)
    async with thread.database.begin() as uow:
        agent = (await uow.session.scalars(select(Agent).limit(1))).one()
        at = AgentAt(
            id=agent.id, name="C", role="agent", creditors=frozenset({hold.creditor_id}), csrf="", token_hash="",
        )
        await lift(uow, at, thread.key, hold_id=hold.id, why="reviewed")
        await uow.commit()
        events = list(await uow.session.scalars(select(ExportEvent)))
    assert not await holds(thread) and not any("referral" in repr(event.payload) for event in events)


# The partner's link


async def test_a_code_opens_once_in_one_browser_for_half_an_hour(thread, clock):
    await sent(thread)
    token = await token_of(thread)
    code = await code_of(thread, token)
    assert await open_(thread, token, f"{code[:4]} {code[4:]}")
    assert not await open_(thread, token, code, "another browser"), "spent"
    async with thread.database.begin() as uow:
        assert await links.opened(uow, token, MINE) is not None
        assert await links.opened(uow, token, "another browser") is None
        assert await links.opened(uow, token, "") is None
    clock.advance(timedelta(minutes=31))
    async with thread.database.begin() as uow:
        assert await links.opened(uow, token, MINE) is None


async def test_codes_are_kept_hashed_and_die_of_age_and_of_tries(thread, clock):
    await sent(thread)
    token = await token_of(thread)
    code = await code_of(thread, token)
    async with thread.database.begin() as uow:
        stored = (await uow.session.scalars(select(PartnerLink))).one()
    assert stored.code_hash and code not in repr(vars(stored))
    clock.advance(timedelta(minutes=16))
    assert not await open_(thread, token, code), "too old"
    code = await code_of(thread, token)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    assert [await open_(thread, token, wrong) for _ in range(5)] == [False] * 5
    assert not await open_(thread, token, code), "tried too often: even the right one"


async def test_tries_at_once_are_counted_one_by_one(thread):
    await sent(thread)
    token = await token_of(thread)
    code = await code_of(thread, token)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    assert not any(await asyncio.gather(*(open_(thread, token, wrong) for _ in range(6))))
    assert not await open_(thread, token, code)


async def test_a_code_of_one_link_opens_no_other(thread):
    await sent(thread)
    token, other = await token_of(thread), await open_thread(thread.database, "browser-2")
    await other.prove("DEMO-1002")
    code = await code_of(thread, token)
    await sent(other)
    second = re.search(r"/partner/(\S+)", (await mails(thread, "referral_mail_sent"))[-1].body)
    assert second is not None and not await open_(thread, second[1], code)
    async with thread.database.begin() as uow:
        mine, theirs = (await uow.session.scalars(select(PartnerLink).order_by(PartnerLink.created_at,
                                                                              PartnerLink.referral_id))).all()
        theirs.code_hash, theirs.code_until, theirs.code_tries = mine.code_hash, mine.code_until, 0
        await uow.commit()
    assert not await open_(thread, second[1], code), "nor where its mark was written under another link"
    assert await open_(thread, token, code)


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "é\u202e", "' or 1=1 --"])
async def test_a_link_that_never_was_sends_and_opens_nothing(thread, token):
    await sent(thread)
    async with thread.database.begin() as uow:
        await links.send_code(uow, SECRET, token)
        assert not await links.open_link(uow, SECRET, token, "12345678", MINE)
        assert await links.opened(uow, token, MINE) is None
        await uow.commit()
    assert not await mails(thread, "referral_mail_code")


async def test_codes_are_sent_no_oftener_than_once_a_minute(thread, clock):
    await sent(thread)
    token = await token_of(thread)
    for _ in range(3):
        await code_of(thread, token)
    assert len(await mails(thread, "referral_mail_code")) == 1
    clock.advance(timedelta(minutes=2))
    await code_of(thread, token)
    assert len(await mails(thread, "referral_mail_code")) == 2


# Acknowledged, reported on


async def test_an_acknowledgement_is_told_to_the_debtor_once_with_its_day(thread):
    await sent(thread)
    for _ in range(2):
        await report(thread, "acknowledged", date(2026, 11, 27))
    told = [m.text for m in await thread.messages() if m.text_id == "notice_referral_acknowledged"]
    assert len(told) == 1 and "27 novembre 2026" in told[0]
    assert (await referral(thread)).contact_before == date(2026, 11, 27)


@pytest.mark.parametrize("day", [None, date(2026, 11, 19), date(2027, 1, 30)])
async def test_a_day_that_nobody_can_keep_is_refused(thread, day):
    await sent(thread)
    with pytest.raises(course.Refused, match="day"):
        await report(thread, "acknowledged", day)
    with pytest.raises(course.Refused, match="day"):
        await report(thread, "appointment", day and day + timedelta(days=400) if day and day.year == 2027 else day)


@pytest.mark.parametrize(("outcome", "day", "review", "reason"), [
    ("contacted", None, date(2027, 1, 19), None), ("appointment", date(2027, 1, 10), date(2027, 2, 9), None),
    ("file_made", None, date(2027, 2, 18), "referral_file_made"),
    ("not_reached", None, date(2027, 1, 19), "referral_not_reached"),
    ("declined", None, date(2027, 1, 19), "referral_declined"),
])
async def test_an_outcome_prolongs_the_hold_tells_the_debtor_and_fetches_a_person_where_one_is_needed(
    thread, outcome, day, review, reason
):
    await sent(thread)
    for _ in range(2):
        if outcome != "declined" or (await referral(thread)).state != "ended":
            await report(thread, outcome, day)
    (hold,) = await holds(thread)
    assert hold.review_on == review
    assert [m.text_id for m in await thread.messages()].count(f"notice_referral_{outcome}") == 1
    found = [handover.reason for handover in await thread.handovers()]
    assert found == ([reason] if reason else [])


async def test_what_is_done_lifts_the_hold_and_shuts_the_link(thread):
    await sent(thread)
    token = await token_of(thread)
    assert await open_(thread, token, await code_of(thread, token))
    await report(thread, "done")
    assert not await holds(thread) and (await referral(thread)).state == "ended"
    async with thread.database.begin() as uow:
        assert await links.opened(uow, token, MINE) is None
        told = [e.kind for e in await uow.session.scalars(select(ExportEvent).order_by(ExportEvent.seq))]
    assert told[-1] == "hold_lifted"
    with pytest.raises(course.Refused, match="gone"):
        await report(thread, "contacted")


async def test_an_outcome_that_is_not_on_the_list_is_refused(thread):
    await sent(thread)
    with pytest.raises(ValueError, match="no such outcome"):
        await report(thread, "is depressed")


async def test_who_has_left_sees_that_something_waits_and_no_more(thread, clock):
    await sent(thread)
    clock.advance(timedelta(hours=1))
    async with thread.database.begin() as uow:
        from bot.service.identity.identify import expire  # noqa: PLC0415

        await expire(uow, await lock(uow, thread.key))
        await uow.commit()
    await report(thread, "acknowledged", date(2026, 11, 27))
    row = await thread.row()
    visible = [m.text_id for m in await thread.messages() if m.seq > row.blank_before_seq]
    assert visible == ["notice_message_waiting"]


# Never silent


async def due(thread: Thread) -> None:
    await run_due(thread.database)


async def test_a_partner_who_does_not_answer_in_three_working_days_gets_a_person_and_the_debtor_is_told(thread, clock):
    await sent(thread)  # a Friday
    clock.advance(timedelta(days=4))  # Tuesday
    await due(thread)
    assert not await thread.handovers()
    clock.advance(timedelta(days=1))  # Wednesday
    await due(thread)
    assert [one.reason for one in await thread.handovers()] == ["referral_silent"]
    clock.advance(timedelta(days=5))
    await due(thread)
    async with thread.database.begin() as uow:
        asked = list(await uow.session.scalars(select(ReferralEvent).where(ReferralEvent.what == "unanswered")))
    assert len(asked) == 2, "and again"
    assert [m.text_id for m in await thread.messages()].count("notice_referral_silent") == 1


async def test_a_partner_who_answers_is_left_in_peace_until_the_day_they_named(thread, clock):
    await sent(thread)
    await report(thread, "acknowledged", date(2026, 11, 27))
    clock.advance(timedelta(days=6))
    await due(thread)
    assert not await thread.handovers()
    await report(thread, "acknowledged", date(2026, 12, 4))  # put off
    clock.advance(timedelta(days=7))
    await due(thread)
    assert not await thread.handovers()
    clock.advance(timedelta(days=8))
    await due(thread)
    assert [one.reason for one in await thread.handovers()] == ["referral_silent"]


async def test_an_e_mail_that_does_not_arrive_calls_a_person_on_the_debtors_thread(thread):
    await sent(thread)
    (mail,) = await mails(thread)
    async with thread.database.begin() as uow:
        await call_somebody(uow, mail, "failed")
        await uow.commit()
    assert [one.reason for one in await thread.handovers()] == ["message_failed"]


# Taken back


async def test_taken_back_it_dies_at_once_and_the_partner_learns_that_alone(thread):
    row = await sent(thread)
    token = await token_of(thread)
    assert await open_(thread, token, await code_of(thread, token))
    assert ids(await tap(thread, "referral_withdraw"))[0] == "utter_referral_withdrawn"
    async with thread.database.begin() as uow:
        assert await links.opened(uow, token, MINE) is None
        verbs = list(await uow.session.scalars(
            select(AuditLine.verb).where(AuditLine.object_kind == "referral").order_by(AuditLine.id)
        ))
        given = await uow.session.get_one(Consent, row.consent_id)
        dead = (await uow.session.scalars(select(PartnerLink))).one()
    (mail,) = await mails(thread, "referral_mail_withdrawn")
    assert dead.revoked_at is not None and (dead.code_hash, dead.opened_until) == (None, None)
    assert row.number in mail.body and "Morel" not in mail.body and verbs[-1] == "referral.withdrawn"
    assert given.withdrawn_at is not None and len(await holds(thread)) == 1, "a person looks at the hold"
    assert [one.reason for one in await thread.handovers()] == ["referral_withdrawn"]
    assert ids(await tap(thread, "referral_withdraw")) == ["utter_referral_over"]


async def test_it_can_be_taken_back_long_after_beside_another_open_question(thread):
    await sent(thread)
    async with thread.database.begin() as uow:
        row = await lock(uow, thread.key)
        await write(uow, row, await consent.offer(uow, row))
        await uow.commit()
    await thread.send("merci")
    assert ids(await tap(thread, "referral_withdraw"))[0] == "utter_referral_withdrawn"


async def test_it_can_be_taken_back_in_distress(thread):
    await sent(thread)
    await thread.change(distress="explicit")
    assert ids(await tap(thread, "referral_withdraw"))[0] == "utter_referral_withdrawn"


async def test_the_way_to_take_it_back_hides_no_open_question(thread):
    await offered(thread)
    async with thread.database.begin() as uow:
        row = await lock(uow, thread.key)
        await write(uow, row, say("utter_referral_sent", consent._withdraw(Referral(id=1)), partner="P", number="N"))
        await uow.commit()
    assert ids(await tap(thread, "referral_reach")) == ["utter_ask_referral_reach"]


async def test_a_blanked_thread_takes_no_tap(thread):
    await sent(thread)
    message = next(m for m in reversed(await thread.messages()) if m.choices)
    async with thread.database.begin() as uow:
        row = await lock(uow, thread.key)
        row.blank_before_seq = row.last_seq
        with pytest.raises(inbound.StaleChoice):
            await inbound.choice_in(uow, row, cid="tap-00000009", choice_id=f"{message.id}.0")


@pytest.mark.parametrize("choice_id", ["", ".", "1", "x.0", "999999999999999999999.0", "1.99", "-1.0", "1.0.0", "1.-1"])
async def test_a_forged_choice_is_refused(thread, choice_id):
    await shown(thread)
    async with thread.database.begin() as uow:
        with pytest.raises(inbound.StaleChoice):
            await inbound.choice_in(uow, await lock(uow, thread.key), cid="tap-00000009", choice_id=choice_id)


async def test_another_threads_standing_choice_is_refused(thread):
    await sent(thread)
    message = next(m for m in reversed(await thread.messages()) if m.choices)
    other = await open_thread(thread.database, "browser-2")
    async with thread.database.begin() as uow:
        person = await uow.session.get_one(Person, (await thread.row()).person_id)
        row = await lock(uow, other.key)
        await prove_person(uow, row, person, level=1)
        with pytest.raises(inbound.StaleChoice):
            await inbound.choice_in(uow, row, cid="tap-00000009", choice_id=f"{message.id}.0")
