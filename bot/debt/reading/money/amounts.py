"""Amounts told in a sentence: how much, of what currency, for what, how often, and what is in doubt."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bot.debt.money import Money
from bot.debt.reading.days.dates import day_spans
from bot.debt.reading.household.age import age_spans
from bot.debt.reading.money import pairs
from bot.debt.reading.money.amount import Amount, weighed
from bot.debt.reading.money.contexts import Context, contexts_of
from bot.debt.reading.money.costs import ASIDE, beside_a_budget, label_of
from bot.debt.reading.money.denials import INSTEAD, LOST, NOT_SO, OWING, PAST
from bot.debt.reading.money.kinds import owes, shared
from bot.debt.reading.money.money_words import cues_in
from bot.debt.reading.money.not_a_sum import counts_things
from bot.debt.reading.money.own_share import counts_heads
from bot.debt.reading.money.periods import periods_in
from bot.debt.reading.money.roles import WAS_BEFORE, kind_of, period_of, role_of
from bot.debt.reading.money.sources import HELP, pays_off, source_of
from bot.debt.reading.money.theirs import THEIRS, whose
from bot.debt.reading.text.calendar_words import MONTH
from bot.debt.reading.text.masking import private_spans
from bot.debt.reading.text.numbers import Found, find_numbers_in
from bot.debt.reading.text.plain import Plain, fold, with_digits
from bot.debt.reading.text.respelt import respelt
from bot.debt.reading.who.references import DEFAULT_PATTERNS, reference_spans, uk_postcode_spans

_SOME_DAY = date(2000, 1, 1)
_NUMBERING = re.compile(
    r"(?:^|[^a-z])(?:le|la|du|au|numero|num|no|n°|ref|reference|dossier|code|tel|depuis|since|en|annee"
    r"|jusqu'en|until|option|choix) ?$"
)
_LAST_DAY = 31
_OF_A_MONTH = re.compile(rf" ?(?:er|st|nd|rd|th)? ?(?:of )?(?!may )(?:{MONTH})(?![a-z])")
_NAY = re.compile(r"\b(?:wait|oh|ah|um|uh|er|euh|sorry|actually|hang on|mais),? no $")
"""Before a figure: a no, and not the sign of a number."""
_MONTH_BEFORE = re.compile(
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    r"january|february|march|april|may|june|july|august|september|october|november"
    r"|december) $"
)
_SMIC = re.compile(r"(?<![a-z])(?:(?P<n>[0-9]+(?:[.,][0-9])?|un|le|au|mon|du|d'un) ?)smic(?![a-z])(?! horaire)")
_HALF_OF = re.compile(r"\b(?:moitie (?:de|des|d'un|du)(?: (?:loyer|total))?(?: de)?|half (?:of |the |of the )?)[ €£]*$")
_ABOUT_SMIC = re.compile(r"demi|moitie|mi[ -]temps|temps partiel|presque|moins|plus|a peine|%|pourcent|pas")
_SHORT = 15
"""Words: in a longer message a household may be told of for another reason."""


def read_amounts(
    text: str, *, language: str = "fr", currency: str = "EUR", smic_net: int | None = None
) -> tuple[Amount, ...]:
    """Amounts told (see `read_all`), without what is somebody else's income."""
    found = read_all(text, language=language, currency=currency, smic_net=smic_net)
    return tuple(amount for amount in found if amount.role != THEIRS)


def read_all(
    text: str, *, language: str = "fr", currency: str = "EUR", smic_net: int | None = None
) -> tuple[Amount, ...]:
    """Amounts told, in order. Dates, ages, phone numbers, postcodes, references and counts are none.

    `currency` is what is meant when none is named. `smic_net` is the net minimum wage a month in cents,
    for "un smic"; without it that reads as nothing in doubt of magnitude. What is denied ("je peux pas payer
    100", "pas 460", "je touchais 1800") is left out: the person is asked.
    """
    plain = with_digits(respelt(fold(text)), language)
    found = _found(plain, language)
    around = contexts_of(plain.text, found)
    kept = [(f, c) for f, c in zip(found, around, strict=True) if _is_money(plain.text, f, c)]
    # what is said of a lone amount may stand anywhere in a short answer
    whole = plain.text if len(kept) == 1 and len(plain.text.split()) <= _SHORT else ""
    amounts = [a for f, c in kept if (a := _amount(text, plain, f, c, currency, whole)) is not None]
    amounts = pairs.housing_before_aid(pairs.ranges(amounts, text))
    amounts += _smics(text, plain, smic_net)
    return tuple(pairs.among_weekly(beside_a_budget(sorted(amounts, key=lambda a: a.start), text), text))


def read_denied(text: str, *, language: str = "fr", currency: str = "EUR") -> tuple[int, ...]:
    """Minor units that the words take back ("pas 850", "au lieu de 850", "not 850")."""
    plain = with_digits(respelt(fold(text)), language)
    found = _found(plain, language)
    around = contexts_of(plain.text, found)
    return tuple(
        Money.of(f.value, f.currency or currency).minor
        for f, c in zip(found, around, strict=True)
        if NOT_SO.search(plain.text[: f.start]) or NOT_SO.search(c.before)
    )


def _found(plain: Plain, language: str) -> list[Found]:
    """Numbers that may be money: not how many pay a rent ("720 à 2"), which parts no words."""
    return [
        one for one in find_numbers_in(plain, language, _taken(plain))
        if one.named or not counts_heads(plain.text, one.start, one.end, float(one.value))
    ]


def _taken(plain: Plain) -> list[tuple[int, int]]:
    """Places of what looks like numbers and is not money."""
    days = [(s, e) for s, e, _ in day_spans(plain, _SOME_DAY)]
    references = [(s, e) for s, e, _ in reference_spans(plain, DEFAULT_PATTERNS)]
    return (
        days
        + references
        + age_spans(plain)
        + uk_postcode_spans(plain)
        + [(s, e) for s, e, _ in private_spans(plain, _SOME_DAY)]
    )


def _is_money(text: str, found: Found, context: Context) -> bool:
    """Whether a number without a currency may be money at all, by its shape and the words before it."""
    said = [*cues_in(context.before), *cues_in(context.after), *periods_in(context.after)]
    before = text[max(0, found.start - 14) : found.start]
    if found.named:
        return found.value < Decimal(10**7)
    if counts_things(text, found.start, found.end, found.value):
        return False
    if found.value <= _LAST_DAY and _OF_A_MONTH.match(text, found.end):
        return False
    if found.worded and 0 < found.value < 10 and not said:
        return False
    if _MONTH_BEFORE.search(before) or (_NUMBERING.search(before) and not said and not _NAY.search(before)):
        return False
    if re.search(r"(?:depuis|since|from|en|annee|jusqu'en|until|in) $", before) and 1900 <= found.value <= 2100:
        return False
    length = len(re.sub(r"[^0-9].*", "", found.digits.replace(" ", "")))
    bare = found.digits.isdecimal()
    return not bare or length <= 4 or (length == 5 and bool(said))


def _is_now(context: Context) -> bool:
    return any(name == "now" for _, _, name in periods_in(f"{context.before} | {context.after}"))


def _amount(
    text: str, plain: Plain, found: Found, context: Context, currency: str, whole: str
) -> Amount | None:
    role = role_of(context)
    near = whose(plain.text[: found.start], context.tail, plain.text) if role in (None, "income", "benefits") else None
    role = THEIRS if near == THEIRS else role
    role = _by_source(role, plain.text[: found.start], context.tail)
    if INSTEAD.search(plain.text[: found.start]):
        return None
    past = PAST.search(context.before) or WAS_BEFORE.search(context.tail)
    if role == "left_out" or (past and role in (None, "income")):
        return None
    period = period_of(context, role)
    doubt = "separator" if found.doubtful else None
    around = f"{context.before} {context.after}"
    label = label_of(context, plain, found.start, found.end, text) if role in (None, "cost") else ""
    marks = {name for name, is_so in (
        ("shared", shared(whole or around)), ("owed", owes(context.before)), ("lost", LOST.search(context.before)),
        (ASIDE, label is None), ("now", role is None and _is_now(context)),
        (f"beside_{near}", near in ("partner", "relative") and role != "benefits"),
    ) if is_so}
    if role == "other_debts" and period == "unsaid" and (OWING.search(around) or found.value >= 1000):
        period = "odd"  # what is owed in all is not what is paid a month
    start, end = plain.span(found.start, found.end)
    value = found.value / 2 if _HALF_OF.search(plain.text[: found.start]) else found.value
    money = Money.of(value, found.currency or currency)
    amount = Amount(
        label=label or "",
        minor=money.minor,
        currency=money.currency,
        role=role,
        period="unsaid" if period == "odd" else period,
        monthly_minor=None,
        doubt=doubt or ("period" if period == "odd" else None),
        text=text[start:end],
        start=start,
        end=end,
        kind=kind_of(role, f"{context.before} | {context.after}"),
        marks=frozenset(marks),
    )
    return weighed(amount)


def _by_source(role: str | None, upto: str, tail: str) -> str | None:
    """The role where no word names it, by where it comes from or by what is paid with it."""
    if role in (None, "income", "benefits") and source_of(upto, tail) == HELP:
        return HELP
    if role is not None:
        return role
    return source_of(upto, tail) or ("other_debts" if pays_off(upto) else None)


def _smics(text: str, plain: Plain, smic_net: int | None) -> list[Amount]:
    """ "un smic", "1,5 smic" as an income; in doubt when it is only about that or the figure is not known."""
    out: list[Amount] = []
    for match in _SMIC.finditer(plain.text):
        times = Decimal((match["n"] or "1").replace(",", ".")) if match["n"][0].isdigit() else Decimal(1)
        if times > 9 or PAST.search(plain.text[: match.start()]):
            continue
        near = plain.text[max(0, match.start() - 12) : match.start()] + plain.text[match.end() : match.end() + 20]
        start, end = plain.span(match.start(), match.end())
        minor = int(times * (smic_net or 0))
        sure = smic_net is not None and not _ABOUT_SMIC.search(near)
        out.append(
            Amount(
                minor=minor,
                currency="EUR",
                role="income",
                period="month",
                monthly_minor=minor if sure else None,
                doubt=None if sure else "magnitude",
                text=text[start:end],
                start=start,
                end=end,
            )
        )
    return out
