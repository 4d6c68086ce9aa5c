"""The person concerned at the keyboard themselves, after somebody wrote for them: "c'est lui maintenant, moi …"."""

from __future__ import annotations

import re

from bot.debt.reading.text.plain import flat
from bot.debt.reading.who.references import read_references

_B, _E = r"(?<![a-z])", r"(?![a-z])"
_NOW = re.compile(
    rf"{_B}(?:(?:la |maintenant |voila |voici )?(?:c'?est|cest|ces|c) (?:lui|elle)(?:[- ]meme)?(?: qui (?:ecri\w*|parle"
    rf"|tape))?(?: (?:maintenant|la|mtn))?(?! (?:qui (?!ecri|parle|tape)|que|le|la|les|son|sa|ses|dont|pour))"
    rf"|(?:il|elle) (?:ecri\w*|tape|repond|parle) (?:lui|elle)[- ]?meme|(?:it'?s|its|this is) (?:him|her) (?:now|here"
    rf"|himself|herself|typing|writing)|(?:he|she)(?:'s| is) (?:typing|writing|here) (?:now|himself|herself)"
    rf"|(?:je suis|c'?est) (?:la personne|le monsieur|la dame) (?:concernee?|en question)"
    rf"|(?:it'?s|its|this is) me (?:now|typing|writing)|c'?est moi (?:maintenant|mtn|qui ecri\w*|qui parle)){_E}"
)
_SELF = re.compile(
    rf"{_B}(?:(?:bonjour|salut|bjr|slt|hello|hi)[ ,.!:]+)*(?:moi(?: c'?est)?|je (?:suis|m'appelle)|jsuis|jmappelle"
    rf"|i am|i'm|my name is|(?:monsieur|madame|mr|mrs|ms|m\.) ?[a-z]+ (?:himself|lui[- ]meme)){_E}"
)
_NOT = re.compile(
    rf"{_B}(?:pas (?:lui|elle|moi)|not (?:him|her|me)|(?:je suis|jsuis|i am|i'm|moi) (?:(?:son|sa|leur|his|her|their|le"
    rf"|la|the) )(?:\w+))"
)


def takes_over(text: str) -> bool:
    """Whether whoever a relative wrote for says that they write now themselves, and with which reference."""
    words = flat(text)
    if "?" in text or not read_references(text) or _NOT.search(words):
        return False
    return _NOW.search(words) is not None and _SELF.search(words) is not None
