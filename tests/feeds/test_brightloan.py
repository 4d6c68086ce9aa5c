from __future__ import annotations

import pytest
from ledger import BRIGHT, case_of, everything, holds_of, person_of, sums

from bot.feeds.mapping import load
from bot.feeds.values import BadCell, jurisdiction


async def test_every_line_is_what_the_creditor_expects(importing, expected, as_expected):
    as_expected(await importing("brightloan", BRIGHT), expected[BRIGHT])


async def test_balance_holds_the_arrears(store, importing):
    await importing("brightloan", BRIGHT)
    assert await sums(store, "BL/4410") == (1_023_03, 4_092_12 - 1_023_03)
    case = await case_of(store, "BL/4410")
    assert (case.currency, case.collector_role, case.letter_date) == ("GBP", "own_account", None)


async def test_protection_by_law_is_a_hold(store, importing):
    await importing("brightloan", BRIGHT)
    held = {"BL/4403": "breathing_space", "BL/4405": "insolvency", "BL/4408": "limitation_barred"}
    for reference, reason in held.items():
        assert [hold.reason for hold in await holds_of(store, reference)] == [reason]


async def test_a_title_is_not_a_name(store, importing):
    await importing("brightloan", BRIGHT)
    person = await person_of(store, "BL/4404")
    assert (person.last_name, person.first_name, person.language) == ("Patel", "", "en")


async def test_the_same_file_twice_changes_nothing(store, importing):
    await importing("brightloan", BRIGHT)
    before = await everything(store, "brightloan")
    assert (await importing("brightloan", BRIGHT)).counts()["unchanged"] == 20
    assert await everything(store, "brightloan") == before


@pytest.mark.parametrize(
    ("postcode", "law"),
    [("BT1 1AA", "GB-NIR"), ("EH1 1YZ", "GB-SCT"), ("G1 1AA", "GB-SCT"), ("GL1 1AA", "GB-EAW"), ("B1 1AA", "GB-EAW"),
     ("CF10 1AA", "GB-EAW"), ("m1 1aa", "GB-EAW"), ("ZE1 0AA", "GB-SCT")],
)
def test_the_postcode_area_tells_the_law(postcode, law):
    assert jurisdiction(postcode, load("brightloan").jurisdictions) == law


@pytest.mark.parametrize("postcode", ["JE2 3AB", "IM1 1AA", "", "75001"])
def test_a_postcode_outside_the_kingdom_is_not_guessed(postcode):
    with pytest.raises(BadCell):
        jurisdiction(postcode, load("brightloan").jurisdictions)
