"""What a debtor typed, as plain comparable text: no Rasa here, pure functions, Python 3.10 and 3.12.

Two views of a message: `normalise` (spelling repaired, values masked) and `phonetic` (as a French ear would
hear it, so that "jé plu envi" meets "j'ai plus envie"). Both keep what carries a mood: "!", "?" and faces.
"""

from __future__ import annotations

import re
import unicodedata

from bot.nlu.spelling import MEANT

_SAD = "😢😭😞😔😟😩😫😖😣🥺💔☹🙁😰😥😓😿"
_GLAD = "😀😃😄😁🙂😊😉👍🙏❤😍🤗👌😅😂🤣"
_ANGRY = "😡😠🤬🖕👎💩😤"
_DEATH = "💀☠🔫🔪⚰🪦"
_FACES = {c: name for faces, name in ((_SAD, "xtriste"), (_GLAD, "xcontent"), (_ANGRY, "xcolere"),
                                       (_DEATH, "xmort")) for c in faces}  # fmt: skip
_FACE = re.compile("[" + "".join(_FACES) + "]")
_TYPED_SAD = re.compile(r"(?<!\w)[:;=]'?-?[(\[]+")
_TYPED_GLAD = re.compile(r"(?<!\w)[:;=]-?[)D\]]+(?!\w)")

_NUMBER_WORD = (
    r"(?:z[ée]ro|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?"
    r"|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille"
    r"|two|three|four|five|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)"
)
_NUMBER = r"(?:\d+(?:[ .,  ]\d{3})*(?:[.,]\d{1,2})?|" + _NUMBER_WORD + r"(?:[ -](?:et |and |un\b)?"
_NUMBER += _NUMBER_WORD + r")*)"
_CURRENCY = r"(?:€|euros?|eur\b|balles\b|roros?\b|£|pounds?\b|quid\b|gbp\b|rands?\b|zar\b|dollars?\b|\$|piast(?:re)?s?\b)"
_MONTHS = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)"
)

# Order matters: the longest and surest shapes first.
_MASKS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), " " + name + " ")
    for pattern, name in (
        (r"(?:https?://|www\.)\S+", "xlien"),
        (r"\S+@\S+\.\w+", "xmail"),
        (r"\b(?:aur|ve|bl)[ -/]*\d{3,}\b", "xreference"),
        (r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b", "xdate"),
        (r"(?<!\d)(?:\+\d{2}|0)(?:[ .-]?\d){9,10}(?!\d)", "xtelephone"),
        (r"\b(?:\d{1,2}|1er) ?(?:st|nd|rd|th)?(?: of)? " + _MONTHS + r"\b(?: \d{4})?", "xjour"),
        (r"[£$] ?\d[\d .,]*(?<![ .,])", "xmontant"),
        (r"\br ?\d[\d .,]*(?<![ .,])", "xmontant"),
        (r"\b" + _NUMBER + r" ?(?:" + _CURRENCY + r")", "xmontant"),
        (r"\b\d{1,2} ?(?:h|am|pm)(?:\d{2})?\b|\b\d{1,2}:\d{2}\b", "xheure"),
        (r"\b(?:[0-2]?\d|3[01])(?:st|nd|rd|th)\b|\b1er\b", "xjour"),
        (r"\b(?:le|the|du|au) (?:[0-2]?\d|3[01])\b", "le xjour"),
        (r"\b(?:19|20)\d{2}\b", "xannee"),
        (r"\b\d{5,}\b", "xlong"),
        (r"\b\d+(?: ?%| pour ?cent| per ?cent)", "xpart"),
        (r"(?<![a-zà-ÿ])\d{2,}(?:[.,]\d+)?(?![a-zà-ÿ])", "xnombre"),
        (r"(?<![a-zà-ÿ\d])\d(?![a-zà-ÿ\d])", "xchiffre"),
        (r"\b" + _NUMBER_WORD + r"(?:[ -]" + _NUMBER_WORD + r")*\b", "xchiffre"),
    )
)
_ELONGATED = re.compile(r"([a-z])\1{2,}")
# No French or English word begins with j and a consonant: the pronoun is glued to its verb.
_GLUED = re.compile(r"\bj([bcdfghklmnpqrstvwxz]\w*)")
_TOKEN = re.compile(r"\w+|[!?]")


def plain(text: str) -> str:
    """Lower case, without accents, ligatures and typographic apostrophes; faces become words."""
    text = _FACE.sub(lambda found: " " + _FACES[found.group()] + " ", text)
    text = _TYPED_SAD.sub(" xtriste ", text)
    text = _TYPED_GLAD.sub(" xcontent ", text)
    text = text.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def mask(text: str) -> str:
    """Replace values by what kind of value they are (`text` in lower case): the reader reads them, not Rasa."""
    for pattern, name in _MASKS:
        text = pattern.sub(name, text)
    return text


def normalise(text: str) -> str:
    """The message in plain words: accents off, values masked, telephone spelling written out.

    Tokens are separated by one space; "!" and "?" are tokens of their own. An empty or wordless text gives "".
    """
    text = plain(mask(text.replace("DATE", " xdate ").lower()))
    text = _ELONGATED.sub(r"\1", text.replace("'", " ").replace("’", " ").replace("_", " "))
    words: list[str] = []
    tokens = _TOKEN.findall(text)
    for token, following in zip(tokens, [*tokens[1:], ""]):
        # "c'est" has come apart as "c est": only a lone "c" stands for the whole
        words.extend([token] if token == "c" and following.startswith("et") or following == "est" else _meant(token))
    return " ".join(words)


def _meant(token: str) -> list[str]:
    """The careful spelling of one token, perhaps several words."""
    meant = MEANT.get(token)
    if meant is None:
        glued = _GLUED.fullmatch(token)
        if glued is None:
            return [token]
        rest = glued.group(1)
        meant = "je " + MEANT.get(rest, rest)
    return meant.split()


_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"\b(\w)\b", r"\1"),
        (r"eaux?|aux?\b|au", "o"),
        (r"ph", "f"),
        (r"(?:ai|ei)(?!l|n|m)(?:s|t|ent)?", "e"),
        (r"(?<=\w\w)(?:er|ez|es|ent|ee|ees)\b", "e"),
        (r"(?:ain|ein|in|un|im)(?![aeiouynm])", "1"),
        (r"(?:an|en|am|em)(?![aeiouynm])", "a2"),
        (r"(?:on|om)(?![aeiouynm])", "o3"),
        (r"oi", "wa"),
        (r"ou", "u"),
        (r"oeu|eu", "e"),
        (r"y", "i"),
        (r"qu|q|ck|c(?=[aou2o3lrt]|\b)", "k"),
        (r"c(?=[ei1])|ss|ç", "s"),
        (r"g(?=[ei])", "j"),
        (r"h", ""),
        (r"(?<=\w\w)e?[stxdpz]+\b", ""),
        (r"(?<=\w\w)e\b", ""),
        (r"([a-z])\1+", r"\1"),
    )
)


def phonetic(normal: str) -> str:
    """How `normal` (from `normalise`) sounds to a French ear: silent endings off, one letter for one sound."""
    for pattern, sound in _SOUNDS:
        normal = pattern.sub(sound, normal)
    return normal
