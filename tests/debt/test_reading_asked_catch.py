"""What is hidden behind an offer, asked in any words."""

from __future__ import annotations

import pytest

from bot.debt.reading import asks_catch


@pytest.mark.parametrize(
    "text",
    ["c'est quoi le piège", "y a un hic ?", "cest koi le piege", "ok mais il est où le piège ?", "ya pas de piège ?",
     "c'est trop beau pour être vrai", "y a une entourloupe ?", "quel est le loup", "il y a des frais cachés ?",
     "ça cache quoi", "c'est un piège votre truc ?", "y a t-il un piège", "où est l'embrouille",
     "is there any catch to that", "what's the catch", "whats the catch then", "there must be a catch",
     "any strings attached", "sounds too good to be true", "is it a trap?", "any hidden fees", "wheres the catch",
     "no catch?", "is there a downside", "whats in the small print is there any small print"],
)
def test_asked(text):
    assert asks_catch(text)


@pytest.mark.parametrize(
    "text",
    ["je suis pris au piège", "je me sens piégé", "i feel trapped", "i'm caught in a trap", "can i catch up next month",
     "il n'y a plus rien", "c'est quoi la suite", "je peux payer 40 par mois, y a un hic ?", "where is the letter",
     "no", "y a un souci avec le lien", "j'ai été piégé par mon ex", "merci au revoir"],
)
def test_not_asked(text):
    assert not asks_catch(text)
