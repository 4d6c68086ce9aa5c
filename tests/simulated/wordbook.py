"""What a debtor says: a written phrase that fits goal, question and mood, with their own figures, in their spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from string import Formatter
from typing import Any

from ruamel.yaml import YAML

from tests.simulated.people import FIELDS, MOODS, Person
from tests.simulated.spelling import spell

HERE = Path(__file__).resolve().parent
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_CARE = frozenset({"distress", "possible_distress", "stop_contact"})  # nothing is put before these words


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words as typed, and which figures of the budget they tell."""

    text: str
    tells: tuple[str, ...] = ()


@cache
def _book(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = YAML(typ="safe").load((HERE / name).read_text(encoding="utf-8"))
    return found


def openings() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Goal, language, phrases."""
    return _book("openings.yml")


def answers() -> Mapping[str, Mapping[str, Any]]:
    """Question, language, phrases."""
    return _book("answers.yml")


def mood_of(phrase: str) -> tuple[str, str]:
    """The mood it is kept for (empty: any), and the words."""
    mood, bar, words = phrase.partition("|")
    return (mood, words) if bar and mood in MOODS else ("", phrase)


def fitting(phrases: Sequence[str], mood: str) -> list[str]:
    """Words of that mood and of any; all of them where none fits."""
    told = [mood_of(one) for one in phrases]
    return [words for of, words in told if of in ("", mood)] or [words for _, words in told]


class Voice:
    """One debtor's way of saying things; nothing is drawn twice from the same chance."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._chance = person.chance("voice")
        self._opened: list[str] = []
        self._figures = figures(person, self._chance)

    def opening(self) -> Spoken:
        """What they come for; each time in other words, as long as there are any."""
        person = self.person
        written = openings()[person.goal][person.language]
        phrases = [one for one in (fitting(written, person.mood) if not self._opened else
                                   [mood_of(one)[1] for one in written]) if one not in self._opened]
        chosen = self._chance.choice(phrases or [mood_of(one)[1] for one in written])
        first, self._opened = not self._opened, [*self._opened, chosen]
        if first and person.goal not in _CARE and person.mood != "terse" and self._chance.random() < 0.35:
            before = [w for m, w in map(mood_of, answers()["preface"][person.language]) if m == person.mood]
            chosen = f"{self._chance.choice(before)} {chosen}" if before else chosen
        return self._say(chosen)

    def answer(self, key: str) -> Spoken:
        """Words for a question, by their key in answers.yml. Raises KeyError for one that is not there."""
        return self._say(self._chance.choice(fitting(answers()[key][self.person.language], self.person.mood)))

    def say(self, key: str, **values: str) -> Spoken:
        """The same with values of the moment."""
        return self._say(self._chance.choice(fitting(answers()[key][self.person.language], self.person.mood)), **values)

    def _say(self, phrase: str, **values: str) -> Spoken:
        known = self._figures | values
        used = [name for _, name, _, _ in Formatter().parse(phrase) if name]
        filled = phrase.format(**known)
        keep = tuple(known[name] for name in used if name != "household")
        text = spell(filled, self.person.style, self.person.language, self._chance, keep=keep)
        return Spoken(text, tuple(name for name in used if name in FIELDS))


def figures(person: Person, chance: Random) -> dict[str, str]:
    """Everything that a phrase may have a hole for."""
    home, one, born = person.household, person.account, person.account.birth_date
    month = _MONTHS[person.language][born.month - 1]
    key = f"{home.adults}+{home.children}"
    return {
        "income": str(home.income), "benefits": str(home.benefits), "housing": str(home.housing),
        "essentials": str(home.essentials), "other_debts": str(home.other_debts), "amount": str(person.amount),
        "household": chance.choice(answers()["households"][person.language][key]), "day": _day(person),
        "unit": "pounds" if one.currency == "GBP" else "euros", "reference": one.reference,
        "reference_low": one.reference.lower().replace("-", " "), "birth": f"{born:%d/%m/%Y}",
        "birth_dots": f"{born:%d.%m.%Y}", "birth_long": f"{born.day} {month} {born.year}",
        "name": f"{one.first_name} {one.last_name}", "postcode": one.postcode,
    }


def _day(person: Person) -> str:
    if person.language == "fr":
        return str(person.day)
    return f"{person.day}th"
