"""What was taken for a dispute and is none, or is smaller: put right at a word, as it was set at a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.debt import reading
from bot.debt.money import Money
from bot.debt.reading.care.worries import withdraws_dispute
from bot.debt.reading.dispute import undisputing
from bot.debt.reading.text.plain import fold
from bot.service.budget import budget
from bot.service.case import balance
from bot.service.case.cases import CaseView, cases_of, lift_hold, set_hold
from bot.service.dispute import contested
from bot.service.errand import errands
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.pay import demands
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import NO, YES, Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Dispute

SAID = ("utter_dispute_not_theirs",)
_OF_A_PERSON = ("identity_theft", "coerced_debt")
"""What only a person takes back: somebody else may be sitting beside whoever writes."""
_RHYTHMS = ("month", "week", "fortnight")
_MAY_BE = (None, "offer", "disputed")  # "rien contesté, 20 par mois": what is denied disputes no sum
_WISH = re.compile(
    r"(?<![a-z])(?:pay\w*|pai\w*|regl\w*|rembours\w*)(?![a-z]).{0,40}(?<![a-z])(?:bit|little|some|month|monthly|instal\w*"
    r"|fois|mois|peu|petit\w*|plusieurs)(?![a-z])"
)


def _takes_back(text: str) -> bool:
    return undisputing.denies_dispute(text) or withdraws_dispute(text)


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent that carries such words to their answer; None for any others, and where nothing is contested."""
    asks = undisputing.asks_who_disputed(text)
    part = undisputing.means_a_part(text)
    if not (asks or part or _takes_back(text)):
        return None
    if part and not _takes_back(text):
        return "/faq_process" if await _whole(uow, conversation, text) is not None else None
    numbers = await contested.open_numbers(uow, conversation)
    if numbers and (not asks or undisputing.denies_dispute(text)):
        return "/faq_process"
    if not asks and _WISH.search(fold(text).text) is not None:
        return None  # nothing of theirs is to be taken back: the wish beside it is what counts
    return "/faq_process" if await _by_another(uow, conversation) else None


async def told(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """What becomes of it; None for any other words."""
    if undisputing.means_a_part(text):
        return await _narrowed(uow, conversation, text)
    asks = undisputing.asks_who_disputed(text)
    if not asks and not _takes_back(text):
        return None
    rows = await _open(uow, conversation)
    waits = conversation.memory.get("contested")
    if (rows or waits) and _takes_back(text):
        if any(row.kind in _OF_A_PERSON for row in rows) or (waits or {}).get("kind") in _OF_A_PERSON:
            return None
        return await lifted(uow, conversation, rows, text)
    if await _by_another(uow, conversation):
        return say("utter_dispute_not_theirs").asking(conversation.memory.get("question"))
    return None


async def lifted(uow: UnitOfWork, conversation: Conversation, rows: Sequence[Dispute], text: str) -> Answer:
    """All that they had contested: the holds are lifted, the creditor hears of it, and it goes on with their wish."""
    numbers = await contested.open_numbers(uow, conversation)
    held = await _lift(uow, conversation, [row.receipt for row in rows])
    for row in rows:
        row.closed_at, row.outcome = uow.now, "withdrawn"
    kinds = {row.kind for row in rows} | set(conversation.memory.get("dispute_numbers") or {})
    await handover.not_needed(uow, conversation, kinds)
    uow.audit("dispute.withdrawn", "conversation", conversation.id, actor="debtor", receipts=numbers)
    remember(conversation, contested=None, dispute_numbers=None, choice=None, errand_over=None)
    if conversation.memory.get("errand") in (None, "dispute"):
        _wish(conversation, text)
    number = spoken.listing(numbers, conversation.language)
    heard = say("utter_dispute_lifted" if held else "utter_dispute_dropped", number=number)
    return heard.then(await errands.lead_on(uow, conversation))


def _wish(conversation: Conversation, text: str) -> None:
    """What they wish instead, kept as the errand: a sum by the month that was named beside it, or a plan."""
    sums = reading.read_amounts(text, language=conversation.language, currency=currency_of(conversation))
    offered = [one for one in sums if one.role in _MAY_BE and one.period in _RHYTHMS and not one.doubt]
    if len(sums) == 1 and offered:
        told = {"minor": offered[0].minor, "every": offered[0].period}
        remember(conversation, errand="propose", errand_data=told)
        return
    budget.breath(conversation, text)
    wishes = conversation.memory.get("budget") or _WISH.search(fold(text).text) is not None
    remember(conversation, errand="plan" if wishes else None, errand_data=None)


async def nothing_contested(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer:
    """ "Je ne conteste pas", of which the model makes a dispute though there is none: none is opened."""
    if conversation.memory.get("errand") is None:
        _wish(conversation, text)
    return say("utter_not_meant").then(await errands.lead_on(uow, conversation))


async def _narrowed(uow: UnitOfWork, conversation: Conversation, text: str) -> Answer | None:
    """ "Not all of it, just the 70": that part is held instead of all, and the creditor is told."""
    found = await _whole(uow, conversation, text)
    if found is None:
        return None
    row, minor = found
    if row is None:  # nothing is held yet: what waits until we know who writes is the part
        remember(conversation, contested={**(conversation.memory.get("contested") or {}), "part": minor})
        return await errands.lead_on(uow, conversation)
    views = await cases_of(uow, conversation.person_id or 0)
    fitting = [
        view for view in views if view.is_late and view.overdue.minor > minor
        and any(hold.detail.get("receipt") == row.receipt for hold in view.holds)
    ]
    if len(fitting) != 1:
        return None
    view, part = fitting[0], Money(minor, fitting[0].case.currency)
    await _lift(uow, conversation, [row.receipt], why="corrected")
    view = next(one for one in await cases_of(uow, conversation.person_id or 0) if one.case.id == view.case.id)
    await set_hold(uow, view, "dispute", set_by="debtor", part=part, detail={"receipt": row.receipt})
    await uow.tell_creditor(view.case, "dispute", about=row.kind, part_minor=minor, receipt=row.receipt)
    await demands.expire_for_hold(uow, view.case.id)
    row.case_id, row.part_minor = view.case.id, minor
    remember(conversation, errand="plan", errand_data=None, sum_told=True, errand_over=None)
    return _rest(conversation, view, row, part)


def _rest(conversation: Conversation, view: CaseView, row: Dispute, part: Money) -> Answer:
    lang = conversation.language
    said = "utter_dispute_part_paid" if row.kind == "already_paid" else "utter_dispute_part_held"
    left = spoken.money(view.overdue - part, lang)
    held = say(said, amount=spoken.money(part, lang), number=row.receipt)
    return held.then(say("utter_ask_go_on_with_rest", YES, NO, rest=left)).asking("go_on_with_rest")


async def _whole(uow: UnitOfWork, conversation: Conversation, text: str) -> tuple[Dispute | None, int] | None:
    """The one dispute of theirs that holds everything, and the one sum that is meant instead; None: there is none."""
    minor = reading.read_disputed(text, language=conversation.language, currency=currency_of(conversation))
    if minor is None:
        return None
    rows = [row for row in await _open(uow, conversation) if row.part_minor is None]
    if not rows and conversation.memory.get("contested"):
        return None, minor
    if len(rows) != 1 or rows[0].kind not in ("dispute_debt", "already_paid"):
        return None
    return rows[0], minor


async def _open(uow: UnitOfWork, conversation: Conversation) -> list[Dispute]:
    """What they have on record, and nobody has settled."""
    numbers = await contested.open_numbers(uow, conversation)
    found = await uow.session.scalars(
        select(Dispute).where(Dispute.receipt.in_(numbers), Dispute.closed_at.is_(None)).order_by(Dispute.id)
    )
    return list(found)


async def _lift(
    uow: UnitOfWork, conversation: Conversation, receipts: Sequence[str], *, why: str = "withdrawn"
) -> bool:
    """Lift the holds that these disputes have set; what an agent has set since stays. Whether there was one."""
    if not receipts or not await identify.is_identified(uow, conversation):
        return False
    done = False
    for view in await cases_of(uow, conversation.person_id or 0):
        for hold in view.holds:
            if hold.set_by == "debtor" and hold.detail.get("receipt") in receipts:
                await lift_hold(uow, view.case, hold, by="debtor", why=why)
                done = True
    return done


async def _by_another(uow: UnitOfWork, conversation: Conversation) -> bool:
    """Whether a sum of theirs is being checked, and nothing of it by their own word. Nobody unknown is told so."""
    if not await identify.is_identified(uow, conversation):
        return False
    if await contested.open_numbers(uow, conversation):
        return False
    views = await cases_of(uow, conversation.person_id or 0)
    return any(balance.is_contested(view) or any(h.reason == "dispute" for h in view.holds) for view in views)
