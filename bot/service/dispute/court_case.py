"""A court's paper and the cases here: whether it is about them, the hold it sets, and what is recalled before a plan.

What is written on that paper goes on whatever is agreed here, and nobody may come to believe otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.debt import reading
from bot.debt.reading.dispute import court as paper
from bot.service.case.cases import CaseView, cases_of, lift_hold, set_hold
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.thread.conversation import remember
from bot.service.thread.reply import Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

REASON = "legal_document"


def _choice(title_id: str, ours: str, kind: str = "") -> Choice:
    return Choice(title_id=title_id, payload="/choose_option", data={"court": ours}, kind=kind)


_CHOICES = (
    _choice("choice_yes", "yes", "yes"), _choice("choice_no", "no", "no"), _choice("choice_dont_know", "unsure"),
)


def _told(conversation: Conversation) -> dict[str, Any]:
    return dict(conversation.memory.get("court") or {})


async def heed(uow: UnitOfWork, conversation: Conversation, text: str) -> None:
    """The paper was told of: where the words name us or one of the brands here, those cases are held at once."""
    if not await identify.is_identified(uow, conversation):
        if paper.from_us(text):
            remember(conversation, court={**_told(conversation), "ours": "yes"})
        return
    views = await cases_of(uow, conversation.person_id or 0)
    named = [view for view in views if reading.mentions(text, view.brand.name)]
    if not named and paper.from_us(text):
        named = [view for view in views if view.is_late] or views
    if named:
        await _hold(uow, conversation, named)


async def _hold(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> None:
    for view in views:
        await set_hold(uow, view, REASON, set_by="debtor")
    remember(conversation, court={**_told(conversation), "ours": "held"})


async def first(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer | None:
    """Before anything is worked out: whether that paper is about these cases. None: there is none, or it is known."""
    known = _told(conversation)
    late = [view for view in views if view.is_late]
    if not known or not late or known.get("ours") in ("held", "no", "unsure"):
        return None
    if any(hold.reason == REASON for view in late for hold in view.holds):
        return None
    if known.get("ours") == "yes":
        await _hold(uow, conversation, late)
        return await _held(uow, conversation)
    if known.get("asked"):  # once: whoever goes on without an answer is not kept waiting by it
        remember(conversation, court={**known, "ours": "unsure"})
        return None
    remember(conversation, court={**known, "asked": True})
    return say("utter_ask_court_ours", *_CHOICES).asking("court_ours")


async def answered(uow: UnitOfWork, conversation: Conversation, ours: str) -> Answer | None:
    """What they said to it. None: it goes on where it was."""
    remember(conversation, choice=None)
    if ours == "yes" and await identify.is_identified(uow, conversation):
        late = [view for view in await cases_of(uow, conversation.person_id or 0) if view.is_late]
        await _hold(uow, conversation, late)
        return await _held(uow, conversation)
    remember(conversation, court={**_told(conversation), "ours": ours})
    return None


async def let_go(uow: UnitOfWork, conversation: Conversation) -> None:
    """No such paper has come: holds that these words had set are lifted, and the creditor hears of it."""
    if _told(conversation).get("ours") != "held" or not await identify.is_identified(uow, conversation):
        return
    for view in await cases_of(uow, conversation.person_id or 0):
        for hold in view.holds:
            if hold.reason == REASON and hold.set_by == "debtor":
                await lift_hold(uow, view.case, hold, by="debtor", why="no_paper")


async def _held(uow: UnitOfWork, conversation: Conversation) -> Answer:
    await handover.open_handover(uow, conversation, queue="legal", reason="legal_document")
    told = say("utter_hold_legal_document").then(say("utter_court_goes_on"))
    return told.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


def recalled(conversation: Conversation) -> Answer:
    """Before a plan is proposed: that paper's time goes on. Said once; nothing where no paper was told of."""
    known = _told(conversation)
    if not known or known.get("recalled"):
        return Answer()
    remember(conversation, court={**known, "recalled": True})
    return say("utter_court_before_plan")
