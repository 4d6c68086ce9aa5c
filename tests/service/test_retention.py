"""What was kept long enough goes, a batch at a time, counted; what a matter in hand still needs stays."""

from __future__ import annotations

import dataclasses
import os
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.debt.retention import LEAST_DAYS
from bot.service.desk.agents import open_session
from bot.service.handover import handover
from bot.service.identity.proving import prove_person
from bot.service.retention.carry_out import count, let_go, ruled
from bot.service.retention.files import sweep_exports
from bot.service.tasks.handlers.retention import plan_retention
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import lock, open_conversation, remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import (
    Agent,
    AgentBrowser,
    AgentSession,
    Alert,
    AuditLine,
    Base,
    Callback,
    Case,
    ContactCode,
    ContactPoint,
    Conversation,
    Dispute,
    FormerSession,
    Handover,
    Hold,
    IdentityFailure,
    LoginThrottle,
    MailFile,
    Message,
    Note,
    OutboxMessage,
    Party,
    Pause,
    Person,
    PersonalLink,
    Plan,
    Promise,
    Referral,
    SpentAnswer,
    Task,
)
from tests.demo_world import demo_world

YEAR, SECRET = timedelta(days=366), "je m'appelle Jeanne et je n'en peux plus"


@pytest.fixture
async def world(database):
    return await demo_world(database)


@pytest.fixture
async def thread(world):
    """A debtor's thread with words of all four, a note and an attachment; nothing is in hand. Its id."""
    async with world.begin() as uow:
        made = await open_conversation(uow, sender="browser-1", channel="web", language="fr")
        person = await uow.session.scalar(
            select(Person).join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
            .where(Case.reference == "DEMO-1003")
        )
        await prove_person(uow, made, person, level=1)
        await write(uow, made, say("notice_welcome"), author="system")
        agent = await uow.session.scalar(select(Agent.id).where(Agent.login == "camille"))
        await _said(uow, made, "you", SECRET, card={"media": [{"url": "kept:1"}]})
        await _said(uow, made, "agent", "Bonjour Jeanne", lang="en")
        uow.session.add(Note(conversation_id=made.id, agent_id=agent, text=SECRET, at=uow.now))
        uow.session.add(MailFile(conversation_id=made.id, name="a", type="image/png", content=b"x", at=uow.now))
        remember(made, turn_text=SECRET, claimed_birth="1969-07-30", phone_shared=True)
        await uow.commit()
        return made.id


async def _said(uow, conversation, author: str, text: str, *, lang: str = "fr", card=None) -> Message:
    conversation.last_seq += 1
    message = Message(
        conversation_id=conversation.id, seq=conversation.last_seq, cid=f"cid-{conversation.last_seq:08d}",
        author=author, lang=lang, text=text, fence=0, created_at=uow.now, handled_at=uow.now, card=card,
        choices=[{"id": "1", "title": SECRET}],
    )
    uow.session.add(message)
    await uow.flush()
    return message


async def _night(world) -> dict[str, int]:
    """Everything that is over goes; how many of each kind."""
    gone = {}
    async with world.begin() as uow:
        for rule in ruled(uow):
            before = await count(uow, rule)
            gone[rule.kind] = await let_go(uow, rule)
            assert gone[rule.kind] == before and await count(uow, rule) == 0, rule.kind
        await uow.commit()
    return {kind: number for kind, number in gone.items() if number}


async def _words(world, thread: int) -> list[str]:
    async with world.begin() as uow:
        rows = await uow.session.scalars(
            select(Message.text).where(Message.conversation_id == thread).order_by(Message.seq)
        )
        return list(rows.all())


async def test_words_notes_and_files_of_a_quiet_thread_go_after_a_year_and_say_so(world, thread, clock):
    clock.advance(timedelta(days=364))
    assert not {"words", "notes", "mail_files"} & set(await _night(world))
    assert SECRET in await _words(world, thread)
    clock.advance(timedelta(days=2))
    gone = await _night(world)
    assert (gone["words"], gone["notes"], gone["mail_files"]) == (3, 1, 1)
    welcome, theirs, answer = await _words(world, thread)
    assert welcome == theirs == "(Message effacé : les mots écrits ici ne sont gardés que 365 jours.)"
    assert answer == "(Message deleted: what is written here is only kept for 365 days.)"
    async with world.begin() as uow:
        row = await uow.session.scalar(select(Message).where(Message.author == "you"))
        first = await uow.session.scalar(select(Message).where(Message.author == "system"))
    assert (row.card, row.choices, row.payload) == (None, [], None) and row.cid, "a repeat is still known as one"
    assert first.text_id == "notice_welcome" and first.text_version, "which sentence was said stays known"
    assert "words" not in await _night(world), "once more changes nothing"


async def test_of_the_memory_words_and_claims_go_and_how_to_speak_to_somebody_stays(world, thread, clock):
    clock.advance(timedelta(days=91))
    assert (await _night(world))["memory"] == 1
    async with world.begin() as uow:
        memory = (await uow.session.get_one(Conversation, thread)).memory
    assert memory["phone_shared"] is True and not {"turn_text", "claimed_birth"} & set(memory)


async def test_a_thread_in_which_somebody_has_spoken_within_the_year_is_kept_whole(world, thread, clock):
    clock.advance(timedelta(days=300))
    async with world.begin() as uow:
        await _said(uow, await lock(uow, thread), "you", "me revoilà")
        await uow.commit()
    clock.advance(timedelta(days=100))
    assert "words" not in await _night(world)
    assert SECRET in await _words(world, thread)


async def _case(uow, thread: int) -> tuple[Conversation, Case]:
    conversation = await uow.session.get_one(Conversation, thread)
    case = await uow.session.scalar(
        select(Case).join(Party, Party.case_id == Case.id).where(Party.person_id == conversation.person_id)
    )
    return conversation, case


def _whose(conversation: Conversation, case: Case) -> dict[str, object]:
    return {"creditor_id": case.creditor_id, "case_id": case.id, "person_id": conversation.person_id}


async def _plan(uow, c, case):
    return Plan(
        **_whose(c, case), group="g", kind="plan", state="agreed", currency="EUR", agreed_at=uow.now,
        undo_until=uow.now,
    )


async def _hold(uow, c, case, reason="dispute"):
    return Hold(
        creditor_id=case.creditor_id, case_id=case.id, reason=reason, set_by="x", set_at=uow.now, review_on=uow.today()
    )


async def _pause(uow, c, case):
    hold = await _hold(uow, c, case, "pause")
    hold.lifted_at = uow.now
    uow.session.add(hold)
    await uow.flush()
    return Pause(**_whose(c, case), hold_id=hold.id, until=uow.today(), state="asked", set_at=uow.now)


async def _promise(uow, c, case):
    return Promise(**_whose(c, case), minor=100, due_on=uow.today(), made_at=uow.now)


async def _dispute(uow, c, case):
    return Dispute(creditor_id=case.creditor_id, case_id=case.id, receipt="D-1", kind="dispute_debt", opened_at=uow.now)


async def _complaint(uow, c, case):
    return Handover(
        conversation_id=c.id, queue="complaint", reason="complaint", priority=1, opened_at=uow.now
    )


async def _alert(uow, c, case):
    return Alert(conversation_id=c.id, kind="explicit", raised_at=uow.now)


async def _call(uow, c, case):
    return Callback(
        creditor_id=case.creditor_id, conversation_id=c.id, person_id=c.person_id, starts_at=uow.now,
        booked_by="debtor", made_at=uow.now,
    )


async def _referral(uow, c, case):
    return Referral(creditor_id=case.creditor_id, person_id=c.person_id, partner="x", state="sent", at=uow.now)


NEEDED = {
    "a plan": _plan, "a hold": _hold, "a pause that ends with a question": _pause, "a promise": _promise,
    "a dispute": _dispute, "a complaint": _complaint, "an alert": _alert, "a call": _call, "a referral": _referral,
}


@pytest.mark.parametrize("matter", NEEDED.values(), ids=NEEDED)
async def test_what_a_matter_in_hand_needs_stays_however_old(world, thread, clock, matter):
    async with world.begin() as uow:
        uow.session.add(await matter(uow, *await _case(uow, thread)))
        await uow.commit()
    clock.advance(timedelta(days=1_000))
    assert not {"words", "notes", "mail_files"} & set(await _night(world))
    assert SECRET in await _words(world, thread)


async def test_what_an_agent_has_in_hand_stays(world, thread, clock):
    async with world.begin() as uow:
        (await uow.session.get_one(Conversation, thread)).owner = "agent"
        await uow.commit()
    clock.advance(YEAR)
    assert "words" not in await _night(world)


async def test_a_hold_that_may_stand_for_ever_and_rests_on_no_word_keeps_none(world, thread, clock):
    async with world.begin() as uow:
        uow.session.add(await _hold(uow, *await _case(uow, thread), reason="stop_contact"))
        await uow.commit()
    clock.advance(YEAR)
    assert (await _night(world))["words"] == 3


async def _cared_for(world, thread, clock) -> None:
    """Words of despair, a person called and done the same day; two weeks before, other words."""
    async with world.begin() as uow:
        await uow.session.execute(update(Message).values(text="bonjour"))
        await uow.commit()
    clock.advance(timedelta(days=14))
    async with world.begin() as uow:
        locked = await lock(uow, thread)
        await _said(uow, locked, "you", SECRET)
        await _said(uow, locked, "bot", "3114")
        made = await handover.open_handover(uow, locked, queue="distress", reason="distress")
        made.reach, made.closed_at = "au 3e étage", uow.now + timedelta(hours=2)
        locked.owner = "bot"
        await uow.commit()


async def test_words_of_despair_go_after_three_months_and_what_was_said_besides_stays(world, thread, clock):
    await _cared_for(world, thread, clock)
    clock.advance(timedelta(days=90))
    assert not {"distress_words", "reach"} & set(await _night(world))
    clock.advance(timedelta(days=1))
    gone = await _night(world)
    assert (gone["distress_words"], gone["reach"]) == (1, 1) and "words" not in gone
    words = await _words(world, thread)
    assert "effacé" in words[-2] and "90 jours" in words[-2] and words[-1] == "3114" and "bonjour" in words


async def test_words_of_despair_stay_while_somebody_is_looked_after(world, thread, clock):
    await _cared_for(world, thread, clock)
    async with world.begin() as uow:
        hold = await _hold(uow, *await _case(uow, thread), reason="distress")
        uow.session.add(hold)
        await uow.commit()
    clock.advance(YEAR)
    assert "distress_words" not in await _night(world)
    async with world.begin() as uow:
        await uow.session.execute(update(Hold).values(lifted_at=uow.now))
        again = await lock(uow, thread)
        await handover.open_handover(uow, again, queue="distress", reason="distress")
        await uow.commit()
    assert "distress_words" not in await _night(world), "a person is called again"


async def test_words_of_despair_stay_until_the_last_of_several_times_is_long_past(world, thread, clock):
    await _cared_for(world, thread, clock)
    clock.advance(timedelta(days=80))
    async with world.begin() as uow:
        uow.session.add(Handover(
            conversation_id=thread, queue="distress", reason="distress", priority=1, opened_at=uow.now,
            closed_at=uow.now,
        ))
        await uow.commit()
    clock.advance(timedelta(days=20))
    assert "distress_words" not in await _night(world)
    clock.advance(timedelta(days=71))
    assert (await _night(world))["distress_words"] == 1


async def test_what_was_sent_loses_words_and_address_and_what_waits_does_not(world, clock):
    async with world.begin() as uow:
        for n, state in enumerate(("sent", "queued", "failed")):
            uow.session.add(OutboxMessage(
                key=f"k{n}", channel="sms", to="+33639980101", lang="fr", text_id="x", text_version="1", body=SECRET,
                taps={"choices": [SECRET]}, state=state, due_at=uow.now, sent_at=uow.now if state == "sent" else None,
            ))
        await uow.commit()
    clock.advance(timedelta(days=31))
    assert (await _night(world))["sent_words"] == 2
    async with world.begin() as uow:
        rows = (await uow.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).all()
    assert [row.body == SECRET for row in rows] == [False, True, False]
    assert rows[0].to == "" and rows[0].taps == {} and "30 jours" in rows[0].body and rows[0].key == "k0"


async def test_keys_sessions_and_counts_that_are_over_go_and_others_stay(world, clock):
    async with world.begin() as uow:
        agent = await uow.session.scalar(select(Agent.id).where(Agent.login == "camille"))
        person = await uow.session.scalar(select(Person))
        for age in (400, 0):
            at = uow.now - timedelta(days=age)
            uow.session.add_all([
                SpentAnswer(state_hash=f"s{age}", at=at), LoginThrottle(key=f"t{age}", failures=1, last_at=at),
                FormerSession(key=f"f{age}", sender="x", csrf="x", until=at),
                IdentityFailure(sender=f"i{age}", closed_until=at), AgentBrowser(
                    token_hash=f"b{age}", agent_id=agent, used_at=at
                ),
                PersonalLink(
                    token_hash=f"p{age}", creditor_id=person.creditor_id, person_id=person.id, created_at=at,
                    expires_at=at,
                ),
                AgentSession(token_hash=f"a{age}", agent_id=agent, csrf="x", created_at=at, seen_at=at),
            ])
        uow.session.add(IdentityFailure(sender="never closed"))
        await uow.commit()
    assert await _night(world) == dict.fromkeys(
        ("log_in_answers", "log_in_failures", "former_sessions", "identity_failures", "desk_browsers",
         "personal_links", "desk_sessions"), 1,
    )


async def test_codes_that_were_sent_to_a_contact_go_once_they_have_long_opened_nothing(world, thread, clock):
    async with world.begin() as uow:
        conversation, case = await _case(uow, thread)
        point = await uow.session.scalar(
            select(ContactPoint.id).where(ContactPoint.person_id == conversation.person_id)
        )
        for age in (400, 0):
            at = uow.now - timedelta(days=age)
            uow.session.add(ContactCode(
                creditor_id=case.creditor_id, person_id=conversation.person_id, conversation_id=conversation.id,
                contact_point_id=point, salt="x", sent_at=at, until=at,
            ))
        await uow.commit()
    assert (await _night(world))["contact_codes"] == 1
    async with world.begin() as uow:
        assert len((await uow.session.scalars(select(ContactCode))).all()) == 1


async def test_the_newest_session_of_each_agent_stays(world, clock):
    async with world.begin() as uow:
        open_session(uow, await uow.session.scalar(select(Agent.id).where(Agent.login == "camille")), "open")
        await uow.commit()
    clock.advance(timedelta(days=1_000))
    assert "desk_sessions" not in await _night(world)


async def test_what_a_partner_was_sent_goes_a_year_after_the_end_and_that_it_was_sent_stays(world, thread, clock):
    async with world.begin() as uow:
        conversation, case = await _case(uow, thread)
        uow.session.add(Referral(
            creditor_id=case.creditor_id, person_id=conversation.person_id, partner="x", state="ended", at=uow.now,
            ended_at=uow.now, email="x@example.org", sheet={"name": "Jeanne"}, number="R-1", sent_at=uow.now,
        ))
        await uow.commit()
    clock.advance(YEAR)
    assert (await _night(world))["referral_sheets"] == 1
    async with world.begin() as uow:
        row = await uow.session.scalar(select(Referral))
    assert (row.sheet, row.email, row.number) == ({}, None, "R-1") and row.sent_at


async def test_each_night_it_is_done_in_batches_and_leaves_a_line_with_counts_alone(
    world, thread, clock, monkeypatch
):
    async with world.begin() as uow:
        await uow.session.execute(delete(Task))  # the demo's own
        await uow.commit()
    monkeypatch.setattr("bot.service.tasks.handlers.retention.BATCH", 2)
    monkeypatch.setattr("bot.service.tasks.handlers.retention.let_go", _two_at_a_time)
    clock.advance(YEAR)
    assert await plan_retention(world) and not await plan_retention(world), "once a night"
    assert await run_due(world) == 0, "not before half past three"
    clock.advance(timedelta(days=1))
    for _ in range(20):
        await run_due(world)
        clock.advance(timedelta(seconds=2))
    async with world.begin() as uow:
        lines = (await uow.session.scalars(select(AuditLine).where(AuditLine.verb == "retention.carried_out"))).all()
    assert [line.data for line in lines] == [{"rows": {"memory": 1, "words": 3, "notes": 1, "mail_files": 1}}]
    assert SECRET not in str([(line.object_id, line.data) for line in lines])
    assert await plan_retention(world), "and the next night again"


async def _two_at_a_time(uow, rule):
    return await let_go(uow, rule, limit=2)


async def test_the_ledger_receipts_plans_and_the_log_are_never_touched(world, thread, clock):
    async def rows() -> dict[str, int]:
        async with world.begin() as uow:
            return {
                table.name: await uow.session.scalar(select(func.count()).select_from(table))
                for table in Base.metadata.sorted_tables
            }

    before = await rows()
    clock.advance(timedelta(days=5_000))
    await _night(world)
    gone = {name for name, number in (await rows()).items() if number < before[name]}
    assert gone <= {"note", "mail_file"}


async def test_the_folder_of_files_for_creditors_is_looked_through_each_night_as_well(world, clock, tmp_path):
    asked = []

    async def sweep(data):
        asked.append(data)
        await sweep_exports(world, tmp_path, data)

    folder = tmp_path / "exports" / "maison"
    folder.mkdir(parents=True)
    (folder / "events_after_0.csv").write_text("x")
    os.utime(folder / "events_after_0.csv", (0, 0))
    await plan_retention(world)
    clock.advance(timedelta(days=1))
    for _ in range(3):
        await run_due(world, effects={"export_files": sweep})
    assert asked == [{"day": "2026-11-21"}] and not list(folder.iterdir())
    async with world.begin() as uow:
        line = await uow.session.scalar(select(AuditLine).where(AuditLine.verb == "retention.carried_out"))
    assert line.data == {"rows": {"export_files": 1}}


async def test_a_table_of_other_days_is_obeyed(world, thread, clock):
    async with world.begin() as uow:
        rule = next(rule for rule in ruled(uow) if rule.kind == "words")
    clock.advance(timedelta(days=31))
    async with world.begin() as uow:
        assert await count(uow, rule) == 0
        assert await count(uow, dataclasses.replace(rule, days=LEAST_DAYS["words"])) == 3
