"""What people fear will be done to them: a bailiff at the door, the wage, prison, a man who takes the television."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.debt.reading.care.spoken_needs import written_out

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_BAILIFF = r"(?:hui?ss?iers?|uissiers?|commissaires? de justice|baill?if+s?|enforcement (?:agents?|officers?))"
_WHEN = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|apres[- ]demain|ce (?:soir|matin)|aujourd'hui"
    r"|la semaine"
    r"|tomor+ow|tmr|today|tonight|(?:mon|wednes|satur|sun)day|(?:tues?|thur?s?|fri)(?:day)?|wed|next week|le \d{1,2}"
    r"|on the \d{1,2})"
)
_COMES = (
    r"(?:pass(?:e|er|era|ent)|vien(?:t|nent|dra)|venir|arrive(?:nt)?|debarque\w*|rentre\w*|entre\w*|doit venir"
    r"|com(?:ing?|es?)"
    r"|comin|visit\w*|turn(?:ing|s)? up|call(?:ing|s) round)"
)
_KINDS: Mapping[str, re.Pattern[str]] = {
    "prison": re.compile(
        rf"{_B}(?:(?:risque\w*|va\w*|aller|finir|peux|peut|envoy\w+|mettre|mettent|go(?:ing)?|sent|send|end up|get)"
        rf"(?: \w+){{0,4}} (?:la |en |de la |au |to |in )*(?:prison|taule|jail)|(?:prison|taule"
        rf"|jail)(?: \w+){{0,3}} ?\?){_E}?"
    ),
    "wages": re.compile(
        rf"{_B}(?:(?:pren(?:dre|nent|d|ez)|saisi\w*|toucher|ponction\w*|bloquer|retenir|take|taking|touch|dock"
        rf"|garnish\w*)"
        rf"(?: [a-z']+){{0,4}} (?:mon |ma |mes |my |the |le )(?:salaire|paye|paie|wages?|pay|salary)){_E}"
    ),
    "taker": re.compile(
        rf"{_B}(?:(?:il|on|un (?:homme|mec|type|gars|monsieur)|man|he|someone|somebody|they|guy|bloke"
        rf"|caller)(?: [\w']+){{0,8}}"
        rf" (?:pren(?:d|dre|nent)|emport\w*|saisi[rt]|embarqu\w*|take|taking|seize)(?: tout\w*| all)? (?:ma|mon|mes"
        rf"|nos|notre|la|les|my|our|the) (?:tele|tv|telly|television|meubles?"
        rf"|voiture|canape|frigo|affaires|furniture|car|stuff|things|fridge|sofa)){_E}"
    ),
    "announced": re.compile(
        rf"{_B}(?:{_BAILIFF}(?: [\w']+){{0,4}} {_COMES}(?: [\w']+){{0,4}} {_WHEN}|{_BAILIFF} (?:\w+ ){{0,4}}{_WHEN}"
        rf"|{_WHEN}(?: [\w']+){{0,4}} {_BAILIFF}|{_BAILIFF}[\w' ,]* {_WHEN} (?:il|ils|he|they) {_COMES}"
        rf"|{_BAILIFF} (?:(?:va|vont|doit|doivent|is|are|gonna|will) )+(?:etre )?{_COMES}){_E}"
    ),
    "door": re.compile(
        rf"{_B}(?:on sonne|(?:on|ca|quelqu'un|qqn) (?:tape|frappe|sonne)(?: \w+){{0,3}} (?:porte|sans arret"
        rf"|tout le temps)"
        rf"|(?:quelqu'un|qqn) sonne|peur d'?ouvrir (?:la|ma) porte|who(?:'s| is| keeps)? (?:at the door|ringing"
        rf"|knocking|banging)"
        rf"|(?:someone|somebody|they) (?:keeps?|is|are) (?:ringing|knocking|banging)|scared to (?:open"
        rf"|answer) the door){_E}"
    ),
}
_COME_IN = re.compile(
    rf"{_B}(?:(?:il|ils|huissiers?|he|they|bailiffs?)(?: [\w']+){{0,3}} (?:entre\w*|rentre\w*|come in|get in|force"
    rf"|kick|ouvrir)"
    rf"|can (?:he|they|it) come in|can(?:'t| not|not) come in|let (?:him|them) in|defonce\w* (?:la|ma) porte){_E}"
)
_NOT_SO = re.compile(
    rf"{_B}(?:fils|frere|mari|ex|pere|copain|husband|son|brother|dad|partner)(?: [\w']+){{0,3}} (?:en |est en |in "
    rf"|is in )?"
    rf"(?:prison|taule|jail)|(?:sort\w*|sorti\w*|suis|etais|out of|came out)(?: \w+){{0,2}} (?:prison|taule|jail)"
    rf"|(?:pas|plus|jamais|no|not|never|without) (?:d'|de |a |any )?{_BAILIFF}|{_BAILIFF} (?:est passe|est venu|came"
    rf"|a laisse|left)"
    rf"|\b(?:recue?s?|papiers?|lettres?|courriers?|actes?|letters?|papers?|notice|got|received)\b"
    rf"|(?:je|on|nous) paye? |je verse|i pay|i'?m paying"
)
_DAY = re.compile(rf"{_B}{_WHEN}{_E}")
_LONGEST = 45


def feared(text: str, *, open_fear: bool = False) -> str | None:
    """`prison`, `wages`, `taker` (somebody says that he takes things), `announced` (a bailiff on a day), `door` (who
    rings), or, once such a fear was told (`open_fear`), `come_in`; None for anything else.
    """
    words = written_out(text)
    if len(words.split()) > _LONGEST or _NOT_SO.search(words):
        return None
    found = next((kind for kind, pattern in _KINDS.items() if pattern.search(words)), None)
    if found == "announced" and text.rstrip(" .!").endswith("?") and not _DAY.search(words):
        found = None  # "un huissier va venir ?" asks what may come, and tells of nobody who does
    return found or ("come_in" if open_fear and _COME_IN.search(words) else None)


def names_breathing_space(text: str) -> bool:
    """Whether Breathing Space is named."""
    return re.search(r"\bbreathing ?space\b", written_out(text)) is not None
