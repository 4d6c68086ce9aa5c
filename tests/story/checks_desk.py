"""Expectations about people: the desk, holds and disputes, what the creditor is told, and who sees what."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.debt import hold as rules
from bot.debt.money import Money
from tests.story.agent import Agent
from tests.story.facts import Row
from tests.story.played import Found, Played, check, differs

Export = tuple[list[Row], list[Row]]


async def export(played: Played, creditor: str) -> Export:
    """What the creditor is given now: events, and lines of do_not_contact.csv."""
    with TemporaryDirectory(prefix="repit-story-export-") as folder:
        await played.system.command("export", "--creditor", creditor, "--out", folder)
        events = [json.loads(line) for line in _text(folder, "events_after_0.jsonl").splitlines()]
        lines = list(csv.DictReader(_text(folder, "do_not_contact.csv").splitlines()))
    return events, lines


def _text(folder: str, name: str) -> str:
    return (Path(folder) / name).read_text(encoding="utf-8")


@check("export_has")
async def export_has(played: Played, expected: str) -> Found:
    """The creditor reads of it, for this case, once."""
    events, _ = await export(played, played.case.creditor_id)
    about = [one["kind"] for one in events if one["reference"] == played.case.reference]
    return None if about.count(expected) == 1 else f"{about}"


@check("do_not_contact_has")
async def do_not_contact_has(played: Played, expected: str) -> Found:
    """The creditor's call centre reads that this case is not to be chased."""
    _, lines = await export(played, played.case.creditor_id)
    listed = [line["reference"] for line in lines]
    return None if expected in listed else f"{listed}"


@check("export_of_volta_has_nothing_of_auralis")
async def nothing_of_auralis(played: Played, expected: bool) -> Found:
    """No line of one creditor's export is about a case of another."""
    events, lines = await export(played, "volta")
    ours = set(await played.facts.values('select reference from "case" where creditor_id = %s', "volta"))
    foreign = [one["reference"] for one in [*events, *lines] if one["reference"] and one["reference"] not in ours]
    told = await played.facts.one("select count(*) from export_event where creditor_id = 'auralis'")
    if not told:
        return "Auralis itself has been told nothing: the check would mean nothing"
    return differs(expected, not foreign and "AUR-" not in json.dumps(events), foreign)


@check("agent_of_volta_sees_no_auralis_case")
async def volta_sees_nothing(played: Played, expected: bool) -> Found:
    """Neither in the queue nor by the address of a conversation."""
    keys = await played.facts.values("select id from conversation where creditor_id = 'auralis' order by id desc")
    if not keys:
        return "nobody of Auralis has written: the check would mean nothing"
    async with Agent(played.system.base_url, "ines") as agent:
        queue = json.dumps(await agent.queue())
        listed = [one["conversation"] for one in (await agent.queue())["items"] if one["conversation"] in keys]
        opened = [key for key in keys[:10] if await agent.status(key) != 404]
        pages = "".join([await agent.page(key) for key in keys[:3]])
    leaked = "AUR-" in queue or "AUR-" in pages
    return differs(expected, not listed and not opened and not leaked, f"listed {listed}, opened {opened}")


@check("handover_queue")
async def handover_queue(played: Played, expected: str) -> Found:
    """A person is asked for in that queue; the desk shows it, and distress before everything else."""
    row = await played.facts.row(
        "select queue from handover where conversation_id = %s and closed_at is null", played.conversation
    )
    if row is None:
        return "nobody is asked for"
    async with Agent(played.system.base_url, await played.login()) as agent:
        items = (await agent.queue())["items"]
    shown = [one["queue"] for one in items if one["conversation"] == played.conversation]
    if shown != [row["queue"]]:
        return f"the desk shows {shown}, on record is {row['queue']}"
    if expected == "distress":
        free = [one for one in items if not one["taken_by"]]
        at = next((n for n, one in enumerate(free) if one["conversation"] == played.conversation), -1)
        if at < 0 or any(one["queue"] != "distress" for one in free[:at]):
            return "not at the head of the queue"
    return differs(expected, row["queue"])


@check("handover")
async def handover(played: Played, expected: bool | str) -> Found:
    """A person is asked for; or at least offered, one tap away."""
    asked = await played.facts.one(
        "select 1 from handover where conversation_id = %s and opened_at >= %s", played.conversation, played.since
    )
    rows = await played.told()
    tap = any(choice["payload"] == "/ask_human" for choice in (rows[-1]["choices"] if rows else ()))
    if expected == "offered":
        return None if asked or tap else "neither asked for nor offered"
    return differs(expected, bool(asked))


@check("dispute")
async def dispute(played: Played, expected: str) -> Found:
    """On record for the case: a part of it, or the whole."""
    row = await _dispute(played)
    if row is None:
        return "no dispute"
    return differs(expected, "part" if row["part_minor"] and row["part_minor"] < played.case.overdue else "whole")


async def _dispute(played: Played) -> Row | None:
    return await played.facts.row(
        "select * from dispute where case_id = %s and opened_at >= %s", played.case.case_id, played.since
    )


async def open_holds(played: Played) -> list[rules.Hold]:
    """Holds on the case and its borrower, as the pure rules know them."""
    rows = await played.facts.rows(
        "select reason, review_on, part_minor from hold where (case_id = %s or person_id = %s) and lifted_at is null",
        played.case.case_id, played.case.person_id,
    )
    currency = played.case.currency
    return [
        rules.Hold(
            reason=row["reason"], review_on=row["review_on"],
            part=Money(row["part_minor"], currency) if row["part_minor"] else None,
        )
        for row in rows
    ]


@check("hold_blocks_only_disputed_part")
async def only_the_part(played: Played, expected: bool) -> Found:
    """What is disputed is asked for no more; the rest may still be planned and paid; nobody chases."""
    row, holds = await _dispute(played), await open_holds(played)
    part = int((row or {}).get("part_minor") or 0)
    whole = Money(played.case.overdue, played.case.currency)
    rest = rules.payable_part(whole, holds).minor
    may = rules.permissions(holds, whole)
    found = part > 0 and rest == whole.minor - part and may.debtor_may_pay and may.debtor_may_plan
    return differs(expected, found and not may.creditor_may_chase, f"disputed {part}, still asked {rest} of {whole}")


@check("receipt_number")
async def receipt_number(played: Played, expected: bool) -> Found:
    """The debtor was given the number that is on record."""
    row = await _dispute(played)
    number = str((row or {}).get("receipt") or "")
    said = [one for one in await played.told() if number and number in one["text"]]
    return differs(expected, bool(said), number or "no dispute")


@check("hold_blocks")
async def hold_blocks(played: Played, expected: Sequence[str]) -> Found:
    """All of this is stopped on the case, each hold with a day of review."""
    holds = await open_holds(played)
    stopped = frozenset[Any]().union(*(rules.stops(one) for one in holds))
    return None if set(expected) <= stopped else f"{sorted(stopped)}"


@check("payment_link")
async def payment_link(played: Played, expected: str) -> Found:
    """Whether a link was made or shown since the story began."""
    shown = [row for row in await played.told() if (row["card"] or {}).get("kind") == "payment_link"]
    made = await played.facts.values(
        "select l.id from payment_link l join demand d on d.id = l.demand_id where d.person_id = %s"
        " and l.created_at >= %s", played.case.person_id, played.since,
    )
    return differs(expected, "some" if shown or made else "none", f"{len(shown)} shown, {len(made)} made")


@check("hardship_marker")
async def hardship_marker(played: Played, expected: str) -> Found:
    """What the debtor confided is kept as a marker only with their consent."""
    rows = await played.facts.rows(
        "select kind, consent_id from marker where person_id = %s and erased_at is null", played.case.person_id
    )
    without = [row["kind"] for row in rows if row["consent_id"] is None and row["kind"] != "distress"]
    return differs(expected, "without_consent" if without else "only_with_consent", without)


@check("seen_at_desk_within_seconds")
async def seen_at_desk(played: Played, expected: float) -> Found:
    """From the debtor's words to the agent's screen."""
    seen = played.notes.get("seen_after")
    return None if seen is not None and seen <= expected else f"{seen}"


@check("bot_silent_while_agent")
async def bot_silent(played: Played, expected: bool) -> Found:
    """While a person holds the conversation, only they speak; their words and the debtor's arrive."""
    first, last = played.notes["agent_span"]
    rows = await played.facts.rows(
        "select author, text, text_id from message where conversation_id = %s and seq > %s and seq <= %s",
        played.conversation, first, last,
    )
    bot = [row["text_id"] for row in rows if row["author"] == "bot"]
    there = {"you", "agent"} <= {row["author"] for row in rows}
    assert played.debtor is not None
    arrived = any(one["from"] == "agent" and one["name"] for one in played.debtor.frames)
    return differs(expected, there and arrived and not bot, bot or "words are missing")


@check("bot_knows_after_return")
async def bot_knows(played: Played, expected: bool) -> Found:
    """Back at the bot: it speaks again, and knows who was there and what they changed."""
    row = await played.facts.row(
        "select owner, memory from conversation where id = %s", played.conversation
    )
    returned = ((row or {}).get("memory") or {}).get("returned") or {}
    spoke = await played.facts.one(
        "select 1 from message where conversation_id = %s and author = 'bot' and seq > %s", played.conversation,
        played.notes["agent_span"][1],
    )
    knows = returned.get("by") == played.notes.get("agent_id") and "changed" in returned
    return differs(expected, bool(spoke and knows), f"speaks: {bool(spoke)}, remembers: {returned}")
