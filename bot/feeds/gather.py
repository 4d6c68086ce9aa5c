"""From bytes to a feed: the lines judged, and those of one case put together. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bot.feeds.judge import judge
from bot.feeds.mapping import Mapping
from bot.feeds.read import read
from bot.service.feeds.records import CaseRow, Feed, FeedUnusable, RowVerdict


def gather(name: str, data: bytes, mapping: Mapping) -> Feed:
    """Read and judge a file. Raises FeedUnusable for a file that can't be read at all."""
    kind, day = mapping.kind_and_day(name)
    sheet = read(data, mapping)
    verdicts = judge(sheet.rows, mapping, day)
    if not verdicts:
        raise FeedUnusable("the file has a header and not one line")
    days = [verdict.values.as_of for verdict in verdicts if verdict.values is not None]
    return Feed(
        creditor=mapping.creditor, name=name, sha256=sheet.sha256, kind=kind, as_of=max(days, default=day),
        terms=mapping.terms, verdicts=verdicts, cases=tuple(_cases(verdicts)),
        seen=frozenset(verdict.reference for verdict in verdicts if verdict.reference), cut=sheet.cut,
    )


def _cases(verdicts: Sequence[RowVerdict]) -> list[CaseRow]:
    lines: dict[str, list[RowVerdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.values is not None:
            lines[verdict.reference].append(verdict)
    read_keys = {(verdict.reference, verdict.key) for found in lines.values() for verdict in found}
    unread: dict[str, dict[str, None]] = defaultdict(dict)
    for verdict in verdicts:
        rejected = verdict.result == "rejected" and verdict.key
        if rejected and (verdict.reference, verdict.key) not in read_keys:
            unread[verdict.reference][verdict.key] = None
    return [_case(found, tuple(unread[reference])) for reference, found in lines.items()]


def _case(lines: Sequence[RowVerdict], unread_keys: tuple[str, ...]) -> CaseRow:
    values = [line.values for line in lines if line.values is not None]
    flags = list(dict.fromkeys(flag for line in lines for flag in line.flags))
    numbered = tuple((line.line, line.key) for line in lines)
    if len(values) == 1:
        first = values[0]
        return CaseRow(
            values=first, owed=first.owed, flags=tuple(flags), lines=numbered, unread_keys=unread_keys
        )
    owed = tuple(part for value in values for part in value.owed)
    state = _state_of_all([value.state for value in values])
    flags = [flag for flag in flags if flag not in ("current", "settled", "in_credit") or flag == state]
    oldest = [value.oldest_unpaid for value in values if value.oldest_unpaid is not None]
    shared = replace(
        values[0], key="", owed=(), state=state, oldest_unpaid=min(oldest, default=None),
        phone=next((value.phone for value in values if value.phone), None),
        email=next((value.email for value in values if value.email), None),
    )
    return CaseRow(values=shared, owed=owed, flags=tuple(flags), lines=numbered, unread_keys=unread_keys)


def _state_of_all(states: Sequence[str]) -> str:
    """The state of an account by its invoices: one that is late makes it late."""
    order = ("judgment", "accelerated", "late", "in_credit", "current", "settled")
    return min(states, key=order.index)
