"""The report of a bank statement, for a collections manager: counts and sums, then each line, what and why."""

from __future__ import annotations

from collections.abc import Mapping

from bot.debt.money import CURRENCIES, Money
from bot.feeds.report import REASONS
from bot.service.bank.records import BankReport, LineReport, Result

WORDS: Mapping[Result, str] = {
    "credited": "credited", "suspense": "in suspense", "open": "left for a person", "returned": "gone back",
    "duplicate": "known already", "rejected": "rejected", "not_ours": "not a debtor's payment",
}
WHY = {
    "no_reference": "no reference of ours: choose the case at the desk",
    "unknown_reference": "a reference with right check digits that is not on record",
    "several_references": "references of more than one case",
    "bank_number_used_twice": "the bank gives it the number of another movement",
    "maybe_known": "may be a movement that was told before: is it that one, or another?",
    "told_twice": "told twice in one file, with the same number: is it one movement, or two?",
    "batch_without_parts": "a batch whose payments are not told apart, or do not make up its sum",
    "payment_out_came_back": "a payment of the creditor's own that came back",
    "unknown_currency": "a currency that is not kept here",
    "no_amount": "an amount of nothing",
    "unknown_direction": "neither of the bank's words for money in and money out",
    "return_of_unknown": "went back, and no single payment of that sum and reference is known",
    "return_not_possible": "went back, and what it had paid can't be undone by itself",
    "currency_mismatch": "another currency than the case's",
    "amount_mismatch": "another sum than was asked for",
    "case_closed": "the case is settled",
    "held": "a hold forbids payment",
    "limitation": "may be time-barred",
    "more_than_due": "more than is due",
}
NOTES = {
    "partly": "{waits} of {whole}: the rest was credited",
    "maybe_in_file": "booked on or before the day of the creditor's last file: is it in that file's figures already?",
}


def print_report(report: BankReport, *, check: bool) -> str:
    """The report as text, without a name or what was written on a transfer."""
    counts = report.counts()
    told = [f"{number} {WORDS[result]}{_sum(report, result)}" for result, number in counts.items() if number]
    head = "Would be: " if check else "Done: "
    lines = [f"{report.file}: {report.form} statement", head + (", ".join(told) or "nothing to do")]
    if report.pending:
        lines.append(f"{report.pending} movements are announced and not booked yet: they count when they are")
    lines += [_line(line) for line in report.lines]
    if check:
        lines.append("Only checked, each line for itself: nothing has changed.")
    return "\n".join(lines)


def _sum(report: BankReport, result: Result) -> str:
    sums = report.sums(result)
    if not sums or result in ("duplicate", "rejected", "not_ours"):
        return ""
    beside = report.credited_beside() if result == "suspense" else {}
    rest = f", and {_added(beside)} of the same credited" if beside else ""
    return f" ({_added(sums)}{rest})"


def _added(sums: Mapping[str, int]) -> str:
    return " + ".join(_money(minor, currency) for currency, minor in sorted(sums.items()))


def _money(minor: int, currency: str) -> str:
    return Money(minor, currency).text("en") if currency in CURRENCIES else f"{minor / 100:.2f} {currency}"


def _line(line: LineReport) -> str:
    why = WHY.get(line.why) or REASONS.get(line.why) or line.why
    like = f"{'is' if line.result == 'duplicate' else 'may be'} {line.like}" if line.like else ""
    sums = {"waits": _money(line.waits, line.currency), "whole": _money(line.minor, line.currency)}
    told = (f"{why} ({line.why})" if line.why else "", like, *(NOTES[note].format(**sums) for note in line.notes))
    said = "; ".join(filter(None, told))
    return f"  line {line.line:>5}  {WORDS[line.result]:<22}  {line.reference or '-':<20}  {said}".rstrip()
