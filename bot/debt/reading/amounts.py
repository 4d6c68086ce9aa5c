"""Amounts told in a sentence: how much, of what currency, for what, how often, and what is in doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.debt.money import Money
from bot.debt.reading.contexts import Context, contexts_of
from bot.debt.reading.dates import day_spans
from bot.debt.reading.masking import private_spans
from bot.debt.reading.money_words import (
    CAPPED,
    DISPUTED,
    GROSS,
    NOT_EARNED,
    NOT_SO,
    OWED,
    OWING,
    PAST,
    REFUSED,
    SOMEBODY_ELSE,
    TOGETHER,
    a_month,
    cues_in,
    periods_in,
)
from bot.debt.reading.numbers import Found, find_numbers_in
from bot.debt.reading.plain import Plain, fold, with_digits
from bot.debt.reading.references import DEFAULT_PATTERNS, reference_spans, uk_postcode_spans

MONTHLY_ROLES = ("income", "benefits", "housing", "housing_aid", "essentials", "other_debts")
_SOUND = {  # major units of euro or pound a month, least and most that need no asking again
    "income": (50, 8000),
    "benefits": (5, 4000),
    "housing": (20, 3000),
    "housing_aid": (5, 1500),
    "essentials": (5, 4000),
    "other_debts": (2, 5000),
    "offer": (1, 3000),
}
_RAND_FACTOR = 20
_SOME_DAY = date(2000, 1, 1)
_NUMBERING = re.compile(
    r"(?:^|[^a-z])(?:le|la|du|au|numero|num|no|n°|ref|reference|dossier|code|tel|depuis|since|en|annee|jusqu'en|until|option|choix|vers|a) ?$"
)
_MONTH_BEFORE = re.compile(r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
                           r"january|february|march|april|may|june|july|august|september|october|november|december) $")
_SMIC = re.compile(r"(?<![a-z])(?:(?P<n>[0-9]+(?:[.,][0-9])?|un|le|au|mon|du|d'un) ?)smic(?![a-z])(?! horaire)")
_ABOUT_SMIC = re.compile(r"demi|moitie|mi[ -]temps|temps partiel|presque|moins|plus|a peine|%|pourcent|pas")
_RANGE = re.compile(r" ?(?:a|-|/|ou|or|to|et|and|a peu pres) ?")


@dataclass(frozen=True, kw_only=True)
class Amount:
    """One amount told. `minor` is in cents or pence; `start`/`end` are places in the text as given.

    `role`: income, benefits (cannot be seized), housing, housing_aid, essentials, other_debts, offer,
    disputed, or None when the words do not say. `period`: month (also when an income or a cost names
    none), week, fortnight, quarter, year, once, unsaid. `monthly_minor`: minor units a month; None in doubt
    and for what is paid once; for an unsaid period what it is if a month was meant. `doubt`: None, or what
    must be read back and asked: separator, magnitude, period.
    """

    minor: int
    currency: str
    role: str | None
    period: str
    monthly_minor: int | None
    doubt: str | None
    text: str
    start: int
    end: int


def read_amounts(
    text: str, *, language: str = "fr", currency: str = "EUR", smic_net: int | None = None
) -> tuple[Amount, ...]:
    """Amounts told, in order. Dates, ages, phone numbers, postcodes, references and counts are none.

    `currency` is what is meant when none is named. `smic_net` is the net minimum wage a month in cents,
    for "un smic"; without it that reads as nothing in doubt of magnitude. What is denied ("je peux pas payer
    100", "pas 460", "je touchais 1800") or earned by somebody else is left out: the person is asked.
    """
    plain = with_digits(fold(text), language)
    found = find_numbers_in(plain, language, _taken(plain))
    around = contexts_of(plain.text, found)
    kept = [(f, c) for f, c in zip(found, around, strict=True) if _is_money(plain.text, f, c)]
    amounts = [a for f, c in kept if (a := _amount(text, plain, f, c, currency)) is not None]
    amounts = _housing_before_aid(_ranges(amounts, plain, text))
    amounts += _smics(text, plain, smic_net)
    return tuple(sorted(amounts, key=lambda a: a.start))


def with_role(amount: Amount, role: str, *, period: str | None = None) -> Amount:
    """The amount as the answer to a question for that role (and period, when the question named one).

    A period that the person told is kept; the monthly sum and the doubt are weighed again.
    """
    kept = amount.period if amount.period != "unsaid" else period or "unsaid"
    doubt = amount.doubt if amount.doubt == "separator" else None
    odd = amount.doubt == "period" and not period and amount.role != "offer"
    return _weighed(replace(amount, role=role, period=kept, doubt="period" if odd else doubt))


def _taken(plain: Plain) -> list[tuple[int, int]]:
    """Places of what looks like numbers and is not money."""
    days = [(s, e) for s, e, _ in day_spans(plain, _SOME_DAY)]
    references = [(s, e) for s, e, _ in reference_spans(plain, DEFAULT_PATTERNS)]
    return days + references + uk_postcode_spans(plain) + [(s, e) for s, e, _ in private_spans(plain, _SOME_DAY)]


def _is_money(text: str, found: Found, context: Context) -> bool:
    """Whether a number without a currency may be money at all, by its shape and the words before it."""
    said = [*cues_in(context.before), *cues_in(context.after), *periods_in(context.after)]
    before = text[max(0, found.start - 14) : found.start]
    if found.named:
        return found.value < Decimal(10**7)
    if found.worded and 0 < found.value < 10 and not said:
        return False
    if _MONTH_BEFORE.search(before) or (_NUMBERING.search(before) and not said):
        return False
    if re.search(r"(?:depuis|since|en|annee|jusqu'en|until|in) $", before) and 1900 <= found.value <= 2100:
        return False
    length = len(re.sub(r"[^0-9].*", "", found.digits.replace(" ", "")))
    bare = found.digits.isdecimal()
    return not bare or length <= 4 or (length == 5 and bool(said))


def _role(context: Context) -> str | None:
    """What the words around say that the amount is; "left_out" for what is denied or somebody else's."""
    before, after = cues_in(context.before), cues_in(context.after)
    noun = next((role for _, _, role in after if role != "offer"), None)
    verb = before[-1][2] if before else None
    refused = REFUSED.search(context.before) is not None
    role = "offer" if verb == "offer" and not refused else noun or verb
    near = re.split(r"[.;\n]", context.tail)[0][:60]
    contested = DISPUTED.search(near) or re.search(r"conteste|dispute|disagree", context.before)
    if contested and role in (None, "essentials", "other_debts", "alimony"):
        return "disputed"
    if OWED.search(context.before):
        return None
    if role is None or role == "offer":
        if refused or NOT_SO.search(context.before):
            return "left_out"
        capped = periods_in(context.after) and CAPPED.search(near)
        return "offer" if role == "offer" or capped else None
    return _money_of(role, context)


def _money_of(role: str, context: Context) -> str:
    """The role of an income or cost, unless it is denied, over, or not the person's own."""
    if NOT_SO.search(context.before):
        return "left_out"
    if role == "alimony":
        # received it cannot be seized; paid it is a cost of living
        received = re.search(r"touche|recois|percois|verse a moi|get|receive", context.before)
        return "benefits" if received else "essentials"
    if role in ("income", "benefits") and any(
        denied.search(context.before) for denied in (PAST, NOT_EARNED, SOMEBODY_ELSE)
    ):
        return "left_out"
    return role


def _period(context: Context, role: str | None) -> str:
    """The period named for the amount: after it first, else right before it; "odd" when it does not convert."""
    after, before = periods_in(context.after), periods_in(context.before)
    named = after[0][1] if after else before[-1][1] if before else "unsaid"
    if named == "now":
        named = "unsaid" if role in MONTHLY_ROLES else "once"
    return named


def _amount(text: str, plain: Plain, found: Found, context: Context, currency: str) -> Amount | None:
    role = _role(context)
    if role == "left_out" or (role is None and PAST.search(context.before)):
        return None
    period = _period(context, role)
    doubt = "separator" if found.doubtful else None
    around = f"{context.before} {context.after}"
    if role == "income" and (GROSS.search(context.after) or TOGETHER.search(around)):
        doubt = doubt or "magnitude"
    if role == "other_debts" and period == "unsaid" and (OWING.search(around) or found.value > 1000):
        period = "odd"  # what is owed in all is not what is paid a month
    start, end = plain.span(found.start, found.end)
    money = Money.of(found.value, found.currency or currency)
    amount = Amount(
        minor=money.minor,
        currency=money.currency,
        role=role,
        period="unsaid" if period == "odd" else period,
        monthly_minor=None,
        doubt=doubt or ("period" if period == "odd" else None),
        text=text[start:end],
        start=start,
        end=end,
    )
    return _weighed(amount)


def _weighed(amount: Amount) -> Amount:
    """The same with its default period, its monthly sum, and a doubt where the sum is not sound."""
    period, doubt = amount.period, amount.doubt
    if period == "unsaid" and amount.role in MONTHLY_ROLES and doubt != "period":
        period = "month"
    if period == "unsaid" and amount.role == "disputed":
        period = "once"
    monthly = a_month(amount.minor, period)
    least, most = _SOUND.get(amount.role or "", (0, 10_000 if period != "unsaid" else 10**9))
    factor = 100 * (_RAND_FACTOR if amount.currency == "ZAR" else 1)
    if monthly is not None and monthly and not least * factor <= monthly <= most * factor:
        doubt = doubt or "magnitude"
    if amount.role == "offer" and period == "unsaid":
        doubt = doubt or "period"
    return replace(amount, period=period, doubt=doubt, monthly_minor=None if doubt else monthly)


def _doubted(amount: Amount, doubt: str) -> Amount:
    return replace(amount, doubt=amount.doubt or doubt, monthly_minor=None)


def _ranges(amounts: list[Amount], plain: Plain, text: str) -> list[Amount]:
    """Two amounts that are one told loosely ("300 à 400") or run together ("2 50") are both in doubt."""
    out = list(amounts)
    for index, (one, two) in enumerate(zip(amounts, amounts[1:], strict=False)):
        between = fold(text[one.end : two.start]).text
        opened = re.search(r"(?:entre|between) ?$", fold(text[max(0, one.start - 10) : one.start]).text)
        ranged = _RANGE.fullmatch(between) and (opened or between.strip() not in ("et", "and"))
        joined = not between.strip()
        if ranged or joined:
            doubt = "separator" if joined else "magnitude"
            shared = out[index].role or two.role
            out[index] = _doubted(replace(out[index], role=shared), doubt)
            out[index + 1] = _doubted(replace(two, role=two.role or shared), doubt)
        elif between.strip() in ("+", "plus") and out[index].role is None and two.role in MONTHLY_ROLES:
            out[index] = with_role(out[index], two.role)
    return out


def _housing_before_aid(amounts: list[Amount]) -> list[Amount]:
    """ "520 mais 300 d'apl": what stands before its housing aid is the rent."""
    out = list(amounts)
    for index, (one, two) in enumerate(zip(amounts, amounts[1:], strict=False)):
        if one.role is None and two.role == "housing_aid" and two.start - one.end <= 16:
            out[index] = with_role(one, "housing")
    return out


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
