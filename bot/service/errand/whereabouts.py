"""Where somebody stands: the answer to "what happens now?", and to a question that nobody foresaw."""

from __future__ import annotations

from bot.debt import reading
from bot.service.case.cases import cases_of
from bot.service.identity import identify
from bot.service.offer.kept_offers import share_of
from bot.service.offer.standing_offer import standing, waits_for_yes
from bot.service.plan import plan_status
from bot.service.thread import spoken
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

_SHORT = ("utter_plan_in_short_week", "utter_plan_in_short_fortnight", "utter_plan_in_short_month")
SAID = (*_SHORT, "utter_next_questions", "utter_next_offer", "utter_next_sum", "utter_next_known", "utter_faq_process")
_OPEN = {"offer": "utter_next_offer", "confirm_plan": "utter_next_offer", "sum_right": "utter_next_sum"}


async def told(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """What comes next from where the conversation is. The question that is open stays so."""
    if not await identify.is_identified(uow, conversation):
        return say("utter_faq_process").asking(conversation.memory.get("question"))
    question = conversation.memory.get("question")
    if conversation.memory.get("budget_asked"):
        return say("utter_next_questions").asking(question)
    if wants_it_short(conversation, str(conversation.memory.get("turn_text") or "")):
        return await _in_short(uow, conversation)
    if question in _OPEN:
        return say(_OPEN[question]).asking(question)
    if await waits_for_yes(uow, conversation):
        return not_agreed_yet(conversation)
    views = await cases_of(uow, conversation.person_id or 0)
    if any(view.plan for view in views):
        return await plan_status.status(uow, conversation, views)
    return say("utter_next_known", HUMAN).asking(question)


def wants_it_short(conversation: Conversation, text: str) -> bool:
    """Whether a schedule was read back and was too much at once, or is asked for as one sum."""
    return conversation.memory.get("question") == "confirm_plan" and reading.asks_in_short(text)


async def _in_short(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The schedule that waits for a yes, a sentence a brand."""
    offer = await standing(uow, conversation)
    if offer is None:
        return say("utter_offer_gone").asking(None)
    views, lang, answer = await cases_of(uow, conversation.person_id or 0), conversation.language, Answer()
    brands = {view.case.id: view.brand.name for view in views}
    for share in (share_of(one) for one in offer.data["shares"]):
        rows = share.schedule()
        answer = answer.then(say(
            f"utter_plan_in_short_{share.every}", brand=brands.get(int(share.case_key), ""), count=str(len(rows)),
            amount=spoken.money(rows[0].amount, lang), first=spoken.day(rows[0].due_on, lang),
        ))
    return answer.asking("confirm_plan")


def not_agreed_yet(conversation: Conversation) -> Answer:
    """A schedule was read back and has had no answer: nothing is agreed, and a yes brings it back first."""
    again = Choice(
        title_id="choice_see_offer", payload="/choose_option", data={"offer": conversation.memory["offer"]}, kind="yes"
    )
    return say("utter_plan_not_agreed_yet", again, HUMAN).asking(None)
