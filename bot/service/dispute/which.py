"""Which case, and which sum, where words of a payment or a dispute fit several: asked before anything is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.debt import reading
from bot.debt.money import Money
from bot.service.case.cases import CaseView
from bot.service.thread import spoken
from bot.service.thread.conversation import currency_of, remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.tables import Conversation

_MOST = 4


def ask(conversation: Conversation, views: Sequence[CaseView], told: Mapping[str, Any]) -> Answer | None:
    """The question; None: it is clear, or was asked before, or all of it is meant. Asked once: whoever goes on without
    an answer is protected on all of it.
    """
    if told.get("kind") not in ("dispute_debt", "already_paid") or told.get("asked") or told.get("case"):
        return None
    late = [view for view in views if view.is_late]
    if len(late) > 1:
        return _which_case(conversation, late, told)
    sums = [minor for minor in told.get("sums") or () if late and 0 < minor <= late[0].overdue.minor]
    if told.get("kind") != "already_paid" or len(sums) < 2 or told.get("part"):
        return None
    return _which_sum(conversation, late[0], sums)


def _which_case(
    conversation: Conversation, late: Sequence[CaseView], told: Mapping[str, Any]
) -> Answer | None:
    part, said = told.get("part"), str(told.get("said") or "")
    named = [view for view in late if reading.mentions(said, view.brand.name)]
    if len(named) == 1:
        _keep(conversation, case=named[0].case.id)
        return None
    if part is None and told.get("kind") != "already_paid":
        return None  # the whole of what is contested: none is chased until a person has looked
    fitting = [view for view in late if part is None or view.overdue.minor >= part]
    if len(fitting) < 2:
        return None
    _keep(conversation, asked=True, offered=[{"case": v.case.id, "brand": v.brand.name} for v in fitting[:_MOST]])
    lang = conversation.language
    choices = [
        Choice(
            title_id="choice_pay_all", payload=f"/{told['kind']}", data={"dispute": {"case": view.case.id}},
            values={"amount": spoken.money(view.overdue, lang), "brand": view.brand.name},
        )
        for view in fitting[:_MOST]
    ]
    unsure = Choice(title_id="choice_dont_know", payload=f"/{told['kind']}", data={"dispute": {"case": 0}})
    return say("utter_ask_dispute_which", *choices, unsure, HUMAN).asking("meant_dispute")


def _which_sum(conversation: Conversation, view: CaseView, sums: Sequence[int]) -> Answer:
    currency, lang = view.case.currency, conversation.language
    whole = view.overdue.minor
    offered = list(dict.fromkeys([*sums, sum(sums) if sum(sums) <= whole else whole, whole]))[:_MOST]
    _keep(conversation, asked=True, offered=[{"part": whole}])
    choices = [
        Choice(
            title_id="choice_pay_all", payload="/already_paid", data={"dispute": {"part": minor}},
            values={"amount": spoken.money(Money(minor, currency), lang), "brand": view.brand.name},
        )
        for minor in offered
    ]
    return say("utter_ask_paid_which", *choices, HUMAN).asking("meant_dispute")


def _keep(conversation: Conversation, **told: object) -> None:
    waits = {**(conversation.memory.get("contested") or {}), **told}
    remember(conversation, contested=waits, errand="dispute", errand_data=waits)


def answers(conversation: Conversation, text: str) -> str | None:
    """The intent of an answer in words: the brand that is meant, or the sum that was paid; None: it is none."""
    waits = conversation.memory.get("contested") or {}
    offered = waits.get("offered") or ()
    if conversation.memory.get("question") != "meant_dispute" or not offered:
        return None
    named = [one for one in offered if one.get("brand") and reading.mentions(text, str(one["brand"]))]
    told: dict[str, Any] | None = {"case": named[0]["case"]} if len(named) == 1 else None
    if "part" in offered[0]:
        sums = reading.read_amounts(text, language=conversation.language, currency=currency_of(conversation))
        minors = {one.minor for one in sums if 0 < one.minor <= offered[0]["part"]}
        told = {"part": minors.pop()} if len(minors) == 1 else None
    if told is None:
        return None
    remember(conversation, choice={"dispute": told})
    return f"/{waits['kind']}"


def picked(conversation: Conversation) -> bool:
    """Whether one of these was chosen just now: kept with what waits to be held."""
    chosen = (conversation.memory.get("choice") or {}).get("dispute")
    if chosen is None or not conversation.memory.get("contested"):
        return False
    remember(conversation, choice=None)
    _keep(conversation, asked=True, **chosen)
    return True
