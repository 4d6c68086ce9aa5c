"""The normaliser: pure, the same under Python 3.10 and 3.12, and without Rasa."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalise import normalise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("J’ai déjà réglé", "j ai deja regle"),
        ("jpeu pa payé", "je peux pas paye"),
        ("g perdu mon taf", "j ai perdu mon travail"),
        ("c koi cette dete ?", "c est quoi cette dette ?"),
        ("c'est quoi", "c est quoi"),
        ("c était bien", "c etait bien"),
        ("jai pu mn rdv svp", "j ai pu mn rendez vous s il vous plait"),
        ("NOOOOON !!", "non ! !"),
        ("cant pay u 2moro", "can not pay you tomorrow"),
        ("I can't", "i can t"),
        ("plus d'œuvre", "plus d oeuvre"),
    ],
)
def test_spellings_of_a_telephone_become_the_words_meant(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("je peux mettre 50 € par mois", "je peux mettre xmontant par mois"),
        ("mille deux cents euros", "xmontant"),
        ("£40 now", "xmontant now"),
        ("R500 a month", "xmontant a month"),
        ("dossier AUR-20417", "dossier xreference"),
        ("né le DATE", "ne le xdate"),
        ("né le 04/05/1980", "ne le xdate"),
        ("plutôt le 15", "plutot le xjour"),
        ("le 3 mars", "le xjour"),
        ("appelez le 06 12 34 56 78", "appelez le xtelephone"),
        ("à 18h30", "a xheure"),
        ("quelqu'un@exemple.fr", "xmail"),
        ("https://exemple.fr/p est-ce sûr", "xlien est ce sur"),
    ],
)
def test_values_are_masked_by_their_kind(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


def test_faces_and_marks_that_carry_a_mood_are_kept() -> None:
    assert normalise("merci 🙏") == "merci xcontent"
    assert normalise("j'ai peur 😭 ?") == "j ai peur xtriste ?"
    assert normalise("ok :(") == "ok xtriste"


def test_words_of_the_other_language_are_left_alone() -> None:
    assert normalise("I am ill") == "i am ill"
    assert normalise("un peu plus tard en mai") == "un peu plus tard en mai"


@pytest.mark.parametrize("empty", ["", "   ", "…", "'", "\n"])
def test_a_text_without_words_gives_nothing(empty: str) -> None:
    assert normalise(empty) == ""


@given(st.text(max_size=300))
def test_anything_typed_is_normalised_into_single_spaced_tokens(text: str) -> None:
    tokens = normalise(text)
    assert tokens == " ".join(tokens.split())


def test_it_imports_nothing_of_rasa_or_scikit_learn() -> None:
    code = (
        "import sys, bot.nlu.normalise;"
        "print([m for m in sys.modules if m.split('.')[0] in ('rasa', 'sklearn', 'numpy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
