"""Need as it is typed in a hurry: "j ai plus rien a manger", "jveu manger", "ils coupent l electricité", "no leccy"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.debt.reading.text.plain import flat

_ELIDED = re.compile(r"\b(j|l|d|m|t|s|n|c|qu) (?=(?:ai|a|as|avais|etais?|ei?st?|ont|on|il|elle|eau|e[dln]\w+|argent"
                     r"|habite|arrive|envoy\w+|y|en|huissier|hiver|aide|oblige|appart\w*|expuls\w*|ancien\w*|avez|etes"
                     r"|avis)\b)")
_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:j|je) ?ve?u[xts]?\b"), "je veux"),
    (re.compile(r"\b(?:g|jai|jé|ge) (?=(?:plus|pa?s?|plu|rien|faim|tro[pt]?|tres|froid|un|une|des|deux|de|d'|2|3|4"
                r"|juste|meme)\b)"), "j'ai "),
    (re.compile(r"\bpr\b"), "pour"),
    (re.compile(r"\b(?:bb|bebes)\b"), "bebe"),
    (re.compile(r"\b(?:pe?u|peus|peut) (?=avoir|trouver|manger)"), "peux "),
    (re.compile(r"\b(?:electri[ck]ite|elektricite|elec|leccy|lecky|lecy|electric)\b"), "electricity"),
)


def written_out(text: str) -> str:
    """The plain words of a text with what is cut short in speech put back: "j ai" is "j'ai", "bb" is "bebe"."""
    words = _ELIDED.sub(r"\1'", flat(text))
    for pattern, plain in _WRITTEN:
        words = pattern.sub(plain, words)
    return words


_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_EAT = r"(?:manger|bouffer|grailler|becqueter)"
_CHILD = r"(?:enfants?|gosses?|gamins?|bebes?|petite?s?|fils|filles?|kids?|bab(?:y|ies)|children|child|bairns?|weans?)"
_MORE: Mapping[str, re.Pattern[str]] = {
    "food": re.compile(
        rf"{_B}(?:(?:je|on|nous) veu[xt]?(?:lent|lons)? (?:juste |seulement |que )?{_EAT}(?! (?:moins|mieux|bio"
        rf"|dehors))"
        rf"|besoin de (?:nourriture|{_EAT}|quoi {_EAT})|(?:pas|rien|plus) (?:pu )?mange(?:r)? (?:hier|aujourd'hui"
        rf"|ce matin"
        rf"|depuis|de la journee)|(?:colis|paniers?|aide|bons?|secours) (?:alimentaires?|de nourriture|repas)"
        rf"|(?:ou|comment) .{{0,25}}(?:avoir|trouver|recuperer|demander|chercher) (?:un |des |1 )?(?:colis|repas"
        rf"|nourriture|a {_EAT})\b|restos? du c(?:oe|o)ur|secours pop\w*"
        rf"|{_CHILD} (?:\w+ ){{0,2}}(?:ont|a|ai) (?:tres |trop )?faim|plus (?:de )?(?:lait|couches|bouffe|nourriture)"
        rf"(?: (?:pour|au|a)\b|$)"
        rf"|(?:want|need|just want) (?:to eat|food|something to eat)|(?:something|anything|food) to eat"
        rf"|nothing (?:in the (?:fridge|cupboards?|house)|for (?:tea|dinner|the kids))|food (?:parcel|voucher)s?"
        rf"|ate nothing|haven'?t (?:had food|ate|had a meal)|no (?:formula|baby milk|nappies)"
        rf"|{_CHILD} (?:are |is )?(?:so )?hungry){_E}"
    ),
    "cut": re.compile(
        rf"{_B}(?:(?:on a|j'ai|nous avons|ils ont|{_CHILD} (?:ont|a)) (?:tres |trop |super "
        rf"|si )?froid(?! (?:dans le dos|aux yeux))"
        rf"|(?:on|je) (?:se |me )?(?:gele|caille)\w*|(?:ca )?caille (?:chez|dans)|il (?:va faire|fait) (?:tres "
        rf"|trop |super )?"
        rf"froid (?:chez|dans|a la maison|ici|on a|et on|avec (?:le|un|mon) bebe)"
        rf"|(?:plus|pas) (?:de |d')(?:courant|lumiere|chauffage|electricity|gaz)(?! que )(?!.*\d)"
        rf"|(?:we'?re|i'?m|kids? are|baby is|it'?s) (?:so |always |all )?(?:freezing|cold in here|cold at home)"
        rf"|freezing (?:in here|at home|cold in)|no electricity(?!.*\d)|electricity (?:is |has )?(?:gone|off|ran out"
        rf"|run out)"
        rf"|cut(?:ting)? (?:me|us) off|nothing (?:left )?on the meter|meter(?:'s| is| has)? (?:gone|empty|run out"
        rf"|ran out"
        rf"|off)){_E}"
    ),
}
_NOT_SO = re.compile(
    rf"{_B}(?:(?:plus|pas) (?:froid|faim)(?! de)|not (?:cold|hungry)|(?:travaille|bosse|benevole|volunteer|work)\w*"
    rf" (?:\w+ ){{0,2}}(?:restos?|secours|food)|colis (?:perdu|jamais|pas|non|livre)|(?:recu"
    rf"|livre) (?:\w+ ){{0,2}}colis"
    rf"|assez|enough){_E}|[0-9] ?(?:€|euros?|balles|£|quid)"
)
"""A sum beside them: what food or heating costs, and no cry."""


def spoken_need(text: str) -> str | None:
    """`food` or `cut`, in words that only speech has; None for any others."""
    words = written_out(text)
    if _NOT_SO.search(words):
        return None
    return next((need for need, pattern in _MORE.items() if pattern.search(words)), None)


_ABOUT: Mapping[str, re.Pattern[str]] = {
    "food": re.compile(
        rf"{_B}(?:mang\w*|bouff\w*|faim|colis|repas|nourriture|lait|courses|restos?|secours|ccas|banque alimentaire"
        rf"|food"
        rf"|eat\w*|hungry|meals?|parcel|milk|{_CHILD}){_E}"
    ),
    "water": re.compile(rf"{_B}(?:eau|water|robinet|tap|douche|wash\w*|{_CHILD}){_E}"),
    "cut": re.compile(
        rf"{_B}(?:electricity|electricite|courant|gaz|gas|edf|engie|chauff\w*|heating|heat|froid|cold|freezing"
        rf"|lumiere|power"
        rf"|coup(?:er|ent|ure|e)|cut|meter|{_CHILD}){_E}"
    ),
    "home": re.compile(
        rf"{_B}(?:expuls\w*|evict\w*|jugement|juge|judge?ment|dehors|rue|street|logement|loger|dormir|sleep|toit"
        rf"|loyer|rent"
        rf"|proprio\w*|landlord|bailleur|115|preavis|homeless|commandement|{_CHILD}){_E}"
    ),
}
_ASKED = re.compile(
    r"(?:(?:et|mais|oui|ok|merci|and|but|yes|yeah|alors|so)[ ,]+)*(?:(?:c'est |c )?ou(?: ca| c'est)?|ou (?:je|j'|est"
    r"|on|se)\b"
    r".{0,40}|comment(?: (?:je|on|faire)\b.{0,30})?|quand|where(?: (?:is|do|can)\b.{0,30})?|how(?: (?:do"
    r"|can)\b.{0,30})?"
    r"|c'?est loin|too far.{0,20}|(?:j'ai |i have )?(?:pas de|no) (?:voiture|car|bus|transport).{0,15})[ ?!.]*"
)
_FEW = 20


def still_of_need(text: str, need: str) -> bool:
    """Whether words after such a need, told before, are still about it ("pour les petits surtout", "et c'est où ?")."""
    words = written_out(text)
    if len(words.split()) > _FEW or re.search(r"[0-9] ?(?:€|euros?|£|quid)", words):
        return False
    about = _ABOUT.get(need)
    return _ASKED.fullmatch(words) is not None or (about is not None and about.search(words) is not None)


_JUDGED = re.compile(rf"{_B}(?:jugement|juge[es]?|decision|tribunal|judge?ment|possession order|court order|judge){_E}")


def names_judgment(text: str) -> bool:
    """Whether a decision of a judge is named."""
    return _JUDGED.search(written_out(text)) is not None


_CHILDREN = re.compile(rf"{_B}{_CHILD}{_E}")


def names_child(text: str) -> bool:
    """Whether a child is named."""
    return _CHILDREN.search(written_out(text)) is not None
