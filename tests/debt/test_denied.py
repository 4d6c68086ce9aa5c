"""A denial with the words inside is no cry; the same words without it, or taken back beside it, are one."""

from __future__ import annotations

import pytest

from bot.debt.danger_answer import answer_to
from bot.debt.reading import plain_matter
from bot.debt.safety import danger


@pytest.mark.parametrize("text", [
    "non sa va pas me flingué jai just besoin daide pour la facture", "non je vais pas me flinguer",
    "jvais pas me flinguer pour 200 euros", "non jvai pas me foutre en lair jveux juste de l'aide",
    "non je ne vais pas me jeter par la fenêtre", "nan sa va pas me foutre en l'air tkt", "nan je compte pas me pendre",
])
def test_whoever_says_that_they_will_not_is_not_taken_to_say_that_they_will(text: str) -> None:
    assert danger(text).kind == "possible" and answer_to(text).kind == "no"


@pytest.mark.parametrize("text", [
    "ca va pas je vais me flinguer", "ça va pas, me flinguer je pense qu'à ça", "non ça va pas je veux me flinguer",
    "sa va pas jvai me flingué", "non sa va pas me flinguer serait mieux", "je vais pas me rater, me flinguer ce soir",
    "non je vais pas me flinguer, je vais me pendre", "je vais pas me flinguer je vais sauter du pont",
    "non ça va pas me flinguer c'est tout ce qu'il me reste", "va pas me flinguer tout seul, je le ferai devant vous",
    "je vais pas me flinguer tout de suite",
])
def test_what_only_looks_like_a_denial_stays_a_cry(text: str) -> None:
    assert danger(text).kind == "explicit" and answer_to(text).kind != "no"


@pytest.mark.parametrize("text", [
    "no i didnt mean all of it, just one of them, the 70. rest i want to sort", "i paid half of the 350 by debit card",
    "the letter says 350 but i owe you less than that", "i only want to pay part of it each week if that is ok",
    "je parlais juste de la facture de juin, les 70, je veux régler le reste", "j'ai déjà versé 150 sur les 312",
    "c le montant ki va pas jai payé la moitié par chèque le 12", "mon salaire tombe le 5, je règle le reste",
])
def test_plain_words_of_a_sum_are_a_plain_matter(text: str) -> None:
    assert plain_matter(text)


@pytest.mark.parametrize("text", [
    "je peux plus payer, à quoi bon", "i can't go on, i owe 350", "je dois 300 et j'ai plus envie de rien",
    "you'll be paid when i'm gone", "je regarde refroidir la soupe", "what's the point, pay or not",
    "Le fleuve est à dix minutes de chez moi et je ne compte pas revenir à la nage.",
    "Birthdays, football, the kids' jokes, it all goes by like it's behind a window.",
    "Qui s'apercevrait de quoi que ce soit si je n'ouvrais plus ma porte ?",
    "b4 u text again ill b dead, my own doing", "la dette sera payée quand je serai mort",
    "the bill, the bridge, that's it",
])
def test_what_may_be_a_cry_is_no_plain_matter(text: str) -> None:
    assert not plain_matter(text)
