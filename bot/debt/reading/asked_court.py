"""What is said of courts, bailiffs and seizures: the papers, the fear, and how they are answered."""

from __future__ import annotations

import re

from bot.debt.reading.plain import fold

_SEIZED = re.compile(
    r"(?<![a-z])(?:bloqu\w*|saisi\w*|gele\w*|ponctionn\w*|frozen?|seized?|garnish\w*)(?: \w+){0,4} (?:comptes?"
    r"|salaires?|paies?"
    r"|accounts?|wages|argent)(?![a-z])|(?<![a-z])(?:comptes?|salaires?|accounts?|wages)(?: \w+){0,4} (?:bloque\w*"
    r"|saisie?s?|gele\w*|frozen|seized)(?![a-z])|(?<![a-z])saisie[- ](?:sur|attribution|bancaire)|avis a tiers"
)
_OTHER_ACCOUNT = re.compile(
    r"(?<![a-z])(?:vinted|facebook|insta\w*|jeu|game|epargne|netflix|leboncoin|amazon)(?![a-z])"
)


def tells_seizure(text: str) -> bool:
    """Whether a bank account or wages have been blocked or seized ("ils m'ont bloqué mon compte ce matin")."""
    words = _words(text)
    return _SEIZED.search(words) is not None and _OTHER_ACCOUNT.search(words) is None


_COURT = re.compile(
    r"(?<![a-z])(?:l?injonctions?|tribuna\w*|[ld]?'?h?uis+iers?|uicier|papie?r? bleu\w*|ordonnances?"
    r"|titre executoire?|commissaires? de justice|assign(?:e|ee|ation)s?"
    r"|com+and\w+ de payer|jugement?s?|audience|opposition|juge|greffe|court|claim form|ccjs?|bailiffs?"
    r"|statutory demand|judge|judgment"
    r"|sheriff officers?)(?![a-z])"
)
_HOME = re.compile(
    r"(?<![a-z])(?:(?:venir|viennent|vienne|passer|debarqu\w*|entrer|rentrer|sonner|come|coming|enter|get in"
    r"|break in|turn up)"
    r"(?: \w+){0,3} (?:chez (?:moi|nous)|a la maison|a mon domicile|(?:to |in(?:to)? |round )?(?:my|our|me) (?:home"
    r"|house|door"
    r"|flat|place)|round)|(?:prendre|saisir|embarquer|emporter|vider|enlever|take|seize"
    r"|remove)(?: \w+){0,3} (?:(?:mes|mon|ma"
    r"|nos|les|my|our|the) )?(?:meubles?|affaires?|tele\w*|voiture|lit|canape|maison|things|furniture|stuff"
    r"|belongings|goods"
    r"|car|tv|bed|sofa|house)|expuls\w*|evict\w*|mettre dehors)(?![a-z])"
)
_THINGS = re.compile(
    r"(?<![a-z])(?:meubles?|affaires?|tele\w*|voiture|lit|canape|things|furniture|stuff|belongings|goods|car|tv|bed"
    r"|sofa)"
    r"(?![a-z])"
)
_AFRAID = re.compile(
    r"(?<![a-z])(?:(?:trop |tres |tellement )?peur|flippe\w*|panique\w*|angoiss\w*|terrifie\w*|trembl\w*|stress\w*"
    r"|scared|afraid|frightened|terrified|panick\w*|freaking|worried sick)(?![a-z])"
)
_ANSWER_IT = re.compile(
    r"(?<![a-z])(?:contest\w*|oppos\w*|repond\w*|trop tard|delais?|combien de temps|jusqu'a quand|suspend\w*"
    r"|que faire|je fais"
    r" quoi|quoi faire|j'ecris (?:ou|a qui)|ou j'ecris|recours|dispute|oppose|answer|respond|reply to|too late|deadline"
    r"|time limit|how long|on hold|what (?:do|should) i do|defend|appeal)(?![a-z])"
)


def names_court(text: str) -> bool:
    """Whether words speak of a court, an order to pay, a bailiff."""
    return _COURT.search(_words(text)) is not None


def asks_home(text: str) -> bool:
    """Whether somebody asks whether people will come to their home, or take their things."""
    return _HOME.search(_words(text)) is not None


def asks_things(text: str) -> bool:
    """The same, of their things ("est-ce qu'ils peuvent me prendre mes meubles ?")."""
    words = _words(text)
    return _HOME.search(words) is not None and _THINGS.search(words) is not None


def tells_fear(text: str) -> bool:
    """Whether somebody says that they are afraid."""
    return _AFRAID.search(_words(text)) is not None


def asks_how_to_answer(text: str) -> bool:
    """Whether somebody asks how, or until when, a court's paper is answered ("je la conteste comment ?")."""
    return _ANSWER_IT.search(_words(text)) is not None


_BARE_DAY = re.compile(
    r"(?:(?:je l'ai |j'ai |i got it |it was |c'etait |recu |got it )*)(?:le |on |the |on the )?(?:[0-9]{1,2}(?:er"
    r"|st|nd|rd|th)?"
    r"(?: of)? (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january"
    r"|february|march"
    r"|april|may|june|july|august|september|october|november|december)(?: 20[0-9]{2})?"
    r"|[0-9]{1,2}/[0-9]{1,2}(?:/(?:20)?[0-9]{2})?"
    r"|hier|avant[- ]hier|aujourd'?hui|yesterday|today|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche)(?: dernier)?"
    r"|(?:last )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|la semaine derniere|last week)"
)


def is_bare_day(text: str) -> bool:
    """Whether a message is a day and nothing else ("le 2 novembre", "hier")."""
    return _BARE_DAY.fullmatch(_words(text).strip(" .!")) is not None


_VAGUE = re.compile(
    r"(?:(?:slt|salut|bonjour|bjr|hello|hi|ce bon|c'est bon|euh|et)[, ]*)*(?:j'ai |jai |g |j'|je |i |i've "
    r"|ive )?(?:bien )?(?:re[ck]u?"
    r"|recu|eu|got|received|have|had) (?:un |une |1 |a |some)?(?:trucs?|chose|courriers?|lettres?|papiers?|papie"
    r"|message|thing"
    r"|letter|paper|something)(?: (?:de vous|from you|hier|today|ce matin|yesterday))?(?![a-z])(?P<rest>.*)"
)


def vague_paper(text: str) -> bool:
    """Whether only "something" has been received, and no word tells of a court or a bailiff ("g recu un truc")."""
    words = _words(text)
    found = _VAGUE.match(words)
    return found is not None and len(words.split()) <= _FEW and not names_court(text) and not tells_seizure(text)


_FEW = 12
"""Words: a longer message tells more of the paper than that."""


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", fold(text).text).strip()
