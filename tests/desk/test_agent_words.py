"""Whatever an agent can see has words of its own in French and English: walked from the registries and the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError

from bot.debt import (
    hold,
    limitation,
    outcomes,
    procedure,
    promise,
    referral,
    representation,
    role,
    same_person,
    settling,
    sfs,
    suggestions,
    vulnerability,
)
from bot.desk.words import AgentWords, all_words
from bot.feeds.mapping import STATES
from bot.service.budget import budget
from bot.service.case import papers
from bot.service.desk import calling, contacts, giving_back, holds, movements, record
from bot.service.dispute import dispute
from bot.service.handover.handover_queues import PRIORITY
from bot.service.identity import helper
from bot.service.outside import delivery
from bot.service.pay.demands import LinkState
from bot.service.tasks.handlers.own import CHANNELS

ROOT = Path(__file__).parents[2]
Place = tuple[str, str]


@cache
def _trees() -> tuple[tuple[str, ast.Module], ...]:
    found = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))) for path in sorted(found))


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function by one of these names, with its file."""
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in names:
                    yield path, node


def argument(call: ast.Call, keyword: str, place: int = -1) -> ast.expr | None:
    """What is given under a keyword, or at a place."""
    given = next((one.value for one in call.keywords if one.arg == keyword), None)
    return call.args[place] if given is None and 0 <= place < len(call.args) else given


def texts(given: ast.expr | None) -> set[str] | None:
    """The strings that it can be; None: that can't be read from it alone."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return {given.value}
    if isinstance(given, ast.IfExp):
        both = texts(given.body), texts(given.orelse)
        return both[0] | both[1] if both[0] is not None and both[1] is not None else None
    return None


def walked(computed: dict[Place, set[str]], found: Iterator[tuple[str, ast.expr | None]]) -> set[str]:
    """All that can be given: what stands there, and what the table tells of what is worked out."""
    seen, known = set(), set()
    for path, given in found:
        told = texts(given)
        place = (path, ast.unparse(given) if given is not None else "")
        if told is None:
            assert place in computed, f"{place}: tell in this test what that can be"
            known.add(place)
        seen |= told if told is not None else computed[place]
    assert known == set(computed), "no longer in the code"
    return seen


def passed_on() -> set[str]:
    """Meanings that a rule of the dialogue passes on to a person."""
    rules = YAML(typ="safe").load((ROOT / "data/rules/handover.yml").read_text("utf-8"))["rules"]
    return {
        rule["steps"][0]["intent"]
        for rule in rules if any(step.get("action") == "action_pass_on" for step in rule["steps"])
    }


WHY_TO_PERSON = set(get_args(outcomes.WhyToPerson))
WHY_NEAREST = set(get_args(outcomes.WhyNearest))
NO_LINK = set(get_args(LinkState)) - {"payable"}


def handover_reasons() -> set[str]:
    """Every reason for which a person is asked for."""
    asked = walked(
        {
            ("bot/service/handover/handover.py", "reason"): set(),  # ask_human: below
            ("bot/service/handover/handover.py", "meaning"): passed_on() | _said("pass_on", "meaning"),
            ("bot/service/dispute/dispute.py", "kind"): set(dispute.KINDS),
            ("bot/service/dispute/on_record.py", "kind"): set(dispute.KINDS),
            ("bot/service/offer/offers.py", "f'wished_{near}'"): {f"wished_{why}" for why in WHY_NEAREST},
            ("bot/service/offer/offers.py", "result.reason"): WHY_TO_PERSON,
            ("bot/service/pay/pay.py", "f'not_payable_{reason}'"):
                {f"not_payable_{why}" for why in NO_LINK - {"pending", "nothing_due", "paid"}},
            ("bot/service/referral/partner.py", "row.hold or 'debt_solution_told'"):
                {row.hold for row in procedure.procedures().values() if row.hold} | {"debt_solution_told"},
            ("bot/service/outside/outbox.py", "f'message_{state}'"): {"message_failed", "message_refused"},
            ("bot/service/outside/phone.py", "reason"): _said("_unanswered", "reason", 2),
            ("bot/service/pay/payment_notices.py", "reason"): payment_reasons(),
            ("bot/service/referral/course.py", "course.person"):
                {one.person for one in referral.COURSES.values() if one.person},
            ("bot/service/tasks/handlers/threads.py", "reason"): {"task_failed", "words_unheard"},
        },
        ((path, argument(call, "reason")) for path, call in calls("open_handover")),
    )
    return asked | {"asked"}


def payment_reasons() -> set[str]:
    """Every reason for which a person looks at a payment."""
    return walked(
        {
            ("bot/service/pay/attempts.py", "f'payment_{reason}'"):
                {"payment_held", "payment_checked", "payment_looking", "payment_too_small", "payment_question"},
            ("bot/service/pay/reversal.py", "f'payment_{state.state}'"):
                {f"payment_{state}" for state in (*settling.BACK, "failed", "partly_refunded")},
            ("bot/service/pay/settlement.py", "f'payment_{move.state}'"):
                {f"payment_{state}" for state in (*settling.BACK, "failed", "partly_refunded")},
        },
        ((path, argument(call, "reason", 3)) for path, call in calls("call_person")),
    )


def _said(function: str, keyword: str, place: int = -1) -> set[str]:
    """The strings that stand in calls of a function; what is worked out in them is told elsewhere."""
    return set().union(*(texts(argument(call, keyword, place)) or set() for _, call in calls(function)))


def refusals() -> set[str]:
    """Every code with which an agent's wish is refused."""
    named = walked(
        {
            ("bot/service/desk/by_hand.py", "code"): _said("must_confirm", "code", 1) | {
                "confirm_proposal", "confirm_change",
                "confirm_assign", "confirm_assign_again", "confirm_payment", "confirm_payment_part",
                "confirm_payment_again",
            },
            ("bot/service/desk/weighing.py", "f'nearest_{result.reason}'"): {f"nearest_{why}" for why in WHY_NEAREST},
            (
                "bot/service/desk/weighing.py",
                "f'propose_{reason}' if reason in _KNOWN else 'propose_no_plan_in_policy'",
            ): {f"propose_{why}" for why in WHY_TO_PERSON - {"longer_than_bot_may_agree"}},
            ("bot/service/desk/representing.py", "f'representative_{why}'"):
                {f"representative_{what}" for what in ("kind", "scope", "paper_day", "until")},
            ("bot/service/desk/noting.py", "f'care_{why}'"):
                {f"care_{what}" for what in ("drivers", "needs", "opposites", "level", "source")},
            ("bot/service/desk/representing.py", "f'representative_{what}'"):
                {"representative_paper_day", "representative_until"},
        },
        ((path, argument(call, "code", 0)) for path, call in calls("DeskRefusal")),
    )
    at_the_door = {code for path, call in calls("_refused") if path == "bot/desk/posted.py"
                   for code in texts(argument(call, "code", 2)) or set()}
    return named | at_the_door | {"malformed", "gone"}


def cards() -> set[str]:
    """Kinds of cards that are shown with a message to a debtor."""
    found = set()
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict) and path.startswith("bot/service"):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "kind":
                        found |= texts(value) or set()
    return found - {"media"}  # shown by its own words


def wrote_first() -> set[str]:
    """Why we wrote first, as it is kept."""
    notices = walked(
        {
            ("bot/service/tasks/handlers/instalments.py", "RESUMED_TEXT"): {"notice_plan_resumed"},
            ("bot/service/tasks/handlers/instalments.py", "LATE_TEXT"): {"notice_instalment_late"},
            ("bot/service/tasks/handlers/promises.py", "MISSED_TEXT"): {"notice_promise_missed"},
        },
        ((path, argument(call, "text_id")) for path, call in calls("send_own")),
    )
    return {one.removeprefix("notice_") for one in notices} | {"reminder"}


def suspense_reasons() -> set[str]:
    """Why money is kept in suspense: the second of what `_what_may_be_credited` returns."""
    body = next(
        node for path, tree in _trees() if path == "bot/service/pay/credit.py" for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "_what_may_be_credited"
    )
    found = set()
    for node in ast.walk(body):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            found |= texts(node.value.elts[1]) or set()
        if isinstance(node, ast.Assign):
            found |= texts(node.value) or set()
    return found


def bank_doubts() -> set[str]:
    """Why nobody but a person may say what a bank movement is."""
    found = {"payment_out_came_back", "no_amount"}  # of the files themselves
    for path, tree in _trees():
        for node in ast.walk(tree):
            if path in ("bot/service/bank/match.py", "bot/service/bank/back.py") and isinstance(node, ast.Return):
                found |= texts(node.value) or set()
            if isinstance(node, ast.Assign) and path == "bot/service/bank/back.py":
                found |= {
                    one.value for one in ast.walk(node.value)
                    if isinstance(one, ast.Constant) and str(one.value).startswith("return_")
                }
            if isinstance(node, ast.Call) and path in ("bot/service/bank/known.py", "bot/feeds/bank/camt.py"):
                found |= (texts(argument(node, "why")) or set()) | (texts(argument(node, "doubt")) or set())
    return found - {""}


def verbs() -> set[str]:
    """What the log says was done."""
    ends = set(calling.ENDS) | {"missed", "moved"}
    return walked(
        {
            ("bot/service/handover/calls.py", "f'callback.{state}'"): {f"callback.{end}" for end in ends},
            ("bot/service/feeds/apply.py", "f'feed.{run.result}'"): {"feed.imported", "feed.refused"},
            ("bot/service/feeds/rows.py", "f'ledger.{kind}'"): {"ledger.opening", "ledger.adjustment"},
            ("bot/service/outside/delivery.py", "f'message.{status}'"): {f"message.{step}" for step in delivery.STEPS},
            ("bot/service/plan/promises.py", "f'promise.{state}'"):
                {f"promise.{state}" for state in ("kept", "missed", "withdrawn", "ended")},
            ("bot/service/referral/course.py", "f'referral.{what}'"): {f"referral.{what}" for what in REFERRAL_EVENTS},
            ("bot/service/desk/suspense.py", "f'suspense.{how}'"):
                {"suspense.credited", "suspense.given_back", "suspense.moved"},
            ("bot/service/desk/contacts.py", "verb"): _said("_note", "verb", 4),
            ("bot/service/desk/linking.py", "verb"): _said("_note", "verb", 3),
            ("bot/service/desk/log_in.py", "verb"): {"agent.refused", "agent.failed", "agent.password_off"},
            ("bot/service/outside/outbox.py", "verb"):
                _said("_line", "verb", 2) | {"message.stale", "message.refused", "message.failed"},
        },
        ((path, argument(call, "verb", 0)) for path, call in calls("audit")),
    )


def objects() -> set[str]:
    """What it was done to."""
    return walked({}, ((path, argument(call, "object_kind", 1)) for path, call in calls("audit")))


REFERRAL_EVENTS = {"sent", "opened", "acknowledged", "unanswered", "withdrawn", *referral.OUTCOMES}
PAYMENT_STATES = set(get_args(settling.State)) - {"new", "expired"}
SEEN = {
    "reason": handover_reasons() | set(dispute.KINDS),
    "refusal": refusals(),
    "hold_reason": set(hold.hold_rules()) | set(record.HOLDS),
    "stops": set(hold.WHATS),
    "lift": set(holds.REASONS),
    "name": set(PRIORITY),
    "outcome": {*giving_back.OUTCOMES, *giving_back.CARE_OUTCOMES, "handed_back"},
    "channel": {"web", "whatsapp", "email", "phone", *CHANNELS.values()},
    "contact": wrote_first(),
    "card": cards(),
    "paper": set(papers.KINDS),
    "suspense_why": suspense_reasons(),
    "bank_why": bank_doubts(),
    "bank_kind": {"credit", "return"},
    "laid_aside": set(movements.LAID_ASIDE),
    "case_state": {*STATES, "erased"},
    "limitation": set(get_args(limitation.State)),
    "avoid": {f"limitation_{state}" for state in get_args(limitation.State) if state != "running"},
    "payment": PAYMENT_STATES,
    "instalment": {"due", "kept", "late", "missed", "moved"},
    "offer": {"plan", "token_plan", "own_amount"},
    "offer_answer": {"chosen", "not_now", "stale", "other_amount", "none"},
    "promise_way": set(promise.WAYS),
    "promise_state": {"open", "kept", "missed", "withdrawn", "ended"},
    "referral_state": {"asked", "refused", "sent", "acknowledged", "ended", "withdrawn"},
    "referral_event": REFERRAL_EVENTS,
    "representative": set(representation.KINDS),
    "same_why": set(get_args(same_person.Why)),
    "section": set(representation.SECTIONS),
    "helper_section": set(helper.SECTIONS),
    "care_driver": set(vulnerability.table().drivers),
    "care_level": set(vulnerability.table().levels),
    "care_need": set(vulnerability.table().needs),
    "care_source": set(vulnerability.table().sources),
    "look": set(vulnerability.table().looks),
    "suggest": set(suggestions.KEYS),
    "suggest_why": set(suggestions.KEYS),
    "reach": set(contacts.CHECKED),
    "person": {"former", "somebody_else"},
    "budget": {*budget.AMOUNTS, *budget.FIELDS, "amount", "enough_left"},
    "sfs": {one for line in sfs.LINES for one in line[1:]},
    "trace": {
        "income", "benefits", "housing", "essentials", "other_debts", "arrears_reserved", "running_instalments",
        "rsa_single", "rsa_household", "least_essentials", "seizable", "after_rsa", "after_costs", "amount",
        "offerable",
    },
    "call": set(calling.ENDS),
    "role": set(role.ROLES),
    "state": {"bot", "waiting", "agent"},
    "certificate": {"plan", "pause"},
    "actor": {
        "agent", "bank", "bot", "closed", "command", "debtor", "demo", "feed", "helper", "operator", "partner",
        "provider", "system",
    },
    "verb": verbs(),
    "object": objects(),
}
"""What an agent can see, by the group of its words."""


@pytest.mark.parametrize("group", SEEN)
def test_every_value_that_an_agent_can_see_has_words_of_its_own(group):
    words = all_words()
    assert sorted(one for one in SEEN[group] if f"{group}.{one}" not in words) == []


def test_no_key_stands_twice():
    twice = "queue:\n  title: {fr: a, en: a}\nqueue:\n  title: {fr: b, en: b}\n"
    with pytest.raises(DuplicateKeyError):  # the reader that the desk uses refuses it, and so the desk would not start
        YAML(typ="safe").load(twice)
    assert all_words()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_key_is_shown_in_words_and_never_as_it_is_written_in_the_code(lang):
    words = AgentWords(lang)
    raw = {f"{group}.{one}" for group, ones in SEEN.items() for one in ones if "_" in one}
    shown = {key: all_words()[key][lang] for key in raw if key in all_words()}
    assert [key for key, text in shown.items() if "{key}" in text or key.partition(".")[2] in text] == []
    assert words.text("reason.never_heard_of") == all_words()["reason.other"][lang].format(key="never heard of")
