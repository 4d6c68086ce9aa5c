"""Numbers as they are written, and what stands right around them: currency, thousands, things counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.debt.reading.text.plain import Plain

_DIGITS = re.compile(r"[0-9]+(?:[.,'][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,'])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]{1,2}")
_BOTH = re.compile(r"([0-9]{1,3}(?:[.' ][0-9]{3})+),([0-9]{1,2})|([0-9]{1,3}(?:[,' ][0-9]{3})+)\.([0-9]{1,2})")
_PREFIX = re.compile(r"(?:(?<![a-z])(eur|gbp|zar|rs|r)|([€£$]))\s?$")
_THOUSAND = re.compile(r" ?(?:k(?![a-z0-9])|mille(?![a-z])|thousand(?![a-z])|k(?=[0-9]{1,3}(?![0-9a-z])))")
_UNIT = re.compile(
    r" ?(?:(?P<EUR>€uros?|€|euros?|eur|eu|e(?=(?:[^a-z0-9']|[0-9]{2}(?![0-9])|$))|balles?|boules)"
    r"|(?P<GBP>(?<! )£|£(?!\s?[0-9])|quids?|pounds?|gbp|livres|sterling)|(?P<ZAR>zar|rands?)"
    r"|(?P<CENTS>centimes?|cts?|cents?|pence))(?![a-z])"
)
_FOREIGN = re.compile(r" ?(?:\$|us ?d|dollars?|bucks|chf|francs?|f ?cfa|dirhams?|dinars?|yens?|bitcoins?)(?![a-z])")
_CENTS_AFTER = re.compile(
    r"\s?(?:et |and )?(?P<said>[0-9]{1,2})\s?(?:centimes?|cts?|cents?|pence|p)(?![a-z])"
    r"|(?P<glued>[0-9]{2})(?![0-9a-z.,'€£%/])"
    r"|\s(?P<apart>[0-9]{2})(?=\s*(?:$|[;\n!?)]| par | a month| per ))"  # "450 euros 60 de credit" is two amounts
)
_COUNTED = re.compile(
    r"(?: |-)?(?:(?:phone|other|different|more|autres?|unwanted|separate) )?(?:%|pour ?(?:cents?|100)\b|percent|m2"
    r"|km|kg|/ ?[0-9](?![0-9])|x\b|x(?=[0-9 ])|eme\b|nd\b|st\b|rd\b|th\b|h\b"
    r"|h(?=[0-9])|am\b|heures?\b"
    r"|hours?\b|min(?:utes?)?\b|mois\b|months?\b|ans?\b|annees?\b|years?\b|yrs?\b|yo\b|semaines?\b|weeks?\b|wks\b"
    r"|jours?\b|j\b|days?\b"
    r"|fois\b|times\b|enfants?\b|gosses?\b|gamin(?:e?s|e)?\b|mioches?\b|petits?\b|bebes?\b|ados?\b|filles?\b"
    r"|garcons?\b"
    r"|fils\b|kids?\b|children\b|bairns?\b|weans?\b|wee ones\b|little ones\b|loulous?\b|momes?\b|jumeaux\b|twins\b"
    r"|child\b(?! (?:support|maintenance|benefit|tax|care))|sons?\b|daughters?\b|personnes?\b"
    r"|people\b|adultes?\b|adults?\b"
    r"|of us\b"
    r"|bouches?\b|lettres?\b|letters?\b|courriers?\b|appels?\b|calls?\b|mails?\b|sms\b|messages?\b"
    r"|dossiers?\b|pieces?\b"
    r"|etages?\b|rue\b|avenue\b|boulevard\b|bis\b|jobs?\b|emplois?\b|boulots?\b|smics?\b|degres?\b"
    r"|trimestres?\b)"
)
_COUNTED_IF_FEW = re.compile(
    r" ?(?:mensualites?|echeances?|instal?lments?|payments?|paiements?|versements?|credits?|prets?|loans?"
    r"|dettes?|debts?"
    r"|factures?|bills?|cartes?|cards?|loyers|revolving|prelevements?|cheques?)\b"
)
_AFTER_SLASH = re.compile(r"[a-z]/$|[0-9] pour $|(?<![0-9])[0-9]/$|covid[ -]$")  # "24h/24", "80 pour 100", "1/4"
_LONGEST_INTEGER = 9
_WEEKS_APART = (2, 3, 4)
_FEW = 12
"""Up to so many, "6 credits" counts contracts; above, "60 credit" is what they cost."""


@dataclass(frozen=True, slots=True)
class Found:
    """A number that may be money, in the plain text: its place with currency and cents, and its value.

    `value` is in major units; `named` says that a currency was written; `doubtful` that the separator was.
    """

    start: int
    end: int
    value: Decimal
    currency: str | None
    doubtful: bool
    worded: bool
    digits: str

    @property
    def named(self) -> bool:
        """Whether a currency was written with it."""
        return self.currency is not None


def parse_number(told: str, language: str) -> tuple[Decimal, bool] | None:
    """Value of a number as written, and whether its separator is in doubt; None for what is no number.

    "1 200,50", "1.234,56" and "1,234.56" are plain. "1.200" may be a thousand or one and a fifth: in doubt,
    as is "1,200" in French; in English the comma parts thousands.
    """
    if re.fullmatch(r"[0-9]+", told):
        return Decimal(told), False
    if both := _BOTH.fullmatch(told):
        whole, cents = (both[1], both[2]) if both[1] else (both[3], both[4])
        return Decimal(re.sub(r"[^0-9]", "", whole) + "." + cents), False
    if _DECIMAL.fullmatch(told):
        return Decimal(told.replace(",", ".")), False
    if re.fullmatch(r"[0-9]{1,3}(?: [0-9]{3})+", told):
        first, second = told.split(" ")[:2]
        # "450 300" is rather two amounts run together than 450 thousand
        return Decimal(told.replace(" ", "")), len(first) == 3 and not second.startswith("0")
    if grouped := _GROUPED.fullmatch(told):
        plain = Decimal(re.sub(r"[^0-9]", "", told))
        clear = grouped[1] == "'" or told.count(grouped[1]) > 1 or (grouped[1] == "," and language == "en")
        return plain, not clear or told.startswith("0")
    if re.fullmatch(r"[0-9]+[.,][0-9]{3}", told):
        return Decimal(told.replace(",", ".")), True
    return None


def _tokens(text: str) -> list[tuple[int, int]]:
    """Places of numbers; groups of three parted by single spaces are one ("1 200,50")."""
    places: list[tuple[int, int]] = []
    for match in _DIGITS.finditer(text):
        if places:
            start, end = places[-1]
            joins = text[end : match.start()] == " " and re.fullmatch(r"[0-9]{1,3}(?: [0-9]{3})*", text[start:end])
            if joins and text[start] != "0" and re.fullmatch(r"[0-9]{3}(?:[.,][0-9]{1,2})?", match[0]):
                places[-1] = (start, match.end())
                continue
        places.append(match.span())
    return places


def _counts(text: str, end: int, value: Decimal) -> bool:
    """Whether the number counts or numbers something, is an hour ("5pm"), or has unknown letters glued to it."""
    if re.match(r" ?(?:pm|pcm|pw|pa|p/m)\b", text[end : end + 5]):
        return value <= 12
    if value in _WEEKS_APART and re.match(r"[ -]?(?:weekly|wkly)\b", text[end : end + 8]):
        return True  # "every 4 weekly"; "60 weekly" is money
    few = value <= _FEW and _COUNTED_IF_FEW.match(text, end) is not None
    return few or _COUNTED.match(text, end) is not None or re.match(r"[a-z_@#]", text[end : end + 1]) is not None


def _read_one(plain: Plain, start: int, end: int, language: str) -> Found | None:
    text, told = plain.text, plain.text[start:end]
    prefix = _PREFIX.search(text, max(0, start - 5), start)
    before = text[start - 1] if start else " "
    glued = not prefix and (before.isalnum() or before in "#_@°")
    if glued or (prefix and prefix[2] == "$") or _AFTER_SLASH.search(text[max(0, start - 8) : start]):
        return None
    parsed = parse_number(told, language)
    if before == "(" and text[end : end + 1] == ")" and len(told) == 1:
        return None  # "(1) the amount, (2) the name"
    end += 3 if re.match(r"ish(?![a-z])", text[end : end + 4]) else 0  # "350ish"
    if parsed is None or len(re.sub(r"[^0-9]", "", told)) > _LONGEST_INTEGER + 2:
        return None
    value, doubtful = parsed
    if thousand := _THOUSAND.match(text, end):
        value, end = value * 1000, thousand.end()
        if thousand[0].strip() == "k" and (rest := re.match(r"[0-9]{1,3}(?![0-9])", text[end:])):
            value, end = value + Decimal(rest[0].ljust(3, "0")), end + rest.end()
    currency = {
        "€": "EUR",
        "£": "GBP",
        "eur": "EUR",
        "gbp": "GBP",
        "zar": "ZAR",
        "rs": "ZAR",
        "r": "ZAR",
    }.get((prefix[1] or prefix[2]) if prefix else "")
    if _FOREIGN.match(text, end):
        return None
    if unit := _UNIT.match(text, end):
        end = unit.end()
        if unit.lastgroup == "CENTS":
            value = value / 100
        currency = currency or (unit.lastgroup if unit.lastgroup != "CENTS" else "")
        if unit[0] == "e" and re.search(r"(?<![a-z])(?:le|la|du|au|ce|cette) $", text[max(0, start - 7) : start]):
            return None  # "le 2e"
    elif _counts(text, end, value):
        return None
    in_cents = unit is not None and unit.lastgroup == "CENTS"
    if currency and not in_cents and value == int(value) and (cents := _CENTS_AFTER.match(text, end)):
        value, end = value + Decimal(int(cents[cents.lastgroup or 0])) / 100, cents.end()
    first = prefix.start() if prefix else start
    return Found(first, end, value, currency, doubtful, start in plain.worded, told)


def _counts_people(text: str, place: tuple[int, int]) -> bool:
    """ "180 2 enfants": the second figure counts something, and is no part of the first."""
    counted = _COUNTED.match(text, place[1]) or _COUNTED_IF_FEW.match(text, place[1])
    return place[1] - place[0] == 1 and counted is not None


def find_numbers_in(plain: Plain, language: str, taken: list[tuple[int, int]]) -> list[Found]:
    """Numbers that may be money, in order; nothing inside the places `taken`, nothing that counts things."""
    found: list[Found] = []
    free = [(s, e) for s, e in _tokens(plain.text) if not any(a < e and s < b for a, b in taken)]
    for index, (start, end) in enumerate(free):
        if found and start < found[-1].end:
            continue
        one = _read_one(plain, start, end, language)
        if one is None:
            continue
        # "two fifty", "450 1200": one number in two words, or two amounts?
        run_on = (index > 0 and not plain.text[free[index - 1][1] : one.start].strip()) or (
            index + 1 < len(free)
            and free[index + 1][0] >= one.end
            and not plain.text[one.end : free[index + 1][0]].strip()
            and not one.named
            and not _counts_people(plain.text, free[index + 1])
        )
        found.append(replace(one, doubtful=one.doubtful or run_on))
    return found
