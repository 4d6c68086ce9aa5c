"""What is said in one turn by SMS: joined up to two segments, then in several messages, in order, choices last."""

from __future__ import annotations

import pytest
from phone_world import PHONE, World
from test_one_story import agent_at, by_sms, taken

from bot.debt import gsm
from bot.service.thread.conversation import lock
from bot.service.thread.reply import NO, YES, Answer, say
from bot.service.thread.saying import write
from bot.store.tables import Conversation, Message, OutboxMessage
from tests.plan_world import with_plan

MEANS = {
    "c'est quoi cette dette": "ask_origin", "combien je dois": "ask_balance", "je voudrais une pause": "request_pause",
    "je veux payer maintenant": "pay_now", "c'est pas à moi": "dispute_debt", "jai perdu mon taf": "hardship_job_loss",
    "c'est quoi mon plan": "ask_plan_status", "je veux parler à quelqu'un": "ask_human",
    "j'ai déposé un dossier de surendettement": "over_indebtedness_file", "rappelez moi": "request_callback",
    "je peux pas payer ce mois-ci": "plan_trouble", "envoyez moi la preuve": "request_proof",
}


async def of_turns(phones: World) -> list[tuple[list[str], int]]:
    """Of each SMS that went: the sentences in it, and its segments."""
    said = [m for m in await phones.all(Message) if m.author != "you"]
    rows = [row for row in await phones.all(OutboxMessage) if row.channel == "sms" and row.in_thread]
    return [([str(m.text_id) for m in said if gsm.plain(m.text) in row.body], gsm.segments(row.body)) for row in rows]


@pytest.mark.parametrize("reference", ["DEMO-1001", "DEMO-1002"])
@pytest.mark.parametrize("planned", [False, True])
async def test_no_message_of_a_turn_is_longer_than_two_segments(phones: World, reference: str, planned: bool) -> None:
    number, born = {"DEMO-1001": (PHONE, "14/03/1985"), "DEMO-1002": ("+33639980102", "02/11/1992")}[reference]
    phones.rasa.means |= MEANS
    for words in ("combien je dois", f"{reference} {born}", "non"):
        await phones.say(words, number)
    if planned:
        await with_plan(phones.database, reference)
    for words in MEANS:
        await phones.say(words, number)
    turns = await of_turns(phones)
    assert len(turns) > len(MEANS)
    assert not [ids for ids, segments in turns if segments > 2]


async def written(phones: World, answer: Answer, author: str = "bot") -> Conversation:
    """That answer, said in one transaction in the thread of somebody known."""
    thread = await by_sms(phones)
    async with phones.database.begin() as uow:
        await write(uow, await lock(uow, thread.id), answer, author=author)
        await uow.commit()
    return thread


LONG = say("utter_faq_process", YES, NO).then(say("utter_faq_over_indebtedness")).then(say("utter_faq_credit_file"))


async def test_what_is_longer_goes_in_order_and_the_choices_with_the_last(phones: World) -> None:
    await by_sms(phones)
    before = len(phones.api.taken)
    await written(phones, LONG)
    await phones.deliver()
    bodies = [str(row["body"]) for row in phones.api.taken[before:]][-3:]
    assert len(phones.api.taken) - before >= 2
    assert ["1 Oui" in body for body in bodies] == [False] * (len(bodies) - 1) + [True]
    said = [m.text_id for m in await phones.all(Message) if m.author == "bot"][-3:]
    texts = [gsm.plain(m.text) for m in await phones.all(Message) if m.author == "bot"][-3:]
    places = [next(n for n, body in enumerate(bodies) if text in body) for text in texts]
    assert places == sorted(places)
    assert said == ["utter_faq_process", "utter_faq_over_indebtedness", "utter_faq_credit_file"]
    await phones.say("1")
    assert phones.rasa.heard[-1][1] == "/affirm"


async def test_each_part_falls_when_somebody_takes_over_or_they_say_stop(phones: World) -> None:
    thread = await written(phones, LONG)
    await taken(phones, await agent_at(phones), thread.id)
    before = len(phones.api.taken)
    await phones.deliver()
    gone = [str(row["body"]) for row in phones.api.taken[before:]]
    assert not [body for body in gone if "1 Oui" in body] and len(gone) <= 1  # "Camille has joined" alone
    rows = [row for row in await phones.all(OutboxMessage) if row.state == "stale"]
    assert len(rows) >= 2


async def test_each_part_falls_after_a_stop(phones: World) -> None:
    await written(phones, LONG)
    before = len(phones.api.taken)
    await phones.twilio.text(PHONE, "STOP")
    await phones.deliver()
    assert len(phones.api.taken) == before
    assert [row.state for row in await phones.all(OutboxMessage)].count("refused") >= 2


async def test_the_second_waits_for_the_first_when_the_provider_is_down(phones: World) -> None:
    await by_sms(phones)
    await written(phones, LONG)
    phones.api.faults = [500]
    before = len(phones.api.taken)
    await phones.deliver()
    assert len(phones.api.taken) == before
