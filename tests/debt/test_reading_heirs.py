"""A death: whose matter is spoken of."""

from __future__ import annotations

import pytest

from bot.debt.reading import tells_of_heir

DEBTS = [
    "mon père est mort, est-ce que je dois payer ses dettes ?",
    "ma mere et decede es que je doi payer sa dete",
    "papa est décédé en juin, c'est à moi de payer ce qu'il devait ?",
    "mon mari est mort dois-je rembourser son crédit",
    "bonjour maman nous a quittés, on est obligé de payer ses factures ?",
    "mon frere est dcd jdois payer a sa place ?",
    "j'ai perdu mon père le mois dernier, est ce que je suis responsable de ses dettes",
    "je suis l'héritière, ma tante est décédée, que faire de sa dette",
    "ma grand mère est morte, je peux refuser la succession ?",
    "est ce qu'on hérite des dettes, mon oncle est mort",
    "my dad died do I have to pay this",
    "my mum passed away, am i liable for her debts?",
    "mum died in may do we have to pay her loan",
    "my husband is dead is it up to me to pay it",
    "my late father owed you, do i inherit his debt?",
    "my nan has died must i pay her bill",
    "brother passed away last month r his debts mine?? will i have to pay them",
    "lost my dad in june, am I responsible for what he owed",
    "I'm the executor, my aunt died, what about her account",
    "my partner died, does the debt come to me",
]
WRITING = [
    "ma mère est décédée en mai vous lui écrivez encore",
    "mon pere est mort arretez de lui ecrire",
    "mon mari est decedé et vous continuez a lui envoyer des sms",
    "vous écrivez a ma mère elle est morte depuis 2 ans",
    "papa est mort, on recoit encore des courriers à son nom",
    "mon oncle est décédé, merci de clôturer son dossier",
    "elle est décédée arrêtez de la harceler, il y a des lettres à son nom",
    "my mum died in may you still write to her",
    "my dad is dead stop texting him",
    "you keep sending letters to my late husband, he passed away",
    "he died two years ago, why are you still writing to him",
    "my gran passed away and we're still getting letters in her name",
]
OWN = [
    "mon mari est mort je peux plus payer", "my husband died and i can't pay",
    "ma mère est décédée j'ai dû payer les obsèques",
    "mon père est mort, je dois payer l'enterrement", "my dad died and i had to pay for the funeral",
    "ma femme est décédée, comment je fais pour payer mon crédit", "mon frère est mort le mois dernier, c'est dur",
    "my mum passed away, I'm behind on my payments", "je suis mort de fatigue", "my phone is dead",
    "ma batterie est morte, je dois payer combien ?", "j'attends l'héritage de mon père pour payer",
    "mon père est décédé, dois-je payer quand ma mensualité ?", "my wife died last month, can i pay later",
    "est-ce que je dois payer ses dettes à mon ex", "il est parti avec ses dettes", "vous lui écrivez encore",
    "je dois payer les dettes de mon mari", "jsuis mort, vous m'écrivez encore à 22h",
]


@pytest.mark.parametrize("text", DEBTS)
def test_whether_they_must_pay(text):
    assert tells_of_heir(text) == "debts"


@pytest.mark.parametrize("text", WRITING)
def test_that_we_still_write(text):
    assert tells_of_heir(text) == "writing"


@pytest.mark.parametrize("text", OWN)
def test_ones_own_trouble_is_none_of_it(text):
    assert tells_of_heir(text) is None
