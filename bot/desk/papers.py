"""A debtor's papers at the desk: the same that they have; of the budget, the copy with every step of the reckoning."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.debt.money import Money
from bot.desk import session
from bot.desk.pages import conversation_id_of
from bot.desk.session import AGENT
from bot.desk.words import AgentWords
from bot.keys import DATABASE, SETTINGS
from bot.papers import files
from bot.service.budget import budget
from bot.service.budget.budget_paper import BudgetPaper
from bot.service.desk.view import visible


@session.for_agents("see")
async def paper(request: web.Request) -> web.StreamResponse:
    """GET /desk/c/<id>/papers/<kind>/<key>. The look leaves a line; out of scope and never there answer alike."""
    agent, database = request[AGENT], request.app[DATABASE]
    kind, key = request.match_info["kind"], request.match_info["key"]
    told = None
    async with session.work(request) as uow:
        try:
            thread = await visible(uow, agent, conversation_id_of(request))
        except LookupError:
            raise web.HTTPNotFound from None
        if thread.person_id is not None and thread.creditor_id is not None:
            version = await budget.latest(uow, thread.person_id)
            told = await files.gather(uow, thread.person_id, kind, key, version)
        if told is None:
            raise web.HTTPNotFound
        uow.audit(
            "paper.given", "conversation", thread.id, actor=agent.actor, creditor_id=thread.creditor_id, paper=kind
        )
        await uow.commit()
    lang = thread.language
    steps: tuple[Sequence[str], ...] = ()
    if isinstance(told, BudgetPaper):
        lang = session.language_of(request)
        steps = reckoning(told, AgentWords(lang))
    made = await files.make(
        told, kind, lang, now=database.clock.now(), base_url=request.app[SETTINGS].base_url, reckoning=steps
    )
    return web.Response(body=made.content, content_type=made.content_type, headers=made.headers)


def reckoning(told: BudgetPaper, words: AgentWords) -> tuple[Sequence[str], ...]:
    """Step, amount and table of every line, as the screen shows them."""
    if told.found is None:
        return ()
    found = told.found
    steps: list[tuple[str, Money, str]] = [(step.key, step.amount, step.scale) for step in found.trace]
    return tuple((words.text(f"trace.{key}"), words.plain(amount), scale or "–") for key, amount, scale in steps)
