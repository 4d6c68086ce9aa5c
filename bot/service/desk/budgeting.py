"""A month told to an agent, by telephone say: a version of the debtor's budget like one told to the bot."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.service.budget import budget
from bot.service.case.cases import cases_of
from bot.service.desk.agents import AgentAt
from bot.service.desk.work import DeskRefusal, must_hold, reach
from bot.service.thread.conversation import remember
from bot.store.database import UnitOfWork
from bot.store.tables import BudgetVersion

_AMOUNT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")
_MOST_ADULTS, _MOST_CHILDREN = 12, 20


async def record_budget(
    uow: UnitOfWork, agent: AgentAt, conversation_id: int, *, told: Mapping[str, str]
) -> BudgetVersion:
    """Keep what was told: `told` has amounts a month by field, `adults` and `children`; an empty one was not told and
    leaves what is known. A nought is an amount: nothing comes, or nothing is paid.

    Raises DeskRefusal: not_yours, no_case, amount, household, budget_empty.
    """
    conversation = await reach(uow, agent, conversation_id)
    must_hold(agent, conversation)
    views = await cases_of(uow, conversation.person_id) if conversation.person_id is not None else []
    if not views:
        raise DeskRefusal("no_case")
    given: dict[str, object] = {
        field: _minor(told[field]) for field in budget.AMOUNTS if told.get(field, "").strip()
    }
    adults, children = told.get("adults", "").strip(), told.get("children", "").strip()
    if adults or children:
        given["household"] = [_count(adults, 1, _MOST_ADULTS), _count(children or "0", 0, _MOST_CHILDREN)]
    if not given:
        raise DeskRefusal("budget_empty")
    known = dict(conversation.memory.get("budget") or {})
    if not known and (latest := await budget.latest(uow, conversation.person_id or 0)) is not None:
        fresh = latest.created_at >= uow.now - budget.GOOD_FOR
        known = dict(latest.data) if fresh else {}
    skipped = [field for field in known.get("skipped", []) if field not in given]
    draft = {**known, **given, "skipped": skipped} if skipped else {**known, **given}
    if not skipped:
        draft.pop("skipped", None)
    # Not told in this thread: it is not shown in it again without a second proof of identity.
    remember(conversation, budget=draft, budget_weighed=None, budget_recalled=True, budget_here=None)
    return await budget.keep(uow, conversation, views[0].case.currency, actor=agent.actor)


def _minor(text: str) -> int:
    found = _AMOUNT.fullmatch("".join(text.split()))
    if found is None:
        raise DeskRefusal("amount")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _count(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and least <= int(text) <= most):
        raise DeskRefusal("household")
    return int(text)
