"""Expectations about money that moved, and about processes that were killed while it did."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from bot.debt.plan import add_months
from tests.story.facts import Row
from tests.story.played import Found, Played, check, differs

REPROACH = re.compile(
    r"\bfrais\b|\bpénalit|\bsanction|\bfaute\b|\bdécev|\bencore une fois\b|\bpoursuit|\bhuissier|\bmise en demeure"
    r"|\bmanqu|\bdevez\b|\bobligation|\bpenalt|\bmissed\b", re.I,
)
PARIS = ZoneInfo("Europe/Paris")


async def the_plan(played: Played) -> Row:
    """The plan that the story is about. Raises LookupError."""
    row = await played.facts.row("select * from plan where case_id = %s order by id desc", played.case.case_id)
    if row is None:
        raise LookupError("no plan")
    return row


@check("receipts")
async def receipts(played: Played, expected: int) -> Found:
    """A receipt for every payment, each over what was paid."""
    rows = await played.facts.rows(
        "select r.number, r.minor, a.minor as paid from receipt r join attempt a on a.id = r.attempt_id"
        " where r.case_id = %s", played.case.case_id,
    )
    wrong = [row["number"] for row in rows if row["minor"] != row["paid"]]
    return f"of another sum: {wrong}" if wrong else differs(expected, len(rows))


@check("reminders_sent")
async def reminders_sent(played: Played, expected: str) -> Found:
    """One reminder for each instalment that was unpaid so many days before, where and when the debtor chose."""
    plan = await the_plan(played)
    rows = await played.facts.rows(
        "select o.channel, o.contact_point_id, o.state, o.sent_at, o.due_at, o.body, o.removed_at, i.due_on,"
        " i.n from instalment i"
        " join outbox o on o.key like 'reminder:' || i.id || ':%%' where i.plan_id = %s order by i.n", plan["id"],
    )
    numbers = [row["n"] for row in rows]
    wrong = [
        row["n"] for row in rows
        if row["channel"] != plan["reminder_channel"] or row["contact_point_id"] != plan["reminder_to"]
        or row["state"] != "sent" or (row["removed_at"] is None and "/pay/" not in row["body"])  # kept for a month
        or not _as_many_days(row, plan["reminder_days_before"])
    ]
    chosen = plan["reminder_channel"] != "none" and numbers == [2, 3] and not wrong
    return differs(expected, "as_chosen_by_debtor" if chosen else f"for {numbers}, not as chosen: {wrong}")


def _as_many_days(row: Row, before: int) -> bool:
    """So many days before; up to two later, where that day is one on which nobody may be written to (Sunday, feast)."""
    days = (row["due_on"] - row["sent_at"].astimezone(PARIS).date()).days
    return bool(before - 2 <= days <= before)


@check("third_instalment")
async def third_instalment(played: Played, expected: str) -> Found:
    """Moved to the end, nothing larger than before, nobody called, no word of reproach."""
    plan = await the_plan(played)
    rows = await played.facts.rows("select * from instalment where plan_id = %s order by n", plan["id"])
    third = next(row for row in rows if row["n"] == 3)
    agreed = len(rows) - sum(row["state"] == "moved" for row in rows)  # what is moved comes back at the end
    largest = max(row["minor"] for row in rows[:agreed])
    living = [row for row in rows if row["state"] != "moved"]
    words = [match.group() for row in await played.told() for match in REPROACH.finditer(row["text"])]
    moved = plan["state"] == "rearranged" and third["state"] == "moved" and "utter_instalment_moved" in (
        await played.text_ids()
    )
    whole = sum(row["minor"] for row in living) == played.case.overdue
    kind = moved and whole and not words and all(row["minor"] <= largest for row in living)
    detail = f"plan {plan['state']}, third {third['state']}, words {words}, whole {whole}"
    return differs(expected, "rearranged_without_reproach" if kind else "not so", detail)


@check("ledger_adds_up")
async def ledger_adds_up(played: Played, expected: bool) -> Found:
    """Opening less payments is what is left; payments are the receipts, the instalments' marks, the attempts."""
    facts, case = played.facts, played.case.case_id
    plan = await the_plan(played)
    due = await facts.one("select sum(minor) from ledger_entry where case_id = %s and account = 'due'", case)
    paid = await facts.one("select -sum(minor) from ledger_entry where case_id = %s and kind = 'payment'", case)
    receipts_sum = await facts.one("select sum(minor) from receipt where case_id = %s", case)
    marked = await facts.one("select sum(paid_minor) from instalment where plan_id = %s", plan["id"])
    left = await facts.one(
        "select sum(minor - paid_minor) from instalment where plan_id = %s and state <> 'moved'", plan["id"]
    )
    sums = {"due": due, "left in the plan": left, "paid": paid, "receipts": receipts_sum, "marked": marked}
    right = due == left and paid == receipts_sum == marked and played.case.overdue - paid == due
    return differs(expected, right, {name: int(value or 0) for name, value in sums.items()})


@check("review_task_in_months")
async def review_task(played: Played, expected: int) -> Found:
    """A task opens the review, so many months after the agreement, in the creditor's zone."""
    plan = await the_plan(played)
    task = await played.facts.row("select due_at, done_at from task where key = %s", f"plan_review:{plan['id']}")
    if task is None or task["done_at"] is not None:
        return "no such task"
    agreed = plan["agreed_at"].astimezone(PARIS).date()
    return differs(add_months(agreed, expected), task["due_at"].astimezone(PARIS).date())


@check("nothing_lost")
async def nothing_lost(played: Played, expected: bool) -> Found:
    """Whatever had been taken before a kill is there, and done, after it."""
    return differs(expected, not played.notes["lost"], played.notes["lost"])


@check("nothing_doubled")
async def nothing_doubled(played: Played, expected: bool) -> Found:
    """Nothing has a second effect because its process was killed."""
    return differs(expected, not played.notes["doubled"], played.notes["doubled"])


@check("ownership_kept")
async def ownership_kept(played: Played, expected: bool) -> Found:
    """Who held the conversation holds it still, and the bot stays silent."""
    return differs(expected, played.notes.get("ownership_kept"), played.notes.get("ownership", ""))
