"""What a stop is meant for: everything, until whoever has a plan with reminders says that these may come."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from phone_world import PHONE, World
from test_one_story import by_sms
from test_sending import whatsapp

from bot.debt import gsm
from bot.debt.safety import asks_stop
from bot.service.feeds.export import do_not_contact
from bot.service.tasks.tasks import run_due
from bot.store.tables import AuditLine, ContactPoint, ExportEvent, Hold, LineStop, OutboxMessage
from bot.words.book import book
from tests.plan_world import with_plan

QUESTION = "rappels que vous avez choisis"
REMINDED = datetime.fromisoformat("2026-12-04T10:00:00+01:00")
CARRIERS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "START", "UNSTOP"}


class Silent:
    async def alert(self, **_: object) -> None:
        """Nobody is called here."""


async def stopped(phones: World, words: str = "ne m'écrivez plus") -> str:
    """Somebody with a plan says so; the confirmation."""
    await by_sms(phones)
    await with_plan(phones.database, "DEMO-1001")
    (said,) = await phones.say(words)
    return said


async def reminded(phones: World) -> list[OutboxMessage]:
    """The day of the first reminder has come: what was sent of it."""
    phones.clock.advance(REMINDED - phones.clock.now())
    await run_due(phones.database, oncall=Silent())
    await phones.deliver()
    return [row for row in await phones.all(OutboxMessage) if row.key.startswith("reminder:") and row.state == "sent"]


async def scopes(phones: World) -> tuple[set[str], set[str]]:
    """What holds and do_not_contact.csv say that the stop is for."""
    holds = {str(row.detail["scope"]) for row in await phones.all(Hold) if row.reason == "stop_contact"}
    async with phones.database.begin() as uow:
        lines = await do_not_contact(uow, "maison", uow.today())
    return holds, {line.scope for line in lines if line.reason == "opt_out" and line.reference == "DEMO-1001"}


async def test_the_one_confirmation_tells_of_letters_and_asks_for_the_reminders(phones: World) -> None:
    said = await stopped(phones)
    assert "c'est fait" in said and "lettres que la loi impose" in said and QUESTION in said
    assert "1 Oui, eux aussi" in said and "2 Non, les garder" in said
    assert await phones.say("désabonnez moi") != [said]
    assert [QUESTION in str(row["body"]) for row in phones.api.taken].count(True) == 1


@pytest.mark.parametrize("first", ["notice_stopped", "utter_stopped"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_fits_two_segments_and_offers_no_word_that_a_carrier_takes_for_stop(lang: str, first: str) -> None:
    titles = [book().text(f"choice_{one}", lang, channel="sms") for one in ("reminders_too", "keep_reminders")]
    ids = (first, "utter_stopped_letters", "utter_ask_stop_reminders")
    words = "\n".join([*(book().text(one, lang, channel="sms") for one in ids), "Répondez 1 ou 2 :",
                       *(f"{n} {title}" for n, title in enumerate(titles, 1))])
    assert gsm.segments(gsm.plain(words)) <= 2
    assert not CARRIERS & {word.strip(",.").upper() for title in titles for word in title.split()}
    assert [asks_stop(title) for title in titles] == [None, None]


async def test_until_it_is_answered_everything_stops(phones: World) -> None:
    await stopped(phones)
    assert await scopes(phones) == ({"everything"}, {"everything"})
    assert await reminded(phones) == []


@pytest.mark.parametrize("words", ["2", "non", "gardez les rappels", "Non, les garder", "gardez-les"])
async def test_the_reminders_alone_are_kept(phones: World, words: str) -> None:
    await stopped(phones)
    (said,) = await phones.say(words)
    assert said == book().text("utter_reminders_kept", "fr", channel="sms")
    assert await scopes(phones) == ({"all_but_plan_reminders"}, {"all_but_plan_reminders"})
    told = [e.payload["scope"] for e in await phones.all(ExportEvent) if e.kind == "stop"]
    assert told == ["everything", "all_but_plan_reminders"]
    assert "contact.reminders_kept" in [line.verb for line in await phones.all(AuditLine)]
    assert len(await reminded(phones)) == 1
    points = await phones.all(ContactPoint, ContactPoint.value == PHONE)
    assert all(point.opted_out_at is not None for point in points)


@pytest.mark.parametrize("words", ["1", "oui", "les rappels aussi", "arrêtez tout", "ARRET"])
async def test_the_reminders_stop_too(phones: World, words: str) -> None:
    await stopped(phones)
    (said,) = await phones.say(words)
    assert said == gsm.plain(book().text("utter_reminders_stopped_too", "fr", channel="sms"))
    assert await scopes(phones) == ({"everything"}, {"everything"})
    assert await reminded(phones) == []


@pytest.mark.parametrize("words", ["gardez pas les rappels", "non merci", "juste les rappels", "ok"])
async def test_what_is_neither_for_sure_keeps_nothing(phones: World, words: str) -> None:
    await stopped(phones)
    await phones.say(words)
    assert await scopes(phones) == ({"everything"}, {"everything"})


async def test_the_answer_counts_the_next_day_as_well(phones: World) -> None:
    await stopped(phones)
    phones.clock.advance(timedelta(days=1))
    await phones.say("2")
    assert (await scopes(phones))[0] == {"all_but_plan_reminders"}


async def test_another_stop_ends_the_reminders_and_is_confirmed_without_the_question(phones: World) -> None:
    await stopped(phones)
    await phones.say("gardez les rappels")
    phones.clock.advance(timedelta(minutes=5))
    (said,) = await phones.say("ne m'écrivez plus")
    assert "c'est fait" in said and QUESTION not in said
    assert await scopes(phones) == ({"everything"}, {"everything"})
    assert await reminded(phones) == []


async def test_another_way_said_after_the_stop_is_where_they_come(phones: World) -> None:
    await stopped(phones)
    await phones.say("gardez les rappels")
    (said,) = await phones.say("par e-mail plutôt")
    assert said == gsm.plain(book().text("utter_reminders_email", "fr", channel="sms"))
    await reminded(phones)
    assert {row.channel for row in await phones.all(OutboxMessage) if row.key.startswith("reminder:")} == {"email"}


async def test_the_carrier_s_word_asks_nothing_and_no_wish_sends_anything_there_ever(phones: World) -> None:
    await stopped(phones)
    await phones.say("gardez les rappels")
    assert await phones.say("STOP") == []
    assert await phones.say("gardez les rappels") == []
    assert await reminded(phones) == []
    assert [row.kind for row in await phones.all(LineStop)] == ["carrier"]


async def test_start_undoes_what_was_kept_and_what_was_stopped(phones: World) -> None:
    await stopped(phones)
    await phones.say("gardez les rappels")
    await phones.say("START")
    (point,) = await phones.all(ContactPoint, ContactPoint.value == PHONE)
    assert point.opted_out_at is None and point.reminders_kept_at is None
    assert all(row.lifted_at is not None for row in await phones.all(Hold) if row.reason == "stop_contact")
    assert len(await reminded(phones)) == 1


async def test_who_has_no_reminders_is_asked_nothing_but_told_of_letters(phones: World) -> None:
    await by_sms(phones)
    (said,) = await phones.say("ne m'écrivez plus")
    assert QUESTION not in said and "lettres que la loi impose" in said


async def test_who_is_not_identified_hears_of_no_plan_and_no_law(phones: World) -> None:
    await with_plan(phones.database, "DEMO-1001")
    (said,) = await phones.say("ne m'écrivez plus")
    assert QUESTION not in said and "lettres" not in said


async def test_a_phone_that_others_read_is_told_of_no_plan(phones: World) -> None:
    await with_plan(phones.database, "DEMO-1001")
    for words in ("combien je dois", "DEMO-1001 14/03/1985", "oui"):
        await phones.say(words)
    (said,) = await phones.say("ne m'écrivez plus")
    assert QUESTION not in said and "lettres" not in said


async def test_on_whatsapp_the_question_is_buttons(phones: World) -> None:
    await phones.set_creditor("maison", whatsapp=True)
    for words in ("combien je dois", "DEMO-1001 14/03/1985", "non"):
        await whatsapp(phones, words)
    await with_plan(phones.database, "DEMO-1001")
    await whatsapp(phones, "ne m'écrivez plus")
    assert any(row.taps for row in await phones.all(OutboxMessage) if row.text_id == "notice_stopped")
    await whatsapp(phones, "gardez les rappels")
    assert (await scopes(phones))[0] == {"all_but_plan_reminders"}
    assert len(await reminded(phones)) == 1
