"""Partners and helpers at the desk, each action by its name in the address."""

from __future__ import annotations

from bot.desk.posted import Act, Body, number_of, text_of
from bot.service.desk import sharing
from bot.service.desk.agents import AgentAt
from bot.store.database import UnitOfWork


async def _refer(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    """`partner`: its id. The debtor is asked in the thread."""
    await sharing.refer(uow, agent, key, partner_id=text_of(body, "partner"))
    return {}


async def _withdraw_referral(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await sharing.withdraw(uow, agent, key, referral_id=number_of(body, "referral"))
    return {}


async def _offer_helper(uow: UnitOfWork, agent: AgentAt, key: int, _body: Body) -> Body:
    await sharing.offer_helper(uow, agent, key)
    return {}


async def _end_helper(uow: UnitOfWork, agent: AgentAt, key: int, body: Body) -> Body:
    await sharing.end_helper(uow, agent, key, access_id=number_of(body, "access"))
    return {}


SHARING_ACTIONS: dict[str, Act] = {
    "refer": _refer, "withdraw_referral": _withdraw_referral, "offer_helper": _offer_helper, "end_helper": _end_helper,
}
