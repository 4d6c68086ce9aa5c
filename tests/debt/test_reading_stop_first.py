"""STOP at the head of a sentence, and what only begins like it."""

from __future__ import annotations

import pytest

from bot.debt.reading import stops_first, tells_beside_stop

TROUBLE = ["arret svp je suis malade", "STOP je suis malade", "stop, jai plus rien a manger", "stop j'en peux plus",
           "Arrêt. Ma mère est à l'hôpital", "arret jai plus de travail",
           "stop c'est trop dur pour moi", "stop i lost my job", "STOP im in hospital",
           "please stop i can't cope anymore", "stop its too much for me", "stop pls i'm so tired of everything"]
ONLY_STOP = ["stop j'en peux plus de vos sms", "stop vos messages", "arret svp j'en ai marre de vos textos",
             "stop your texts", "stop leave me alone", "stop laissez moi tranquille"]
NONE = ["arret de travail depuis mars", "je suis en arret maladie", "arret cardiaque", "stop au prélèvement",
        "stop je comprends rien", "stop attendez j'ai une question", "stop i want to speak to someone",
        "non stop je bosse",
        "stop i don't understand", "stop je paie plus", "stop the direct debit", "stop", "bonjour", "stop de payer",
        "j'ai demandé stop", "arret je veux parler à quelqu'un", "stop non je me suis trompé"]


@pytest.mark.parametrize("text", TROUBLE)
def test_a_stop_with_trouble_beside_it(text):
    assert stops_first(text) and (tells_beside_stop(text, "fr") or tells_beside_stop(text, "en"))


@pytest.mark.parametrize("text", ONLY_STOP)
def test_a_stop_that_is_only_of_the_messages(text):
    assert stops_first(text) and not tells_beside_stop(text, "fr")


@pytest.mark.parametrize("text", NONE)
def test_what_only_begins_like_one(text):
    assert not stops_first(text)
