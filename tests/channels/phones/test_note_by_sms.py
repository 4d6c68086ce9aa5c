"""May we note this? By SMS too: all of it is seen first, a number or a plain yes notes it, words take it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from phone_world import World
from sqlalchemy import select
from test_one_story import agent_at, by_sms, taken

from bot.debt import gsm, vulnerability
from bot.service.care.vulnerability import Noting, fits
from bot.service.desk import noting
from bot.service.desk.work import DeskRefusal
from bot.service.thread.conversation import lock, remember
from bot.service.thread.reply import say
from bot.service.thread.saying import write
from bot.store.tables import Conversation, Handover, IdentityProof, Marker, Message, OutboxMessage

WISH = Noting(drivers=["health"], needs=["more_time", "written"], level="some", source="debtor")


async def asked(phones: World, wish: Noting = WISH) -> list[str]:
    """An agent who has the debtor by SMS asks; what went out."""
    thread, agent = await by_sms(phones), await agent_at(phones)
    await taken(phones, agent, thread.id)
    await phones.settle()
    before = len(phones.api.taken)
    async with phones.database.begin() as uow:
        await noting.ask(uow, agent, thread.id, wish)
        await uow.commit()
    await phones.settle()
    await phones.deliver()
    return [str(row["body"]) for row in phones.api.taken[before:]]


async def notes(phones: World) -> list[Marker]:
    return [one for one in await phones.all(Marker) if one.erased_at is None]


async def test_all_of_it_goes_first_and_each_message_is_two_segments_at_most(phones: World) -> None:
    sheet, question = await asked(phones)
    for part in ("la sante", "ecrire plutot que telephoner", "avoir plus de temps", "vous nous l'avez dit"):
        assert part in gsm.plain(sheet).replace("é", "e").replace("ô", "o")
    assert "1 Oui, notez-le" in question and "2 Non, ne notez rien" in question and "santé" not in question
    assert all(gsm.segments(one) <= 2 for one in (sheet, question))
    assert not await notes(phones)


@pytest.mark.parametrize(("words", "noted"), [("1", True), ("oui", True), ("2", False), ("non merci", False)])
async def test_a_number_or_plain_words_answer_it_while_the_agent_is_there(
    phones: World, words: str, noted: bool
) -> None:
    await asked(phones)
    (said,) = await phones.say(words)
    assert bool(await notes(phones)) is noted and ("C'est noté" in said) is noted
    kept = [m.text for m in await phones.all(Message)] + [m.body for m in await phones.all(OutboxMessage)]
    assert not [one for one in kept if "la santé" in one], "once answered, why stands nowhere in passing"


@pytest.mark.parametrize("words", ["oui mais pas tout", "ok", "c'est bon", "oui notez-le pas", "vous notez quoi ?"])
async def test_what_is_no_plain_yes_is_left_to_the_agent(phones: World, words: str) -> None:
    await asked(phones)
    assert await phones.say(words) == [] and not await notes(phones)


@pytest.mark.parametrize("shared", [True, None])
async def test_where_others_may_read_it_is_not_asked(phones: World, shared: bool | None) -> None:
    thread, agent = await by_sms(phones), await agent_at(phones)
    await taken(phones, agent, thread.id)
    async with phones.database.begin() as uow:
        remember(await lock(uow, thread.id), phone_shared=shared)
        with pytest.raises(DeskRefusal) as refused:
            await noting.ask(uow, agent, thread.id, WISH)
    assert refused.value.code == "shared_phone"


async def test_what_is_too_long_for_one_message_is_refused(phones: World) -> None:
    every = vulnerability.table()
    with pytest.raises(DeskRefusal) as refused:
        needs = [one for one in every.needs if one != "calls"]
        await asked(phones, Noting(drivers=list(every.drivers), needs=needs, level="high", source="helper"))
    assert refused.value.code == "care_long"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_usual_note_fits(lang: str) -> None:
    assert fits(WISH, Conversation(channel="sms", language=lang))


@pytest.mark.parametrize("words", ["Retirer cette note", "retirez ma note svp", "effacez la note"])
async def test_words_take_it_back_at_any_time_though_something_else_was_said_last(phones: World, words: str) -> None:
    await asked(phones)
    await phones.say("1")
    thread = await phones.thread()
    async with phones.database.begin() as uow:
        await write(uow, await lock(uow, thread.id), say("notice_private_elsewhere"), author="agent")
        await uow.commit()
    *_, said = await phones.say(words)
    assert "retiré" in said and not await notes(phones)


async def test_in_another_sitting_without_a_code_a_person_makes_sure(phones: World) -> None:
    await asked(phones)
    await phones.say("1")
    async with phones.database.begin() as uow:
        for proof in await uow.session.scalars(select(IdentityProof)):
            proof.proven_at = uow.now + timedelta(minutes=1)
        await uow.commit()
    (said,) = await phones.say("retirer la note")
    (note,) = await notes(phones)
    assert "vérifie" in said and note.asked_back_at is not None
    assert any("care_asked_back" in (one.reason, *one.brief.get("also", ())) for one in await phones.all(Handover))


@pytest.mark.parametrize("words", ["ne retirez pas la note", "pourquoi retirer la note ?"])
async def test_words_that_do_not_ask_for_it_leave_it(phones: World, words: str) -> None:
    await asked(phones)
    await phones.say("1")
    await phones.say(words)
    assert len(await notes(phones)) == 1
