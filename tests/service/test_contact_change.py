"""Contacts are changed in the chat once a code sent to one already on file has come back; never before."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.service.contact import contact_change
from bot.service.outside.outbox import DemoSender, deliver_due
from bot.service.tasks.tasks import run_due
from bot.service.thread.conversation import StaleChoice, change_owner, lock
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.service.turn import inbound
from bot.service.turn.inbound import text_in
from bot.store.tables import (
    Agent,
    AuditLine,
    Case,
    ContactCode,
    ContactPoint,
    ExportEvent,
    Hold,
    IdentityProof,
    OutboxMessage,
    Party,
    SamePerson,
)
from tests.thread_world import Thread, demo_of, ids, open_thread

WISH = "je voudrais changer mon numéro"
TOLD = "mon nouveau numéro est le 06 39 98 05 55"
NEW = "+33639980555"
OLD = "+33639980101"


@pytest.fixture
async def thread(database) -> Thread:
    await demo_of(database)
    words = (WISH, "mon nouveau numéro est le TEL", "j'ai déménagé")
    opened = await open_thread(database, means=dict.fromkeys(words, "contact_change"))
    await opened.prove("DEMO-1001")
    async with database.begin() as uow:  # one telephone, and one mailbox
        person = (await opened.row()).person_id
        for one in (await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == person))).all():
            if one.kind == "email":
                await uow.session.delete(one)
        uow.session.add(ContactPoint(creditor_id="maison", person_id=person, kind="email", value="camille@example.fr"))
        await uow.commit()
    return opened


async def points(thread: Thread) -> dict[str, ContactPoint]:
    async with thread.database.begin() as uow:
        person = (await thread.row()).person_id
        rows = await uow.session.scalars(select(ContactPoint).where(ContactPoint.person_id == person))
        return {row.value: row for row in rows.all()}


async def rows(thread: Thread, table: type, *where: object) -> list:
    async with thread.database.begin() as uow:
        found = select(table).where(*where).order_by(*table.__table__.primary_key.columns)
        return list(await uow.session.scalars(found))


async def change(thread: Thread, value: str, **changed: object) -> None:
    point = (await points(thread))[value]
    async with thread.database.begin() as uow:
        row = await uow.session.get_one(ContactPoint, point.id)
        for name, given in changed.items():
            setattr(row, name, given)
        await uow.commit()


async def to(thread: Thread, value: str) -> list:
    """A code to that contact is asked for."""
    point = (await points(thread))[value]
    return await tap(thread, "contact_code", point=point.id)


async def tap(thread: Thread, do: str, **data: object) -> list:
    """The newest choice that does so."""
    before = (await thread.row()).last_seq
    wanted = {"do": do, **data}.items()
    found = [
        f"{message.id}.{n}" for message in reversed(await thread.messages())
        for n, choice in enumerate(message.choices) if wanted <= choice["data"].items()
    ]
    async with thread.database.begin() as uow:
        await inbound.choice_in(uow, await lock(uow, thread.key), cid=f"tap-{before}", choice_id=found[0])
        await uow.commit()
    await thread.settle()
    return [m for m in await thread.messages(after=before) if m.author != "you"]


async def code_of(thread: Thread) -> str:
    """The code that went out last."""
    sent = (await rows(thread, OutboxMessage, OutboxMessage.text_id == "notice_contact_code"))[-1]
    found = re.search(r"\d{3} \d{3}", sent.body)
    assert found is not None, sent.body
    return found[0]


def other(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06d}"


async def proven(thread: Thread, wish: str = WISH, by: str = OLD) -> list:
    await thread.say(wish)
    await to(thread, by)
    return await thread.say(await code_of(thread))


async def test_the_whole_way_from_the_wish_to_the_change(thread):
    said = await thread.say(WISH)
    assert ids(said) == ["notice_contact_where"] and not await thread.handovers()
    titles = [c["title"] for c in said[0].choices]
    assert titles == ["Ici : 06 ·· ·· ·· 01", "Ici : c···@···.fr", "Je n'y ai plus accès"]
    assert ids(await to(thread, OLD)) == ["notice_contact_code_sent"]
    assert ids(await thread.say(await code_of(thread))) == ["notice_contact_proven", "notice_contact_ask_value"]
    assert ids(await thread.say("06 39 98 05 55")) == ["notice_contact_ask_shared"]
    assert ids(await thread.say("non")) == ["notice_contact_ask_which"]
    old = (await points(thread))[OLD]
    assert ids(await tap(thread, "contact_put", point=old.id)) == ["notice_contact_changed"]
    now = await points(thread)
    assert (now[NEW].whose, now[OLD].whose, now[NEW].discretion) == ("own", "closed", False)
    told = await rows(thread, ExportEvent, ExportEvent.kind == "contact_changed")
    assert [(one.payload["value"], one.payload["instead_of"]) for one in told] == [(NEW, OLD)]
    line = (await rows(thread, AuditLine, AuditLine.verb == "contact.corrected"))[0]
    assert (line.actor, line.data["checked"], line.data["closed"]) == ("debtor", "code", old.id)
    assert "+33" not in str(line.data)
    memory = (await thread.row()).memory
    assert "contact_change" not in memory and memory.get("errand") is None


async def test_the_old_contact_gets_one_neutral_notice_and_nothing_else_leaves(thread):
    await proven(thread)
    await thread.say("06 39 98 05 55")
    await thread.say("non")
    old = (await points(thread))[OLD]
    await tap(thread, "contact_put", point=old.id)
    sent = await rows(thread, OutboxMessage, OutboxMessage.state == "queued")
    assert [(one.to, one.text_id) for one in sent] == [(OLD, "notice_contact_changed_there")]
    assert "Maison" not in sent[0].body and "0555" not in sent[0].body
    assert await deliver_due(thread.database, {"sms": DemoSender()}) == 1


async def test_without_a_replaced_one_the_notice_goes_where_the_code_went_and_a_discreet_one_gets_none(thread):
    await proven(thread, by="camille@example.fr")
    await change(thread, OLD, discretion=True)
    await thread.say("06 39 98 05 55")
    await thread.say("oui")
    await tap(thread, "contact_put", point=0)
    assert (await points(thread))[NEW].discretion
    queued = await rows(thread, OutboxMessage, OutboxMessage.state == "queued")
    assert [one.to for one in queued] == ["camille@example.fr"]


async def test_a_number_told_with_the_wish_is_not_asked_again(thread):
    assert ids(await proven(thread, TOLD)) == ["notice_contact_proven", "notice_contact_ask_shared"]


async def test_the_code_is_kept_by_hash_alone_and_neither_rasa_nor_the_thread_ever_has_it(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    code = await code_of(thread)
    await thread.say(f"le code est {code}")
    bare = code.replace(" ", "")
    assert all(bare not in text.replace(" ", "") for _, text in thread.rasa.heard)
    assert all(bare not in text.replace(" ", "") for text in thread.rasa.parsed)
    assert all(bare not in m.text.replace(" ", "") for m in await thread.messages())
    assert bare not in str((await thread.row()).memory).replace(" ", "")
    row = (await rows(thread, ContactCode))[0]
    assert row.code_hash is None and row.how == "given"
    assert [one.body for one in await rows(thread, OutboxMessage)] == ["CODE"]


async def test_the_message_that_carries_the_code_says_nothing_of_a_debt_or_a_brand(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    body = (await rows(thread, OutboxMessage))[-1].body
    told = r"Votre code : \d{3} \d{3}\. Il est valable dix minutes\. Ne le donnez à personne\."
    assert re.fullmatch(told, body), body


async def test_five_wrong_ones_end_it_and_the_right_one_opens_nothing_then(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    code = await code_of(thread)
    for left in (4, 3, 2, 1):
        said = await thread.say(other(code))
        assert ids(said) == ["notice_contact_code_wrong"] and f" {left}." in said[0].text
    assert ids(await thread.say(other(code))) == ["notice_contact_code_over"]
    assert ids(await thread.say(code)) == ["notice_contact_code_late"]
    assert [p.level for p in await rows(thread, IdentityProof)] == [1]


async def test_after_ten_minutes_it_opens_nothing_and_what_was_stored_is_blank(thread, clock):
    await thread.say(WISH)
    await to(thread, OLD)
    code = await code_of(thread)
    clock.advance(timedelta(minutes=9))
    await thread.say(other(code))  # and still here
    clock.advance(timedelta(minutes=1))
    await run_due(thread.database, oncall=None)
    row, = await rows(thread, ContactCode)
    assert (row.how, row.code_hash) == ("late", None)
    assert (await rows(thread, OutboxMessage))[0].body == "CODE"
    assert ids(await thread.say(code)) == ["notice_contact_code_late"]


async def test_a_second_code_takes_the_place_of_the_first_no_sooner_than_after_a_minute(thread, clock):
    await thread.say(WISH)
    await to(thread, OLD)
    first = await code_of(thread)
    await tap(thread, "contact_again")
    assert ids(await to(thread, OLD)) == ["notice_contact_code_soon"]
    clock.advance(timedelta(minutes=1))
    await tap(thread, "contact_again")
    await to(thread, OLD)
    second = await code_of(thread)
    if first != second:
        assert ids(await thread.say(first)) == ["notice_contact_code_wrong"]
    assert ids(await thread.say(second))[0] == "notice_contact_proven"


async def test_so_many_codes_a_day_then_a_person(thread, clock):
    await thread.say(WISH)
    for _ in range(4):
        await to(thread, OLD)
        clock.advance(timedelta(minutes=2))
        await tap(thread, "contact_again")
    said = await to(thread, OLD)
    assert ids(said)[:2] == ["notice_contact_code_often", "utter_pass_on_contact_change"]
    assert [one.reason for one in await thread.handovers()] == ["contact_change"]


async def test_a_code_of_one_conversation_opens_no_other(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    code = await code_of(thread)
    second = await open_thread(thread.database, "browser-2", rasa=thread.rasa)
    await second.prove("DEMO-1001")
    await second.say(WISH)
    await second.change(contact_change={"person": (await second.row()).person_id, "stage": "code"})
    assert ids(await second.say(code)) == ["notice_contact_code_late"]
    assert ids(await thread.say(code))[0] == "notice_contact_proven"


async def test_what_never_arrived_is_met_and_another_way_is_a_person(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    assert ids(await thread.say("je n'ai rien reçu")) == ["notice_contact_code_soon"]
    assert ids(await tap(thread, "contact_other_way"))[0] == "utter_pass_on_contact_change"
    assert [one.reason for one in await thread.handovers()] == ["contact_change"]


@pytest.mark.parametrize("why", [
    {"whose": "closed"}, {"whose": "former"}, {"discretion": True}, {"opted_out_at": "now"},
    {"safe_hours": {"from": "18:00", "to": "20:00"}},
])
async def test_where_nothing_may_be_written_no_code_goes_either(thread, clock, why):
    await change(thread, OLD, **{k: clock.now() if v == "now" else v for k, v in why.items()})
    said = await thread.say(WISH)
    assert [c["title"] for c in said[0].choices] == ["Ici : c···@···.fr", "Je n'y ai plus accès"]


async def test_a_contact_that_somebody_else_has_as_well_proves_nothing(thread):
    async with thread.database.begin() as uow:
        someone = await uow.session.scalar(
            select(Party.person_id).join(Case, Case.id == Party.case_id).where(Case.reference == "DEMO-1002")
        )
        uow.session.add(ContactPoint(creditor_id="maison", person_id=someone, kind="phone", value=OLD))
        await uow.commit()
    said = await thread.say(WISH)
    assert [c["title"] for c in said[0].choices] == ["Ici : c···@···.fr", "Je n'y ai plus accès"]


async def _puts(thread: Thread, words: str) -> None:
    await proven(thread)
    await thread.say(words)
    await tap(thread, "contact_shared", shared=False)
    await tap(thread, "contact_put", point=0)


async def test_a_number_that_is_somebody_elses_is_theirs_in_word_only_and_changes_nothing_of_the_others(thread):
    async with thread.database.begin() as uow:
        other = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == "+33639980103"))
        assert other.creditor_id == "maison" and not other.discretion
    await _puts(thread, "mon nouveau numéro est le 06 39 98 01 03")
    assert (await points(thread))["+33639980103"].discretion
    async with thread.database.begin() as uow:
        other = await uow.session.get_one(ContactPoint, other.id)
        assert other.whose == "own" and not other.discretion and other.opted_out_at is None


@pytest.mark.parametrize("words", ["mon nouveau numéro est le 06 39 98 01 03", TOLD])
async def test_the_ways_to_a_code_do_not_tell_whether_a_new_number_is_on_somebody_elses_file(thread, clock, words):
    await _puts(thread, words)
    clock.advance(timedelta(hours=2))
    await thread.prove("DEMO-1001")
    (asked,) = await thread.say(WISH)
    assert [choice["data"]["do"] for choice in asked.choices] == ["contact_code", "contact_code", "contact_other_way"]


async def test_a_number_of_the_linked_record_is_read_by_one(thread):
    async with thread.database.begin() as uow:
        other = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == "+33639980103"))
        first, second = sorted(((await thread.row()).person_id, other.person_id))
        agents = (await uow.session.scalars(select(Agent.id).order_by(Agent.id).limit(2))).all()
        uow.session.add(
            SamePerson(
                creditor_id="maison", person_id=first, other_person_id=second, proposed_by=agents[0],
                confirmed_by=agents[1], proposed_at=uow.now, confirmed_at=uow.now,
            )
        )
        await uow.commit()
    await _puts(thread, "mon nouveau numéro est le 06 39 98 01 03")
    assert not (await points(thread))["+33639980103"].discretion


async def test_without_any_contact_left_it_is_a_person(thread):
    for value in (OLD, "camille@example.fr"):
        await change(thread, value, whose="closed")
    assert ids(await thread.say(WISH))[:2] == ["notice_contact_no_way", "utter_pass_on_contact_change"]
    assert len(await thread.handovers()) == 1


async def test_who_is_not_identified_is_asked_who_they_are_in_the_same_words_and_sent_nothing(thread):
    unknown = await open_thread(thread.database, "browser-3", rasa=thread.rasa)
    assert ids(await unknown.say(WISH)) == ["utter_contact_needs_who", "utter_ask_reference"]
    assert not await rows(thread, ContactCode)
    assert ids(await unknown.say("DEMO-1001 14/03/1985")) == ["utter_identified", "notice_contact_where"]


async def test_once_identity_has_lapsed_neither_the_code_nor_an_old_choice_does_anything(thread, clock):
    await thread.say(WISH)
    await to(thread, OLD)
    code = await code_of(thread)
    clock.advance(timedelta(minutes=16))
    assert ids(await thread.say(code)) == ["utter_ask_reference"]
    with pytest.raises(StaleChoice):
        await tap(thread, "contact_other_way")
    assert [p.level for p in await rows(thread, IdentityProof)] == [1]


async def test_l2_ends_with_l1_and_a_change_half_done_is_not_made_without_it(thread, clock):
    await proven(thread)
    await thread.say("06 39 98 05 55")
    await thread.say("non")
    proofs = await rows(thread, IdentityProof)
    assert [(p.level, p.ended_at is None) for p in proofs] == [(1, False), (2, True)]
    clock.advance(timedelta(minutes=16))
    await thread.prove("DEMO-1001")  # L1 anew
    said = await tap(thread, "contact_put", point=0)
    assert ids(said) == ["notice_contact_where"] and NEW not in await points(thread)


async def test_a_forged_choice_can_not_name_somebody_elses_contact(thread):
    await thread.say(WISH)
    async with thread.database.begin() as uow:
        theirs = await uow.session.scalar(select(ContactPoint.id).where(ContactPoint.value == "+33639980102"))
        said = await contact_change.to_code(uow, await lock(uow, thread.key), {"point": theirs})
        assert [one.text_id for one in said.says] == ["notice_contact_where"]
    assert not await rows(thread, ContactCode)


async def test_where_somebody_lives_is_changed_by_a_person(thread):
    assert ids(await thread.say("j'ai déménagé"))[0] == "utter_pass_on_contact_change"


@pytest.mark.parametrize(("text", "said"), [
    ("06 39 98", "notice_contact_unread"), ("moi@", "notice_contact_unread"), (OLD, "notice_contact_known"),
])
async def test_what_can_not_be_read_or_is_known_changes_nothing(thread, text, said):
    await proven(thread)
    before = set(await points(thread))
    assert ids(await thread.say(text)) == [said, "notice_contact_ask_value"]
    assert set(await points(thread)) == before


async def test_while_an_agent_has_it_the_code_is_hidden_and_the_bot_silent(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    code = await code_of(thread)
    async with thread.database.begin() as uow:
        await change_owner(uow, await lock(uow, thread.key), "agent", actor="agent:1")
        await uow.commit()
    assert await thread.say(code) == []
    assert (await thread.messages())[-1].text == "CODE"
    assert [p.level for p in await rows(thread, IdentityProof)] == [1]


async def test_while_an_agent_has_it_another_way_is_that_agent_and_the_bot_is_silent(thread):
    await thread.say(WISH)
    async with thread.database.begin() as uow:
        await change_owner(uow, await lock(uow, thread.key), "agent", actor="agent:1")
        await uow.commit()
    assert await tap(thread, "contact_other_way") == []
    assert (await thread.messages())[-1].author == "you"


async def test_distress_beside_it_comes_first(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    assert ids(await thread.say("je vais me tuer"))[0] == "utter_crisis"
    await thread.say(await code_of(thread))
    assert [p.level for p in await rows(thread, IdentityProof)] == [1]


async def _held(thread: Thread, reason: str) -> None:
    async with thread.database.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1001"))
        hold = Hold(creditor_id="maison", case_id=case.id, reason=reason, set_by="agent:1", set_at=uow.now)
        hold.review_on = uow.today()
        uow.session.add(hold)
        await uow.commit()


@pytest.mark.parametrize("reason", ["coerced_debt", "identity_theft", "guardianship"])
async def test_where_somebody_else_may_be_asking_or_making_them_it_is_a_person_and_no_code(thread, reason):
    await _held(thread, reason)
    assert "utter_pass_on_contact_change" in ids(await thread.say(WISH))
    assert not await rows(thread, ContactCode) and "contact_change" not in (await thread.row()).memory


async def test_a_hold_that_is_set_on_the_way_ends_it_before_anything_is_changed(thread):
    await proven(thread)
    await thread.say(TOLD)
    await tap(thread, "contact_shared", shared=False)
    await _held(thread, "coerced_debt")
    assert "utter_pass_on_contact_change" in ids(await tap(thread, "contact_put", point=0))
    assert NEW not in await points(thread)


async def test_a_code_that_was_sent_before_the_hold_leads_to_a_person(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    await _held(thread, "coerced_debt")
    assert "utter_pass_on_contact_change" in ids(await thread.say(await code_of(thread)))


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("{code} voilà, comme ça tout sera bien rangé pour ma fille", "utter_possible_distress"),
        ("rien reçu, c'est un signe, je range tout ce soir", "utter_crisis"),
    ],
)
async def test_a_cry_beside_what_is_awaited_is_answered_and_then_heard_by_the_model(thread, words, heard):
    await thread.say(WISH)
    await to(thread, OLD)
    words = words.format(code=await code_of(thread))
    intent = {"utter_crisis": "distress", "utter_possible_distress": "possible_distress"}[heard]
    thread.rasa.means[contact_change.rules.hide_code(words)] = intent
    said = ids(await thread.say(words))
    assert said[0].startswith("notice_contact_") and heard in said
    assert thread.rasa.heard[-1][1] == WISH  # nothing is done twice
    assert (await thread.row()).memory["distress"] == {"utter_crisis": "explicit"}.get(heard, "possible")


@pytest.mark.parametrize("words", ["j'en peux plus, {code}", "{code}, je suis mort de fatigue"])
async def test_despair_that_the_words_themselves_tell_is_never_taken_for_an_answer_on_arrival(thread, words):
    await thread.say(WISH)
    await to(thread, OLD)
    said = ids(await thread.say(words.format(code=await code_of(thread))))
    assert said and not any((one or "").startswith("notice_contact_") for one in said)
    assert [p.level for p in await rows(thread, IdentityProof)] == [1]


async def test_a_cry_beside_the_new_number_is_heard_with_what_follows_it_at_once(thread):
    await proven(thread)
    cry = f"{TOLD}, prévenez ma fille quand ce sera fini"
    thread.rasa.means["mon nouveau numéro est le TEL, prévenez ma fille quand ce sera fini"] = "distress"
    said = ids(await thread.say(cry, "c'est quoi la suite ?"))
    assert said[0] == "notice_contact_ask_shared" and "utter_crisis" in said
    assert not any("c'est quoi" not in text and "fini" in text for _, text in thread.rasa.heard)


async def test_six_digits_in_another_errand_long_after_are_no_wrong_code(thread, clock):
    await thread.say(WISH)
    await to(thread, OLD)
    clock.advance(timedelta(hours=2))
    await thread.prove("DEMO-1001")
    async with thread.database.begin() as uow:
        await write(uow, await lock(uow, thread.key), say("utter_ask_income"), author="bot")
        await uow.commit()
    said = ids(await thread.say("145 000"))
    assert said and not any((one or "").startswith("notice_contact_") for one in said)


async def test_a_bare_answer_costs_no_look_of_the_model(thread):
    parsed = len(thread.rasa.parsed)
    await proven(thread)
    assert len(thread.rasa.parsed) == parsed


async def test_wrong_codes_from_many_hands_at_once_are_counted_one_by_one(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    code = await code_of(thread)

    async def one(n: int) -> None:
        async with thread.database.begin() as uow:
            await text_in(uow, await lock(uow, thread.key), cid=f"many-{n:04d}", text=other(code))
            await uow.commit()

    await asyncio.gather(*(one(n) for n in range(8)))
    row, = await rows(thread, ContactCode)
    assert (row.tries, row.how) == (5, "tries")


async def test_codes_asked_for_in_many_browsers_at_once_are_one(thread):
    threads = []
    for n in range(4):
        each = await open_thread(thread.database, f"many-{n}", rasa=thread.rasa)
        await each.prove("DEMO-1001")
        await each.say(WISH)
        threads.append(each)
    point = (await points(thread))[OLD].id

    async def one(each: Thread) -> None:
        async with thread.database.begin() as uow:
            await contact_change.to_code(uow, await lock(uow, each.key), {"point": point})
            await uow.commit()

    await asyncio.gather(*(one(each) for each in threads))
    assert len(await rows(thread, ContactCode)) == 1


async def test_a_code_typed_into_another_thread_of_the_person_is_hidden_there_too(thread):
    await thread.say(WISH)
    await to(thread, OLD)
    code = await code_of(thread)
    other_thread = await open_thread(thread.database, "browser-2")
    await other_thread.prove("DEMO-1001")
    await other_thread.say(f"j'ai reçu {code}")
    nobodys = await open_thread(thread.database, "browser-3")
    await nobodys.say("dossier 123456")
    assert [m.text for m in await other_thread.messages() if m.author == "you"] == ["j'ai reçu CODE"]
    assert [m.text for m in await nobodys.messages() if m.author == "you"] == ["dossier 123456"]
    assert ids(await thread.say(code)) == ["notice_contact_proven", "notice_contact_ask_value"]
