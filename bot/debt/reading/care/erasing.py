"""Who asks that what is known of them be erased: their data, and neither a debt nor the words on the screen."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import fold

_B, _E = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_DATA = (
    r"(?:donn?ee?s?|infos?|informations?|coordonnees|dossier informatique|fiche(?: client)?|adresse|numeros?"
    r"|nom|mail|rib|data|details|information|records?|file on me|number|address|name)"
)
_FR = re.compile(
    rf"{_B}(?:e?ff?ac\w*|sup?prim\w*|suppression|detru\w*|enlev\w*|retir\w*) (?:\S+ ){{0,5}}{_DATA}{_E}"
    rf"|{_B}{_DATA} (?:\S+ ){{0,3}}(?:a |soi\w* |etre |toutes? )?(?:e?ff?ac\w*|sup?prim\w*){_E}"
    rf"|{_B}(?:e?ff?ac\w*|sup?prim\w*) (?:\S+ ){{0,3}}(?:(?:qui|ki) me concerne\w*|sur moi|a mon sujet|de moi){_E}"
    rf"|{_B}(?:droit (?:a|de) l ?'? ?(?:oubli|effacement)|(?:e?ff?ac|oubli|sup?prim)\w*[ -]moi){_E}"
)
_EN = re.compile(
    rf"{_B}(?:erase|delete|remove|wipe|destroy|deletion of|erasure of) (?:\S+ ){{0,5}}{_DATA}{_E}"
    rf"|{_B}(?:erase|delete|remove|wipe) (?:\S+ ){{0,3}}(?:about|on|of) me{_E}"
    rf"|{_B}(?:right to (?:be forgotten|erasure)|forget me|delete me){_E}"
)
_OTHER = re.compile(
    rf"{_B}(?:dettes?|factures?|creances?|impayes?|frais|penalites?|credits?|retards?|debts?|bills?|loans?|fees|charges"
    rf"|arrears|note|rappels?|reminders?|ficp|fichier de la banque|credit (?:file|report|record)){_E}"
)


def asks_erasure(text: str) -> bool:
    """Whether they want their data gone ("effacez mes données", "suprimé mes info svp", "delete everything you have on
    me"). A debt, a fee, a credit file or a note that shall go is another matter.
    """
    words = fold(text).text
    return (_FR.search(words) or _EN.search(words)) is not None and _OTHER.search(words) is None
