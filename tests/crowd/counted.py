"""What must stand in the store, at Twilio and in the browsers once everybody has gone: each thing exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.crowd.debtors import Debtor, PhoneDebtor, WebDebtor
from tests.story.facts import Facts
from tests.twilio_stand_in import StandIn

_PLANS = (
    "select c.reference, count(distinct p.id) as plans, count(distinct e.seq) as told from \"case\" c"
    " left join plan p on p.case_id = c.id and p.state = 'agreed'"
    " left join export_event e on e.case_id = c.id and e.kind = 'plan_agreed' where c.reference = any(%s)"
    " group by c.reference"
)


async def faults(facts: Facts, debtors: Sequence[Debtor], api: StandIn) -> list[str]:
    """Everything that was lost, doubled or left; empty: nothing."""
    found = [f"{one.who.reference}: not through" for one in debtors if not one.reached]
    references = [one.who.reference for one in debtors if one.reached]
    for row in await facts.rows(_PLANS, references):
        if row["plans"] != 1 or row["told"] != 1:
            found.append(f"{row['reference']}: {row['plans']} plans agreed, the creditor told {row['told']} times")
    for one in debtors:
        rows = await facts.rows(
            "select seq, author, text_id, text, handled_at is null as waits from message where conversation_id = %s"
            " order by seq", one.conversation_id,
        )
        found += [f"{one.who.reference}: {fault}" for fault in thread_faults(rows, one.written)]
        if isinstance(one, WebDebtor):
            found += [f"{one.who.reference}: {fault}" for fault in page_faults(one.seqs, len(rows))]
        elif isinstance(one, PhoneDebtor):
            sent = await facts.values(
                "select state from outbox where conversation_id = %s order by id", one.conversation_id
            )
            taken = [row for row in api.taken if row["to"] == one.number]
            found += [f"{one.who.reference}: {fault}" for fault in outbox_faults(sent, len(taken))]
    return found


async def thread_of(facts: Facts, debtor: Debtor) -> str:
    """Who said what and when in a conversation that went wrong, by ids of sentences and choices."""
    rows = await facts.rows(
        "select seq, author, coalesce(text_id, text) as said, payload, created_at, handled_at,"
        " jsonb_path_query_array(choices, '$[*].payload') as choices from message where conversation_id = %s"
        " order by seq", debtor.conversation_id,
    )
    memory = await facts.one("select memory from conversation where id = %s", debtor.conversation_id)
    told = [
        f"{row['seq']:>4} {row['created_at']:%H:%M:%S.%f} {row['author']:<6} {row['said']} {row['payload'] or ''}"
        f" {row['choices'] or ''}{'' if row['handled_at'] else ' (waits)' if row['author'] == 'you' else ''}"
        for row in rows
    ]
    return "\n".join([f"{debtor.who.reference} {type(debtor).__name__}", *told, str(memory)])


def thread_faults(rows: Sequence[dict[str, Any]], written: int) -> list[str]:
    """Of one thread: words of the debtor lost, doubled or without an answer, and answers given twice."""
    found = []
    mine = [row for row in rows if row["author"] == "you"]
    if len(mine) != written:
        found.append(f"{written} messages written, {len(mine)} kept")
    if any(row["waits"] for row in mine):
        found.append("a message waits for its answer")
    said: Counter[tuple[str, str]] = Counter()
    before = "you"
    for row in rows:
        if row["author"] == "you":
            if before == "you" and row is not rows[0]:
                found.append(f"no answer before {row['seq']}")
            said.clear()
        else:
            said[row["text_id"], row["text"]] += 1
            if said[row["text_id"], row["text"]] == 2:
                found.append(f"said twice: {row['text_id']} at {row['seq']}")
        before = row["author"]
    return found


def page_faults(seqs: Counter[int], count: int) -> list[str]:
    """Of one browser: messages that it never got, or more than once."""
    missing = [n for n in range(1, count + 1) if not seqs[n]]
    twice = [n for n, times in seqs.items() if times > 1]
    return [f"the page lacks {missing}"] * bool(missing) + [f"the page got {twice} more than once"] * bool(twice)


def outbox_faults(states: Sequence[str], taken: int) -> list[str]:
    """Of one telephone: messages that were not sent, or more often than once."""
    left = [state for state in states if state != "sent"]
    found = [f"{len(left)} SMS not sent ({left[0]})"] if left else []
    if taken != len(states) - len(left):
        found.append(f"{len(states) - len(left)} SMS sent, {taken} taken by Twilio")
    return found
