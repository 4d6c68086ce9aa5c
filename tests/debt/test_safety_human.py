"""A person is asked for: found with Rasa down, also with a typing error, and not where none is meant."""

from __future__ import annotations

import pytest

from bot.debt.safety import asks_human


@pytest.mark.parametrize("text", ["a petson please", "un conseilller", "humian pls", "advisr", "conseiler svp"])
def test_a_person_is_found_with_one_typing_error(text: str) -> None:
    assert asks_human(text)


@pytest.mark.parametrize(
    "text", ["merci", "mon argent", "personne ne m'aide en ce moment chez vous", "il manque un humidificateur ici", ""]
)
def test_nobody_is_fetched_who_was_not_asked_for(text: str) -> None:
    assert not asks_human(text)
