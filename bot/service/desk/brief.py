"""Three short lines for whoever takes over: what happened, what was already told, what not to say.

Computed from ids and figures alone; the words are the desk's (bot/desk/agent_words.yml).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.debt.money import Money
from bot.service.case.cases import CaseView
from bot.service.desk.danger import reasons_of
from bot.service.desk.line import Line, Title
from bot.service.errand import open_errands
from bot.service.offer.kept_offers import is_told, share_of
from bot.store.tables import ContactPoint, Conversation, Dispute, Handover, Offer, Referral

_TOLD_BY = {
    "crisis": ("utter_crisis", "utter_possible_distress", "utter_distress_no"),
    "when": ("utter_human_",),
    "link": ("utter_payment_link", "utter_shared_link"),
    "file": ("utter_file_",),
    "stopped": ("utter_stopped",),
    "minor": ("utter_minor",),
    "abuse_line": ("utter_abuse_line",),
    "need": ("utter_need_food", "utter_need_water", "utter_need_cut", "utter_need_home"),
    "paper": ("utter_court_",),
}
"""What it means that a sentence whose id begins so was said."""
_OF_PLAN = ("utter_plan_", "utter_hold_plan", "utter_instalment_")
_ONLY_ASKED = ("utter_ask", "utter_offer")
_SETTLED = {"said_no": "distress_unanswered possible_distress", "eased": "distress_unanswered possible_distress"}
"""Of who has answered since, that they had not is no longer true."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the three lines are computed from."""

    conversation: Conversation
    handover: Handover | None
    identified: bool
    views: Sequence[CaseView]
    offers: Sequence[Offer]  # the newest made in one breath, lightest first
    disputes: Sequence[Dispute]
    referrals: Sequence[Referral]
    contacts: Sequence[ContactPoint]
    said: frozenset[str]  # text ids said in this conversation


def _line(key: str, **values: Any) -> Line:
    return Line(key=key, values=values)


def happened(facts: Facts) -> tuple[Line, ...]:
    """Why a person is wanted."""
    memory, lines = facts.conversation.memory, []
    if (distress := memory.get("distress")) in ("explicit", "possible", "said_no", "eased"):
        lines.append(_line(f"distress.{distress}"))
    if memory.get("crisis_denied"):
        lines.append(_line("distress.better" if memory.get("crisis_better") else "distress.denied"))
    if (who := memory.get("third_party")) in ("minor", "adult"):
        lines.append(_line(f"third_party.{who}"))
    reasons = list(dict.fromkeys(reasons_of(facts.handover)))
    over = {"distress", *_SETTLED.get(str(distress), "").split(), *(("legal_document",) if no_paper(memory) else ())}
    lines += [_reason(facts, reason) for reason in reasons if reason not in over]
    if distress == "possible" and "distress_unanswered" in reasons:
        lines = [one for one in lines if one.key != "distress.possible"]  # it says the same, and more
    if waiting := open_errands.meanings(facts.conversation):
        lines.append(_line("happened.also", meanings=[Title(open_errands.title_of(one)) for one in waiting]))
    if returned := memory.get("returned"):
        lines.append(_line("happened.was_with_agent", outcome=returned.get("outcome", "")))
    lines += _standing(facts, here=False)
    return tuple(lines) or (_line("happened.nothing"),)


def no_paper(memory: Mapping[str, Any]) -> bool:
    """Whether a court's paper that was spoken of has turned out to be none."""
    return bool(memory.get("no_paper")) and not memory.get("court")


def _reason(facts: Facts, reason: str) -> Line:
    """Why, with what is known of it: which need, whose children, which paper and when it came."""
    brief = facts.handover.brief if facts.handover is not None else {}
    if reason == "urgent_need" and brief.get("need"):
        return _line(f"reason.need_{brief['need']}{'_children' if brief.get('children') else ''}")
    paper: dict[str, Any] = dict(facts.conversation.memory.get("court") or {})
    if reason != "legal_document" or "named" not in paper:
        return _line(f"reason.{reason}")
    if not paper["named"]:
        return _line("reason.paper_perhaps")
    if paper.get("came"):
        return _line(f"paper_came.{paper['kind']}_came", day=date.fromisoformat(str(paper["came"])))
    return _line(f"paper_came.{paper['kind']}")


def _standing(facts: Facts, *, here: bool) -> list[Line]:
    """Plans and pauses: those that were spoken of in this very thread (`here`), or the others."""
    group = "told" if here else "happened"
    plan = any(one.startswith(_OF_PLAN) for one in facts.said)
    pause = any("pause" in one and not one.startswith(_ONLY_ASKED) for one in facts.said)
    lines = []
    for view in facts.views:
        if view.plan is not None and plan is here:
            lines.append(_line(f"{group}.plan", brand=view.brand.name, day=view.plan.agreed_at.date()))
        if pause is here:
            held = [hold for hold in view.holds if hold.reason == "pause"]
            lines += [_line(f"{group}.pause", brand=view.brand.name, day=hold.review_on) for hold in held]
    return lines


def told(facts: Facts) -> tuple[Line, ...]:
    """What the debtor has been told already, in this thread, so that nobody tells or asks it again."""
    lines = [
        _line(f"told.{key}")
        for key, starts in _TOLD_BY.items()
        if not (key == "paper" and no_paper(facts.conversation.memory))
        and any(text_id.startswith(starts) for text_id in facts.said)
    ]
    if facts.conversation.memory.get("sum_told"):
        late = [v for v in facts.views if v.is_late]
        lines += [_line("told.sum", brand=v.brand.name, amount=v.overdue) for v in late]
    here = facts.conversation.id
    offers = [one for one in facts.offers if is_told(one) and one.conversation_id == here]
    if offers and not any(v.plan for v in facts.views):
        lines.append(_line("told.offers", amounts=[instalment_of(o) for o in offers]))
        lines += [_waits(one) for one in offers if one.answer is None and one.data.get("approved_by")]
    lines += _standing(facts, here=True)
    lines += [_line("told.receipt", number=d.receipt) for d in facts.disputes]
    brief = facts.handover.brief if facts.handover is not None else {}
    if "complaint_by" in brief:
        by = date.fromisoformat(brief["complaint_by"])
        lines.append(_line("told.complaint_by", number=brief["complaint"], day=by))
    elif "complaint" in brief:
        lines.append(_line("told.complaint", number=brief["complaint"]))
    named = [one.partner for one in facts.referrals if one.conversation_id == here]
    if named:
        lines.append(_line("told.partner", partners=list(dict.fromkeys(named))))
    return tuple(lines) or (_line("told.nothing"),)


def _waits(offer: Offer) -> Line:
    """What an agent has put forward, and has had neither a yes nor a no."""
    first = min(share_of(one).first_due for one in offer.data["shares"])
    return _line("told.waits_for_yes", amount=instalment_of(offer), day=first)


def instalment_of(offer: Offer) -> Money:
    """What the offer asks at a time, over all its cases."""
    shares = offer.data.get("shares") or []
    currency = shares[0]["currency"] if shares else "EUR"
    return Money(sum(int(s["instalment"]) for s in shares), currency)


def avoid(facts: Facts) -> tuple[Line, ...]:
    """What must not be said or asked, the gravest first."""
    memory, lines = facts.conversation.memory, []
    if memory.get("third_party") == "minor":
        return (_line("avoid.minor"),)
    if memory.get("distress") in ("explicit", "possible"):
        # Not a word of money: what else must not be said of it would only hide that line.
        unproven = [] if facts.identified else [_line("avoid.not_identified")]
        return (_line("avoid.money"), *unproven, *_of_contacts(facts))
    if not facts.identified:
        lines.append(_line("avoid.not_identified"))
    if memory.get("third_party") == "adult":
        lines.append(_line("avoid.third_party"))
    for view in facts.views:
        lines += _of_case(view)
    if facts.identified and facts.views and not any(v.is_late for v in facts.views):
        lines.append(_line("avoid.late"))
    if (most := _most(facts.offers)) is not None:
        lines.append(_line("avoid.more_than", amount=most))
    lines += _of_contacts(facts)
    return tuple(lines) or (_line("avoid.nothing"),)


def _of_contacts(facts: Facts) -> list[Line]:
    brief = facts.handover.brief if facts.handover is not None else {}
    lines = [_line(f"avoid.{key}") for key in ("violence", "no_phone", "no_letters") if brief.get(key)]
    if (facts.conversation.memory.get("court") or {}).get("named"):
        lines.append(_line("avoid.paper"))
    if any(c.opted_out_at for c in facts.contacts):
        lines.append(_line("avoid.writing_first"))
    if any(c.discretion for c in facts.contacts):
        lines.append(_line("avoid.discretion"))
    return lines


def _of_case(view: CaseView) -> list[Line]:
    lines, brand = [], view.brand.name
    if view.overdue.minor > 0 and view.limitation != "running":
        lines.append(_line(f"avoid.limitation_{view.limitation}", brand=brand))
    if not view.may.debtor_may_pay:
        lines.append(_line("avoid.payment", brand=brand))
    elif not view.may.offers and view.plan is None:
        lines.append(_line("avoid.offers", brand=brand))
    for hold in view.holds:
        if hold.reason == "no_calls":
            lines.append(_line("avoid.calls", brand=brand))
        if hold.part_minor:
            lines.append(_line("avoid.disputed", brand=brand, amount=Money(hold.part_minor, view.case.currency)))
    return lines


def _most(offers: Sequence[Offer]) -> Money | None:
    for offer in offers:
        reckoning = offer.data.get("capacity")
        if reckoning and reckoning.get("token_only"):
            return None  # no table has checked it
        if reckoning:
            return Money(int(reckoning["offerable"]), reckoning["currency"])
    return None
