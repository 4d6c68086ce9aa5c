"""What a debt is: who asks for it, for whom, what it comes from, and what it is made of (CPCE R124-4, 1° to 3°)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.service.case.balance import mentions, somebody_else
from bot.service.case.cases import CaseView, cases_of
from bot.service.case.recap import overdue_of
from bot.service.identity import identify
from bot.service.identity.parties import parties_of
from bot.service.thread import spoken
from bot.service.thread.reply import Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation
from bot.words.book import book

ASK_PROOF = Choice(title_id="choice_ask_proof", payload="/request_proof")
_NATURES = ("consumer_credit", "energy", "telecom", "rent")
SAID = (
    "utter_origin_debt", "utter_origin_purchaser", "utter_origin_collector", "utter_origin_parts",
    "utter_origin_no_parts", "utter_origin_no_fees", "utter_collector_mentions",
)


async def asked(uow: UnitOfWork, conversation: Conversation) -> Answer | None:
    """To who is known: every case of theirs told apart; None: nobody is known, or nothing is open."""
    if not await identify.is_identified(uow, conversation):
        return None
    views = await cases_of(uow, conversation.person_id or 0)
    if not views:
        return None
    stopped = await somebody_else(uow, conversation, views)
    return stopped if stopped is not None else await told(uow, conversation, views)


async def told(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Names, addresses, basis and the parts of what is overdue. Whoever it is told to must be identified."""
    answer = Answer()
    for view in views:
        answer = answer.then(_who(view, conversation.language)).then(await _parts(uow, conversation, view))
    return answer


async def parts(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """What is overdue in each late case is made of, and nothing else. Whoever it is told to must be identified."""
    answer = Answer()
    for view in views:
        answer = answer.then(await _parts(uow, conversation, view)) if view.is_late else answer
    return answer


def _who(view: CaseView, lang: str) -> Answer:
    parties = parties_of(view)
    nature = parties.nature if parties.nature in _NATURES else "other"
    creditor = ", ".join(filter(None, (parties.creditor, parties.address)))
    answer = say(
        "utter_origin_debt", reference=parties.reference, basis=book().text(f"paper_nature_{nature}", lang),
        brand=parties.brand, creditor=creditor,
    )
    if parties.role == "purchaser":
        return answer.then(say("utter_origin_purchaser", creditor=parties.creditor))
    if parties.role == "mandated_collector" and parties.collector:
        collector = ", ".join(filter(None, (parties.collector, parties.collector_address)))
        answer = answer.then(say("utter_origin_collector", collector=collector, creditor=parties.creditor))
    return answer.then(mentions(view, lang))


async def _parts(uow: UnitOfWork, conversation: Conversation, view: CaseView) -> Answer:
    overdue, lang = await overdue_of(uow, view), conversation.language
    if overdue is None:
        return Answer()
    total = spoken.money(overdue.total, lang)
    if not overdue.parts:
        asking = conversation.memory.get("question") is not None  # that question's choices stay the open ones
        return say("utter_origin_no_parts", *(() if asking else (ASK_PROOF,)), overdue=total)
    amounts = {**overdue.parts, **({"corrections": overdue.corrections} if overdue.corrections else {})}
    parts = [
        book().text(f"origin_part_{name}", lang, {"amount": spoken.money(amount, lang)})
        for name, amount in amounts.items()
    ]
    answer = say("utter_origin_parts", overdue=total, parts=spoken.listing(parts, lang))
    return answer.then(say("utter_origin_no_fees")) if view.case.jurisdiction[:2] == "FR" else answer
