"""Who lives with the person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.debt.reading.answers import is_nothing
from bot.debt.reading.plain import fold, with_digits
from bot.debt.spelling import near

_MOST = 20
_N = r"(?P<n>[0-9]{1,2}|une?|one|a|deux|two)"
_BIG = r"(?:petite?s? |grande?s? |jeunes? |little |small |young |teenage )?"
_CHILD = (
    r"enfants?|gosses?|gamine?s?|mioches?|momes?|loulous?|petits|bebes?|ados?|filles?|fils|garcons?|jumeaux"
    r"|jumelles|marmots?"
    r"|kids?|children|child|sons?|daughters?|babies|baby|boys?|girls?|bairns?|little ones|wee ones|toddlers?"
    r"|twins"
)
_NO_CHILD = re.compile(
    r"(?<![a-z])(?:sans|pas d'|aucun|ni|0|no|without|don't have(?: any)?|pas de) ?(?:enfants?|gosses?"
    r"|gamins?|kids?|children|child)(?![a-z])"
)
_COUNTED = re.compile(rf"(?<![a-z0-9]){_N} {_BIG}(?:{_CHILD})(?![a-z])(?! (?:de|of) (?:mes|mon|ma|my))")
_OF_CHILDREN = re.compile(
    r"(?<![a-z])(?:mere|mum|mom|maman|papa|dad|parent|father|mother|pere)[a-z ]{0,14} (?:de|of|avec|with"
    r"|a) (?P<n>[0-9]{1,2})(?![0-9])(?! ?an)"
)
_SINGLE_ONE = re.compile(
    rf"(?<![a-z])(?:mon|ma|my|(?:et|and)(?: le| la| the)?|notre|our) {_BIG}(?P<w>fille|fils|bebe|gamine?"
    rf"|gosse|enfant|garcon|ado|son|daughter|baby|kid|child|"
    r"boy|girl|little one|toddler)(?![a-z])"
)
_SEVERAL = re.compile(
    rf"(?<![a-z])(?:mes|my|les|nos|our|the|des) {_BIG}(?:enfants|gosses|gamine?s|momes|loulous|petits|bebes"
    rf"|ados|filles|garcons"
    r"|kids|children|sons|daughters|boys|girls|babies|twins|jumeaux|jumelles)(?![a-z])"
)
_ALONE = re.compile(
    r"(?<!le )(?<!la )(?<!un )(?<!une )(?<!mon )(?<!ma )(?<!pas un )(?<!sens )(?<!sent )(?<!du )(?<!au )"
    r"(?<!leave me )(?<!feel )(?<!so )"
    r"(?<!every )(?<!a )(?<![a-z])(?:tou(?:te?|s) seule?|seule?(?! (?:fois|revenu|salaire|solution|probleme"
    r"|truc|chose|raison))|celibataire|alone"
    r"|on my own|by myself|all by my ?self|single(?! (?:payment|time|day|penny|one))|veuve?|widow(?:ed|er)?"
    r"|juste moi|que moi|just me"
    r"|only me|(?:maman|papa) solo|solo|parent isolee?)(?![a-z])"
)
_LONE_PARENT = re.compile(
    r"(?<![a-z])(?:single|lone) (?:mum|mom|mother|dad|father|parent)|(?:mere|pere|maman|papa) (?:celibataire"
    r"|seule?|solo)"
)
_PARTED = re.compile(r"(?<![a-z])(?:divorcee?|separee?|divorced|separated)(?![a-z])")
_PARTNER = (
    r"mari|femme|epouse|epoux|conjointe?|compagn(?:on|e)|copain|copine|mec|chérie?|cherie?|homme|concubine?"
    r"|husband|wife|partner|boyfriend|"
    r"girlfriend|fiancee?|bf|gf|missus|hubby|other half|spouse"
)
_COUPLE = re.compile(
    rf"(?<![a-z])(?:en couple|mariee?s?|pacsee?s?|en concubinage|married|in a couple|living together"
    rf"|(?:un|we're a|we are a) couple|^couple)(?![a-z])"
    rf"|(?:avec|with|et|and|n|&|[+]|moi|me|us,?|vis avec),? (?:mon|ma|my|the) (?:{_PARTNER})(?![a-z])"
    rf"|(?:mon|ma|my|the) (?:{_PARTNER})(?:,? (?:et|and|n|&|[+])|,) (?:moi|i|me|les?|nos|my|our|mes|[0-9]+)(?![a-z])"
    rf"|(?:mon|ma|my|the) (?:{_PARTNER}) (?:moi(?! aussi)|(?:les|the) (?:{_CHILD})|nos|my|our|mes|[0-9]+"
    r"|me(?= and| et| plus|$))(?![a-z])"
    r"|(?<![a-z])(?:nous|us|the) (?:2|deux|two)(?: of us)? (?:et|and|avec|with|plus)(?![a-z])"
)
_GONE = re.compile(
    rf"(?<![a-z])(?:{_PARTNER})\b.{{0,20}}(?:quitt|parti|decede|mort|laisse|left|died|dead|walked|gone)"
    rf"|\bex\b"
)
_TOTAL = re.compile(
    r"(?<![a-z])(?:on est|on vit a|nous sommes|on vit|nous vivons|foyer de|famille de|a la maison on est"
    r"|there(?:'s| is| are|s)|we are|we're|"
    r"family of|household of) (?:a )?(?P<n>[0-9]{1,2}|deux|two)(?: personnes?| of us| people| a la maison"
    r"| dans)?(?! ?(?:mois|months|ans|en|days|weeks|jours|"
    r"semaines|euros?|€|£|mensualites|factures|kids?|children|enfants?|gosses|gamins)(?![a-z]))(?![0-9])"
    r"|(?<![a-z0-9])(?:(?P<p>[0-9]{1,2}) of us|^(?P<q>[0-9]{1,2}) (?:personnes|people))(?![a-z])"
)
_ADULTS = re.compile(r"(?<![0-9a-z])(?P<n>[0-9]|une?|deux|one|two) (?:adultes?|adults?)(?![a-z])")
_SHARED = re.compile(
    r"(?:chez|avec|with|at|in) (?:mes|mon|ma|des|un|une|my|a)? ?(?:parents?|mere|pere|maman|papa|soeur|frere"
    r"|amie?s?|potes?|famille|"
    r"grands?[ -]parents?|mum'?s?|mom'?s?|dad'?s?|mother|father|sister|brother|friends?|mates?"
    r"|family)(?![a-z])|hebergee?|coloc[a-z]*|flat ?mates?"
    r"|house ?mates?|housemates?|flat ?share|foyer (?:d'hebergement|de jeunes)|sofa surfing|couch surfing"
)
_SOMETIMES = re.compile(
    r"garde alternee|un week[ -]?end sur|une semaine sur|shared custody|every other weekend|half the (?:time"
    r"|week)|en alternance"
)
_JUST_ME_AND = re.compile(
    r"(?<![a-z])(?:moi(?: seule?)?(?: avec)?(?: et)?|me and|me n|me &|just me and|me \+|me,|moi \+|myself and"
    r"|my ?self with)(?![a-z])"
)
_WITH_SOMEBODY = re.compile(
    rf"(?<![a-z])(?:moi|me|myself),? (?:et|and|n|&|[+]|avec|with) (?:mon|ma|my) (?!{_BIG}(?:{_CHILD}"
    r"|chat|chien|cat|dog)(?![a-z]))"
)
_UNCOUNTED = re.compile(
    r"(?<![a-z])(?:avec|with|et|and|n|&) (?!mes |my |nos |our |les |the |des |sans |no )[a-z]{2,7} "
    r"(?:enfants|gosses|gamins|kids|children)(?![a-z])"
)
_LIVES = re.compile(
    r"(?<![a-z])(?:avec|with|vis|vit|live|living|foyer|maison|charge|household|on est|seule?|j'ai|i have"
    r"|i've got)(?![a-z])"
)


@dataclass(frozen=True, kw_only=True)
class Household:
    """Who is at home: adults (the person too), children, whether the person is the only adult.

    `alone` is None when the words do not say. `doubt` names what must be asked: adults, children, or
    shared (lives with parents, friends: whose charges are whose), else None. `children_told` is False where
    no word was of children: enough for who answers the question, not for who only mentions a partner.
    """

    adults: int
    children: int
    alone: bool | None
    doubt: str | None
    children_told: bool = field(default=True, compare=False)


_LONGEST_ANSWER = 8  # words: what is longer is a story, in which other numbers and words are at home
_SPELT = (
    "enfants", "enfant", "adultes", "adulte", "seule", "compagnon", "compagne", "couple", "celibataire", "deux",
    "trois", "quatre", "children", "adults", "adult", "partner", "husband", "alone", "daughter", "three", "two",
)
_LEFT_OVER = re.compile(r"(?<![a-z0-9])(?:[2-9]|deux|trois|quatre|two|three|four) (?P<w>[a-z]{4,})")
_OF_PEOPLE = re.compile(
    rf"(?:{_CHILD}|adultes?|adults?|personnes?|people|petite?s?|grande?s?|jeunes?|little|small|young|teenage|wee"
    r"|dans|avec|chez|dont|sous|tous|sans|with|here|living|plus|euros?|mois|months|ans|years)"
)


_IN_WORDS = {"three": 3, "four": 4, "five": 5, "six": 6, "trois": 3, "quatre": 4, "cinq": 5}
_ONE_OF = re.compile(
    r"(?<![a-z])(?:une?|one|a)(?: |$)(?=seule?|enfant|child|kid|fille|fils|girl|boy|son|daughter|\W*$)"
)
_EITHER_TONGUE = re.compile(rf"(?<![a-z])(?P<n>{'|'.join(_IN_WORDS)})(?= {_BIG}(?:{_CHILD}|adultes?|adults?)(?![a-z]))")


def _respelt(plain: str) -> str:
    """A short answer with its household words as they are meant: "seule avec trois enfnats"."""
    words = plain.split()
    if len(words) > _LONGEST_ANSWER:
        return plain

    def meant(match: re.Match[str]) -> str:
        word = match[0]
        if word in _SPELT or re.fullmatch(_CHILD, word):
            return word
        return next((one for one in _SPELT if near(word, one)), word)

    return re.sub(r"[a-z]{5,}", meant, plain)


def _count(told: str) -> int:
    return {"un": 1, "une": 1, "one": 1, "a": 1, "deux": 2, "two": 2}.get(told) or int(told)


def _children(text: str) -> tuple[int | None, bool]:
    """Children told, None if there is no word of any; and whether their number is in doubt."""
    counted = [_count(m["n"]) for m in _COUNTED.finditer(text)]
    counted += [_count(m["n"]) for m in _OF_CHILDREN.finditer(text)] if not counted else []
    rest = _COUNTED.sub(" ", text)
    single = len(_SINGLE_ONE.findall(rest))
    if counted:
        # "deux enfants, un fils et une fille" are two, not four
        told_again = len(counted) > 1 and re.search(r"enfants|kids|children|gosses|gamins", text)
        return (max(counted) if told_again else sum(counted) + single), _SOMETIMES.search(text) is not None
    if _NO_CHILD.search(text):
        return 0, False
    if _UNCOUNTED.search(rest):
        return max(single, 1), True  # "seule avec dux enfants"
    if single:
        return single, _SOMETIMES.search(text) is not None or _SEVERAL.search(rest) is not None
    return (1, True) if _SEVERAL.search(rest) else (None, False)


def _total(text: str) -> int | None:
    match = _TOTAL.search(text)
    return _count(match["n"] or match["p"] or match["q"]) if match else None


def _respelt_numbers(text: str) -> str:
    """Three to six as digits in either tongue: an English debtor may answer a French question."""
    return re.sub(rf"\b(?:{'|'.join(_IN_WORDS)})\b", lambda m: str(_IN_WORDS[m.group()]), fold(text).text)


def read_count(text: str, language: str) -> int | None:
    """How many, where that was asked: the one whole number of a short answer ("3", "trois enfants", "none" is 0)."""
    plain = _ONE_OF.sub("1 ", with_digits(fold(_respelt_numbers(text)), language).text)
    found = re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", plain)
    if len(found) == 1 and len(plain.split()) <= _LONGEST_ANSWER:
        return int(found[0]) if int(found[0]) <= _MOST else None
    return 0 if not found and (_NO_CHILD.search(plain) or is_nothing(text, language)) else None


def read_household(text: str, language: str) -> Household | None:
    """The household told ("seule avec deux enfants", "me my wife and two kids"); None if nothing is said of it.

    The least that the words bear is read; what they leave open is named by `doubt` and must be asked. A short
    answer that counts something unknown ("seule avec 3 xx") is not read at all: nobody is left out in silence.
    """
    respelt = _EITHER_TONGUE.sub(lambda m: str(_IN_WORDS[m["n"]]), _respelt(fold(text).text))
    plain = with_digits(fold(respelt), language).text
    left = _LEFT_OVER.search(plain) if len(plain.split()) <= _LONGEST_ANSWER else None
    if left is not None and not _OF_PEOPLE.fullmatch(left["w"]):
        return None
    plain = re.sub(r"(?<![a-z])(?:mes|my|nos|our|les|ses|the) (?=[0-9])", "", plain)
    children, unsure = _children(plain)
    couple = _COUPLE.search(plain) is not None
    gone = _GONE.search(plain) is not None
    total = _total(plain)
    if adults := _ADULTS.search(plain):
        told = _count(adults["n"])
        return _bounded(told, children or 0, told == 1, "children" if unsure else None, children is not None)
    if couple and not gone:
        return _of_couple(children, total, unsure)
    if total is not None:
        return _of_total(total, children, plain)
    if _SHARED.search(plain):
        return _bounded(1, children or 0, False, "shared")
    return _of_one(plain, children, unsure, parted=gone and couple)


def _of_one(plain: str, children: int | None, unsure: bool, *, parted: bool) -> Household | None:
    """A household in which one adult is named at most."""
    if _WITH_SOMEBODY.search(plain):
        return None  # "me and my parter": who that is decides, and it is asked
    doubt = "children" if unsure else None
    if _ALONE.search(plain) or _LONE_PARENT.search(plain) or re.fullmatch(r"\W*(?:moi|me)\W*", plain):
        return _bounded(1, children or 0, True, doubt)
    if _PARTED.search(plain) or parted:
        return _bounded(1, children or 0, None, "adults")
    if children is None or not (_LIVES.search(plain) or _JUST_ME_AND.search(plain) or _bare_count(plain)):
        return None
    if _JUST_ME_AND.search(plain):
        return _bounded(1, children, True, doubt)
    return _bounded(1, children, None, doubt or "adults")


def _bare_count(plain: str) -> bool:
    """Whether the text is hardly more than "2 enfants" or "pas d'enfants"."""
    return len(plain.split()) <= 6 and (_COUNTED.search(plain) or _NO_CHILD.search(plain)) is not None


def _of_couple(children: int | None, total: int | None, unsure: bool) -> Household | None:
    if children is None and total is not None:
        return _bounded(2, max(0, total - 2), False, "children" if total > 2 else None)
    return _bounded(2, children or 0, False, "children" if unsure else None, children is not None)


def _of_total(total: int, children: int | None, plain: str) -> Household | None:
    if total < 1:
        return None
    if children is None or children >= total:
        return _bounded(1 if total == 1 else 2, max(0, total - 2), total == 1, None if total == 1 else "adults")
    alone = total - children == 1
    return _bounded(total - children, children, alone, "children" if _SOMETIMES.search(plain) else None)


def _bounded(
    adults: int, children: int, alone: bool | None, doubt: str | None, children_told: bool = True
) -> Household | None:
    if not 1 <= adults <= _MOST or children > _MOST:
        return None
    return Household(adults=adults, children=children, alone=alone, doubt=doubt, children_told=children_told)
