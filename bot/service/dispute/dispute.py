"""Disputes: on record with a number at once, the disputed part held, a person to look. Never a "no"."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile
from typing import Any

from sqlalchemy import select

from bot.debt import reading
from bot.debt.money import Money
from bot.debt.reading.dispute.paid_sum import read_paid, several_sums
from bot.service.case import composition
from bot.service.case.cases import CaseView, cases_of, lift_hold, set_hold
from bot.service.dispute import court, which
from bot.service.handover import handover
from bot.service.identity import identify
from bot.service.outside import private
from bot.service.pay import demands
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, newest, remember
from bot.service.thread.reply import HUMAN, NO, YES, Answer, Choice, say
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
    number = await _open_number(uow, conversation, kind) or await _of_story(uow, conversation, text) or new_number()
    numbers[kind] = number
    said = reading.mask(text[:500], today=uow.today())
    told: dict[str, Any] = {"kind": kind, "part": _part(conversation, text, kind), "number": number, "said": said}
    if kind == "already_paid":
        lang, currency = conversation.language, currency_of(conversation)
        told["sums"] = list(several_sums(text, language=lang, currency=currency))
    waits = conversation.memory.get("contested") or {}
    if waits.get("number") == number:
        told = _with_what_waits(told, waits, whole=reading.means_all(text), instead=reading.takes_back(text))
    if reading.takes_back(text):
        told["corrects"] = True  # "no, sorry, it was 60": instead of the sum that was named before
    # Kept apart from the errand: what is said next, before we know who writes, must not make it forgotten.
    remember(conversation, errand="dispute", dispute_numbers=numbers, errand_data=told, contested=told)
    await handover.open_handover(uow, conversation, queue="dispute", reason=kind, receipt=number)
    uow.audit("dispute.told", "conversation", conversation.id, actor="debtor", kind=kind, receipt=number)
    elsewhere = await private.coerced(uow, conversation) if kind == "coerced_debt" else Answer()
    return say(f"utter_dispute_{kind}").then(say("utter_dispute_number", number=number)).then(elsewhere)


def _with_what_waits(told: dict[str, Any], waits: Mapping[str, Any], *, whole: bool, instead: bool) -> dict[str, Any]:
    """What is contested now, with what they contested before we know who writes: one number, and nothing less."""
    kinds = {told["kind"], waits.get("kind")}
    part, before = told["part"], waits.get("part")
    if part is None and not whole:
        part = before
    elif len(kinds) > 1 and not instead:  # another reason, for another sum: both; the whole stays the whole
        part = None if part is None or before is None else part + (before if before != part else 0)
    graver = next((kind for kind in _HOLD if kind in kinds), told["kind"])
    return {**told, "kind": graver, "part": part}


_ADDED = ("dispute_debt", "already_paid")


async def add_to_story(uow: UnitOfWork, conversation: Conversation, *, kind: str, text: str) -> Answer | None:
    """More of the same story with another reason ("et en plus j'avais payé la moitié en mars"): one number for it.

    None: nothing is disputed yet, another matter is meant, or what they say holds more than is held already.
    """
    number = await _of_story(uow, conversation, text) if kind in _ADDED else None
    if number is None or (conversation.memory.get("choice") or {}).get("other_payment") or reading.takes_back(text):
        return None
    row, waits = await _row(uow, number), conversation.memory.get("contested") or {}
    tied = row is not None and row.case_id is not None
    if not tied and await identify.is_identified(uow, conversation):
        return None
    if tied or waits.get("number") == number:
        before = row.part_minor if row is not None and tied else waits.get("part")
        if before is not None and (_part(conversation, text) is not None or reading.means_all(text)):
            return None
    await handover.open_handover(uow, conversation, queue="dispute", reason=kind, receipt=number)
    uow.audit("dispute.added", "conversation", conversation.id, actor="debtor", kind=kind, receipt=number)
    return say("utter_dispute_added", number=number).asking(conversation.memory.get("question"))


async def _of_story(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The number of what this thread has contested already, for whatever reason, where these words name no other."""
    if reading.another_matter(text) or await _names_another(uow, conversation, text):
        return None
    for kind in conversation.memory.get("dispute_numbers") or {}:
        if (number := await _open_number(uow, conversation, kind)) is not None:
            return number
    return None


async def add(uow: UnitOfWork, conversation: Conversation, *, kind: str, text: str) -> Answer | None:
    """More words on what is on record already, which widen nothing: "by card I think", "that's how I paid it".

    The question that is open stays so. None: there is no such dispute yet, or another sum, or everything, is meant.
    """
    number = await _open_number(uow, conversation, kind)
    another = (conversation.memory.get("choice") or {}).get("other_payment") or reading.means_all(text)
    if number is None or another or _part(conversation, text) is not None:
        return None
    if await _names_another(uow, conversation, text):
        return None
    tied = await _row(uow, number)
    if (tied is None or tied.case_id is None) and await identify.is_identified(uow, conversation):
        return None
    await handover.open_handover(uow, conversation, queue="dispute", reason=kind, receipt=number)
    uow.audit("dispute.added", "conversation", conversation.id, actor="debtor", kind=kind, receipt=number)
    return say("utter_dispute_added", number=number).asking(conversation.memory.get("question"))


async def _names_another(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether they speak of a brand of which nothing is disputed so far."""
    if conversation.person_id is None:
        return False
    views = await cases_of(uow, conversation.person_id)
    free = [view for view in views if not any(hold.reason == "dispute" for hold in view.holds)]
    return any(reading.mentions(text, view.brand.name) for view in free)


async def tells_how_paid(uow: UnitOfWork, conversation: Conversation, text: str) -> bool:
    """Whether these words say how something was paid, right after that was put on record: no wish to pay otherwise."""
    if conversation.memory.get("question") not in (None, "identity", "go_on_with_rest"):
        return False
    if not reading.says_how_paid(text) or await _open_number(uow, conversation, "already_paid") is None:
        return False
    before = dropwhile(lambda one: one.author == "you", await newest(uow, conversation))
    said = takewhile(lambda one: one.author != "you", before)
    return any((one.text_id or "").startswith("utter_dispute_") for one in said)


async def _open_number(uow: UnitOfWork, conversation: Conversation, kind: str) -> str | None:
    """The number of the dispute of that kind which this thread has opened; None: there is none, or it is over."""
    number = (conversation.memory.get("dispute_numbers") or {}).get(kind)
    row = await _row(uow, number) if number else None
    return None if row is not None and row.closed_at is not None else number


async def _row(uow: UnitOfWork, number: str) -> Dispute | None:
    found: Dispute | None = await uow.session.scalar(select(Dispute).where(Dispute.receipt == number))
    return found


def _part(conversation: Conversation, text: str, kind: str = "") -> int | None:
    if kind == "already_paid" and not reading.means_all(text):
        return read_paid(text, language=conversation.language, currency=currency_of(conversation))
    return reading.read_disputed(text, language=conversation.language, currency=currency_of(conversation))


async def go_on(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """Identity is proven: the dispute is tied to its case, and what is disputed is held."""
    data = conversation.memory.get("contested") or conversation.memory.get("errand_data") or {}
    kind, number = str(data.get("kind", "dispute_debt")), str(data.get("number") or new_number())
    if (asked := which.ask(conversation, views, data)) is not None:
        return asked
    chosen = (conversation.memory.get("contested") or data).get("case")
    meant = [view for view in views if view.case.id == chosen]
    view = meant[0] if meant else _which(views, data.get("part"))
    part = Money(int(data["part"]), view.case.currency) if data.get("part") else None
    if part is not None and data.get("corrects"):
        view = await _without(uow, view, number)
    part, rest = _told_apart(view, part)
    row = await _row(uow, number)
    if row is None:
        row = Dispute(
            creditor_id=view.case.creditor_id, conversation_id=conversation.id, receipt=number, kind=kind,
            opened_at=uow.now,
        )
        uow.session.add(row)
    if hold_of(row.kind) == "dispute":
        row.kind = kind  # of two reasons the graver one; of two alike the last
    row.case_id, row.part_minor = view.case.id, _named(view, number, part)
    reason = hold_of(kind)
    # Where no part tells which case is meant, none of them is chased until a person has looked.
    held_views = [view] if part is not None or meant else ([v for v in views if v.is_late] or [view])
    if part is None and reason == "dispute":
        held_views = [await _without(uow, one, number) for one in held_views]  # all of it: a part beside it misleads
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
    paid = "utter_dispute_part_paid" if kind == "already_paid" else "utter_dispute_part_held"
    held = say(paid, amount=spoken.money(part, lang), number=number)
    if view.plan is not None:  # what is left is in it: nobody is offered a second one
        remember(conversation, errand_over=True)
        return held.then(say("utter_dispute_plan_stands")).asking(None)
    remember(conversation, errand="plan", sum_told=True)
    left = spoken.money(Money(rest, view.case.currency), lang)
    return held.then(say("utter_ask_go_on_with_rest", YES, NO, rest=left)).asking("go_on_with_rest")


def _told_apart(view: CaseView, part: Money | None) -> tuple[Money | None, int]:
    """The part that is disputed now, None where that is all there is; and what nobody disputes, in minor units."""
    disputed = [hold.part_minor for hold in view.holds if hold.reason == "dispute"]
    if part is None or part.minor <= 0 or None in disputed:
        return None, 0  # the whole is, or was before
    rest = view.overdue.minor - sum({minor for minor in disputed if minor} | {part.minor})
    return (part, rest) if rest > 0 else (None, 0)


def _named(view: CaseView, number: str, part: Money | None) -> int | None:
    """All that this dispute is about, in minor units: what it named before, and this; None: everything."""
    before = {hold.part_minor for hold in view.holds if hold.part_minor and hold.detail.get("receipt") == number}
    return sum(before | {part.minor}) if part else None


async def _without(uow: UnitOfWork, view: CaseView, number: str) -> CaseView:
    """The case without the part that this dispute has set aside so far: another sum is named in its place."""
    mine = [hold for hold in view.holds if hold.part_minor and hold.detail.get("receipt") == number]
    for hold in mine:
        await lift_hold(uow, view.case, hold, by="debtor", why="corrected")
    return replace(view, holds=tuple(hold for hold in view.holds if hold not in mine)) if mine else view


def _which(views: Sequence[CaseView], part: int | None) -> CaseView:
    late = [v for v in views if v.is_late] or list(views)
    fitting = [v for v in late if part is None or v.overdue.minor >= part]
    return (fitting or late)[0]
