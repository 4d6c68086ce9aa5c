"""French or English asked for in words ("ok in english pls", "fr svp"), and what else is said in the same breath."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.debt.reading.text.plain import fold

_NAMES = {
    "en": frozenset("english inglish englsh englis anglais anglai englais langlais langlai lenglais angle".split()),
    "fr": frozenset("francais francai franc frensh french lfrancais fancais".split()),
}
_SHORT = {"en": frozenset({"en", "eng", "ang", "gb"}), "fr": frozenset({"fr", "vf"})}
"""Told by nothing but this: "fr svp"."""
_UNSURE = frozenset({"angle", "franc"})
"""Misspelt names that are words of their own: only right after "en", "in" and the like."""
_OTHERS = re.compile(
    r"\b(?:arab\w*|turc\w*|turk\w*|polish|polonais\w*|portug\w*|espagnol\w*|spanish|italien\w*|italian|roumain\w*"
    r"|romanian|russ\w*|ukrain\w*|allemand\w*|german|chinois\w*|chinese|wolof|bambara|tamoul|tamil|urdu|punjabi|hindi"
    r"|bengali|somali|farsi|lingala|kreyol|creole|welsh|gujarati|tigrinya|neerlandais\w*|dutch|deutsch|afrikaans"
    r"|isizulu|zulu|xhosa|rebeu|langues|languages)\b"
)
_TO = frozenset("en in into to vers au back le of".split())
_ASKS = frozenset(
    """please pls plz plse svp stp switch speak talk write use go change put set can could prefer rather want need try
    lets reply answer passer passez passe parler parlez parle parl ecrire ecrivez repondre repondez continuer continuez
    continue on peut pouvez mettez met mets remettez repassez repassons revenir revenons retour prefere preferais
    voudrais veux veut jve jveux possible instead better mieux plutot merci thanks ok""".split()
)
_FILLERS = _TO | _ASKS | frozenset(
    """okay oui ouais non yes yeah no sorry pardon si il te vous plait te tu s c ce cest est it this that may we i u you
    me moi let us with will would do does have from now a la the je j de d hello hi bonjour salut hey alors donc so well
    actually en fait ca ira va plus easier facile just juste seulement only again encore here ici like id ill im
    may don t l qu que pour for speaking writing langue language chat conversation suite maintenant and et mais
    but then desormais dis suis""".split()
)
_AFTER = frozenset(
    """please pls plz plse svp stp sil si il te vous plait merci thanks instead now better mieux plutot possible ok ca
    ira va c cest est plus easier facile from on maintenant""".split()
)
"""Words that belong to the wish after its name; "i want to …" does not."""
_NOT = frozenset("""dont don not no pas pa cant cannot can't doesn doesnt didnt never nothing rien ne n comprends
    comprend jcomprends jcompren capte understand sans without""".split())
_KNOWS = frozenset("speak read understand know talk parle parl lis lire comprends comprend jcomprends jcompren capte"
                   " jcapte jparle jparl parler".split())
_OTHERS_WORDS = frozenset("""il elle ils elles lui eux he she they him her mere pere mari femme fille fils frere soeur
    voisin voisine ami amie copain copine maman papa mamie papi mother father mum mom dad husband wife son
    daughter brother sister neighbour neighbor friend monsieur madame client parents nan
    gran hes shes theyre""".split())
_SELF = frozenset("je j jparle jparl jcomprends jcompren jcapte moi i im me nous we on".split())
_THING = frozenset("school class classes course courses teacher lessons lesson cours ecole books exam bank test gcse"
                   " teacher prof degree revolution fries bread".split())
_WORD = re.compile(r"[a-z0-9']+")
_REACH = 4
_A_SENTENCE = 4
_POLITE = re.compile(r"^[\s,.;:!?-]+|[\s,;:-]+$")


@dataclass(frozen=True, slots=True)
class LanguageWish:
    """The language asked for, and the other words of the message; empty where there are none."""

    language: str
    rest: str


def language_wish(text: str) -> LanguageWish | None:
    """The wish for French or English; None where none is told, a third language is named, or it is doubtful."""
    plain = fold(text)
    tokens = [(m[0].replace("'", ""), m.start(), m.end()) for m in _WORD.finditer(plain.text)]
    if not tokens or _OTHERS.search(plain.text):
        return None
    words = [word for word, _, _ in tokens]
    if (short := _in_short(words)) is not None:
        return LanguageWish(short, "")
    found = [
        (n, lang) for n, word in enumerate(words) for lang, names in _NAMES.items()
        if word in names and (word not in _UNSURE or (n and words[n - 1] in ("en", "in")))
    ]
    apart = len(tokens) > 1 and _stop(plain.text, tokens, len(tokens) - 2)
    meant = {one for n, lang in found if (one := _meant(words, n, lang, apart=apart)) is not None}
    if len(meant) != 1:
        return None
    first, last = _span(plain.text, tokens, [n for n, _ in found])
    before = text[: plain.starts[tokens[first][1]]]
    after = text[plain.ends[tokens[last][2] - 1] :]
    rest = " ".join(one for part in (before, after) if (one := _POLITE.sub("", part).strip()))
    more = set(_WORD.findall(fold(rest).text)) - _FILLERS - _NOT - _KNOWS - _SHORT["fr"] - _SHORT["en"]
    return LanguageWish(meant.pop(), rest if more else "")


def _in_short(words: list[str]) -> str | None:
    """ "fr svp", "en fr stp", "eng pls": nothing else is said."""
    for lang, names in _SHORT.items():
        left = [word for word in words if word not in names]
        # "en" is a word of French as well: it needs a "please".
        alone = len(left) < len(words) and all(word in _FILLERS for word in left)
        if alone and ((words[-1] != "en" and any(w in names - {"en"} for w in words)) or (words[:1] == ["en"] and
                      words[1:] in (["please"], ["pls"], ["plz"]))):
            return lang
    return None


def _meant(words: list[str], n: int, lang: str, *, apart: bool) -> str | None:
    """The language that one name in the words asks for: itself, or the other one where it is not spoken. `apart`: the
    last word stands alone after a stop ("is it still 5 dec? english").
    """
    named = [at for at, word in enumerate(words[:n]) if any(word in _NAMES[one] | _SHORT[one] for one in _NAMES)]
    near = words[max(0, n - _REACH, *(at + 1 for at in named if words[at] not in ("en", "in"))) : n]
    if n + 1 < len(words) and words[n + 1] in _THING:
        return None
    if any(word in _NOT for word in near) and any(word in _KNOWS for word in near):
        if _of_another(words[max(0, n - _REACH - 2) : n]):
            return None
        return "fr" if lang == "en" else "en"
    if set(words[n + 1 : n + 4]) & {"not", "pas", "petit", "small", "bad", "slow", "poor"} or "why" in words[:n]:
        return None
    alone = all(word in _FILLERS for word in words[:n] + words[n + 1 :])
    asked = any(word in ("en", "in", "into", "to") or word in _KNOWS for word in words[max(0, n - 2) : n])
    after = n + 1 < len(words) and words[n + 1] in ("please", "pls", "plz", "svp", "stp", "merci", "sil")
    return lang if alone or asked or after or (apart and n == len(words) - 1) else None


def _of_another(before: list[str]) -> bool:
    """Whether it is somebody else who does not know the language: the nearest word of a person names another."""
    person = next((word for word in reversed(before) if word in _OTHERS_WORDS or word in _SELF), "")
    return person in _OTHERS_WORDS


def _span(text: str, tokens: list[tuple[str, int, int]], names: list[int]) -> tuple[int, int]:
    """The words of the wish around the names, up to the next stop or the next word that says something else."""
    first, last = min(names), max(names)
    while first and tokens[first - 1][0] in _FILLERS | _NOT | _KNOWS and not _stop(text, tokens, first - 1):
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1][0] in _AFTER and not _stop(text, tokens, last):
        last += 1
    return first, last


def _stop(text: str, tokens: list[tuple[str, int, int]], at: int) -> bool:
    """Whether a stop stands between this word and the next one."""
    return re.search(r"[.,;!?\n]", text[tokens[at][2] : tokens[at + 1][1]]) is not None


def beside_language(text: str) -> str:
    """What is said beside the sentences that name a language: the words that were not about it. Empty: next to none."""
    pieces = [one.strip() for one in re.split(r"(?<=[.!?;\n])\s+", text)]
    others = [one for one in pieces if one and not _names_one(one)]
    left = " ".join(others)
    return left if len(others) < len(pieces) and len(left.split()) >= _A_SENTENCE else ""


def _names_one(piece: str) -> bool:
    words = set(_WORD.findall(fold(piece).text))
    return any(words & names - _UNSURE for names in _NAMES.values()) or _OTHERS.search(fold(piece).text) is not None
