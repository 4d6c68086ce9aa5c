"""Whose matter somebody writes about."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.debt import reading

ROOT = Path(__file__).parents[2]


def third_party() -> list[str]:
    lines = (ROOT / "data" / "nlu" / "contact" / "third_party.yml").read_text(encoding="utf-8").splitlines()
    return [line.strip()[2:] for line in lines if line.startswith("    - ")]


@pytest.mark.parametrize("text", [
    "je suis suivie par une assistante sociale mme Bertin elle m a dit de vous contacter", "jsui suivi par l'udaf",
    "mon assistante sociale m'a dit de vous écrire", "my social worker told me to write", "la mairie m'a dit de venir",
    "i'm supported by stepchange", "mon éducatrice m'a conseillé d'écrire", "je suis accompagnée par cresus",
    "my support worker said i should contact you", "j'ai une assistante sociale qui m'aide",
    "my debt adviser told me to ask you", "je suis aidé par le secours catholique",
])
def test_who_is_helped_speaks_of_themselves(text: str) -> None:
    assert reading.helped_by(text)


@pytest.mark.parametrize("text", [
    "je suis sous curatelle, c'est l'udaf qui paye mes factures", "c'est moi qui est sous curatelle",
    "jsui sous tutelle", "i'm under guardianship", "j'ai un curateur", "mon curateur gère tout",
])
def test_who_is_under_protection_says_so(text: str) -> None:
    assert reading.guarded(text)


@pytest.mark.parametrize("text", [
    "c moi linh nguyen c mon dossier a moi", "c'est pour moi", "non c'est mon dossier", "it's my own account",
    "it's for me", "c'est moi la personne concernée", "this is about me", "no its my debt", "je parle de moi",
    "c'est bien moi", "i'm writing for myself", "it is me", "oui c'est moi",
])
def test_it_is_their_own(text: str) -> None:
    assert reading.own_file(text)


@pytest.mark.parametrize("text", [
    "c'est pas mon dossier", "ce n'est pas moi", "its not me", "it isn't my debt", "c'est moi qui gère sa facture",
    "c'est moi qui écris", "c'est mon mari", "c'est ma mère", "non pas moi", "c'est mon nom mais c'est pas moi",
])
def test_it_is_not(text: str) -> None:
    assert not reading.own_file(text)


@pytest.mark.parametrize("text", [
    "maman a un dossier chez vous DEMO-1003 elle parle pas francais c'est moi qui traduit", "c'est pour ma mère",
    "i'm writing for my mum", "c'est moi qui écris pour mon père", "my brother has a debt with you",
    "I am the wife of Thomas Girard", "je suis la femme de Thomas Girard", "je suis sa fille", "im her da",
])
def test_they_write_for_another(text: str) -> None:
    assert reading.writes_for(text)


@pytest.mark.parametrize("text", [
    "je suis la cliente", "mon mari est parti", "ma femme gagne 700", "ma mère est morte", "my husband left me",
    "mon fils a 4 ans", "je suis maman solo", "je suis mère de 3 enfants", "im a mum of two", "my wife has a job",
    "je suis la mère de 3 enfants", "je suis le père de deux filles", "i'm the mother of two",
    "c'est ma femme qui gère", "je suis femme de ménage", "DEMO-1001 14/03/1985",
])
def test_they_do_not(text: str) -> None:
    assert not reading.writes_for(text)


def test_helpers_and_relatives_who_write_are_never_taken_for_the_debtor() -> None:
    readers = (reading.helped_by, reading.guarded, reading.own_file)
    assert [text for text in third_party() if any(reads(text) for reads in readers)] == []


def test_whose_wife_asks_what_he_owes() -> None:
    assert reading.about_relative("I am the wife of Thomas Girard, how much he owe")
    assert not reading.about_relative("je suis sa fille, il est mort, combien il doit"), "that is a death told"
    assert not reading.about_relative("je suis la femme de Thomas et je dois 300")
    assert reading.hard_news("he is in hospital") and not reading.hard_news("he is at work")
