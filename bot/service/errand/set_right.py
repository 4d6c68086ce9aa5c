"""Something was wrong, and the words do not say what: what is open, or was done last, is named and can be changed.

"Write it again, for example rent 450" is for figures of the month alone: to whoever speaks of a date, a number or their
plan it says that nobody listens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.service.case.cases import cases_of
from bot.service.identity.identify import is_identified
from bot.service.offer.offers import OTHER_AMOUNT
from bot.service.plan.undo import MOVE, may_be
from bot.service.talk import faq, talk
from bot.service.thread.conversation import newest, remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.service.thread.saying import rendered
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

CATCH_ALL = "utter_correct"
_UNDO = Choice(title_id="choice_undo_plan", payload="/ask_plan_status", data={"text": "annuler mon plan"})
_FINISH = Choice(title_id="choice_end_pause", payload="/ask_plan_status", data={"text": "finir ma pause"})
"""The words are those that a choice stands for: what it does is asked first, and done at a yes."""
_OF_OFFER = ("offer", "confirm_plan")
_SAID: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("call", ("notice_callback", "utter_pass_on_request_callback", "utter_call_", "notice_call")),
    ("moved", ("utter_instalment_moved", "utter_moved_to")),
    ("pause", ("utter_pause_set", "utter_pause_status", "utter_pause_runs", "utter_ask_pause_longer")),
    ("plan", ("utter_plan_agreed", "utter_plan_", "utter_ask_undo")),
    ("stop", ("utter_stop", "utter_calls_stopped", "notice_stopped")),
    ("dispute", ("utter_dispute_number",)),
    ("passed_on", ("utter_pass_on_", "utter_due_day_noted", "utter_added_to_request", "utter_human_queued")),
)
"""What was done or spoken of last, by how the ids of its sentences begin; in the order in which they are looked for."""


async def instead(
    uow: UnitOfWork, conversation: Conversation, replies: Sequence[dict[str, Any]], ranking: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """What Rasa has said, with an answer that fits in the place of the catch-all, unless a figure may be meant."""
    if not says_so(replies):
        return list(replies)
    before = await _said_before(uow, conversation)
    told = await _of_what_was_done(uow, conversation, before)
    if told is None and CATCH_ALL not in before and _figures_alone(conversation):
        return list(replies)
    if told is None and (conversation.memory.get("question") or conversation.memory.get("budget_asked")):
        told = say("utter_open_question") if await faq.open_question(uow, conversation) is not None else None
    if told is None:
        text = str(conversation.memory.get("turn_text") or "")
        in_form = bool(conversation.memory.get("budget_asked"))
        told = await talk.not_understood(
            uow, conversation, in_form=in_form, text=text, ranking=[one for one in ranking if one != "correct"]
        )
    fitting = [rendered(one, conversation.language) for one in told.says]
    at = next(n for n, one in enumerate(replies) if one.get("utter_action") == CATCH_ALL)
    others = [one for one in replies[at + 1 :] if one.get("utter_action") != CATCH_ALL]
    return [*replies[:at], *fitting, *others]


def says_so(replies: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the catch-all is among what Rasa has said."""
    return any(one.get("utter_action") == CATCH_ALL for one in replies)


def _figures_alone(conversation: Conversation) -> bool:
    """Whether the month is being asked about, or its figures were told here, and nothing else is open."""
    memory = conversation.memory
    if memory.get("question") is not None:
        return False
    if memory.get("budget_asked"):
        return True
    return bool(memory.get("budget")) and not memory.get("budget_recalled") and not memory.get("offer")


async def _said_before(uow: UnitOfWork, conversation: Conversation) -> list[str]:
    """Ids of what was said to them last, the newest first, up to their words before these."""
    ids: list[str] = []
    for message in await newest(uow, conversation):
        if message.author == "you" and ids:
            break
        if message.author != "you" and message.text_id:
            ids.append(message.text_id)
    return ids


async def _of_what_was_done(uow: UnitOfWork, conversation: Conversation, before: Sequence[str]) -> Answer | None:
    question = conversation.memory.get("question")
    if question in _OF_OFFER and "utter_correct_offer" not in before:
        # No plain "yes" may agree now to what they have just said is wrong: the schedule is put again before it.
        remember(conversation, question="offer", errand_over=True)
        return say("utter_correct_offer", OTHER_AMOUNT, HUMAN)
    if question is not None or conversation.memory.get("budget_asked"):
        return None
    what = next((name for name, starts in _SAID if any(one.startswith(starts) for one in before)), None)
    what = what or ("plan" if conversation.memory.get("plan_group") else None)
    if what is None or f"utter_correct_{what}" in before:
        return None
    return say(f"utter_correct_{what}", *await _choices(uow, conversation, what))


async def _choices(uow: UnitOfWork, conversation: Conversation, what: str) -> tuple[Choice, ...]:
    if what not in ("plan", "moved", "pause") or not await is_identified(uow, conversation):
        return (HUMAN,)
    if what == "pause":
        return (_FINISH, HUMAN)
    views = [view for view in await cases_of(uow, conversation.person_id or 0) if view.plan is not None]
    young = any(may_be(uow, view) for view in views)
    return (*((_UNDO,) if young and what == "plan" else ()), *((MOVE,) if views else ()), HUMAN)
