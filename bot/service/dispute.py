"""Disputes: on record with a number at once, the disputed part held, a person to look. Never a "no"."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from bot.debt import reading
from bot.debt.money import Money
from bot.service import composition, court, demands, handover, spoken
from bot.service.cases import CaseView, set_hold
from bot.service.conversation import currency_of, remember
from bot.service.outside import private
from bot.service.reply import HUMAN, NO, YES, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation, Dispute

_INVITED = frozenset({None, "sum_right", "what_is_wrong"})
"""Questions that a dispute may answer; after any other one, it is likelier that an answer was misheard."""
_FEW = 8
"""Words: a guess from so few is asked about; more of them tell the model enough, where nothing else was asked."""
_SURE = 0.7
KINDS = ("dispute_debt", "already_paid", "identity_theft", "coerced_debt", "request_proof")
_HOLD = {"identity_theft": "identity_theft", "coerced_debt": "coerced_debt"}
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that can be misread on a bad screen


def new_number() -> str:
    """The number that the debtor may quote: "C-" and eight signs."""
    return "C-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def hold_of(kind: str) -> str:
    """The reason of the hold that a dispute of this kind sets."""
    return _HOLD.get(kind, "dispute")


def is_guess(conversation: Conversation, *, kind: str, text: str, confidence: float) -> bool:
    """Whether only the model says that this is a dispute: no word of it does, and it came as an answer to something
    else, in few words or without much confidence. Such a one is asked about before anything is held or told.
    """
    if reading.says_so(kind, text):
        return False
    amid = conversation.memory.get("budget_asked") or conversation.memory.get("question") not in _INVITED
    return bool(amid) or len(text.split()) <= _FEW or confidence < _SURE


def ask(uow: UnitOfWork, *, kind: str, text: str) -> Answer:
    """Is that what they mean? Nothing is on record, held or told before the yes."""
    said = {"text": reading.mask(text[:2000], today=uow.today())}  # it passes through Rasa
    yes = Choice(title_id="choice_yes", payload=f"/{kind}", data=said, kind="yes")
    no = Choice(title_id="choice_no", payload="/choose_option", data={"do": "not_meant"}, kind="no")
    return say(f"utter_ask_meant_{kind}", yes, no, HUMAN).asking("meant_dispute")


async def contest(uow: UnitOfWork, conversation: Conversation, *, kind: str, text: str) -> Answer:
    """Heard and numbered before identity is asked: whoever contests is never turned away."""
    numbers = dict(conversation.memory.get("dispute_numbers") or {})
    number = numbers.get(kind)
    if number and await _closed(uow, number):
        number = None  # that dispute is over: this is another one
    number = numbers[kind] = number or new_number()
    told = {"kind": kind, "part": _part(conversation, text), "number": number}
    # Kept apart from the errand: what is said next, before we know who writes, must not make it forgotten.
    remember(conversation, errand="dispute", dispute_numbers=numbers, errand_data=told, contested=told)
    await handover.open_handover(uow, conversation, queue="dispute", reason=kind, receipt=number)
    uow.audit("dispute.told", "conversation", conversation.id, actor="debtor", kind=kind, receipt=number)
    elsewhere = await private.coerced(uow, conversation) if kind == "coerced_debt" else Answer()
    return say(f"utter_dispute_{kind}").then(say("utter_dispute_number", number=number)).then(elsewhere)


async def _closed(uow: UnitOfWork, number: str) -> bool:
    return (
        await uow.session.scalar(
            select(Dispute.id).where(Dispute.receipt == number, Dispute.closed_at.is_not(None))
        )
    ) is not None


def _part(conversation: Conversation, text: str) -> int | None:
    currency = currency_of(conversation)
    amounts = [
        a for a in reading.read_amounts(text, language=conversation.language, currency=currency) if not a.doubt
    ]
    marked = [a for a in amounts if a.role == "disputed"] or amounts
    return marked[0].minor if len(marked) == 1 else None


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Identity is proven: the dispute is tied to its case, and what is disputed is held."""
    data = conversation.memory.get("contested") or conversation.memory.get("errand_data") or {}
    kind, number = str(data.get("kind", "dispute_debt")), str(data.get("number") or new_number())
    view = _which(views, data.get("part"))
    part = Money(int(data["part"]), view.case.currency) if data.get("part") else None
    if part is not None and not 0 < part.minor < view.overdue.minor:
        part = None  # as much as everything that is late: the whole is disputed
    row = await uow.session.scalar(select(Dispute).where(Dispute.receipt == number))
    if row is None:
        row = Dispute(
            creditor_id=view.case.creditor_id, conversation_id=conversation.id, receipt=number, kind=kind,
            opened_at=uow.now, part_minor=part.minor if part else None,
        )
        uow.session.add(row)
    row.case_id = view.case.id
    reason = hold_of(kind)
    # Where no part tells which case is meant, none of them is chased until a person has looked.
    held_views = [view] if part is not None else ([v for v in views if v.is_late] or [view])
    for one in held_views:
        await set_hold(
            uow, one, reason, set_by="debtor", part=part if reason == "dispute" else None,
            detail={"receipt": number},
        )
        await uow.tell_creditor(
            one.case, "dispute", about=kind, part_minor=part.minor if part else None, receipt=number
        )
        await demands.expire_for_hold(uow, one.case.id)
    await handover.open_handover(uow, conversation, queue="dispute", reason=kind, receipt=number)
    remember(conversation, errand=None, errand_data=None, errand_over=True if part is None else None, contested=None)
    lang = conversation.language
    if part is None:
        brands = spoken.listing([one.brand.name for one in held_views], lang)
        # Who asks for proof is told at once what we know ourselves.
        known = await composition.told(uow, conversation, held_views) if kind == "request_proof" else Answer()
        held = known.then(say("utter_dispute_held", brand=brands, number=number)).then(court.reminded(conversation))
        return held.then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    rest = view.overdue - part
    held = say("utter_dispute_part_held", amount=spoken.money(part, lang), number=number)
    remember(conversation, errand="plan", sum_told=True)
    return held.then(say("utter_ask_go_on_with_rest", YES, NO, rest=spoken.money(rest, lang))).asking("go_on_with_rest")


def _which(views: Sequence[CaseView], part: int | None) -> CaseView:
    late = [v for v in views if v.is_late] or list(views)
    fitting = [v for v in late if part is None or v.overdue.minor >= part]
    return (fitting or late)[0]
