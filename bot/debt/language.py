"""Which language a sentence is in: French, English, or not told. "ok" and "stop" tell nothing."""

from __future__ import annotations

import re
import unicodedata

_FRENCH = frozenset(
    """
    je j jai jpeu jpeux jsuis chui chuis suis ai as est et le la les un une des du de au aux mon ma mes ton ta
    votre vos nous vous ne pas plus pu que qui quoi ce cette ces ca dans pour par sur avec sans mais ou si tres
    bonjour bonsoir slt salut merci oui non svp stp peux peut veux veut payer dette dettes loyer argent travail
    taf boulot mois c est cest pa ke koi on il elle ils elles etre avoir fait faire perdu enfants maison jamais
    toujours rien tout jveux jv jarrive arrive quand comment pourquoi combien dois doit dossier courrier y en
    parler quelqu conseiller francais facture banque caf rsa chomage malade
    """.split()
)
_ENGLISH = frozenset(
    """
    i im ive id ill me my we our you your u ur the a an and or but is are was were be been have has had do does
    did dont cant cannot wont not no yes to of in on at for with without from it its this that these there what
    when why how who much owe owed pay paid payment debt job lost work money hi hiya hello hey thanks please
    help behind last week month rent bills need want person someone speak talk human english agent
    """.split()
)
_WORD = re.compile(r"[a-z]+")


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text[:2000].lower())
    return _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))


def words_of(text: str) -> tuple[list[str], int]:
    """The words without accents and capitals, and how many of them are French or English for certain."""
    words = _words(text)
    return words, sum(w in _FRENCH or w in _ENGLISH for w in words)


def language_of(text: str) -> str | None:
    """"fr" or "en" when a whole sentence tells it (two words more of the one than of the other), else None."""
    words = _words(text)
    french, english = sum(w in _FRENCH for w in words), sum(w in _ENGLISH for w in words)
    if len(words) < 3 or abs(french - english) < 2:
        return None
    return "fr" if french > english else "en"
