"""The plain alphabet of SMS (GSM 03.38): what a sentence costs, and how it is written within it.

One sign outside the alphabet makes a whole message cost more than twice as much: French writes many of them (ê, ç,
œ, « », typographic apostrophes), and each has a plain form that nobody misreads.
"""

from __future__ import annotations

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€")
"""Signs of the alphabet's second page: each counts as two."""
_ALONE, _JOINED = 160, 153
_ALONE_WIDE, _JOINED_WIDE = 70, 67
_PLAIN = {
    "œ": "oe", "Œ": "OE", "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "‑": "-", "−": "-", "…": "...", "•": "-", "·": "-", "→": "->", "×": "x", "\t": " ",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "²": "2", "°": "o",
}


def plain(text: str) -> str:
    """The same words in the plain alphabet; signs without a plain form (another script, a picture) stay."""
    text = text.replace("«\u00a0", '"').replace("« ", '"').replace("\u00a0»", '"').replace(" »", '"')
    return "".join(_plain_of(sign) for sign in unicodedata.normalize("NFC", text))


def _plain_of(sign: str) -> str:
    if sign in BASIC or sign in TWICE:
        return sign
    if sign in _PLAIN:
        return _PLAIN[sign]
    bare = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
    return bare if bare and all(c in BASIC or c in TWICE for c in bare) else sign


def is_plain(text: str) -> bool:
    """Whether every sign is of the alphabet."""
    return all(sign in BASIC or sign in TWICE for sign in text)


def segments(text: str) -> int:
    """How many messages the carrier counts: 160 signs, or 153 each when joined; 70 and 67 with any other sign."""
    if is_plain(text):
        units, alone, joined = len(text) + sum(sign in TWICE for sign in text), _ALONE, _JOINED
    else:
        units, alone, joined = len(text.encode("utf-16-le")) // 2, _ALONE_WIDE, _JOINED_WIDE
    return 1 if units <= alone else -(-units // joined)
