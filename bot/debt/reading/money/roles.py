"""What an amount is, by the words around it: its role, how often it is told, of what kind."""

from __future__ import annotations

import re

from bot.debt.reading.money.amount import MONTHLY_ROLES
from bot.debt.reading.money.contexts import Context, names_it
from bot.debt.reading.money.denials import CAPPED, DISPUTED, NOT_EARNED, NOT_SO, OWED, PAST, REFUSED, SOMEBODY_ELSE
from bot.debt.reading.money.kinds import ended, withheld
from bot.debt.reading.money.living import arrears_of, part_of_essentials
from bot.debt.reading.money.money_words import cues_in
from bot.debt.reading.money.periods import periods_in
from bot.debt.reading.money.theirs import THEIRS

_REMAINS = re.compile(r"\breste(?:nt|rait|ra)?\b[^,;.\n]*$|\bleft with\b[^,;.\n]*$")
_HAVE = re.compile(r"\b(?:j'ai|jai|on a|have|i've)(?: \w+){0,2} ?$")
_TO_LIVE = re.compile(r"^\W*(?:\w+ )?pour vivre\b|^\W*(?:\w+ )?(?:for|to) liv")


_ASKED = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid)? ?(?:(?:c'?est|c|ca (?:sort|vient)|is|comes?|it is|it's) )?"
    r"(?:quoi|koi|kwa|d'?ou|what|from where)(?![a-z])"
)
"""After a figure of ours: "173 c koi ?"."""


def role_of(context: Context) -> str | None:
    """What the words around say that the amount is; "left_out" for what is denied, or asked about."""
    before, after = cues_in(context.before), cues_in(context.after)
    noun = names_it(context) or next((role for _, _, role in after if role != "offer"), None)
    verb = before[-1][2] if before else None
    if verb == "offer" and noun is None and before[-2:-1] and before[-2][2] == "alimony":
        verb = "alimony"  # "la pension alimentaire que je verse"
    refused = REFUSED.search(re.split(r"[.!?\n]", context.before)[-1]) is not None  # "les 50 je peux pas. 20 oui"
    if verb == "offer" and noun == "alimony":
        verb = noun  # "je verse 150 de pension alimentaire"
    role = "offer" if verb == "offer" and not refused else noun or verb
    near = re.split(r"[.;\n]", context.tail)[0][:60]
    contested = DISPUTED.search(near) or re.search(r"conteste|dispute|disagree", context.before)
    if contested and role in (None, "essentials", "other_debts", "cost", "alimony"):
        return "disputed"
    around = f"{context.before} | {context.after}"
    if withheld(around) and role != "housing" and not NOT_SO.search(context.before):
        return "other_debts"
    handed = role == "offer" and noun is None and arrears_of(context.after) == "maintenance"
    if (role != "offer" or handed) and not refused and (kind := arrears_of(around)) is not None:
        return _of_arrears(kind, context)
    if OWED.search(context.before):
        return None
    if role is None and SOMEBODY_ELSE.search(context.before):
        return THEIRS
    if role is None or role == "offer":
        if refused or NOT_SO.search(context.before) or _ASKED.match(context.tail):
            return "left_out"
        capped = periods_in(context.after) and CAPPED.search(near)
        return "offer" if role == "offer" or capped else None
    return _money_of(role, context)


def _of_arrears(kind: str, context: Context) -> str:
    """Arrears and maintenance are paid before other things; maintenance that is received can't be seized."""
    around = f"{context.before} {context.after}"
    if NOT_SO.search(context.before) or (kind == "maintenance" and ended(around)):
        return "left_out"
    received = re.search(
        r"touche|recois|recue?\b|percois|percue?\b|verse a moi|me verse|rentre|\bget\b|receive",
        around,
    )
    return "benefits" if kind == "maintenance" and received else "arrears"


_COSTS = ("housing", "essentials", "other_debts", "cost")
_RUNS = (*_COSTS, "income", "benefits", None)
"""What may run every four weeks, as British benefits do: thirteen times a year."""
_AVERAGE = re.compile(r"\b(?:moyenne|moyen|on average|average[sd]?|lisse)\b")
_OTHER_ODD = re.compile(r"\b(?:jours?|heures?|semestre|days?|daily|hour\w*)\b")
WAS_BEFORE = re.compile(
    r"^[\s€£]*(?:euros?|pounds?|quid)?[\s,(]*(?:(?:c'?|ca |il |elle )?etait|it was|that was|was|were)[^,;.0-9]{0,14}"
    r"\b(?:avant|before)\b|^[\s€£]*(?:euros?|pounds?|quid)?,? (?:avant|before)\b"
    r"(?! (?:impots?|charges|prelev\w*|tax|deductions?|stoppages?|ni|bills?|rent|loyer|les? ))"
)
"""After a sum: what it was, and is no more."""


def _money_of(role: str, context: Context) -> str:
    """The role of an income or cost, unless it is denied, over, or not the person's own."""
    if NOT_SO.search(context.before) or (role == "essentials" and _is_left(context)):
        return "left_out"
    if role not in ("income", "benefits"):
        return role
    if any(denied.search(context.before) for denied in (PAST, NOT_EARNED)):
        return "left_out"
    return THEIRS if SOMEBODY_ELSE.search(context.before) else role


def _is_left(context: Context) -> bool:
    """What is left, or comes in, to live on ("il me reste 200 pour manger", "j'ai 600 pour vivre"): no cost."""
    return _REMAINS.search(context.before) is not None or (
        _HAVE.search(context.before) is not None and _TO_LIVE.search(context.after) is not None
    )


def period_of(context: Context, role: str | None) -> str:
    """The period named for the amount: after it first, else right before it; "odd" when it does not convert."""
    after, before = periods_in(context.after), periods_in(context.before)
    named = after[0][2] if after else before[-1][2] if before else "unsaid"
    if named == "now":
        named = "unsaid" if role in MONTHLY_ROLES else "once"
    averaged = _AVERAGE.search(f"{context.before} | {context.tail}") is not None
    if named == "odd" and averaged and not _OTHER_ODD.search(context.after):
        named = "unsaid"  # "900 en moyenne sur l'année" is what a month brings
    if (named == "two_months" and role not in _COSTS) or (named == "four_weeks" and role not in _RUNS):
        named = "odd"  # no rhythm of a plan, and of what comes in a month is asked for
    return named


def kind_of(role: str | None, around: str) -> str | None:
    """Of what the arrears are, or what part of living it is."""
    if role == "arrears":
        return arrears_of(around)
    return part_of_essentials(around) if role == "essentials" else None
