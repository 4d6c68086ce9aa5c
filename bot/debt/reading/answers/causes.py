"""A cause told in one breath with figures of the month: "j'ai perdu mon emploi, je touche 900 et mon loyer est 500"."""

from __future__ import annotations

import re

from bot.debt.reading.answers.answers import is_yes
from bot.debt.reading.household.people import read_household
from bot.debt.reading.text.plain import fold, with_digits

_KIN = r"(?:mari|femme|conjointe?|compagn(?:on|e)|pere|mere|maman|papa|fils|fille|husband|wife|partner|mum|mom|dad|son)"
_CAUSES = {
    "job_loss": r"perdu (?:mon|le|un) (?:emploi|travail|boulot|taf|job|poste)|licenciee?"
    r"|viree? (?:de|en|par|le|la|hier)|ete viree?"
    r"|plus de (?:travail|boulot|taf|emploi)|fin de (?:contrat|cdd|mission)|lost my job|laid off"
    r"|(?:made|been made) redundant|got (?:sacked|fired)|been (?:sacked|fired)",
    "illness": r"(?:suis|tombee?) (?:tres |gravement )?malade|(?:en )?arret maladie|j'ai un cancer|off sick"
    r"|(?:i am|i'm|im|been|got|fell) (?:very |really )?(?:ill|sick)(?! of)",
    "separation": rf"(?:on s'est|nous nous sommes|je suis|je me suis) separee?s?|(?:je|on) divorce|divorcee?s?"
    rf"|{_KIN} (?:est partie?|m'a quittee?|left(?: me)?)|split up|(?:we|i'm|got) (?:separated|divorced)",
    "bereavement": rf"{_KIN} (?:est (?:morte?|decedee?)|vient de (?:mourir|deceder)|died|has died|passed away)"
    rf"|perdu (?:mon|ma) {_KIN}|lost my (?:husband|wife|mum|mom|dad|son)|je suis (?:veuve|veuf)",
    "reduced_income": r"moins d'heures|chomage partiel|baisse de (?:mon |mes )?(?:salaire|revenus?)|(?:cut my|reduced)"
    r" hours|hours (?:were |got |have been )cut|pay cut",
}
_PATTERNS = {name: re.compile(rf"(?<![a-z])(?:{words})(?![a-z])") for name, words in _CAUSES.items()}
_CLAUSES = re.compile(r"[,;:.!\n]+|\s(?:et|and|mais|but|donc|so|alors|du coup|maintenant|now)\s")
_LONGEST = 10
"""Words of a clause: in a longer one something else may be said as well."""


def read_cause(text: str, language: str) -> str | None:
    """The cause of hardship told beside figures, as the intents name it ("job_loss"); None: none, several, no figure,
    or anything else beside them: that is for who understands whole sentences.
    """
    clauses = [one.strip() for one in _CLAUSES.split(with_digits(fold(text), language).text) if one.strip()]
    told: set[str] = set()
    figures = False
    for clause in clauses:
        causes = {name for name, pattern in _PATTERNS.items() if pattern.search(clause)}
        figure = re.search(r"[0-9]", clause) is not None
        beside = is_yes(clause, strict=False) or read_household(clause, language) is not None or _COURTESY(clause)
        if len(clause.split()) > _LONGEST or not (causes or figure or beside):
            return None
        told, figures = told | causes, figures or figure
    return told.pop() if len(told) == 1 and figures else None


def causes_in(text: str, language: str) -> frozenset[str]:
    """Every cause whose words stand there, whatever else does: a hint for a person who reads them, never acted on."""
    plain = with_digits(fold(text), language).text
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(plain))


_COURTESY = re.compile(r"(?:bonjour|bonsoir|salut|slt|hello|hi|merci|thanks|svp|please)\W*").fullmatch
