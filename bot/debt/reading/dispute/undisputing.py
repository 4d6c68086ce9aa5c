"""What is said not to be contested after all: nothing was, no proof is wanted, or only a part of it is meant."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9'])", r"(?![a-z0-9])"
_CONTEST = r"(?:contes\w*|consteste\w*|reclame\w* rien|disput\w*|dipsut\w*|challeng\w*)"
_I_FR = r"(?:j'?ai|jai|g|j'?avais|on a|nous avons|j'?|je|jveu[xt]?|on)"
_NONE_FR = (
    r"(?:(?:ne |n'|en )*(?:ai |a |veu[xt]? |voul\w+ |souhait\w+ )?(?:jamais|rien|pas|pa|pas du tout|aucunement))"
)
_NOT_EN = (
    r"(?:did ?n'?o?t|do ?n'?o?t|have ?n'?o?t|has ?n'?t|was ?n'?t|wasnt|am not|i'?m not|im not|are not|aren'?t|never|not"
    r"|no longer)"
)
_PROOF = r"(?:proofs?|evidence|preuves?|contrats?|contract|justificatifs?|papers?|papiers?|verification|check)"
_DENIES = re.compile(
    rf"{_B}{_I_FR} ?{_NONE_FR} (?:\w+ ){{0,2}}?{_CONTEST}{_E}"
    rf"|{_B}(?:je |j'|j)?(?:ne )?{_CONTEST} (?:pas|pa|rien|jamais|plus|aucun\w*){_E}"
    rf"|{_B}(?:c'?est|c|cest) (?:pas|pa) moi (?:qui |ki )?(?:a |ai |as )?{_CONTEST}{_E}"
    rf"|{_B}(?:i|we)(?: have|'ve|'m| am)? ?{_NOT_EN} (?:\w+ ){{0,3}}?{_CONTEST}{_E}"
    rf"|{_B}{_NOT_EN} (?:\w+ ){{0,2}}?disput(?:ing|ed)(?! by){_E}|{_B}(?:i )?{_CONTEST} nothing{_E}"
    rf"|{_B}(?:it )?(?:was ?n'?t|is ?n'?t|not) me (?:who |that )?{_CONTEST}{_E}"
    rf"|{_B}(?:i|je|j'|j|we|on) ?(?:ne |really |do )?(?:{_NOT_EN}|veu[xt]? (?:pas|pa)|voulai\w* (?:pas|pa)"
    rf"|ai (?:pas|jamais) (?:demande|voulu))"
    r" (?:want\w* |wanted |need |ask\w* |mean |any |for |to |to have |to see |avoir |voir |besoin |de |des |d'|le |la "
    rf"|the |a |your |vos |demander |demande )*{_PROOF}{_E}"
    rf"|{_B}(?:pas besoin|no need)(?: de| d'| des| of| for)?(?: any| the)? {_PROOF}{_E}"
)
_WHO_DID = re.compile(
    rf"{_B}{_CONTEST} (?:par|by) (?:qui|ki|who\w*){_E}|{_B}(?:who|qui|ki)(?: a| has|'s)? (?:\w+ )?{_CONTEST}{_E}"
)
_BUT_PART = re.compile(
    rf"{_B}(?:mais|but|sauf|except|juste|seulement|just|only|par contre)\b[^.!?]*?{_B}(?:frais|interets?|fees?|interest"
    rf"|charges|montant|somme|amount|deja paye|already paid|trop|too much|erreur|wrong|penalites?|{_CONTEST}"
    rf"|la date|le taux|[0-9]+){_E}"
)
_STILL = re.compile(
    rf"{_B}(?:pas|not|never|jamais)\b[^.,;!?]{{0,14}}{_B}(?:d'accord|agree\w*|owe|dois|reconnai\w*){_E}"
)


def denies_dispute(text: str) -> bool:
    """Whether somebody says that they contest nothing, or want no proof ("jai rien contesté", "i not want proof");
    what is contested all the same beside it ("je ne conteste pas la dette mais les frais") is no such denial.
    """
    words = fold(text).text
    return _DENIES.search(words) is not None and _BUT_PART.search(words) is None and _STILL.search(words) is None


def asks_who_disputed(text: str) -> bool:
    """Whether it is asked who has contested ("contesté par ki ?", "who disputed it")."""
    return _WHO_DID.search(fold(text).text) is not None


_NOT_ALL = re.compile(
    rf"{_B}(?:pas|pa|not|did ?n'?o?t|do ?n'?o?t|dont|didnt|never|isn'?t|jamais)"
    rf"(?: (?:de|que|je|j'ai|paye|conteste|contester|dit|i|paid|dispute|disputed|disputing|mean|meant|say|said|its|it's"
    rf"|to|pour|le|la|les|the|for|it))*"
    rf" (?:all|everything|the (?:whole|lot|full)|whole|tou[ts]|toute?s?|tt|l'integralite|la totalite|le total|totalite"
    rf"|en entier){_E}"
)
_JUST = re.compile(
    rf"{_B}(?:just|jus|only|juste|justes?|seulement|uniquement|que|simplement|rien que){_E}"
)


def means_a_part(text: str) -> bool:
    """Whether what was contested, or said to be paid, is put right to a part: "not all of it, just the 70"."""
    words = fold(text).text
    found = _NOT_ALL.search(words)
    return found is not None and _JUST.search(words) is not None
