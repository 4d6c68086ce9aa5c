"""How somebody says that they are: better than before, or with nothing but a sign ("😭😭😭", "🆘")."""

from __future__ import annotations

import re
import unicodedata

from bot.debt.reading.care.spoken_needs import written_out

_BETTER = re.compile(
    r"\b(?:(?:je |j'|on )?(?:me )?(?:sens|senti\w*|vais|va) (?:\w+ )?(?:mieux|plus calme)|ca va (?:un peu |bien "
    r"|beaucoup )?mieux"
    r"|calme[e]? maintenant|feel(?:ing)? (?:\w+ ){0,3}(?:better|calmer|ok|okay)"
    r"|i'?m (?:\w+ ){0,3}(?:better|calmer)(?: now)?"
    r"|(?:on|est-ce qu'on) peut parler de (?:la |ma )?(?:dette|facture)"
    r"|(?:can|could) we (?:talk|speak) about (?:the|my) (?:bill|debt|money))\b"
)
_NOT_BETTER = re.compile(
    r"\b(?:pas|plus|jamais|sera|serai|irait?|ira|not|never|no|n't|would|will|when|quand|si|if|once|sans moi"
    r"|without me|mort\w*"
    r"|mourir|dead|die|apres|bientot|soon|better off)\b"
)


def says_better(text: str) -> bool:
    """Whether somebody says that they are better now, or would speak of the bill ("je me sens mieux la")."""
    words = written_out(text)
    return _BETTER.search(words) is not None and _NOT_BETTER.search(words) is None


_SAD = frozenset("😭😢😥😰😨😩😫😔😞😟😣😖💔😓🥺😿☹🙁😱😪🥲")
_HELP = frozenset("🆘")


def sign_alone(text: str) -> str | None:
    """`help` (🆘) or `sad` (😭, 💔), where nothing else is written; None for words, or for any other sign."""
    signs = [one for one in text if not one.isspace() and unicodedata.category(one) not in ("Mn", "Cf", "Po", "Sk")]
    if not signs or any(unicodedata.category(one)[0] != "S" for one in signs):
        return None
    if _HELP & set(signs):
        return "help"
    return "sad" if _SAD & set(signs) else None
