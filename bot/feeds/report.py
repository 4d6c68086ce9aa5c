"""The report of an import, for a collections manager: counts, then line by line what and why."""

from __future__ import annotations

from bot.service.feeds.records import ImportReport, LineReport

REASONS = {
    "no_reference": "no reference: nobody can tell whose case it is",
    "no_invoice_number": "no invoice number",
    "bad_date": "a date that does not exist or is not written as agreed",
    "date_in_future": "a date after the day of the file, where only a past one makes sense",
    "as_of_unlike_the_file": "the day of the line is far from the day of the file's name",
    "bad_amount": "an amount that is missing or can't be read",
    "amounts_contradict": "the amounts contradict one another",
    "state_contradicts_amounts": "the state contradicts the amounts",
    "unknown_brand": "a brand that is not on record",
    "unknown_status": "a state whose meaning is not on record",
    "unknown_jurisdiction": "a postcode whose law is not known here",
    "unreadable_line": "not a line of this kind of file (a stray quotation mark?)",
    "wrong_number_of_columns": "another number of columns than the header",
    "conflicting_duplicate": "the same case again, with other figures: the first line counts",
    "another_person_in_one_account": "another person than on the account's first line",
    "another_person": "names somebody else than the case on record: a person must look",
    "older_than_known": "older than what is on record",
    "erased": "the case has been erased",
}
FLAGS = {
    "current": "not late", "in_credit": "in credit: nothing is asked for", "settled": "settled",
    "no_birth_date": "no birth date: the assistant can't identify this debtor, a person must",
    "minor": "held: a minor", "deceased": "held: deceased", "disputed": "held: disputed",
    "shared_phone": "held: shares a telephone number with somebody else, no first message",
    "over_indebtedness_admissible": "held: over-indebtedness file admissible, nothing may be paid",
    "breathing_space": "held: Breathing Space", "insolvency": "held: insolvency",
    "limitation_barred": "held: time-barred", "limitation_doubtful": "held: may be time-barred",
    "limitation_unknown": "held: can't tell whether it is time-barred",
    "no_letter_date": "held: no date of the collector's letter (CPCE R124-4), help only",
    "mandate_ended": "held: the collector's mandate is over (CPCE R124-3), nothing may be asked or paid",
    "fees_not_claimable": "fees left out of what is asked (CPCE L111-8)",
    "bad_phone": "the telephone number is not one", "bad_email": "the e-mail address is not one",
}
NOTES = {
    "up_although_paid": "the overdue sum goes up although the debtor has just paid through us: is it booked?",
    "incomplete": "a line of this account was rejected: the sum is not whole",
}


def print_report(report: ImportReport, *, check: bool) -> str:
    """The report as text, without a name or an amount."""
    head = f"{report.file}: {report.kind} file as of {report.as_of.isoformat()}"
    if report.refused:
        why = [f"  - {reason}" for reason in report.refused]
        return "\n".join([head, "REFUSED, nothing has changed:", *why])
    counts = report.counts()
    told = {result: number for result, number in counts.items() if number or result == "imported"}
    words = [f"{number} {_counted(result)}" for result, number in told.items()]
    lines = [head, ("Would be: " if check else "Done: ") + ", ".join(words)]
    lines += [f"WARNING: {warning}" for warning in report.warnings]
    if report.settled:
        lines.append(f"Settled, because the file no longer names them: {', '.join(report.settled)}")
    lines += [said for line in report.lines if (said := _line(line))]
    if check:
        lines.append("Only checked: nothing has changed.")
    return "\n".join(lines)


def _counted(result: str) -> str:
    return "settled as absent" if result == "settled_absent" else result


def _line(line: LineReport) -> str:
    """One line, or nothing where there is nothing to say beyond its result."""
    flags = [FLAGS.get(flag, flag.replace("jurisdiction_", "law of ")) for flag in line.flags]
    notes = [NOTES[note] for note in line.notes]
    reason = [_reason(line.reason)] if line.reason else []
    said = "; ".join([*reason, *flags, *notes])
    if not said and line.result in ("imported", "unchanged"):
        return ""
    return f"  line {line.line:>5}  {line.result:<9}  {line.reference or '-':<20}  {said}".rstrip()


def _reason(reason: str) -> str:
    if reason.startswith("same_as_line_"):
        return f"the same as line {reason.removeprefix('same_as_line_')}"
    said = REASONS.get(reason)
    return f"{said} ({reason})" if said else reason
