"""Expectations about offers, plans, pauses and what became of an errand. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.debt.plan import add_months
from bot.service.policy.policies import policies
from tests.story.facts import Row
from tests.story.played import Found, Played, check, differs

LIVING = ("agreed", "rearranged")
PER_MONTH = {"week": 52 / 12, "fortnight": 26 / 12, "month": 1.0}
SHORT_MONTHS = 6


def monthly(offer: Row) -> float:
    """What an offer asks for in a month, over all its cases."""
    return float(sum(share["instalment"] * PER_MONTH[share["every"]] for share in offer["data"]["shares"]))


async def instalments(played: Played, plan: Row) -> list[Row]:
    """A plan's instalments that were not moved away, in order."""
    return await played.facts.rows(
        "select * from instalment where plan_id = %s and state <> 'moved' order by due_on, n", plan["id"]
    )


@check("plan")
async def plan(played: Played, expected: str) -> Found:
    """Whether exactly one plan lives on the case, or none."""
    living = await played.facts.values(
        "select state from plan where case_id = %s and state = any(%s)", played.case.case_id, list(LIVING)
    )
    return differs(expected, living[0] if len(living) == 1 else ("none" if not living else f"{len(living)} plans"))


@check("each_instalment_at_most_cents")
async def each_instalment(played: Played, most: int) -> Found:
    """No instalment of the agreed plan is larger; all of them together are what is overdue."""
    rows = [row for one in await played.plans() for row in await instalments(played, one)]
    largest, whole = max((r["minor"] for r in rows), default=0), sum(r["minor"] for r in rows)
    if not rows or largest > most:
        return f"{len(rows)} instalments, the largest {largest}"
    return differs(played.case.overdue, whole, "sum of the instalments; overdue is what was expected")


@check("first_offer")
async def first_offer(played: Played, expected: str) -> Found:
    """The first choice is the lightest of its breath."""
    offers = await played.offers()
    if not offers:
        return "no offer"
    first, rest = offers[0], [one for one in offers if one["group"] == offers[0]["group"]]
    lightest = first["rank"] == 0 and all(monthly(first) <= monthly(one) for one in rest)
    if len(rest) > 2:
        return f"{len(rest)} offers in one breath"
    return differs(expected, "lightest" if lightest else "heavier", [monthly(one) for one in rest])


@check("no_instalment_above_cents")
@check("instalment_at_most_cents")
async def no_instalment_above(played: Played, most: int) -> Found:
    """Neither an offer nor an agreed instalment is larger."""
    asked = [share["instalment"] for one in await played.offers() for share in one["data"]["shares"]]
    asked += [row["minor"] for one in await played.plans() for row in await instalments(played, one)]
    return None if max(asked, default=0) <= most else f"{max(asked)}"


@check("offers")
async def offers_made(played: Played, expected: int) -> Found:
    """How many offers were made."""
    return differs(expected, len(await played.offers()))


async def outcomes_of(played: Played) -> list[str]:
    """What became of the errand: a plan of some kind, else a pause, a person asked for, or both."""
    plans = await played.plans()
    if plans:
        one = plans[0]
        if one["kind"] == "token_plan":
            return ["token_plan"]
        rows = await instalments(played, one)
        return ["plan_within_six_months_then_review" if _short(one, [r["due_on"] for r in rows]) else "plan"]
    paused = await played.facts.one(
        "select 1 from pause where person_id = %s and set_at >= %s", played.case.person_id, played.since
    )
    reasons = await played.facts.values(
        "select reason from handover where conversation_id = %s and opened_at >= %s", played.conversation, played.since
    )
    found = ["pause"] if paused else []
    if reasons:
        found.append("due_date_changed" if "change_due_date" in reasons else "handover")
    return found


def _short(one: Row, days: Sequence[date]) -> bool:
    end = add_months(one["agreed_at"].date(), SHORT_MONTHS)
    return bool(days) and max(days) <= end and one["review_on"] is not None and one["review_on"] <= end


@check("outcome")
async def outcome(played: Played, expected: Sequence[str]) -> Found:
    """One of the outcomes; anything else, and nothing at all, is not."""
    found = await outcomes_of(played)
    return None if set(found) & set(expected) else f"{found}"


@check("pause")
async def pause(played: Played, expected: str) -> Found:
    """A running pause with the day on which somebody looks again, and the task that asks."""
    row = await played.facts.row(
        "select p.until, h.review_on, h.reason, (select count(*) from task t where t.key = 'pause_end:' || p.id"
        " and t.done_at is null) as tasks from pause p join hold h on h.id = p.hold_id and h.lifted_at is null"
        " where p.case_id = %s and p.state = 'running' and p.set_at >= %s", played.case.case_id, played.since,
    )
    if row is None:
        return "no pause"
    whole = row["review_on"] is not None and row["reason"] == "pause" and row["tasks"] == 1
    return differs(expected, "set_with_review_date" if whole else str(row))


@check("partner_named")
async def partner_named(played: Played, expected: bool) -> Found:
    """A budget adviser was named with a way to reach them, and it is on record."""
    cards = [row["card"] for row in await played.told() if (row["card"] or {}).get("kind") == "partners"]
    reachable = [p for card in cards for p in card["partners"] if p["name"] and (p["phone"] or p["website"])]
    known = await played.facts.one("select 1 from referral where conversation_id = %s", played.conversation)
    return differs(expected, bool(reachable and known), f"{len(reachable)} partners, on record: {bool(known)}")


@check("asked_enough_left_to_live")
async def asked_enough_left(played: Played, expected: bool) -> Found:
    """Without a whole budget an own amount needs the question what is left to live on."""
    return differs(expected, "utter_ask_enough_left" in await played.text_ids())


@check("asked_only_what_was_missing")
async def asked_only_missing(played: Played, expected: bool) -> Found:
    """What was told in the first breath (income, housing, essentials, household) is not asked again."""
    told = {"utter_ask_income", "utter_ask_housing", "utter_ask_essentials", "utter_ask_household"}
    asked = await played.text_ids()
    again = sorted(told & set(asked))
    reached = bool(await played.offers()) or "utter_ask_benefits" in asked or "utter_ask_other_debts" in asked
    return differs(expected, reached and not again, again or "the budget was never spoken of")


@check("sum_of_instalments_at_most_80_percent_of_capacity")
async def within_capacity(played: Played, expected: bool) -> Found:
    """Over all cases and brands together, every offer stays within four fifths of what can be carried."""
    offers = await played.offers()
    if not offers:
        return "no offer"
    wrong = [
        (monthly(one), one["data"]["capacity"]["amount"])
        for one in offers
        if monthly(one) * 100 > 80 * one["data"]["capacity"]["amount"]
    ]
    return differs(expected, not wrong, wrong)


@check("both_cases_in_the_answer")
async def both_cases(played: Played, expected: bool) -> Found:
    """The figures of each of the person's cases were told, and the offers are for all of them."""
    rows = await played.facts.rows(
        'select k.id, k.reference from "case" k join party y on y.case_id = k.id where y.person_id = %s'
        " and k.state not in ('settled', 'erased')", played.case.person_id,
    )
    said = "\n".join(row["text"] for row in await played.told())
    missing = [row["reference"] for row in rows if f"{row['reference']})" not in said]
    offered = {share["case"] for one in await played.offers() for share in one["data"]["shares"]}
    whole = len(rows) > 1 and not missing and offered == {row["id"] for row in rows}
    return differs(expected, whole, f"not told: {missing}; offers for {len(offered)} of {len(rows)} cases")


@check("nothing_above_a_token_without_guideline_table")
async def nothing_above_token(played: Played, expected: bool) -> Found:
    """Where no table can check the budget, no offer exceeds the policy's token amount."""
    most = {policy.brand: policy.token_amount for policy in policies()}
    brand = await played.facts.one(
        'select b.policy from brand b join "case" k on k.brand_id = b.id where k.id = %s', played.case.case_id
    )
    token: Any = most[brand]
    asked = [monthly(one) for one in await played.offers()]
    asked += [float(row["minor"]) for one in await played.plans() for row in await instalments(played, one)]
    return differs(expected, max(asked, default=0) <= token.minor, f"{asked}, a token is {token.minor}")
