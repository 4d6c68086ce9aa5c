"""Errands: what the debtor came for, and the next thing in it. The one place that joins the topics."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.debt import reading
from bot.debt.money import Money
from bot.service import (
    balance,
    budget,
    contact,
    dispute,
    handover,
    identify,
    lookup,
    offers,
    open_errands,
    partner,
    pause,
    pay,
    plan,
    private,
    rearrange,
    safety,
    spoken,
    talk,
)
from bot.service.cases import CaseView, cases_of
from bot.service.conversation import currency_of, remember
from bot.service.reply import HUMAN, Answer, Choice, say
from bot.store.database import UnitOfWork
from bot.store.tables import Conversation

GoOn = Callable[[UnitOfWork, Conversation, Sequence[CaseView]], Awaitable[Answer]]
NEED_BUDGET = frozenset({"hardship", "plan", "propose"})
AT_ONCE: dict[str, GoOn] = {
    "dispute": dispute.go_on,
    "over_indebtedness": partner.go_on,
    "plan_trouble": rearrange.go_on,
    "plan_status": plan.status,
    "stop": contact.go_on,
}
"""Errands that do not wait for the amounts to be told."""
AGE_OF_MAJORITY = 18


def _may_pay(view: CaseView) -> bool:
    return view.payable.minor > 0


def _may_rest(view: CaseView) -> bool:
    return view.is_late and view.may.debtor_may_plan and view.limitation == "running"


BY_THEMSELVES: dict[str, tuple[GoOn, Callable[[CaseView], bool]]] = {
    "pay": (pay.go_on, _may_pay), "pause": (pause.go_on, _may_rest),
}
"""What the debtor may do though a hold stops offers: to pay, or to rest; and on which cases."""


def start(conversation: Conversation, errand: str, **data: object) -> None:
    """What the debtor has come for; asked again, it goes on where it was."""
    given = {k: v for k, v in data.items() if v is not None}
    known = conversation.memory.get("errand_data") or {} if conversation.memory.get("errand") == errand else {}
    remember(conversation, errand=errand, errand_data={**known, **given})


async def lead_on(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The next thing: identity, the amounts, what stands in the way, then the errand itself."""
    if not await identify.is_identified(uow, conversation):
        return await identify.ask(uow, conversation)
    views = await cases_of(uow, conversation.person_id or 0)
    if not views:
        await handover.open_handover(uow, conversation, queue="general", reason="no_open_case")
        return say("utter_no_open_case").then(await handover.when_somebody_comes(uow, conversation)).asking(None)
    remember(conversation, currency=views[0].case.currency)
    errand = str(conversation.memory.get("errand") or "balance")
    first = await _told_before(uow, conversation, views, errand)
    if first is not None:
        return first
    if errand in AT_ONCE:
        return await AT_ONCE[errand](uow, conversation, views)
    if not conversation.memory.get("sum_told"):
        remember(conversation, sum_told=True)
        goes_on = any(v.plan for v in views) and errand in ("hardship", "pay")
        today = uow.today(views[0].creditor.time_zone)
        told = balance.tell(conversation, views, today=today, ask=not goes_on)
        return told.then(await after_sum(uow, conversation, views)) if goes_on else told
    return await after_sum(uow, conversation, views)


async def _told_before(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], errand: str
) -> Answer | None:
    """Told before we knew who writes, and not forgotten for what was said since: stop, a file, a dispute."""
    heard = Answer()
    if conversation.memory.get("stop_asked"):
        kept = conversation.memory.get("errand_data")
        heard = await contact.go_on(uow, conversation, views)
        if errand == "stop":
            return heard
        remember(conversation, errand=errand, errand_data=kept, errand_over=None)
    if conversation.memory.get("file_stage"):
        heard = heard.then(await partner.go_on(uow, conversation, views))  # the law comes first
        if not conversation.memory.get("contested"):
            return heard
        views = await cases_of(uow, conversation.person_id or 0)
    if conversation.memory.get("contested"):
        return heard.then(await dispute.go_on(uow, conversation, views))
    if heard.says:
        return heard.then(await lead_on(uow, conversation))
    return None


async def after_sum(uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView]) -> Answer:
    """The amounts are told."""
    errand = str(conversation.memory.get("errand") or "balance")
    go_on, may = BY_THEMSELVES.get(errand, (None, None))
    if go_on is not None and may is not None and any(may(v) for v in views):
        return await go_on(uow, conversation, views)
    stopped = await balance.what_stands_in_the_way(uow, conversation, views)
    if stopped is not None:
        return stopped
    if go_on is not None:
        return await go_on(uow, conversation, views)
    late = [v for v in views if v.is_late]
    if not late:
        return balance.before_arrears(views)
    if errand in NEED_BUDGET and all(v.plan for v in late):
        return await _plan_stands(uow, conversation, views, errand)
    if errand == "propose":
        return await _own_amount(uow, conversation)
    if errand in NEED_BUDGET:
        return await questions(uow, conversation)
    return balance.ask_what_next()


async def _plan_stands(
    uow: UnitOfWork, conversation: Conversation, views: Sequence[CaseView], errand: str
) -> Answer:
    """Everything late is in a plan. What was missed is moved; nothing else of it changes without being asked."""
    if errand == "hardship" and await rearrange.something_missed(uow, views):
        return await rearrange.go_on(uow, conversation, views)
    wished = conversation.memory.get("errand_data") or {}
    remember(conversation, errand="plan_status", errand_data=None)
    if errand == "hardship":
        move = Choice(title_id="choice_move_instalment", payload="/plan_trouble")
        return say("utter_ask_move_instalment", move, HUMAN).asking(None)
    await handover.open_handover(
        uow, conversation, queue="hardship", reason="plan_change_wished", wished_minor=wished.get("minor"),
        every=wished.get("every"),
    )
    said = say("utter_plan_change_passed_on").then(await plan.status(uow, conversation, views))
    return said.then(await handover.when_somebody_comes(uow, conversation)).asking(None)


async def questions(uow: UnitOfWork, conversation: Conversation, wanted: list[str] | None = None) -> Answer:
    """The budget questions that are left; straight on when none is."""
    asked = await budget.begin(uow, conversation, wanted)
    return asked if budget.to_ask(conversation) else await weigh(uow, conversation)


async def weigh(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """The questions are over: what comes of them, up to the next question to the debtor."""
    answer = await offers.weigh(uow, conversation)
    if answer.slots.get("step") == "read_back":
        return answer.then(await plan.read_back(uow, conversation))
    return answer


async def _own_amount(uow: UnitOfWork, conversation: Conversation) -> Answer:
    known = conversation.memory.get("errand_data") or {}
    if not known.get("minor") and not known.get("count"):
        remember(conversation, errand_data={**known, "asked": "month"})
        return say("utter_ask_own_amount").asking("own_amount")
    return await questions(uow, conversation, [*offers.OWN_AMOUNT_FIELDS, "enough_left"])


def _breath(conversation: Conversation, text: str) -> bool:
    """Whatever of the budget was told in the same breath is kept, so that only the rest is asked. Was there any?"""
    return bool(budget.take(conversation, text, asked=None, currency=currency_of(conversation)))


async def hardship(uow: UnitOfWork, conversation: Conversation, *, cause: str, text: str) -> Answer:
    """The debtor says what has happened: met with a sentence that fits, then helped on.

    The cause is said back, never stored as a marker: that would need consent.
    """
    budget.forget_weighed(conversation)
    _breath(conversation, text)
    start(conversation, "hardship")
    return say(f"utter_hardship_{cause}").then(await lead_on(uow, conversation))


async def ask_balance(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """How much do I owe? With a budget in the same breath it is a request for help as well."""
    _breath(conversation, text)
    told = budget.to_ask(conversation)
    start(conversation, "balance" if len(told) == len(budget.FIELDS) else "plan")
    remember(conversation, sum_told=None)
    return await lead_on(uow, conversation)


async def inform(uow: UnitOfWork, conversation: Conversation, *, text: str, ranking: Sequence[str]) -> Answer:
    """Figures of the month without a question: kept, and taken as a wish for something that fits them."""
    if not _breath(conversation, text):
        return await talk.not_understood(uow, conversation, in_form=False, text=text, ranking=ranking)
    if conversation.memory.get("errand") is None:
        start(conversation, "plan")
    return say("utter_figures_noted").then(await lead_on(uow, conversation))


async def request_plan(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """In several times, please; in so many, it is a proposal."""
    _breath(conversation, text)
    terms = _terms(uow, conversation, text)
    if terms.count:
        _proposed(conversation, terms)
        return await lead_on(uow, conversation)
    start(conversation, "plan", pay_day=terms.pay_day)
    opening = say("utter_request_plan") if not conversation.memory.get("sum_told") else Answer()
    return opening.then(await lead_on(uow, conversation))


async def propose(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """An amount of the debtor's own: weighed by the same rules."""
    picked = conversation.memory.get("choice") or {}
    if picked.get("every") and picked.get("minor"):
        remember(conversation, choice=None)
        start(conversation, "propose", minor=int(picked["minor"]), every=str(picked["every"]))
        return await lead_on(uow, conversation)
    _breath(conversation, text)
    currency = currency_of(conversation)
    found = reading.read_amounts(text, language=conversation.language, currency=currency)
    known = conversation.memory.get("errand_data") or {}
    asked = known.get("asked") == "month" and not known.get("minor")
    mine = [a for a in found if a.role in ("offer", None) and a.currency == currency]
    terms = _terms(uow, conversation, text)
    if not mine:
        _proposed(conversation, terms, minor=None if terms.count else known.get("minor"), every=known.get("every"))
        return await lead_on(uow, conversation)
    if terms.now_and_rest:
        open_errands.keep(conversation, "request_plan", text)
        start(conversation, "pay", minor=mine[0].minor)
        return await lead_on(uow, conversation)
    amount = reading.with_role(mine[0], "offer", period="month" if asked else None)
    if amount.doubt == "period" and amount.period in ("once", "unsaid"):
        return _month_or_once(conversation, amount.minor, amount.currency)
    if amount.doubt:
        _proposed(conversation, terms, asked="month")
        return say("utter_amount_doubt", amount=amount.text.strip()).asking("own_amount")
    _proposed(conversation, terms, minor=amount.minor, every=_every(amount.period))
    heard = say("utter_propose_heard", amount=spoken.money(Money(amount.minor, amount.currency), conversation.language))
    return heard.then(await lead_on(uow, conversation))


def _terms(uow: UnitOfWork, conversation: Conversation, text: str) -> reading.Terms:
    return reading.read_terms(text, today=uow.today(), language=conversation.language)


def _proposed(conversation: Conversation, terms: reading.Terms, **told: object) -> None:
    """Keep a proposal: amount and count as told last, start and pay day as long as no others are named."""
    known = conversation.memory.get("errand_data") or {} if conversation.memory.get("errand") == "propose" else {}
    data = {
        **told, "count": terms.count, "start": terms.start.isoformat() if terms.start else known.get("start"),
        "pay_day": terms.pay_day or known.get("pay_day"),
    }
    remember(conversation, errand="propose", errand_data={k: v for k, v in data.items() if v is not None})


def _month_or_once(conversation: Conversation, minor: int, currency: str) -> Answer:
    """ "50 euros": each month, or once? Not guessed."""
    lang, data = conversation.language, {"minor": minor}
    return say(
        "utter_ask_month_or_once",
        Choice(title_id="choice_every_month", payload="/propose_amount", data={**data, "every": "month"}),
        Choice(title_id="choice_once", payload="/pay_now", data=data),
        amount=spoken.money(Money(minor, currency), lang),
    ).asking("own_amount")


def _every(period: str) -> str:
    return period if period in ("week", "fortnight") else "month"


async def request_pause(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """More time, please."""
    start(conversation, "pause", **pause.read_until(conversation, text, uow.today()))
    return await lead_on(uow, conversation)


async def pay_now(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """The debtor wants to pay."""
    amount = pay.read_sum(conversation, text)
    start(conversation, "pay", minor=amount.minor if amount else None)
    return await lead_on(uow, conversation)


async def simple(uow: UnitOfWork, conversation: Conversation, *, errand: str) -> Answer:
    """plan_trouble, plan_status: straight to it."""
    start(conversation, errand)
    return await lead_on(uow, conversation)


async def choose(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """One of the choices on the table; where none of them was meant for sure, they are shown again."""
    open_question = conversation.memory.get("question") in ("offer", "confirm_plan")
    if open_question and not conversation.memory.get("choice"):
        return say("utter_choice_unclear").then(await lead_on(uow, conversation))
    return await plan.choose(uow, conversation)


async def contest(uow: UnitOfWork, conversation: Conversation, *, kind: str, text: str) -> Answer:
    """A dispute: on record at once, tied to its case as soon as we know who writes."""
    heard = await dispute.contest(uow, conversation, kind=kind, text=text)
    return heard.then(await lead_on(uow, conversation))


async def file_told(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """An over-indebtedness file."""
    heard = await partner.file_told(uow, conversation, text)
    return heard.then(await lead_on(uow, conversation))


async def after_facts(uow: UnitOfWork, conversation: Conversation, *, in_form: bool = False) -> Answer:
    """Facts towards identity were given: what came of them, then on with the errand."""
    if conversation.memory.get("identity_result") is None and await identify.is_identified(uow, conversation):
        return await talk.not_understood(uow, conversation, in_form=in_form)  # nothing was to be proven any more
    answered = private.is_answered(conversation)
    asked = await identify.after_facts(uow, conversation)
    if asked is not None:
        return asked
    return say("utter_phone_own" if answered else "utter_identified").then(await lead_on(uow, conversation))


async def no_reference(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """No letter, no reference."""
    if await identify.is_identified(uow, conversation):
        return await lead_on(uow, conversation)
    return lookup.no_reference(conversation)


async def sum_answered(uow: UnitOfWork, conversation: Conversation, *, sure: bool) -> Answer:
    """The sum is right, or the debtor can't tell: the creditor has to prove it, and help does not wait."""
    views = await cases_of(uow, conversation.person_id or 0)
    following = await after_sum(uow, conversation, views)
    return following if sure else say("utter_sum_unknown").then(following)


async def go_on_with_rest(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """After a part was disputed: a plan for what is not."""
    start(conversation, "plan")
    remember(conversation, sum_told=True)
    return await lead_on(uow, conversation)


async def after_care(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """They are not in danger: what was begun is one tap away, when they wish, and nothing need be said again."""
    begun = conversation.memory.get("errand") in NEED_BUDGET and conversation.memory.get("sum_told")
    if not begun:
        return await safety.not_in_danger(uow, conversation)
    remember(conversation, meant=None)
    heard = await safety.not_in_danger(uow, conversation)
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


async def third_party(uow: UnitOfWork, conversation: Conversation, *, text: str) -> Answer:
    """Somebody else writes. A child is told nothing, asked nothing, and need not worry."""
    age = reading.read_age(text, conversation.language)
    minor = age is not None and age < AGE_OF_MAJORITY
    remember(conversation, third_party="minor" if minor else "adult", errand=None, errand_data=None)
    uow.audit(
        "conversation.third_party_minor" if minor else "conversation.third_party", "conversation", conversation.id,
        actor="debtor",
    )
    if minor:
        return say("utter_minor").asking(None)
    opened = await handover.pass_on(uow, conversation, meaning="third_party")
    return opened.asking(None)


async def stop_contact(uow: UnitOfWork, conversation: Conversation) -> Answer:
    """Stop writing to me: done as soon as we know whom, confirmed once."""
    start(conversation, "stop")
    remember(conversation, stop_asked=True)
    return say("utter_stop_heard").then(await lead_on(uow, conversation))
