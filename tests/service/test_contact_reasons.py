""""Why do you write to me?": whoever is known hears day, way and reason; anybody else who we are, always alike."""

from __future__ import annotations

import pytest

from bot.debt.reading import asks_why_written
from bot.store.tables import ContactAttempt
from tests.thread_world import Thread, demo_of, disclosed, ids, open_thread, secrets_of

WHY = "pourquoi vous m'écrivez ?"
MEANS = {"vous êtes qui": "ask_origin", WHY: "ask_origin", "combien je dois": "ask_balance"}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS)


async def wrote(thread: Thread, *reasons: str, allowed: bool = True) -> None:
    """We have written first to whoever the thread belongs to, for these reasons."""
    row = await thread.row()
    async with thread.database.begin() as uow:
        for reason in reasons:
            uow.session.add(ContactAttempt(
                creditor_id=row.creditor_id, person_id=row.person_id, channel="sms", reason=reason, allowed=allowed,
                at=uow.now,
            ))
            await uow.flush()
        await uow.commit()


async def test_who_is_known_hears_the_reasons_of_the_last_times_the_oldest_first(thread):
    await thread.prove("DEMO-1001")
    await wrote(thread, "plan_review", "reminder", "instalment_late", "pause_ends")
    said = await thread.say(WHY)
    assert ids(said) == ["notice_why_reminder", "notice_why_instalment_late", "notice_why_pause_ends"]
    assert "20 novembre" in said[0].text and "SMS" in said[0].text and "rappel" in said[0].text
    assert "contact.explained" in await thread.audits()


async def test_in_english_too_and_without_the_model(database):
    thread = await open_thread(await demo_of(database), lang="en")
    await thread.prove("DEMO-2001")
    await wrote(thread, "promise_missed")
    (said,) = await thread.say("why did you text me yesterday?")
    assert said.text_id == "notice_why_promise_missed" and "had named for paying" in said.text


async def test_what_was_held_back_was_never_written(thread):
    await thread.prove("DEMO-1001")
    await wrote(thread, "reminder", allowed=False)
    assert ids(await thread.say(WHY))[0] == "utter_origin_debt"


async def test_who_asks_who_we_are_hears_what_is_theirs_as_before(thread):
    await thread.prove("DEMO-1001")
    await wrote(thread, "reminder")
    assert ids(await thread.say("vous êtes qui"))[0] == "utter_origin_debt"


async def test_the_question_that_was_open_is_asked_again_after_it(thread):
    await thread.prove("DEMO-1001")
    await wrote(thread, "reminder")
    await thread.say("combien je dois")
    assert ids(await thread.say(WHY)) == ["notice_why_reminder", "utter_ask_sum_right"]


async def test_anybody_else_hears_the_same_words_whether_we_wrote_or_not(database):
    demo = await demo_of(database)
    heard = []
    for n, reference in enumerate(("DEMO-1001", "DEMO-1002")):
        thread = await open_thread(demo, f"browser-{n}", means={WHY: "ask_origin"})
        await thread.prove(reference)
        if n:
            await wrote(thread, "reminder")
        stranger = await open_thread(demo, f"stranger-{n}", means={WHY: "ask_origin"})
        said = await stranger.say(f"{reference}", WHY)
        heard.append([message.text for message in said])
        assert not disclosed(" ".join(heard[-1]), await secrets_of(demo))
    assert heard[0] == heard[1]


@pytest.mark.parametrize(
    ("words", "asked", "alone"),
    [
        ("pk vs mecrivez", True, True), ("pourquoi ce message ?", True, True),
        ("pourquoi j'ai reçu ce mail", True, True),
        ("why do you keep texting me?", True, True), ("pourquoi vous m'écrivez alors que j'ai payé", True, False),
        ("pourquoi vous m'appelez pas", False, False), ("why don't you call me", False, False),
        ("pourquoi je dois payer", False, False), ("", False, False),
    ],
)
def test_the_question_is_read_and_a_wish_to_be_called_is_none(words, asked, alone):
    assert (asks_why_written(words), asks_why_written(words, alone=True)) == (asked, alone)
