"""Who the simulated debtors are: goal, household, mood, spelling; the same for the same seed. Whole euros, pounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.simulated.spelling import STYLES

GOALS: Mapping[str, int] = {
    "plan_by_steps": 34, "plan_in_one_breath": 28, "own_amount": 24, "pause": 16, "already_paid": 12, "dispute": 14,
    "wrong_person": 10, "identity_theft": 10, "person": 12, "call_back": 10, "pay_now": 14, "budget_adviser": 10,
    "over_indebtedness": 12, "stop_contact": 12, "distress": 14, "possible_distress": 16, "late_on_plan": 12,
    "change_due_day": 10, "balance": 12, "question_then_plan": 14, "comes_back": 14,
}
"""What they come for, and how often among 310."""
MOODS = ("calm", "ashamed", "angry", "terse", "rambling")
FIELDS = ("income", "benefits", "household", "housing", "essentials", "other_debts")
_FIRST = {"fr": ("Nadia", "Paul", "Chantal", "Yanis", "Odile", "Karim", "Solène", "Bruno"),
          "en": ("Megan", "Owen", "Priya", "Callum", "Joyce", "Darren", "Aisha", "Graham")}
_LAST = {"fr": ("Perrin", "Bouzid", "Lemoine", "Carpentier", "Traoré", "Vidal", "Masson", "Gaillard"),
         "en": ("Hughes", "Okafor", "Barker", "Shah", "Doyle", "Nicholls", "Fraser", "Webb")}
_LAST_GB = ("M14 5TQ", "G42 8PN", "LS6 2AB", "BT9 6AG", "NE4 5PL")
_POSTCODES = ("35000", "59100", "67100", "13010", "44200", "75020", "87000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A month, truly; whole euros or pounds."""

    income: int
    benefits: int
    adults: int
    children: int
    housing: int
    essentials: int
    other_debts: int

    @property
    def left(self) -> int:
        """What the month leaves when everything is paid."""
        return self.income + self.benefits - self.housing - self.essentials - self.other_debts


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The case as the creditor's file has it; sums in minor units."""

    creditor: str
    brand: str
    reference: str
    first_name: str
    last_name: str
    birth_date: date
    postcode: str
    overdue: int
    next_due: int

    @property
    def currency(self) -> str:
        """Of its sums."""
        return "GBP" if self.creditor == "brightloan" else "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How somebody goes about it."""

    taps: float  # how often they tap rather than type
    letter: bool = True  # has the reference at hand
    slips: bool = False  # the birth date is wrong the first time
    one_go: bool = False  # reference and birth date in one message
    hides: str = ""  # the field of the budget that they would rather not tell
    confirm: str = "yes"  # yes, no, unsure (then yes)
    offer: str = "lightest"  # lightest, faster, other, not_now
    suicidal: bool = False  # the true answer to the gentle question
    unsure_of_sum: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One simulated debtor."""

    number: int
    seed: int
    goal: str
    language: str
    mood: str
    style: str
    household: Household
    account: Account
    traits: Traits
    amount: int  # what they would offer a month
    day: int  # the day of the month that would suit them

    @property
    def name(self) -> str:
        """For the file of the transcript."""
        return f"{self.number:03d}-{self.goal}-{self.language}-{self.mood}-{self.style}"

    def chance(self, what: str = "") -> Random:
        """A source of chance of their own."""
        return Random(f"{self.seed}:{self.number}:{what}")  # noqa: S311  (play, not secrets)


def people(count: int, seed: int, only: str = "") -> list[Person]:
    """So many debtors; `only`: all of them with that goal. Raises ValueError for a goal that nobody has."""
    if only and only not in GOALS:
        raise ValueError(f"there is no goal {only!r}: {', '.join(GOALS)}")
    chance = Random(seed)  # noqa: S311
    dealt: list[str] = []
    while len(dealt) < count:
        share = [goal for goal, weight in GOALS.items() for _ in range(weight)]
        chance.shuffle(share)
        rare_first = list(GOALS) if not dealt else []  # even a few debtors have every goal among them
        chance.shuffle(rare_first)
        dealt += rare_first + share
    return [_person(n, seed, only or dealt[n]) for n in range(count)]


def _person(number: int, seed: int, goal: str) -> Person:
    chance = Random(f"{seed}:{number}")  # noqa: S311
    language = "en" if chance.random() < 0.36 else "fr"
    creditor = _creditor(language, chance)
    mood = chance.choice(MOODS)
    return Person(
        number=number, seed=seed, goal=goal, language=language, mood=mood, style=chance.choice(STYLES),
        household=_household(chance), account=_account(number, creditor, chance), traits=_traits(mood, goal, chance),
        amount=chance.choice((15, 20, 25, 30, 40, 50, 60, 80, 100)), day=chance.choice((5, 8, 10, 12, 15, 28)),
    )


def _creditor(language: str, chance: Random) -> str:
    if language == "en":
        return "brightloan" if chance.random() < 0.7 else "auralis"
    return "volta" if chance.random() < 0.25 else "auralis"


def _household(chance: Random) -> Household:
    adults, children = chance.choice((1, 1, 1, 2)), chance.choice((0, 0, 0, 1, 2, 3))
    kind = chance.choice(("benefits", "part", "unemployed", "wage", "wage", "pension", "good", "good"))
    low, high = {
        "benefits": (0, 0), "part": (640, 1080), "unemployed": (880, 1480), "wage": (1420, 2150),
        "pension": (820, 1500), "good": (2200, 3300),
    }[kind]
    income = chance.randrange(low, high + 1, 10) if high else 0
    benefits = chance.randrange(560, 1250, 10) if not income else chance.choice((0, 0, 0, 140, 190, 310))
    means = income + benefits
    housing = min(chance.randrange(280, 760, 10), int(means * 0.5) // 10 * 10)
    essentials = min(230 + 110 * (adults - 1 + children) + chance.randrange(0, 150, 10), int(means * 0.6) // 10 * 10)
    other = chance.choice((0, 0, 0, 35, 60, 85, 140, 220))
    return Household(income=income, benefits=benefits, adults=adults, children=children, housing=housing,
                     essentials=essentials, other_debts=other)


def _account(number: int, creditor: str, chance: Random) -> Account:
    tongue = "en" if creditor == "brightloan" else "fr"
    reference = {"auralis": f"AUR-{81000 + number}", "volta": f"VE{9000 + number}",
                 "brightloan": f"BL/{5000 + number}"}[creditor]
    brand = {"volta": "Volta Énergie", "brightloan": "BrightLoan"}.get(
        creditor, chance.choice(("Auralis", "Électro Doré", "Librairie Nova")))
    overdue = int(90 * 100 * (26 ** chance.random()))
    return Account(
        creditor=creditor, brand=brand, reference=reference, first_name=chance.choice(_FIRST[tongue]),
        last_name=chance.choice(_LAST[tongue]), birth_date=date(1950, 1, 3) + timedelta(days=chance.randrange(19000)),
        postcode=chance.choice(_LAST_GB if tongue == "en" else _POSTCODES), overdue=overdue,
        next_due=chance.randrange(2500, 9000) if creditor == "auralis" else 0,
    )


def _traits(mood: str, goal: str, chance: Random) -> Traits:
    hides = chance.choice(FIELDS) if chance.random() < (0.25 if mood in ("ashamed", "angry") else 0.08) else ""
    no_letter = goal in ("balance", "plan_by_steps") and chance.random() < 0.12
    return Traits(
        taps=0.75 if mood == "terse" else 0.45, letter=not no_letter, slips=chance.random() < 0.08,
        one_go=chance.random() < 0.2, hides=hides, suicidal=chance.random() < 0.35,
        confirm=chance.choices(("yes", "unsure", "no"), (80, 12, 8))[0],
        offer=chance.choices(("lightest", "faster", "other", "not_now"), (68, 12, 13, 7))[0],
        unsure_of_sum=chance.random() < 0.12,
    )
