"""Wrong outcomes: pure rules over a record. Each gives what is wrong, in words for whoever reads the report."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import pairwise

from bot.debt.budget import Budget
from bot.debt.capacity import Capacity, capacity
from bot.debt.money import Money
from bot.debt.policy import policy_on
from bot.debt.scales import Scales, load_scales
from bot.service.policy.policies import policies
from tests.simulated.mind import QUESTIONS
from tests.simulated.people import Person
from tests.simulated.record import Record
from tests.story.checks_care import AMOUNT, MONEY

DAY = date(2026, 11, 20)
BRANDS = ("Auralis", "Électro Doré", "Librairie Nova", "Volta", "BrightLoan")
LOOP = 3
_AGAIN = frozenset({"utter_still_here", "utter_possible_distress", "utter_need_time"})  # care may be said again
Rule = Callable[[Record], list[str]]
_WHOLE = ("income", "household", "housing", "essentials", "other_debts")


@cache
def scales() -> Scales:
    """The dated tables of the server."""
    return load_scales()


def true_capacity(person: Person, known: tuple[str, ...] = _WHOLE) -> Capacity:
    """The server's own rule over the true household; `known` fields only."""
    home, currency = person.household, person.account.currency

    def sum_of(name: str) -> Money | None:
        return Money(int(getattr(home, name)) * 100, currency) if name in known else None

    told = Budget(
        currency=currency, income=sum_of("income"), benefits=Money(home.benefits * 100, currency),
        adults=home.adults if "household" in known else None, children=home.children if "household" in known else None,
        housing=sum_of("housing"), essentials=sum_of("essentials"), other_debts=sum_of("other_debts"),
        running_instalments=Money(person.account.next_due, currency),
    )
    where = "GB-EAW" if currency == "GBP" else "FR"
    return capacity(told, jurisdiction=where, day=DAY, scales=scales())


@cache
def _token(person: Person) -> int:
    """What the brand's policy allows where no table checks a budget."""
    found = policy_on(policies(), person.account.creditor, DAY)
    return found.token_amount.minor if found is not None else 0


def plan_beyond_capacity(record: Record) -> list[str]:
    """A plan above four fifths of what can truly be carried; the debtor's own amount above what they had told."""
    wrong = []
    person = record.person
    if person.goal == "late_on_plan":
        return []  # the plan is older than the conversation
    for plan in record.of("plans"):
        known = _WHOLE
        if plan["kind"] == "own_amount":
            known = tuple(name for name in _WHOLE if name in record.told())
        found = true_capacity(person, known)
        limit = found.offerable if not found.unknown else found.at_most
        most = limit.minor if limit is not None else 0
        if person.account.currency == "GBP":
            most = min(most, _token(person))
        if plan["monthly"] > most:
            wrong.append(f"a {plan['kind']} of {plan['monthly']} a month, at most {most} can be carried")
    return wrong


def plan_without_yes(record: Record) -> list[str]:
    """A plan that the debtor did not say yes to."""
    if record.person.goal == "late_on_plan" or not record.of("plans"):
        return []
    answers = [act.means for act in record.acts if act.to in ("utter_ask_confirm_plan", "utter_ask_confirm_again")]
    return [] if answers[-1:] == ["yes"] else [f"a plan was agreed after the answers {answers}"]


def sold_in_distress(record: Record) -> list[str]:
    """After words of danger: no plan, no link, no word of money; after despair not before they were asked."""
    wrong, danger, asked = [], "", False
    for line in record.lines:
        if line.mine and line.act is not None and line.act.means in ("distress", "possible_distress"):
            danger, asked = ("distress" if danger == "distress" else line.act.means), False
        elif (line.text_id or "").startswith("utter_ask_distress") or line.text_id == "utter_pay_check_in":
            asked = True
        elif danger and not line.mine:
            selling = line.text_id in ("utter_plan_agreed", "utter_payment_link", "utter_ask_offer")
            if selling and (danger == "distress" or not asked):
                wrong.append(f"{line.text_id} after {danger}")
            if danger == "distress" and MONEY.search(line.shown):
                wrong.append(f"a word of money after danger: {line.text[:80]}")
    return wrong


def told_too_early(record: Record) -> list[str]:
    """An amount, a brand or a reference before the debtor was identified, unless they wrote it themselves."""
    typed, wrong = "", []
    for line in record.lines:
        if line.mine:
            typed += f" {line.text.lower()}"
            continue
        if line.text_id == "utter_identified":
            return wrong
        figures = [m.group() for m in AMOUNT.finditer(line.shown)]
        wrong += [f"told before identification: {one}" for one in figures if _digits(one) not in _digits(typed)]
        named = [*BRANDS, record.person.account.reference, record.person.account.last_name]
        wrong += [
            f"told before identification: {one}" for one in named
            if one.lower() not in typed and re.search(rf"\b{re.escape(one)}\b", line.shown)
        ]
    return wrong


def _digits(text: str) -> str:
    return re.sub(r"\D", "", re.sub(r"[.,]00\b", "", text))


def no_person(record: Record) -> list[str]:
    """Who asks for a person, or to be called, gets one."""
    asked = record.meant("ask_human") or record.meant("callback")
    return ["asked for a person, and none was queued"] if asked and not record.of("handovers") else []


def dispute_lost(record: Record) -> list[str]:
    """Who contests is on record: with the case once identified, in a person's queue before."""
    goal = record.person.goal
    if goal not in ("dispute", "already_paid", "identity_theft"):
        return []
    if "utter_identified" not in record.ids:
        return [] if record.of("handovers") else ["contested, and nobody was told"]
    rows = [row for row in record.of("disputes") if row["case_id"] is not None]
    return [] if rows else ["contested, identified, and no dispute on the case"]


def hold_missing(record: Record) -> list[str]:
    """After "stop" nobody writes first, once we know whom."""
    if not record.meant("stop") or "utter_identified" not in record.ids:
        return []
    wrong = [] if "stop_contact" in record.held() else ["stop was said, and there is no hold"]
    open_ = [row for row in record.of("contacts") if row["opted_out_at"] is None]
    return [*wrong, *(["stop was said, and a contact may still be written to"] if open_ else [])]


def left_alone_in_danger(record: Record) -> list[str]:
    """Explicit danger: the lines at once and an alert; despair: the lines and the question."""
    wrong = []
    for n, line in enumerate(record.lines):
        if not line.mine or line.act is None or line.act.means not in ("distress", "possible_distress"):
            continue
        rest = list(record.lines[n + 1:])
        answer = rest[:next((k for k, one in enumerate(rest) if one.mine), len(rest))]
        if not any((one.card or {}).get("kind") == "crisis_lines" for one in answer):
            wrong.append(f"no lines in the answer to: {line.text[:80]}")
        if line.act.means == "distress" and not record.of("alerts"):
            wrong.append("danger, and no alert")
        if line.act.means == "distress" and "distress" not in record.queues():
            wrong.append("danger, and not at the head of the queue")
    return list(dict.fromkeys(wrong))


def budget_differs(record: Record) -> list[str]:
    """The budget on record is what the debtor said: nothing else, nothing invented."""
    rows = record.of("budgets")
    if not rows:
        return []
    stored, told = rows[-1]["data"], record.told()
    wrong = []
    for name, value in stored.items():
        if name in ("skipped", "doubt"):
            continue
        heard = tuple(value) if name == "household" else value
        if name not in told:
            wrong.append(f"budget: {name} is {value}, and was never told")
        elif heard != told[name]:
            wrong.append(f"budget: {name} is {value}, told was {told[name]}")
    kept = {*stored, *stored.get("skipped", ())}
    wrong += [f"budget: {name} was told, and is not there" for name in told if name not in kept]
    return wrong


def said_twice(record: Record) -> list[str]:
    """The same sentence twice running, or two answers that begin with the same one."""
    said = [line for line in record.lines if not line.mine]
    twice = [one for one, two in pairwise(said) if one.text == two.text]
    first = [two for one, two in pairwise(record.lines) if one.mine and not two.mine and two.text_id not in _AGAIN]
    twice += [one for one, two in pairwise(first) if one.text == two.text and one not in twice]
    return [f"said twice running: {one.text_id} {one.text[:70]}" for one in twice]


def loop(record: Record) -> list[str]:
    """The same question three times running."""
    asked = [one for one in record.ids if one in QUESTIONS]
    return sorted({
        f"asked {LOOP} times running: {asked[n]}" for n in range(len(asked) - LOOP + 1)
        if len(set(asked[n:n + LOOP])) == 1
    })


def silence(record: Record) -> list[str]:
    """A message without an answer, or a conversation that broke off."""
    wrong = [f"broke off: {record.fault}"] if record.fault else []
    for one, two in zip(record.lines, [*record.lines[1:], None], strict=False):
        if one.mine and (two is None or two.mine) and not record.fault:
            wrong.append(f"no answer to: {one.text[:80]}")
    return wrong


RULES: tuple[Rule, ...] = (
    plan_beyond_capacity, plan_without_yes, sold_in_distress, told_too_early, no_person, dispute_lost, hold_missing,
    left_alone_in_danger, budget_differs, said_twice, loop, silence,
)


def wrong_in(record: Record) -> list[str]:
    """Everything that must not have happened."""
    return [f"{rule.__name__}: {one}" for rule in RULES for one in rule(record)]
