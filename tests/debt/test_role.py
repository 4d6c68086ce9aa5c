"""What each role may do: one table."""

from __future__ import annotations

import pytest

from bot.debt.role import DOINGS, MAY, ROLES, may, needing_second_step


def test_who_makes_accounts_sees_no_debtor_and_who_reviews_changes_nothing():
    assert not may("administrator", "see") and not may("administrator", "review")
    assert not any(may("compliance", doing) for doing in ("see", "work", "lead", "manage"))


def test_nobody_both_works_with_debtors_and_makes_accounts():
    assert not any({"work", "manage"} <= doings for doings in MAY.values())


def test_every_role_keeps_its_own_account_and_an_unknown_one_may_nothing():
    assert all(may(role, "own") for role in ROLES)
    assert not any(may("root", doing) for doing in DOINGS)


def test_every_doing_is_some_roles():
    assert set().union(*MAY.values()) == set(DOINGS)


@pytest.mark.parametrize(
    ("setting", "production", "roles"),
    [("", False, set()), ("", True, set(ROLES)), ("none", True, set()), ("all", False, set(ROLES)),
     ("supervisor, Administrator", False, {"supervisor", "administrator"})],
)
def test_the_second_step_is_for_all_in_production_unless_it_is_said_otherwise(setting, production, roles):
    assert needing_second_step(setting, production=production) == roles


@pytest.mark.parametrize("setting", ["supervisors", "all, agent", "agent;supervisor"])
def test_a_role_that_is_misspelt_is_an_error_and_no_open_door(setting):
    with pytest.raises(ValueError, match="no such role"):
        needing_second_step(setting, production=True)
