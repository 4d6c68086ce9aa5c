"""The door for e-mails: signed or refused; answers land in the thread; machines and floods harm nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mail_world import FROM, MINE, SECRET, STRANGER, World, mail
from sqlalchemy import select

from bot.channels.email import addresses, webhook
from bot.service.outside.mail import AGAIN
from bot.service.thread.conversation import open_conversation
from bot.signature import sign
from bot.store.tables import (
    Alert,
    AuditLine,
    ContactCode,
    ContactPoint,
    Conversation,
    Handover,
    MailFile,
    Message,
    OutboxMessage,
    PhoneLine,
)
from tests.plan_world import with_plan
from tests.thread_world import count, disclosed, ids, secrets_of


async def test_an_unsigned_forged_or_stale_e_mail_is_refused_and_nothing_is_kept(mails: World) -> None:
    raw = mail("bonjour").as_bytes()
    good = sign(SECRET, raw, mails.clock.now())
    for signature in ("", "t=1", good.replace("v1=", "v1=0"), sign("guessed", raw, mails.clock.now()),
                      sign(SECRET, raw + b" ", mails.clock.now()),
                      sign(SECRET, raw, mails.clock.now() - timedelta(minutes=6))):
        assert await mails.post(raw, signature) == 403
    assert await count(mails.database, Message) == 0
    assert await mails.post(raw, good) == 204


async def test_one_that_is_far_too_large_is_refused(mails: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "LARGEST", 10_000)
    assert await mails.post(b"Subject: x\r\n\r\n" + b"x" * 10_001) == 413
    assert await count(mails.database, Message) == 0


async def test_without_a_secret_the_door_is_closed(mails: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "secret_of", lambda _: "")
    raw = mail("bonjour").as_bytes()
    assert await mails.post(raw, secret="x") == 403
    assert await mails.post(raw, sign("", raw, mails.clock.now())) == 403


async def test_an_answer_lands_in_a_thread_is_understood_and_answered_by_e_mail(mails: World) -> None:
    ours = await mails.notice()
    quoted = "\n\nLe 20 nov. 2026 à 10:00, Répit <x@y.example> a écrit :\n> lien"
    (answer,) = await mails.answer("combien je dois" + quoted, ours)
    (wrote,) = await mails.wrote()
    assert wrote.text == "combien je dois" and [call[1] for call in mails.rasa.heard] == ["combien je dois"]
    assert answer.to == [MINE] and "Je suis Répit, un assistant automatique" in answer.words
    assert (await mails.thread()).channel == "email"


async def test_the_next_answer_lands_in_the_same_thread(mails: World) -> None:
    first = await mails.answer("combien je dois", await mails.notice())
    await mails.answer("DEMO-1001", first[-1])
    assert len({row.conversation_id for row in await mails.wrote()}) == 1
    assert await count(mails.database, Conversation) == 1


async def test_the_same_e_mail_twice_has_one_effect(mails: World) -> None:
    ours = await mails.notice()
    made = mail("combien je dois", to=str(ours.mail["Reply-To"]))
    assert await mails.give(made)
    made["Received"] = "from another way"
    assert await mails.give(made) == []
    assert len(await mails.wrote()) == 1


async def test_two_e_mails_whose_ids_are_alike_are_both_kept(mails: World) -> None:
    ours = await mails.notice()
    for text in ("bonjour", "combien je dois"):
        made = mail(text, to=str(ours.mail["Reply-To"]))
        made.replace_header("Message-ID", "<same@example.org>")
        await mails.give(made)
    assert [row.text for row in await mails.wrote()] == ["bonjour", "combien je dois"]


async def test_a_forged_token_is_none(mails: World) -> None:
    ours = await mails.notice()
    address = str(ours.mail["Reply-To"])
    key = address.partition("+")[2].partition("-")[0]
    for forged in (address.replace(f"+{key}-", f"+{int(key) + 1}-"), f"bonjour+{key}-{'a' * 26}@repit.example",
                   address.replace("@repit.example", "@evil.example")):
        await mails.give(mail("bonjour", to=forged, sender=STRANGER))
    assert {row.number for row in await mails.all(PhoneLine)} == {STRANGER} and mails.rasa.heard == []


async def test_a_token_works_in_capitals_and_beside_other_receivers(mails: World) -> None:
    address = str((await mails.notice()).mail["Reply-To"])
    await mails.give(mail("bonjour", to=f'"x, y" <a@example.org>, {address.upper()}'))
    assert len(mails.rasa.heard) == 1


async def test_answers_go_to_the_address_we_wrote_to_whoever_says_to_write(mails: World) -> None:
    ours = await mails.notice()
    answers = await mails.answer("combien je dois", ours, sender="thief@example.org")
    assert answers and all(one.to == [MINE] for one in answers)


async def test_by_e_mail_nobody_is_known_by_their_address_alone(mails: World) -> None:
    known = await mails.answer("combien je dois", await mails.notice())
    stranger = await mails.give(mail("combien je dois", sender=STRANGER, subject=""))
    stranger = await mails.answer("combien je dois", stranger[-1], sender=STRANGER)
    secrets = await secrets_of(mails.database)
    assert not disclosed(known[-1].words.split("-- ")[0], secrets)
    ours = [message for message in await mails.all(Message) if message.text_id == "utter_ask_reference"]
    assert len(ours) == 2 and len({message.text for message in ours}) == 1
    assert known[-1].words.split("\n-- ")[0] == stranger[-1].words.split("\n-- ")[0]


async def test_who_proves_who_they_are_is_asked_who_else_reads_the_mailbox_before_an_amount(mails: World) -> None:
    asked = await mails.answer("combien je dois", await mails.notice())
    asked = await mails.answer("DEMO-1001 14/03/1985", asked[-1])
    assert "quelqu'un d'autre lit-il les messages de cette boîte e-mail" in asked[-1].words
    assert not disclosed(asked[-1].words.split("-- ")[0], ["480"])
    told = await mails.answer("non", asked[-1])
    assert "480,00" in told[-1].words
    stored = " ".join(row.text for row in await mails.wrote())
    assert "14/03/1985" not in stored


async def test_where_somebody_else_reads_along_no_amount_ever_goes_there(mails: World) -> None:
    asked = await mails.answer("combien je dois", await mails.notice())
    asked = await mails.answer("DEMO-1001 14/03/1985", asked[-1])
    told = await mails.answer("oui, ma femme", asked[-1])
    assert "/l/" in told[-1].words and not disclosed(told[-1].words.split("-- ")[0], ["480", "Maison"])
    contact = next(one for one in await mails.all(ContactPoint) if one.value == MINE)
    assert contact.discretion


async def test_an_e_mail_that_answers_none_of_ours_gets_one_fixed_answer_a_day_and_a_person(mails: World) -> None:
    (first,) = await mails.give(mail("je ne peux plus payer", sender=STRANGER, subject="au secours"))
    assert first.to == [STRANGER] and ids(await mails.all(Message))[1] == "notice_mail_first"
    assert await mails.give(mail("vous êtes là ?", sender=STRANGER)) == []
    assert await mails.handovers() == ["mail"] and mails.rasa.heard == []
    assert [row.text for row in await mails.wrote()] == ["au secours\nje ne peux plus payer", "vous êtes là ?"]
    mails.clock.advance(AGAIN)
    assert len(await mails.give(mail("allô", sender=STRANGER))) == 1


async def test_once_the_fixed_answer_is_answered_the_assistant_talks(mails: World) -> None:
    (first,) = await mails.give(mail("bonjour", sender=STRANGER))
    (second,) = await mails.answer("combien je dois", first, sender=STRANGER)
    assert len(mails.rasa.heard) == 1 and "assistant automatique" in second.words
    assert await count(mails.database, Conversation) == 1


async def test_a_cry_for_help_is_answered_at_once_with_the_lines_whoever_writes(mails: World) -> None:
    (answer,) = await mails.give(mail("je vais me suicider", sender=STRANGER, subject=""))
    assert "3114" in answer.words and await mails.handovers() == ["distress"]
    (answer,) = await mails.give(mail("", sender=STRANGER, subject="je veux mourir"))
    assert "3114" in answer.words
    (answer,) = await mails.answer("je vais me tuer ce soir", await mails.notice())
    assert "3114" in answer.words


AUTOMATIC = [
    {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated; owner-email=x"},
    {"Precedence": "bulk"}, {"X_Autoreply": "yes"}, {"List_Id": "<x.example>"}, {"Return_Path": "<>"},
    {"subject": "Réponse automatique : absent du 1er au 30"}, {"subject": "Automatic reply: away"},
    {"sender": "mailer-daemon@example.fr"}, {"sender": "no-reply@example.fr"},
]


@pytest.mark.parametrize("headers", AUTOMATIC)
async def test_a_machine_is_never_answered(mails: World, headers: dict[str, str]) -> None:
    ours = await mails.notice()
    assert await mails.answer("je suis absent, combien je dois", ours, **headers) == []
    (kept,) = await mails.wrote()
    assert kept.handled_at is not None and mails.rasa.heard == []
    assert await mails.give(mail("publicité", **{"sender": STRANGER, **headers})) == []
    assert len(await mails.wrote()) == 1  # of a machine that answers nothing of ours, nothing is kept


async def test_danger_in_what_looks_like_a_machine_s_fetches_a_person_and_is_not_answered(mails: World) -> None:
    ours = await mails.notice()
    assert await mails.answer("je vais me suicider", ours, Auto_Submitted="auto-replied") == []
    assert await mails.handovers() == ["distress"] and len(await mails.all(Alert)) == 1


async def test_danger_from_whoever_may_be_a_person_all_the_same_is_answered_once_a_day(mails: World) -> None:
    ours = await mails.notice()
    (answer,) = await mails.answer("je vais me suicider ce soir", ours, Precedence="bulk")
    assert "3114" in answer.words and len(await mails.all(Alert)) == 1
    assert await mails.answer("je vais me suicider ce soir", ours, Precedence="bulk") == []
    (answer,) = await mails.give(mail("je vais me suicider ce soir", sender="postmaster@petite-asso.example"))
    assert "3114" in answer.words and len(await mails.all(Alert)) == 2


async def test_despair_that_looks_automatic_or_answers_nothing_is_read_first(mails: World) -> None:
    ours = await mails.notice()
    assert await mails.answer("je veux que tout s'arrête, à quoi bon", ours, List_Unsubscribe="<mailto:x@y.fr>") == []
    assert [(h.queue, h.reason) for h in await mails.all(Handover)] == [("distress", "possible_distress")]
    (answer,) = await mails.give(mail("je veux que tout s'arrête, à quoi bon", sender=STRANGER))
    assert "idées de suicide" in answer.words
    assert [h.queue for h in await mails.all(Handover)] == ["distress", "distress"]


@pytest.mark.parametrize("headers", [{"List_Unsubscribe": "<mailto:x@y.fr>"}, {"Precedence": "list"}])
async def test_an_answer_that_a_person_may_have_written_is_read_by_a_person(
    mails: World, headers: dict[str, str]
) -> None:
    assert await mails.answer("je ne peux plus payer", await mails.notice(), **headers) == []
    assert await mails.handovers() == ["mail_automatic"]


async def test_an_absence_note_calls_nobody(mails: World) -> None:
    await mails.answer("de retour lundi", await mails.notice(), Auto_Submitted="auto-replied")
    assert await mails.handovers() == []


@pytest.mark.parametrize("subject", ["STOP", "Re: Un message personnel vous attend", ""])
async def test_a_stop_that_answers_nothing_stops_the_address_and_is_confirmed_to_it(
    mails: World, subject: str
) -> None:
    (said,) = await mails.give(mail("STOP", subject=subject))
    assert said.to == [MINE] and "plus d'e-mails" in said.words
    points = await mails.all(ContactPoint, ContactPoint.value == MINE)
    assert points and all(point.opted_out_at is not None for point in points)
    assert await mails.give(mail("STOP", subject=subject)) == []


async def test_auto_submitted_no_is_a_person(mails: World) -> None:
    assert await mails.answer("bonjour", await mails.notice(), Auto_Submitted="no")


async def test_two_machines_that_answer_each_other_come_to_an_end(mails: World) -> None:
    last = await mails.notice()
    for _ in range(60):
        sent = await mails.answer("combien je dois", last)
        if not sent:
            break
        last = sent[-1]
    else:
        raise AssertionError("it never ends")
    assert "too_many_messages" in await mails.handovers()


async def test_our_own_e_mail_that_comes_back_begins_nothing(mails: World) -> None:
    ours = await mails.notice()
    assert await mails.give(ours.raw) == []
    assert await count(mails.database, Message) == 0


def bounce(ours: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    return (
        f"Return-Path: <>\r\nFrom: mailer-daemon@example.fr\r\nTo: {ours}\r\nSubject: Undelivered\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nje vais me suicider said the debtor\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.fr\r\n\r\n"
        f"Final-Recipient: rfc822; x@example.fr\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--b--\r\n"
    ).encode()


async def test_what_could_not_be_delivered_is_seen_by_a_person(mails: World) -> None:
    ours = await mails.notice()
    assert await mails.give(bounce(ours.returned_to)) == []
    (row,) = await mails.outbox()
    assert (row.state, row.status) == ("failed", "undelivered") and await mails.handovers() == ["message_failed"]
    await mails.give(bounce(ours.returned_to))
    assert await count(mails.database, Handover) == 1


async def test_what_is_only_late_or_of_no_e_mail_of_ours_changes_nothing(mails: World) -> None:
    ours = await mails.notice()
    await mails.give(bounce(ours.returned_to, "4.4.1", "delayed"))
    await mails.give(bounce("bonjour+7-" + "a" * 26 + "@repit.example"))
    await mails.give(bounce(FROM))
    assert [row.state for row in await mails.outbox()] == ["sent"] and "message_failed" not in await mails.handovers()


async def test_stop_by_e_mail_is_done_at_once_confirmed_once_and_undone_by_start(mails: World) -> None:
    ours = await mails.notice()
    (answer,) = await mails.answer("STOP", ours)
    assert "plus d'e-mails" in answer.words
    known = await mails.all(ContactPoint)
    contact = next(one for one in known if one.value == MINE)
    assert contact.opted_out_at is not None
    phone = next(one for one in known if one.person_id == contact.person_id and one.kind == "phone")
    assert phone.opted_out_at is None  # another channel is another wish
    assert await mails.answer("ARRET", ours) == []
    (answer,) = await mails.answer("START", answer)
    assert "de nouveau" in answer.words


async def test_after_a_stop_by_e_mail_the_reminders_of_a_plan_are_asked_for_and_kept_in_words(mails: World) -> None:
    ours = await mails.notice()
    for words in ("combien je dois", "DEMO-1001 14/03/1985", "non"):
        await mails.answer(words, ours)
    await with_plan(mails.database, "DEMO-1001", kind="email")
    (asked,) = await mails.answer("STOP", ours)
    assert "rappels de votre plan" in asked.words and "lettres que la loi impose" in asked.words
    (told,) = await mails.answer("gardez les rappels", ours)
    assert "et rien d'autre" in told.words
    kept = [row.reminders_kept_at is not None for row in await mails.all(ContactPoint, ContactPoint.value == MINE)]
    assert kept == [True]


async def test_the_stop_of_a_mail_program_s_button_counts(mails: World) -> None:
    ours = await mails.notice()
    assert str(ours.mail["List-Unsubscribe"]).strip() == f"<mailto:{ours.mail['Reply-To']}?subject=STOP>"
    (answer,) = await mails.answer("", ours, subject="STOP")
    assert "plus d'e-mails" in answer.words


async def test_files_are_kept_for_the_desk_a_person_is_fetched_and_no_trace_of_them_goes_to_rasa(mails: World) -> None:
    made = mail("voici la lettre", to=str((await mails.notice()).mail["Reply-To"]))
    made.add_attachment(b"%PDF-1.7 letter", maintype="application", subtype="pdf", filename="lettre.pdf")
    await mails.give(made)
    (file,) = await mails.all(MailFile)
    (wrote,) = await mails.wrote()
    assert (file.type, file.name, bytes(file.content)) == ("application/pdf", "lettre.pdf", b"%PDF-1.7 letter")
    assert wrote.card is not None
    assert wrote.card["media"] == [{"type": "application/pdf", "url": f"mail:{file.id}"}]
    assert await mails.handovers() == ["media"]


async def test_what_was_cut_off_can_be_opened_at_the_desk_without_birth_dates(mails: World) -> None:
    ours = await mails.notice()
    await mails.answer("bonjour\n\nLe 20 nov. 2026 à 10:00, Répit <x@y.example> a écrit :\n> né le 14/03/1985", ours)
    (file,) = await mails.all(MailFile)
    assert b"bonjour" in file.content and b"14/03/1985" not in file.content


async def test_no_address_and_no_word_stands_in_audit_lines(mails: World) -> None:
    await mails.answer("je ne peux plus payer", await mails.notice())
    told = " ".join(f"{row.verb} {row.data}" for row in await mails.all(AuditLine))
    assert "@" not in told and "payer" not in told


async def test_two_people_with_one_address_have_two_threads(mails: World) -> None:
    async with mails.database.begin() as uow:
        first = next(one for one in await mails.all(ContactPoint) if one.value == MINE)
        other = next(one for one in await mails.all(ContactPoint) if one.value == "demo1002@example.fr")
        row = await uow.session.get_one(ContactPoint, other.id)
        row.value = MINE
        await uow.commit()
    one = await mails.notice(key="lookup:a")
    async with mails.database.begin() as uow:
        row = await uow.session.get_one(ContactPoint, first.id)
        row.value = "elsewhere@example.fr"
        await uow.commit()
    two = await mails.notice(key="lookup:b")
    await mails.answer("bonjour", one)
    await mails.answer("bonjour", two)
    assert await count(mails.database, Conversation) == 2


def test_the_token_is_of_128_bits_and_of_the_whole_address(mails: World) -> None:
    address = addresses.answers_to(mails.settings, 12)
    assert len(address.partition("-")[2].partition("@")[0]) == 26 and len(address.partition("@")[0]) <= 64
    assert addresses.message_of(mails.settings, [address]) == 12
    assert addresses.answers_to(mails.settings, 13) != address.replace("+12-", "+13-")


async def test_what_a_partner_answers_goes_to_a_person_and_into_no_debtors_thread(mails: World) -> None:
    async with mails.database.begin() as uow:
        uow.session.add(
            OutboxMessage(
                key="partner:1:sent", channel="email", to="accueil@point-budget.example", lang="fr", body="x",
                text_id="referral_mail_sent", text_version="v", state="queued", due_at=uow.now, attempts=0, taps={},
            )
        )
        await uow.commit()
    await mails.deliver()
    ours = mails.smtp.taken[-1]
    assert ours.to == ["accueil@point-budget.example"]
    (answer,) = await mails.answer("Nous ne prenons plus personne.", ours, sender="accueil@point-budget.example")
    assert "une personne va le lire" in answer.words and not mails.rasa.heard
    assert await mails.handovers() == ["mail"]


async def test_a_code_sent_to_the_mailbox_stands_in_no_answer_that_comes_from_it(mails: World) -> None:
    async with mails.database.begin() as uow:
        contact = (await uow.session.scalars(select(ContactPoint).where(ContactPoint.value == MINE))).first()
        elsewhere = await open_conversation(uow, sender="browser-1", channel="web", language="fr")
        uow.session.add(
            ContactCode(
                creditor_id=contact.creditor_id, person_id=contact.person_id, conversation_id=elsewhere.id,
                contact_point_id=contact.id, salt="x", sent_at=uow.now, until=uow.now, tries=0,
            )
        )
        await uow.commit()
    await mails.give(mail("voici le code 123 456", subject="autre"))
    await mails.answer("le code est 123456", await mails.notice())
    assert [row.text for row in await mails.wrote()] == ["autre\nvoici le code CODE", "le code est CODE"]
