"""Plans: asked for, proposed, chosen, agreed, in trouble."""

from __future__ import annotations

from actions.base import Heard, Topic
from bot.debt import reading
from bot.service.errand import answering, beginnings_plan, errands
from bot.service.offer import proposal
from bot.service.plan import plan
from bot.service.talk import faq
from bot.service.thread.reply import Answer, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation


class ActionRequestPlan(Topic):
    """In several times, please."""

    called = "action_request_plan"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        if heard.in_form:
            return say("utter_after_questions")
        return await proposal.request_plan(uow, conversation, text=heard.text)


class ActionPropose(Topic):
    """An amount of the debtor's own."""

    called = "action_propose"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await proposal.propose(uow, conversation, text=heard.text)


class ActionWeigh(Topic):
    """The questions are over: one of the four outcomes."""

    called = "action_weigh"
    proven = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await errands.weigh(uow, conversation)


class ActionChoose(Topic):
    """One of the choices on the table."""

    called = "action_choose"
    proven = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await answering.choose(uow, conversation)


class ActionAgree(Topic):
    """The unambiguous yes to the schedule that was read back."""

    called = "action_agree"
    proven = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        if not plan.said_plainly(conversation, heard.text):
            return plan.ask_plainly()
        return await plan.agree(uow, conversation)


class ActionNotAgreed(Topic):
    """No to the schedule."""

    called = "action_not_agreed"
    proven = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await plan.forget_offer(uow, conversation)


class ActionPlanTrouble(Topic):
    """An instalment that cannot be paid."""

    called = "action_plan_trouble"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        undone = reading.undoes_plan(heard.text, alone=False)
        if faq.before_the_yes(conversation) and not undone:
            return faq.if_a_month_fails(conversation)
        if undone:
            return await beginnings_plan.simple(uow, conversation, errand="plan_undo", text=heard.text)
        return await beginnings_plan.plan_trouble(uow, conversation, text=heard.text)


class ActionPlanStatus(Topic):
    """My plan, the next instalment, how many are left; or that it is to be undone."""

    called = "action_plan_status"

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        undone = reading.undoes_plan(heard.text, alone=False)
        if undone:
            return await beginnings_plan.simple(uow, conversation, errand="plan_undo", text=heard.text)
        return await beginnings_plan.where_it_stands(uow, conversation, text=heard.text)


class ActionNeedTime(Topic):
    """Not now."""

    called = "action_need_time"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await answering.need_time(uow, conversation)


class ActionPause(Topic):
    """More time, please."""

    called = "action_pause"
    ends_form = True

    async def use(self, uow: UnitOfWork, conversation: Conversation, heard: Heard) -> Answer:
        """See the class."""
        return await beginnings_plan.request_pause(uow, conversation, text=heard.text)
