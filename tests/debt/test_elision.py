"""An apostrophe left out by a thumb or a dictation is read as if it stood there; nothing else is."""

from __future__ import annotations

import pytest

from bot.debt import reading, safety
from bot.debt.elision import not_ill, with_apostrophes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("j ai plus rien", "j'ai plus rien"),
        ("l edf d avril m a dit qu il s en va", "l'edf d'avril m'a dit qu'il s'en va"),
        ("c est moi, c etait toi", "c'est moi, c'etait toi"), ("s il vous plait", "s'il vous plait"),
        ("i don t want it s fine", "i don't want it's fine"), ("i m ok they re not", "i'm ok they're not"),
        ("il n y a rien", "il n'y a rien"), ("t as raison", "t'as raison"), ("j en peux plus", "j'en peux plus"),
    ],
)
def test_it_is_put_back(written, meant):
    assert with_apostrophes(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "c a moi", "200 m de la gare", "appartement t 3", "plan b et c", "we all agree", "i am at 12 a street", "ca va",
        "it is", "5 j avant", "envie de m o u r i r",
    ],
)
def test_nothing_else_is_touched(text):
    assert with_apostrophes(text) == text


def test_whatever_reads_words_reads_them_so():
    assert safety.danger("i don t want to live").kind == "explicit"
    assert reading.pays_now("j aimerais payer maintenant") == reading.pays_now("j'aimerais payer maintenant")
    assert reading.own_file("c est mon dossier") and not reading.own_file("c est pas mon dossier")
    assert len(with_apostrophes("j ai d autres frais")) == len("j ai d autres frais")


def test_who_will_pay_is_not_ill():
    assert not_ill("is this a scam, ill pay nothing. Ill call") == "is this a scam, i'll pay nothing. I'll call"
    assert not_ill("Ill be paying 50") == "I'll be paying 50"
    assert not_ill("i am ill and off work, my ill mum, been ill not working") == (
        "i am ill and off work, my ill mum, been ill not working"
    )
