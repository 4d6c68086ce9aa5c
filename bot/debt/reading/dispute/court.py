"""A paper of a court or a bailiff, a seizure: what it is, the day on which it came, and what is asked about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot.debt.reading.days.court_days import of_arrival
from bot.debt.reading.days.dates import read_dates
from bot.debt.reading.text.calendar_words import clamped, month_after
from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_BAILIFF = r"(?:hui?ss?iers?|uissiers?|commissaires? de justice|bailiffs?|baillifs?|enforcement (?:agents?|officers?))"
_PAPER = (
    r"(?:pap(?:ier|ie|iers)|lettres?|courriers?|actes?|docs?|documents?|avis|ordonnances?|jugements?|truc|paper(?:s"
    r"|work)?"
    r"|letters?|notices?|summons|order|judge?ment)"
)
_COURT = r"(?:tribuna(?:l|ux)|juges?|justice de paix|(?:county |high |sheriff )?courts?|judges?)"
_ACCOUNT = r"(?:comptes?(?: (?:bancaires?|en banque|courant))?|livret|(?:bank )?accounts?)"
_KINDS: Mapping[str, re.Pattern[str]] = {
    "seizure": re.compile(
        rf"{_B}(?:saisie[- ]?attribution|atd|satd|avis a tiers detenteurs?|third party debt order"
        rf"|(?:bloque\w*|saisi[est]*|gele[es]*|(?<=ont )vide[es]*|ponctionne[es]*) (?:sur )?(?:tou[ts] )?"
        rf"(?:mon|mes|le|notre|nos|ce) {_ACCOUNT}"
        rf"|(?:mon|mes|notre|nos) {_ACCOUNT} (?:\w+ ){{0,3}}(?:bloque[es]*|saisi[es]*|gele[es]*)"
        rf"|(?:froze|frozen|seized?|took|taken|blocked|emptied|cleared out) (?:all )?(?:my|our) {_ACCOUNT}"
        rf"|(?:my|our) {_ACCOUNT} (?:\w+ ){{0,3}}(?:frozen|seized|blocked)"
        rf"|saisie? (?:sur|de) (?:mon|le) compte){_E}"
    ),
    "wages": re.compile(
        rf"{_B}(?:saisi(?!r)\w* (?:sur |de |mon |mes |des |le |ma )*(?:salaires?|paye|paie|remunerations?)"
        rf"|(?:mon salaire|ma paye|ma paie) (?:\w+ ){{0,3}}saisie?|attachment of earnings"
        rf"|(?:seiz\w*|garnish\w*|taking) (?:\w+ )?(?:my|our) (?:wages?|pay|salary)){_E}"
    ),
    "order": re.compile(rf"{_B}(?:injon[ck]?c?tion(?: de pa[iy]er)?|injonction|order to pay){_E}"),
    "claim": re.compile(rf"{_B}(?:county court (?:claim|letter|paper\w*|form)|claim form|court claim|n1 form){_E}"),
    "summons": re.compile(
        rf"{_B}(?:assign(?:ation|e|ee) (?:en justice|au tribunal|devant|a comparaitre)|assignation"
        rf"|convo(?:cation|que|quee) (?:au|du|devant le|par le) (?:tribunal|juge)|citation a comparaitre"
        rf"|court (?:summons|hearing|date)|summoned to court){_E}"
    ),
    "command": re.compile(
        rf"{_B}(?:commandement(?: de pa[iy]er)?|saisie[- ]vente|notice of enforcement"
        rf"|warrant of control){_E}"
    ),
    "bailiff": re.compile(
        rf"{_B}(?:{_PAPER} (?:\w+ ){{0,2}}(?:d'|de l'|l'|des |du |un |de |from |by )?(?:a |an |the |une? )?{_BAILIFF}"
        rf"|{_BAILIFF} (?:\w+ ){{0,3}}(?:est passe|est venu|a laisse|m'a (?:laisse|envoye|remis|donne)|came"
        rf"|called round|turned up|knocked|left|visited|(?:are|is) (?:at|here|outside|coming))"
        rf"|(?:recu|recue|receved|received|got|had) (?:\w+ ){{0,3}}{_BAILIFF}){_E}"
    ),
    "court": re.compile(
        rf"{_B}(?:{_PAPER} (?:\w+ ){{0,2}}(?:du |de |d'un |d'|from |of )(?:a |the |un |le )?{_COURT}"
        rf"|ccjs?|court (?:papers?|letters?|orders?|documents?|forms?)|taken to court|taking me to court){_E}"
    ),
}
"""In the order in which they are looked for: what is seized comes before who has done it."""
_FROM_US = re.compile(
    rf"{_B}(?:(?:votre|vos|your) (?:{_BAILIFF}|avocate?|lawyers?|solicitors?|injonction|assignation|saisie|summons"
    rf"|court (?:claim|papers?|letter))|de votre part|(?:vient|viennent|recue?|envoye\w*) (?:de|par) vous"
    rf"|(?:vous|vs|v) (?:m'?|me |nous )?(?:avez|ave|envoyez|faites) (?:\w+ ){{0,4}}"
    rf"(?:{_BAILIFF}|assigne\w*|injon\w+|{_COURT}|saisi\w*|bloque\w*|poursui\w*)"
    rf"|(?:you|u)(?: have| are|'ve|'re|ve|re)? (?:su(?:ed|ing)|(?:took|taken|taking) (?:me|us) to court"
    rf"|(?:sent|issued|sending) (?:\w+ ){{0,3}}(?:{_BAILIFF}|court|claim|summons|order)"
    rf"|(?:froze|frozen|seized?|blocked) (?:\w+ )?{_ACCOUNT}))"
)
_NONE_CAME = re.compile(
    r"\b(?:pas|jamais|aucun\w*|sans|si|no|not|never|without|if|\w+n't|will|would|could|might|avant|before|vais|allez|va"
    r"|allais|peux|peuvent|peut|pouvez|menace\w*|threat\w*|risque\w*|can|going to|envoyer|difference)\b"
)
"""Before such words, in the same sentence: a fear or a question, and no paper that has come."""
_AT_HOME = re.compile(
    r"\b(?:divorc\w*|separ\w*|mari|copin\w*|copain|conjoint\w*|ex|notaire|husband|wife|partner|boyfriend|girlfriend)\b"
)
"""An account that is blocked or emptied by somebody near, or by a divorce, is no seizure."""
_PIECE = re.compile(r"[.!?;\n]+|,(?= (?:mais|but|et|and)\b)")


_OTHER_COURT = re.compile(
    rf"{_B}(?:tutelles?|curat\w+|affaires familiales|jaf|juge des enfants|divorce|garde (?:des|de mes|de nos)|pension"
    rf"|prud'?hom\w*|guardianship|custody|family court|court of protection|tribunal (?:now|today)){_E}"
)
"""A judge who has nothing to do with a debt."""


def court_paper(text: str) -> str | None:
    """What has come from a court or a bailiff: `seizure` (an account), `wages`, `order` (injonction de payer), `claim`,
    `summons`, `command`, `bailiff`, `court`; None where nothing has come, or where somebody only fears or asks it.
    """
    for piece in _PIECE.split(fold(text).text):
        if _OTHER_COURT.search(piece) is not None:
            continue
        for kind, pattern in _KINDS.items():
            found = pattern.search(piece)
            if found is None or _NONE_CAME.search(piece[: found.start()]) is not None:
                continue
            if kind != "seizure" or _AT_HOME.search(piece) is None:
                return kind
    return None


_ABOUT = re.compile(
    rf"{_B}(?:{_BAILIFF}|{_COURT}|opposition|oppose\w*|injon\w+|commandement|saisie\w*|assignation|convocation"
    rf"|(?:le|ce|du|mon|the|this|that) (?:papier|papie|paper|jugement)|court|claim|judge?ment|hearing|audience|greffe"
    rf"|trop tard|too late|(?:le|quel|mon) delai|deadline){_E}"
)
_HOW = re.compile(
    rf"{_B}(?:comment|comen|coment|ou (?:j'|je|on|dois|faut|ca)|a qui|how|where (?:do|can|should)|who do i|"
    rf"(?:je|j') ?fais quoi|que (?:faire|dois)|quoi faire|what (?:do|should|can) i){_E}"
)
_AGAINST = re.compile(rf"{_B}(?:contest\w*|oppos\w*|appel|recours|appeal|defend|object|challenge|disput\w*){_E}")
_STOPS = re.compile(rf"{_B}(?:suspen\w*|stopp?\w*|arrete\w*|bloque|gele|pause|halt\w*|on hold|paused|frozen){_E}")
_HOME = re.compile(
    rf"{_B}(?:chez (?:moi|nous)|maison|domicile|appart\w*|meubles?|tele|voiture|affaires|porte"
    rf"|my (?:home|house|flat|door|things|stuff|car|furniture|belongings)|come in|furniture|let them in){_E}"
)
_TAKES = re.compile(
    rf"{_B}(?:pren(?:dre|nent|d)|emport\w*|saisi\w*|ven(?:ir|us?)|vien(?:t|nent)|debarqu\w*|entre[rnt]*|pass(?:er|ent"
    rf"|e)"
    rf"|ouvrir|come|coming|take|taking|let them in|enter|open){_E}"
)

_THEY = re.compile(r"\b(?:ils?|y v(?:ont|a)|on|they|them|can you)\b|\?")


_NAMES = re.compile(
    rf"u+is+i?er|{_B}(?:{_BAILIFF}|got served|(?:am|was|been) served|huis\w*|{_COURT}|tribun\w*|injon\w*|opposition"
    rf"|assign\w*|commandement|saisi\w*|convoc\w*"
    rf"|convoqu\w*|citation|signif\w*|ordonnance|greffe|proces|jugement|judge?ment|avocate?s?|(?:papier|lettre) bleue?"
    rf"|actes?|ccjs?|court|claim form|summons|hearing|warrants?|writs?|sheriff\w*|lawyers?|solicitors?|seiz\w*|froze\w*"
    rf"|garnish\w*|atd|satd|avis a tiers){_E}"
)
_OFFICIAL = rf"(?:{_COURT}|{_BAILIFF}|official|officiel\w*|court|legal|juridique|judiciaire|justice)"
_NONE = re.compile(
    rf"{_B}(?:pas|jamais|aucun\w*|rien|not|never|no|nothing|isn'?t|wasn'?t|ain'?t|hasn'?t|haven'?t)"
    rf"(?: (?:d[ue]|des|la|le|une?|papiers?|lettres?|courriers?|recue?s?|eu|from|an?|the|any|got|had|come|paper"
    rf"|letter))*"
    rf" (?:d'|l'|de l')?{_OFFICIAL}{_E}"
)
_ONLY = re.compile(
    rf"{_B}(?:juste?|jus|just|only|simple(?:ment)?|c'?est|c|qu'?|que|its?|it's|merely)(?: \w+){{0,2}} (?:une?|1|a|an"
    rf"|la|le"
    rf"|ma|mon|votre|vot|your|the|another|d'une) (?:\w+ )?(?:lettres?|courriers?|letr\w*|mails?|sms|textos?|rap+el\w*"
    rf"|relances?"
    rf"|facture|reminders?|letters?|bill|invoice|text|e-?mail)(?! (?:d[ue]|from|of|d') ?(?:l'|un |la |a "
    rf"|the )?{_OFFICIAL}){_E}"
)
_WHICH = re.compile(
    rf"{_B}(?:c'?est quoi|c ?quoi|c ?koi|quel|kel|what|which)(?: \w+)?(?: ce| cette| le)? ?(?:papiers?|papie|paper"
    rf"|court"
    rf"|tribunal|huissier|bailiff){_E}"
)


def names_court(text: str) -> bool:
    """Whether a court, a bailiff or what comes from them is named at all: a letter alone is no such paper."""
    words = fold(text).text
    return _NAMES.search(words) is not None and _OTHER_COURT.search(words) is None


def says_no_paper(text: str) -> bool:
    """Of a paper that was taken to have come: none has ("c juste une lettre de relance, pas du tribunal"), or it is of
    a judge who has nothing to do with a debt.
    """
    if court_paper(text) is not None:
        return False
    words = fold(text).text
    return any(one.search(words) is not None for one in (_NONE, _ONLY, _OTHER_COURT))


def asks_which_paper(text: str) -> bool:
    """Whether it is asked what paper is meant ("c quoi ce papier du tribunal, vous me faites peur")."""
    return _WHICH.search(fold(text).text) is not None


def from_us(text: str) -> bool:
    """Whether words that tell of such a paper say that it comes from us ("votre huissier", "you sent me a claim")."""
    return _FROM_US.search(fold(text).text) is not None


def about_court(text: str) -> str | None:
    """What is asked or said of a paper that has been named before: `how` to contest it, whether our checking `stops`
    it, whether they come `home`, or `paper` for anything else about it; None where it is not about that.
    """
    words = fold(text).text
    if _HOME.search(words) and (_ABOUT.search(words) or (_TAKES.search(words) and _THEY.search(words))):
        return "home"
    about = _ABOUT.search(words) is not None
    if _AGAINST.search(words) and (_HOW.search(words) or about):
        return "how"
    if about and _STOPS.search(words):
        return "stops"
    return "paper" if about else None


_LATE = re.compile(
    rf"{_B}(?:(?P<today>aujourd'? ?hui|ce matin|ce midi|cet aprem\w*|ce soir|tout a l'heure|today|this morning|tonight"
    rf"|just now|a l'instant)|(?P<before>avant[- ]?hier|day before yesterday)|(?P<yesterday>hier|ier|yesterday)"
    rf"|(?:il y a|ya|y'a|depuis) (?P<ago>\d+|une?|deux|trois|quatre|cinq) (?P<unit>jours?|semaines?|mois)"
    rf"|(?P<ago_en>\d+|a|one|two|three|four|five) (?P<unit_en>days?|weeks?|months?) ago){_E}"
)
_COUNT = {"un": 1, "une": 1, "a": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4,
          "cinq": 5, "five": 5}
_WEEK, _MONTH = 7, 30
_OLDEST = 366


def came_on(text: str, *, today: date, language: str) -> date | None:
    """The day on which a paper came, which is never ahead: "hier", "le 2 novembre", "lundi", "3 weeks ago".

    What it asks for is no such day: "reply in 14 days", "audience le 3".
    """
    text = of_arrival(text)
    match = _LATE.search(fold(text).text)
    if match is not None:
        return date.fromordinal(today.toordinal() - _days_ago(match))
    days = [when.day for when in read_dates(text, today=today, language=language) if when.day is not None]
    if len(days) != 1:
        return None
    day = days[0]
    if day > today:
        day = _back(day, text, today)
        if day.toordinal() < today.toordinal() - _OLDEST // 2:
            return None  # "le 15 décembre", said in November, is no paper of last year
    return day if today.toordinal() - _OLDEST <= day.toordinal() <= today.toordinal() else None


def _days_ago(match: re.Match[str]) -> int:
    if match["today"]:
        return 0
    if match["yesterday"] or match["before"]:
        return 1 if match["yesterday"] else 2
    told, unit = match["ago"] or match["ago_en"], match["unit"] or match["unit_en"]
    count = _COUNT[told] if told in _COUNT else int(told)
    return count * (1 if unit[0] in "jd" else _WEEK if unit[0] in "sw" else _MONTH)


_WEEKDAY = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_MONTH_TOLD = re.compile(
    r"\b(?:jan|feb|fev|mar|av|apr|mai|may|juin|june|juil|july|aou|aug|sep|oct|nov|dec)[a-z]*\b|\d\s*[/.-]\s*\d"
)


def _back(day: date, text: str, today: date) -> date:
    """The last such day instead of the next one."""
    words = fold(text).text
    if _MONTH_TOLD.search(_WEEKDAY.sub("", words)):
        return clamped(day.year - 1, day.month, day.day)
    if _WEEKDAY.search(words):
        return date.fromordinal(day.toordinal() - _WEEK)
    return clamped(*month_after(today, 0 if day.day <= today.day else -1), day.day)


def month_later(day: date) -> date:
    """The same day of the next month, its last one where there is none (CPC 641)."""
    return clamped(*month_after(day), day.day)
