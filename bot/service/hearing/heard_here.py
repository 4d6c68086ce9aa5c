"""Words that are certain only for what was said before them, or for what is known of the case."""

from __future__ import annotations

from bot.debt import reading
from bot.debt.reading.plans.part_only import pays_part_only
from bot.service.care import heirs
from bot.service.dispute import dispute, which
from bot.service.errand import undisputed
from bot.service.identity import identify, identity_talk
from bot.service.pay import not_now, plain_answers
from bot.service.plan import fewer_payments, left_of_plan
from bot.service.talk import asked_back, law, our_hours, same_again, word_meant
from bot.service.thread.conversation import remember
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def meaning(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """The intent of these words here; None where the model has to say. Distress beside them is still looked for."""
    if conversation.memory.get("question") == "go_on_with_rest" and reading.goes_on_with_rest(text):
        return "/affirm"
    link = reading.asks_link_for_other(text) and not reading.undoes_plan(text, alone=False)
    if link and not conversation.memory.get("third_party"):
        return "/pay_now"
    if (asked := await _asked(uow, conversation, text)) is not None:
        return asked
    if (whose := await _whose(uow, conversation, text)) is not None:
        return whose
    if await plain_answers.topic(uow, conversation, text) is not None:
        return "/faq_process"
    if await dispute.tells_how_paid(uow, conversation, text):
        return "/already_paid"
    about = await asked_back.meaning(uow, conversation, text) or await not_now.meaning(uow, conversation, text)
    if about is None and not conversation.memory.get("budget_asked") and reading.pays_share(text):
        return "/propose_amount"
    return about or law.meaning(conversation, text)


_MAY_WISH = (None, "identity", "sum_right", "what_next", "what_is_wrong", "meant_dispute", "pay_amount", "own_amount")
"""Open questions under which "I can pay something but not everything" is the wish for a plan."""


async def _of_dispute(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """What is no dispute, or none any more, or answers which is meant; and smaller payments for a while."""
    answered = which.answers(conversation, text)
    if answered is None and _part_only(conversation, text):
        return "/request_plan"
    undone = answered or await undisputed.meaning(uow, conversation, text)
    return undone or await fewer_payments.meaning(uow, conversation, text)


def _part_only(conversation: Conversation, text: str) -> bool:
    free = not conversation.memory.get("budget_asked") and conversation.memory.get("question") in _MAY_WISH
    return free and not conversation.memory.get("third_party") and pays_part_only(text)


async def _asked(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """What is said of the facts asked for, of our hours, of a word, of a guess that was wrong."""
    if (disputed := await _of_dispute(uow, conversation, text)) is not None:
        return disputed
    if await left_of_plan.meant(uow, conversation, text):
        return "/ask_plan_status"
    found = await identity_talk.meaning(uow, conversation, text) or await our_hours.meaning(uow, conversation, text)
    return found or word_meant.meaning(text) or await same_again.meaning(uow, conversation, text)


async def _whose(uow: UnitOfWork, conversation: Conversation, text: str) -> str | None:
    """Whose matter it is, where the words tell for certain: that of somebody under protection, their own after all, or
    another's.
    """
    if reading.guarded(text):
        return "/third_party"
    if reading.tells_of_heir(text) is not None or heirs.asks_again(conversation, text):
        return "/debtor_deceased"
    if reading.takes_over(text):
        remember(conversation, choice={"whose": "own_file"})
        return "/third_party"
    asked = conversation.memory.get("question") == "for_whom" or conversation.memory.get("third_party") == "adult"
    answers = conversation.memory.get("question") == "for_whom"
    if (asked or conversation.memory.get("not_them")) and (
        reading.own_file(text) or reading.says_own(text, asked=answers)
    ):
        remember(conversation, choice={"whose": "own_file"})
        return "/third_party"
    if asked and (reading.hands_over(text) or reading.has_leave(text)):
        remember(conversation, choice={"whose": "handed" if reading.hands_over(text) else "leave"})
        return "/third_party"
    if answers and reading.still_for_another(text):
        remember(conversation, choice={"whose": "for_another"})
        return "/third_party"
    if asked or await identify.is_identified(uow, conversation):
        return None
    named = reading.writes_for(text) and reading.read_references(text) and not reading.tells_death(text)
    return "/third_party" if named or reading.about_relative(text) else None
