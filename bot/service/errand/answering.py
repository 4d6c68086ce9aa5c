"""What debtors answer on the way: identity, the amounts, the offers, not now; each leads on in the errand."""

from __future__ import annotations

from bot.debt import reading
from bot.service.care import gentle, heirs
from bot.service.case import composition
from bot.service.case.cases import cases_of
from bot.service.dispute import court_case
from bot.service.errand import errands
from bot.service.identity import identify, lookup
from bot.service.offer import offers
from bot.service.outside import private
from bot.service.pause import pause_over
from bot.service.plan import late_word, plan
from bot.service.talk import faq, law, talk
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


async def choose(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """One of the choices on the table; where none of them was meant for sure, they are shown again."""
    question = conversation.memory.get("question")
    if question == "offer" and not conversation.memory.get("choice"):
        shown = await faq.open_question(uow, conversation)
        if shown is not None and shown.text_id == "utter_ask_offer":
            return say("utter_choice_unclear").asking(question)  # they come again by themselves: none is made anew
    if question in ("offer", "confirm_plan") and not conversation.memory.get("choice"):
        return say("utter_choice_unclear").then(await errands.lead_on(uow, conversation))
    if (ours := (conversation.memory.get("choice") or {}).get("court")) is not None:
        held = await court_case.answered(uow, conversation, str(ours))
        return held or await errands.lead_on(uow, conversation)
    if (conversation.memory.get("choice") or {}).get("do") == "not_meant":
        return await _not_meant(uow, conversation)
    if (conversation.memory.get("choice") or {}).get("do") == "plan_in_pause":
        await pause_over.plan_wished(uow, conversation)
        return await errands.lead_on(uow, conversation)
    done = await plan.choose(uow, conversation)
    if (conversation.memory.get("errand_data") or {}).get("after_undo"):  # a link that was wished with the undoing
        remember(conversation, errand_data={**conversation.memory["errand_data"], "after_undo": None})
        return done.then(await errands.lead_on(uow, conversation))
    return done


async def _not_meant(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They did not mean a dispute: nothing was noted, and it goes on where it was."""
    remember(conversation, choice=None)
    noted = say("utter_not_meant")
    if conversation.memory.get("errand") in (None, "dispute", "stop", "plan_status"):
        return noted.asking(None)
    return noted.then(await errands.lead_on(uow, conversation))


async def after_facts(uow: UnitOfWork, conversation: Conversation, *, in_form: bool = False) -> Answer:
    """Facts towards identity were given: what came of them, then on with the errand."""
    if (noted := heirs.noted(conversation)) is not None:
        return noted
    if conversation.memory.get("identity_result") is None and await identify.is_identified(uow, conversation):
        return await talk.not_understood(uow, conversation, in_form=in_form)  # nothing was to be proven any more
    answered = private.is_answered(conversation)
    asked = await identify.after_facts(uow, conversation)
    if asked is not None:
        return asked
    heard = say("utter_phone_own" if answered else "utter_identified").then(await late_word.untold(uow, conversation))
    return heard.then(await errands.lead_on(uow, conversation))


async def no_reference(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No letter, no reference."""
    if await identify.is_identified(uow, conversation):
        return await errands.lead_on(uow, conversation)
    if conversation.memory.get("claimed_reference") and conversation.memory.get("identity_asked") == "birth_date":
        return say("utter_birth_date_none", HUMAN).asking("identity")  # the reference is there: it is kept
    if conversation.memory.get("claimed_reference"):  # told in the first breath: only the birth date is missing
        closed = reading.leaves_closed(str(conversation.memory.get("turn_text") or ""))
        return (say("utter_letters_closed") if closed else Answer()).then(await identify.ask(uow, conversation))
    return lookup.no_reference(conversation)


async def sum_answered(uow: UnitOfWork, conversation: Conversation, *, sure: bool, text: str = "") -> Answer:
    """The sum is right, or the debtor can't tell: the creditor has to prove it, and help does not wait.

    A yes that goes on "but I thought it was 300" hears first what the sum is made of, and is asked once more.
    """
    views = await cases_of(uow, conversation.person_id or 0)
    if sure and not conversation.memory.get("sum_doubted") and reading.doubts_sum(text):
        remember(conversation, sum_doubted=True)
        made_of = await composition.parts(uow, conversation, views)
        return made_of.then(say("utter_sum_doubted")).asking("sum_right")
    following = await errands.after_sum(uow, conversation, views)
    return law.beside(text).then(following if sure else say("utter_sum_unknown").then(following))


async def go_on_with_rest(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """After a part was disputed: a plan for what is not."""
    errands.start(conversation, "plan")
    remember(conversation, sum_told=True)
    return await errands.lead_on(uow, conversation)


async def after_care(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They are not in danger: what was begun is one tap away, when they wish, and nothing need be said again."""
    begun = conversation.memory.get("errand") in errands.NEED_BUDGET and conversation.memory.get("sum_told")
    if not begun:
        return await gentle.not_in_danger(uow, conversation)
    remember(conversation, meant=None)
    heard = await gentle.not_in_danger(uow, conversation)
    go_on = Choice(title_id="choice_go_on", payload="/request_plan")
    return heard.then(say("utter_go_on_when_ready", go_on, HUMAN)).asking(None)


async def need_time(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Not now: everything stays as it is, and the debtor may come back; to an offer by one tap."""
    weighing = conversation.memory.get("question") == "confirm_plan" and conversation.memory.get("offer")
    remember(conversation, errand=None, errand_data=None, errand_over=True)
    uow.audit("errand.later", "conversation", conversation.id, actor="debtor")
    if weighing:
        again = Choice(title_id="choice_see_offer", payload="/choose_option", data={"offer": weighing})
        return say("utter_need_time_offer", again, offers.OTHER_AMOUNT, HUMAN).asking(None)
    return say("utter_need_time").asking(None)
