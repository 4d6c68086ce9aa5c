"""Typing errors: how near a word is to another. Apart from the reader, so that Rasa's Python can read it as well."""

from __future__ import annotations

import re
import unicodedata


def near(word: str, meant: str) -> bool:
    """Whether a word is the other with one typing error: a letter more, less, other, or two of them swapped."""
    if word == meant or abs(len(word) - len(meant)) > 1:
        return word == meant
    at = next((n for n, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b), min(len(word), len(meant)))
    swapped = word[at : at + 2] == meant[at : at + 2][::-1] and word[at + 2 :] == meant[at + 2 :]
    return swapped or meant[at + (len(meant) >= len(word)) :] == word[at + (len(word) >= len(meant)) :]


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters without accents; figures and signs part them."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[a-z]+", bare)
