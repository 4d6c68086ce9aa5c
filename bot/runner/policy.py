"""`python -m bot policy`: whether the policies and tables can be used, and what a new one would change for whom."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.debt.policy import PolicyError, read_policy
from bot.debt.replay import Replayed, Seen
from bot.runner import postgres
from bot.service.policy.policies import sentences
from bot.service.policy.policy_check import check_policies, check_tables
from bot.service.policy.policy_try import Tried, try_policy
from bot.settings import Settings
from bot.store.tables import Creditor

if TYPE_CHECKING:
    from argparse import _SubParsersAction

DONE, FAULTY, UNUSABLE = 0, 1, 2
_KINDS = {
    "plan": "plan, agreed at once", "plan_by_person": "plan, confirmed by a person", "token": "token plan",
    "pause": "pause", "person": "no plan: a person", "nothing_late": "nothing late",
}


def register(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    policy = subparsers.add_parser("policy", help="check the policies, or try a new one on stored budgets")
    what = policy.add_subparsers(dest="what", metavar="check|try", required=True)
    checking = what.add_parser("check", help="read every policy and table; names each fault with file, line, reason")
    checking.add_argument("files", nargs="*", type=Path, help="only these policies (default: all, and every table)")
    checking.set_defaults(handler=_check)
    trying = what.add_parser("try", help="replay stored budgets under a new policy; reads only")
    trying.add_argument("file", type=Path, help="the new policy")
    trying.add_argument("--creditor", help="only this creditor's people")
    trying.add_argument("--json", action="store_true", help="one JSON object")
    trying.set_defaults(handler=_try)


def _check(settings: Settings, options: argparse.Namespace) -> int:
    faults = check_policies(options.files or None)
    if not options.files:
        faults += check_tables(settings.guideline)
    print("\n".join(faults) if faults else "every policy and table can be used")
    return FAULTY if faults else DONE


def _try(settings: Settings, options: argparse.Namespace) -> int:
    try:
        policy = read_policy(options.file, sentences())
    except PolicyError as error:
        print(f"UNUSABLE: {error}", file=sys.stderr)
        return UNUSABLE

    async def tried() -> Tried | None:
        async with postgres.opened(settings) as database, database.begin() as uow:
            if options.creditor and await uow.session.get(Creditor, options.creditor) is None:
                return None
            await uow.session.rollback()
            return await try_policy(uow, policy, creditor_id=options.creditor)

    found = asyncio.run(tried())
    if found is None:
        print(f"UNUSABLE: no creditor {options.creditor!r}", file=sys.stderr)
        return UNUSABLE
    print(json.dumps(as_json(found), ensure_ascii=False, indent=1) if options.json else "\n".join(as_text(found)))
    return DONE


def as_json(tried: Tried) -> dict[str, Any]:
    """The report as plain values: ids of budgets and cases, minor units, ISO days."""
    counts = tried.summary
    return {
        "policy": tried.policy.id, "in_force": tried.in_force.id if tried.in_force else None,
        "day": tried.day.isoformat(),
        "terms": [{"term": name, "before": old, "after": new} for name, old, new in tried.terms],
        "replayed": counts.replayed, "without_budget": tried.without_budget, "with_plan": tried.with_plan,
        "verdicts": counts.verdicts, "fell_to": counts.fell_to,
        "moves": [{"before": old, "after": new, "count": n} for (old, new), n in sorted(counts.moves.items())],
        "rows": [_row(row) for row in tried.rows],
    }


def _row(row: Replayed) -> dict[str, Any]:
    return {
        "budget": row.key, "cases": list(row.cases), "verdict": row.verdict,
        "before": _figures(row.before), "after": _figures(row.after),
    }


def _figures(one: Seen) -> dict[str, Any]:
    return {
        "kind": one.kind, "reason": one.reason, "payments": one.payments,
        "instalment_minor": one.instalment.minor if one.instalment else None,
        "pause_until": one.pause_until.isoformat() if one.pause_until else None,
    }


def as_text(tried: Tried) -> list[str]:
    """The report to read: terms, counts, then everybody for whom something changes, by ids alone."""
    counts = tried.summary
    lines = [
        f"{tried.policy.id} tried on {tried.day.isoformat()} against "
        f"{tried.in_force.id if tried.in_force else 'no policy in force'}; nothing was changed", "",
    ]
    wide = max((len(name) for name, _, _ in tried.terms), default=0)
    lines += [f"  {name:<{wide}}  {old or '(none)'} -> {new}" for name, old, new in tried.terms] or ["  same terms"]
    lines += [
        "", f"{counts.replayed} budgets replayed, {tried.with_plan} of them of people with a plan, which no policy "
        f"touches; {tried.without_budget} people with open cases have told no budget", "",
        *(f"  {n:>6} {_VERDICTS[one]}" for one, n in counts.verdicts.items()),
    ]
    if counts.fell_to:
        lines += ["", "who falls, falls to:", *(f"  {n:>6} {_KINDS[kind]}" for kind, n in counts.fell_to.items())]
    if counts.moves:
        lines += ["", "from -> to:"]
        lines += [f"  {n:>6} {_KINDS[old]} -> {_KINDS[new]}" for (old, new), n in sorted(counts.moves.items())]
    changed = [row for row in tried.rows if row.verdict != "same"]
    if changed:
        lines += ["", "for whom something changes (budget: cases):"]
        order = {"loses": 0, "both": 1, "gains": 2}
        for row in sorted(changed, key=lambda one: order.get(one.verdict, 3)):
            lines.append(f"  {row.verdict:<5} {row.key}: cases {', '.join(row.cases)}")
            lines.append(f"        {_told(row.before)} -> {_told(row.after)}")
    return lines


_VERDICTS = {
    "gains": "gain", "loses": "lose", "both": "gain in one thing and lose in another", "same": "see no difference",
}


def _told(one: Seen) -> str:
    if one.instalment is not None:
        return f"{_KINDS[one.kind]}, {one.payments} x {one.instalment.text('en')}"
    until = f" until {one.pause_until.isoformat()}" if one.pause_until else ""
    return f"{_KINDS[one.kind]}{f' ({one.reason})' if one.reason else ''}{until}"
