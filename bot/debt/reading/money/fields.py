"""Which field of a budget an amount belongs to: by its own words, and by the question that is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.debt.reading.money.amount import Amount
from bot.debt.reading.money.costs import UNNAMED
from bot.debt.reading.money.kinds import beside_aid, earned, pays, receives, unsure_income, with_rent, withheld
from bot.debt.reading.money.living import arrears_of, tells_arrears
from bot.debt.reading.money.money_words import cues_in
from bot.debt.reading.money.sources import HELP
from bot.debt.reading.money.theirs import THEIRS
from bot.debt.reading.text.plain import fold

AMOUNTS = ("income", "benefits", "housing", "essentials", "other_debts")
COSTS = ("housing", "essentials", "other_debts")
_NET = re.compile(r"\bnet\b")
_STUDENT = re.compile(r"\bstudent loan")
_CARE_HOME = re.compile(r"\behpad\b|\bmaisons? de retraite\b|\bcare home\b")
_RENT = re.compile(r"loyer|logement|\brent\b|mortgage")
_PENSION = re.compile(r"\bpensions?\b")
_WITH_AID = re.compile(
    r"\b(?:aides?|alloc\w*|apl|caf|primes? d'activite|rsa|benefits?|uc|universal credit|pip) (?:compris"
    r"|inclus|incl)\w*"
    r"|\b(?:avec|y compris|with|incl\w*)(?: (?:les|mes|des|ma|la|l'|my|the))? ?(?:aides?|alloc\w*|apl|caf"
    r"|primes? d'activite|rsa|benefits?"
    r"|uc|universal|pip)\b"
)
_MONTH = r"(?:(?:tous les|chaque|par) mois|mensuel\w*|(?:every|each|per|a) month|monthly)"
_MONTHLY_RATHER = re.compile(rf"{_MONTH}[\s,]+(?:plutot|rather|instead)\b|\b(?:plutot|rather)[\s,]+{_MONTH}")
"""A choice between each month and once: the amount beside it is a proposal."""
_PAYS = re.compile(r"\b(?:je (?:vous|te|les|l'|le|la)|on|nous) ?(?:vous |te )?(?:paie|paye|payons|verse|donne)\b")
_NEAR = 24
"""Characters before an amount in which a verb says that it is paid."""
_SHORT = 15
"""Words: in a longer message an aid may be named for another reason."""
_OFFERED = re.compile(r"\bpeu[xt]?\b|pourrai|propos|mettr|\bcould\b|\bcan\b|\boffer|afford|\bwould\b")


@dataclass(frozen=True)
class Answer:
    """The words of an answer, plain, with what is known and asked."""

    text: str
    words: str
    asked: str | None
    known: Mapping[str, int]
    corrected: bool
    lone: bool
    whole: bool  # a month told in one breath, not an answer to one question

    def between(self, start: int, end: int) -> str:
        """The plain words in a stretch of the text."""
        return fold(self.text[start:end]).text if start < end else ""


def field_of(amount: Amount, answer: Answer, beside_rent: bool) -> str | None:
    """The field, "arrears:<kind>", "part" of essentials, "theirs" (counted nowhere), or None: no figure.

    "?<field>": it can't be placed; "~income": it may be an aid; "&benefits": it is help from somebody close.

    `beside_rent`: whether a rent stands right before or after it.
    """
    asked = answer.asked
    if "joined" in amount.marks and asked in AMOUNTS:
        amount = replace(amount, role=None)  # "650 + 60 d'edf": only without a question is the first like the second
    if amount.role == THEIRS:
        return THEIRS
    if amount.role == HELP and not answer.lone:
        return "&benefits"
    if amount.role == HELP:
        amount = replace(amount, role=None)  # the answer to what was asked, which may be an aid
    if amount.role == "cost":
        return _of_no_question(amount, answer, beside_rent)
    if amount.role in ("disputed", "offer"):
        paid = amount.role == "offer" and asked == "other_debts" and not _OFFERED.search(answer.words)
        return asked if paid else None
    if amount.role == "arrears":
        return "benefits" if _is_received(amount, answer) else f"arrears:{amount.kind}"
    if asked == "other_debts":
        return _beside_debts(amount, answer)
    if asked == "essentials" and with_rent(answer.words) and amount.role in (None, "essentials", "housing"):
        return "?essentials" if amount.role != "housing" or answer.lone else "housing"
    return _by_its_words(amount, answer, beside_rent)


def _is_received(amount: Amount, answer: Answer) -> bool:
    """Whether maintenance is an answer to what comes in; beside other figures the words around it have to say so."""
    if amount.kind != "maintenance" or answer.asked not in ("income", "benefits") or pays(answer.words):
        return False
    return answer.lone or tells_maintenance(amount, answer) == "received"


def tells_maintenance(amount: Amount, answer: Answer) -> str | None:
    """What the words right around maintenance say of it: "paid", "received", or nothing."""
    around = answer.between(max(0, amount.start - _NEAR), amount.start)
    after = re.split(r"[,;.0-9]", answer.between(amount.end, amount.end + 2 * _NEAR))[0]
    if pays(around) or pays(after) or _PAYS.search(around) or (arrears_of(after) and _TO_OTHER.search(after)):
        return "paid"
    return "received" if receives(around) or receives(after) else None


_TO_OTHER = re.compile(r"^[\s€£]*(?:euros?|pounds?)? ?(?:a|au|to) ")


def _of_no_question(amount: Amount, answer: Answer, beside_rent: bool) -> str | None:
    """Where a cost is asked for, an unknown word is of that question; else it is a cost by itself."""
    if answer.asked == "other_debts":
        return "other_debts"
    if _STUDENT.search(fold(amount.label).text) and _comes_in(amount, answer):
        return "benefits"
    if answer.asked == "housing" and _CARE_HOME.search(answer.words):
        return "housing"
    if UNNAMED in amount.marks and answer.asked in COSTS and not answer.whole:
        return field_of(replace(amount, role=None), answer, beside_rent)
    return "cost"


def _comes_in(amount: Amount, answer: Answer) -> bool:
    """Whether a student loan is lived on, rather than paid back."""
    before = answer.between(max(0, amount.start - _NEAR), amount.start)
    asked = answer.asked in ("income", "benefits") and answer.lone
    return (asked or receives(before)) and not pays(before)


def _by_its_words(amount: Amount, answer: Answer, beside_rent: bool) -> str | None:
    role, asked = amount.role, answer.asked
    if answer.lone and (role == "income" or (role in (None, "benefits") and asked == "income")):
        aid = _aid(amount, answer)
        if aid is not None:
            return aid
    if role is None and asked in ("income", "benefits") and _is_paid(amount, answer):
        return f"?{asked}"
    if role is None:
        return asked if asked in AMOUNTS else None
    if answer.lone and _answers_all_the_same(amount, answer):
        return asked
    if role == "essentials" and amount.kind == "charges" and (asked == "housing" or beside_rent):
        return "housing"
    if role == "essentials" and asked != "essentials" and amount.kind is not None:
        return role if amount.kind == "food" and answer.whole else "part"  # in one breath food stands for the rest
    return _unless_guessed(amount, answer, role)


def _is_paid(amount: Amount, answer: Answer) -> bool:
    """Whether what was told where an income was asked is rather paid, or offered: "je paie 100 maintenant"."""
    before = answer.between(max(0, amount.start - _NEAR), amount.start)
    if pays(before) or _PAYS.search(before):
        return True
    return answer.lone and _MONTHLY_RATHER.search(answer.words) is not None


def _aid(amount: Amount, answer: Answer) -> str | None:
    """Whether a lone income is an aid, by words that stand anywhere: "benefits", "~income" where it may be; or None."""
    if answer.asked == "benefits" or beside_aid(answer.words) or len(answer.words.split()) > _SHORT:
        return None
    if _WITH_AID.search(answer.words):
        return "~income"  # "1500, aides comprises"
    if amount.role == "benefits":
        return None
    named = {role for _, _, role in cues_in(answer.words)} & {"benefits", "housing_aid"}
    if named:  # "je touche 545 (ASS)"
        return "~income" if earned(answer.words) or "housing_aid" in named else "benefits"
    told_as_aid = amount.minor > 0 and answer.known.get("benefits") == amount.minor and amount.role is None
    return "~income" if told_as_aid or unsure_income(answer.text, answer.words) else None


def _unless_guessed(amount: Amount, answer: Answer, role: str) -> str:
    """An income told in passing may only rise where the words say that it comes in."""
    risen = role == "income" and amount.minor > answer.known.get("income", amount.minor)
    sure = answer.asked in (None, "income", "benefits") or answer.corrected or receives(answer.words)
    return "?income" if risen and not sure else role


def _answers_all_the_same(amount: Amount, answer: Answer) -> bool:
    """Whether a lone amount is what was asked for, though a word in it may mean something else."""
    role, asked = amount.role, answer.asked
    if (role, asked) == ("income", "benefits"):
        # "je touche 190": the verb says little, the question said it
        return not (earned(answer.words) or _NET.search(answer.words))
    if (role, asked) == ("essentials", "housing"):
        return _RENT.search(answer.words) is not None  # "le loyer charges comprises", however it is spelt
    if (role, asked) == ("benefits", "income"):
        return beside_aid(answer.words)  # "1500 sans les aides"
    if asked == "income" and role in ("housing", "essentials"):
        return "shared" in amount.marks  # "2500 le foyer" is no rent, "avant impôts" no tax
    return (role, asked) == ("other_debts", "housing") and not answer.corrected  # "un crédit de 700" for the home


def _beside_debts(amount: Amount, answer: Answer) -> str | None:
    """What is told where arrears, loans and maintenance are asked for."""
    role, late = amount.role, arrears_of(answer.words) if answer.lone else None
    if role in (None, "other_debts"):
        return f"arrears:{late}" if late else "other_debts"
    if answer.corrected or (role == "housing" and answer.known.get(role, amount.minor) == amount.minor):
        return role  # a figure of before changed, or said again
    if role == "housing":
        return "arrears:rent" if tells_arrears(answer.words) else "?other_debts"
    if role == "essentials":
        living = amount.kind in (None, "food")
        if living and amount.minor > answer.known.get("essentials", amount.minor):
            return "+essentials"  # more than all that was told for living: asked anew
        return "arrears:energy" if amount.kind == "energy" else "?other_debts" if living else "other_debts"
    if receives(answer.words):
        return role
    if role == "income" and _PENSION.search(answer.words):
        return "arrears:maintenance"  # where maintenance is asked for, it is the one that is paid
    paid = role == "benefits" or pays(answer.words) or withheld(answer.words)
    return "other_debts" if paid else "?other_debts"  # "CAF 48": what is paid back
