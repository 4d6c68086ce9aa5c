"""May we note this? By e-mail too: all of it is seen, a plain yes notes it, and no answer that quotes it keeps it."""

from __future__ import annotations

import pytest
from mail_world import World
from sqlalchemy import select

from bot.service.care.vulnerability import Noting
from bot.service.desk import noting, work
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal
from bot.service.thread.conversation import lock, remember
from bot.store.tables import Agent, MailFile, Marker, Message, OutboxMessage
from tests.smtp_stand_in import Taken

WISH = Noting(drivers=["health"], needs=["more_time", "written"], level="some", source="debtor")
WHY = "la santé"


async def _proven(mails: World) -> Taken:
    """They have shown who they are by e-mail, and that nobody reads along; the last e-mail of ours."""
    last = await mails.answer("combien je dois", await mails.notice())
    last = await mails.answer("DEMO-1001 14/03/1985", last[-1])
    return (await mails.answer("non", last[-1]))[-1]


async def _asked(mails: World, *, shared: bool | None = False) -> Taken:
    """An agent who has them asks; the e-mail that went."""
    await _proven(mails)
    thread = await mails.thread()
    async with mails.database.begin() as uow:
        row = await uow.session.scalar(select(Agent).where(Agent.login == "camille"))
        assert row is not None
        agent = AgentAt(
            id=row.id, name=row.name, role=row.role, creditors=frozenset({"maison"}), csrf="", token_hash=""
        )
        await work.take(uow, agent, thread.id)
        await uow.commit()
    async with mails.database.begin() as uow:
        remember(await lock(uow, thread.id), phone_shared=shared)
        await noting.ask(uow, agent, thread.id, WISH)
        await uow.commit()
    await mails.settle()
    await mails.deliver()
    return mails.smtp.taken[-1]


async def _notes(mails: World) -> list[Marker]:
    return [one for one in await mails.all(Marker) if one.erased_at is None]


async def test_all_of_it_is_seen_in_the_e_mail_and_nothing_is_noted_yet(mails: World) -> None:
    asked = await _asked(mails)
    for part in (WHY, "avoir plus de temps", "écrire plutôt que téléphoner", "Vous pouvez dire non", "1 Oui, notez-le"):
        assert part in " ".join(asked.words.split()), part
    assert WHY not in str(asked.mail["Subject"]) and not await _notes(mails)


@pytest.mark.parametrize(("words", "noted"), [("1", True), ("oui", True), ("2", False), ("non merci", False)])
async def test_a_number_or_plain_words_answer_it(mails: World, words: str, noted: bool) -> None:
    asked = await _asked(mails)
    quoted = "\n".join(f"> {line}" for line in asked.words.splitlines())
    said = await mails.answer(f"{words}\n\nLe 20 nov. 2026 à 10:00, Répit <x@y.example> a écrit :\n{quoted}", asked)
    assert bool(await _notes(mails)) is noted and ("C'est noté" in said[-1].words) is noted
    kept = [row.text for row in await mails.all(Message)] + [row.body for row in await mails.all(OutboxMessage)]
    kept += [bytes(row.content).decode() for row in await mails.all(MailFile)]
    assert not [one for one in kept if WHY in one], "once answered, why stands nowhere in passing"


async def test_an_answer_that_is_nothing_but_the_quote_keeps_nothing_of_it(mails: World) -> None:
    asked = await _asked(mails)
    await mails.answer("\n".join(f"> {line}" for line in asked.words.splitlines()), asked)
    assert not [row for row in await mails.wrote() if WHY in row.text] and not await _notes(mails)


@pytest.mark.parametrize("words", ["oui mais pas tout", "ok", "vous notez quoi ?"])
async def test_what_is_no_plain_yes_is_left_to_the_agent(mails: World, words: str) -> None:
    asked = await _asked(mails)
    assert await mails.answer(words, asked) == [] and not await _notes(mails)


@pytest.mark.parametrize("shared", [True, None])
async def test_where_others_may_read_the_mailbox_it_is_not_asked(mails: World, shared: bool | None) -> None:
    with pytest.raises(DeskRefusal) as refused:
        await _asked(mails, shared=shared)
    assert refused.value.code == "shared_phone"
