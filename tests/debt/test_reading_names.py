"""A name told in a sentence, and what only sounds like one."""

from __future__ import annotations

import pytest

from bot.debt.reading import only_introduces, read_name

NAMED = [
    ("bonjour je suis Nadia Benali née le 14/03/1985 de 69003", "Nadia Benali"),
    ("je suis nadia benali ne le 14 mars 1985 69003", "nadia benali"),
    ("jsuis Thomas Girard, 5 mars 1980, 06000", "Thomas Girard"),
    ("Bonjour, je m'appelle Jean-Pierre de la Tour né le 02/11/1962, 75011", "Jean-Pierre de la Tour"),
    ("jmappelle linh nguyen 22/07/1983 59000", "linh nguyen"), ("c'est Maria O'Connor 69003", "Maria O'Connor"),
    ("mon nom est El Amrani Youssef, né 3/4/1990 code postal 13005", "El Amrani Youssef"),
    ("nom : Benali Nadia, née le 14/03/1985, cp 69003", "Benali Nadia"),
    ("je suis madame Sophie Morel née 14.03.1985 j'habite 67100", "Sophie Morel"),
    ("its Thomas Reed born 2 nov 1992 postcode LS1 4DY", "Thomas Reed"),
    ("hello im thomas reed dob 02/11/1992 ls1 4dy", "thomas reed"),
    ("my name is Aisha Khan, 23/6/1979, BT1 1AA", "Aisha Khan"), ("this is Mr John van der Berg 2/11/1992 LS1 4DY",
                                                                   "John van der Berg"),
    ("I am Nadia Benali from 69003 born 14 March 1985", "Nadia Benali"),
]
NOT_NAMED = [
    "je suis au chômage depuis le 14/03/2025 69003", "je suis née le 14/03/1985", "je suis très fatiguée 69003",
    "c'est pour information", "je suis malade depuis mars", "i am struggling badly", "i'm behind with my rent",
    "it's my mum", "c'est pas moi", "je suis sa fille", "je suis Marie", "im nadia", "je suis le fils de Nadia Benali",
    "je suis mère célibataire 2 enfants", "c'est quoi ce truc", "it is what it is", "je suis ruinée totalement ruinée",
    "je suis à la rue", "i am not Thomas Reed", "je suis pas Nadia Benali", "je suis huissier de justice",
]


@pytest.mark.parametrize(("text", "name"), NAMED)
def test_a_name_after_an_introduction(text, name):
    assert read_name(text) == name


@pytest.mark.parametrize("text", NOT_NAMED)
def test_what_is_in_doubt_is_none(text):
    assert read_name(text) is None


@pytest.mark.parametrize("text", [text for text, _ in NAMED])
def test_nothing_but_who_they_are(text):
    assert only_introduces(text, "fr") and only_introduces(text, "en")


@pytest.mark.parametrize(
    "text",
    ["je suis Nadia Benali née le 14/03/1985 de 69003 je peux plus payer", "je suis Nadia Benali 69003 aidez moi",
     "its Thomas Reed born 2 nov 1992 LS1 4DY how much do i owe", "bonjour", "14/03/1985",
     "je suis Nadia Benali née le 14/03/1985 69003 stop"],
)
def test_more_than_that(text):
    assert not only_introduces(text, "fr") and not only_introduces(text, "en")
