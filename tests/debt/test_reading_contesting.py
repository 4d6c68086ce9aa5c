"""Contesting, said outright beside something else."""

import pytest

from bot.debt.reading import contests


@pytest.mark.parametrize("text", [
    "Je conteste formellement cette dette.", "nous contestons la somme et", "je ne reconnais pas cette dette",
    "je ne dois rien", "I dispute this debt", "I formally dispute the account", "I don't owe this",
    "je ne reconnais aucune dette", "on conteste",
])
def test_who_contests_is_heard(text: str) -> None:
    assert contests(text)


@pytest.mark.parametrize("text", [
    "laissez-moi tranquille", "je ne conteste pas, je ne peux pas", "stop writing to me", "je dois 300 euros", "",
])
def test_who_does_not_is_not(text: str) -> None:
    assert not contests(text)
