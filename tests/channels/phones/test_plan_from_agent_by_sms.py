"""A plan that an agent proposes is agreed by SMS as well: by the number of the answer, in the debtor's own message."""

from __future__ import annotations

import pytest
from phone_world import World
from sqlalchemy import select
from test_one_story import agent_at, by_sms, taken

from bot.service.desk import proposing
from bot.service.desk.weighing import Wish
from bot.service.desk.work import DeskRefusal
from bot.service.thread.conversation import lock, remember
from bot.store.tables import Plan

MONTH = {
    "income": 180_000, "benefits": 0, "housing": 50_000, "essentials": 60_000, "other_debts": 0, "household": [1, 0],
}


async def proposed(phones: World, key: int) -> None:
    agent, wish = await agent_at(phones), Wish(amount="40")
    async with phones.database.begin() as uow:
        remember(await lock(uow, key), budget=dict(MONTH))
        await uow.commit()
    await taken(phones, agent, key)
    async with phones.database.begin() as uow:
        with pytest.raises(DeskRefusal) as asked:
            await proposing.propose(uow, agent, key, wish=wish, confirm="")
        await proposing.propose(uow, agent, key, wish=wish, confirm=asked.value.values["token"])
        await uow.commit()
    await phones.settle()


async def plans(phones: World) -> int:
    async with phones.database.begin() as uow:
        return len((await uow.session.scalars(select(Plan).where(Plan.state == "agreed", Plan.kind == "plan"))).all())


async def test_the_number_of_the_yes_agrees_while_the_agent_is_there(phones: World) -> None:
    thread = await by_sms(phones)
    await proposed(phones, thread.id)
    last = str(phones.api.taken[-1]["body"])
    assert "1" in last and "2" in last and "Oui" in last
    before = await plans(phones)
    told = await phones.say("1")
    assert await plans(phones) == before + 1 and any("convenu" in one for one in told)


async def test_what_is_no_answer_goes_to_the_agent_alone(phones: World) -> None:
    thread = await by_sms(phones)
    await proposed(phones, thread.id)
    before = await plans(phones)
    assert await phones.say("3 fois plutot ?") == []
    assert await plans(phones) == before
