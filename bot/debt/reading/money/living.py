"""Arrears and what they are of, and what part of living an amount is for.

All patterns are for plain text (bot.debt.reading.text.plain).
"""

from __future__ import annotations

import re

_LATE = re.compile(
    r"\bretards?\b|\barrieree?s?\b|\bimpayee?s?\b|\brattrap\w*|\bapurement\b|\becheanciers?\b|\bdettes? (?:de "
    r"|d'|du |edf|gaz)"
    r"|\barrears?\b|\bbehind (?:on|with)\b|\bcatch(?:ing)? up\b|\bbacklog\b|\brepayment plan\b|\bback[ -]rent\b"
)
_OF = (
    (
        "maintenance",
        re.compile(
            r"\bpensions? (?:alimentaires?|des? (?:mes |nos |l'|la |ma )?(?:enfants?|filles?|fils|gosses"
            r"|petits?))|\ba (?:la|leur|sa) (?:mere|maman)(?: d[eu'] ?(?:ma|mon|mes|l'|la|nos) ?(?:filles?|fils"
            r"|enfants?"
            r"|gosses?|petite?s?))\b|\ba leur (?:mere|pere|maman|papa)\b|\bau pere de (?:ma|mon|mes) (?:filles?|fils"
            r"|enfants?)\b|\ba mon ex\b|\bto (?:my ex|(?:their|her|his|the (?:kids'?|weans'?)) (?:mum|mam|mom"
            r"|mother|dad"
            r"|father)|my (?:daughter|son|kid)(?:'?s)? (?:mum|mam|mom|mother|dad|father))\b|\balimony\b"
            r"|(?<!car )(?<!home )(?<!house )(?<!boiler )\bmaintenance\b"
            r"|\bchild support\b|\bcsa\b|\bcms\b"
        ),
    ),
    (
        "rent",
        re.compile(
            r"\bloyers?\b|\blogement\b|\bbailleur\b|\bproprio\w*|\bhlm\b|\brent\b|\bmortgage\b|\blandlord\b"
            r"|\bhousing\b"
        ),
    ),
    (
        "energy",
        re.compile(
            r"\bedf\b|\bengie\b|\benergies?\b|\belectricite\b|\belec\b|\bgaz\b|\bchauffage\b|\bfioul\b|\benercoop\b"
            r"|\btotal ?energies\b|\benergy\b|\bgas\b|\belectric\w*|\bheating\b|\bbritish gas\b"
            r"|\ble[ck]ky\b|\bleccy\b"
        ),
    ),
)
_WHOLE = re.compile(
    r"\bvivre\b|\bvie courante\b|\bl'essentiel\b|\bfactures\b|\bdepenses\b"
    r"|\bliving\b|\bessentials\b|\bbills\b|\butilities\b"
)
_FOOD = re.compile(
    r"\bcourses?\b|\bnourriture\b|\balimentation\b|\bbouff?e?s?\b|\bgraille\b|\bmanger\b|\bgrocer\w+|\bfood\b"
    r"|\beats?\b|\beating\b|\bmange\b"
    r"|\bshopping\b"
)
_CHARGES = re.compile(
    r"\bcharges\b|\bservice charges?\b|\bparking\b|\bgarage\b|\bcopro\w*|\btaxe fonciere\b|\bground rent\b"
)
_LIVING = (
    ("phone", re.compile(r"\btele\w*|\btel\b|\bportable\b|\bforfait\b|\binternet\b|\bbox\b|\bphone\b|\bbroadband\b")),
    ("water", re.compile(r"\beau\b|\bwater\b")),
    ("insurance", re.compile(r"\bassurances?\b|\bmutuelle\b|\binsurance\b")),
    (
        "transport",
        re.compile(
            r"\bessence\b|\bcarburant\b|\bgasoil\b|\bdiesel\b|\btransports?\b|\bnavigo\b|\bbus\b|\btrain\b"
            r"|\bvoiture\b|\bpetrol\b|\bfuel\b|\btravel\b"
        ),
    ),
    ("children", re.compile(r"\bcantine\b|\bcreche\b|\bnounou\b|\bgarde\b|\becole\b|\bcouches\b|\bchildcare\b"
                            r"|\bnursery\b|\bnappies\b|\bschool\b")),
    (
        "health",
        re.compile(
            r"\bmedicaments?\b|\bpharmacie\b|\bmedicine\b|\bdentist\w*|\borthodont\w*|\bordonnances?\b"
            r"|\bprescriptions?\b|\blunettes\b|\bopticien|\bmedecins?\b|\bsoins\b|\bglasses\b|\bopticians?\b"
        ),
    ),
)


def arrears_of(words: str) -> str | None:
    """rent, energy or maintenance when the words tell of arrears of it; maintenance whenever it is named."""
    late = _LATE.search(words) is not None
    return next((kind for kind, of in _OF if of.search(words) and (late or kind == "maintenance")), None)


def tells_arrears(words: str) -> bool:
    """Whether anything is told to be late, or paid off by and by."""
    return _LATE.search(words) is not None


def part_of_essentials(words: str) -> str | None:
    """None where a month's living is meant; else food (its largest part), charges, energy, another kind, or part."""
    if _WHOLE.search(words):
        return None
    if _FOOD.search(words):
        return "food"
    if _CHARGES.search(words):
        return "charges"
    if _OF[2][1].search(words):
        return "energy"
    return next((kind for kind, of in _LIVING if of.search(words)), "part")
