"""Account and reference for transfers: to the identified debtor, where policy allows it, and right to the digit."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.debt.bank import compact, find_references, read_iban
from bot.service.bank.money import receive
from bot.service.case.cases import view_of
from bot.service.pay.demands import demand_for_instalment
from bot.service.pay.payment_links import make_link
from bot.service.pay.transfer import reference_for, transfer_for
from bot.store.tables import Brand, Creditor, Demand, Receipt, TransferReference
from bot.words.book import book

IBAN = "FR7699999000010000000000309"


async def account(world, iban: str | None = IBAN, **more: str) -> None:
    async with world.database.begin() as uow:
        (await uow.session.get_one(Creditor, "demo")).settings = {"transfer_iban": iban, **more}
        await uow.commit()


async def brand(world, policy: str) -> None:
    async with world.database.begin() as uow:
        (await uow.session.scalar(select(Brand))).policy = policy
        await uow.commit()


async def test_the_payment_page_shows_account_and_reference_to_the_identified_debtor(world, door):
    await account(world)
    token = await world.link()
    before = await (await door.client.get(f"/pay/{token}")).text()
    assert "IBAN" not in before and not await world.all(TransferReference)
    await door.identify(token)
    for _ in range(2):
        page = await (await door.client.get(f"/pay/{token}?lang=fr")).text()
        assert "FR76 9999 9000 0100 0000 0000 309" in page and "Maison Démo" in page
    (row,) = await world.all(TransferReference)
    assert find_references(page) == (row.reference,)
    assert "DEMO" not in row.reference and row.plan_id is None


async def test_a_shared_link_shows_no_account(world, door):
    await account(world)
    token = await world.link(kind="shared")
    assert "IBAN" not in await (await door.client.get(f"/pay/{token}")).text()


@pytest.mark.parametrize("iban", [None, "", IBAN[:-1] + "8", "FR76", "not an account"])
async def test_without_an_account_whose_check_digits_fit_no_transfer_is_shown(world, door, iban):
    await account(world, iban)
    token = await world.link()
    await door.identify(token)
    assert "IBAN" not in await (await door.client.get(f"/pay/{token}")).text()


async def test_where_the_brands_policy_does_not_allow_it_no_transfer_is_shown(world, door):
    await account(world)
    await brand(world, "librairie_nova")
    token = await world.link()
    await door.identify(token)
    assert "IBAN" not in await (await door.client.get(f"/pay/{token}")).text()


async def test_while_nothing_may_be_paid_no_transfer_is_shown(world, door):
    await account(world)
    token = await world.link()
    await door.identify(token)
    await world.hold("over_indebtedness_admissible")
    assert "IBAN" not in await (await door.client.get(f"/pay/{token}")).text()


async def test_all_instalments_of_a_plan_share_its_reference_and_other_demands_have_another(world):
    await account(world, transfer_holder="Maison Démo SA")
    first, second, *_ = await world.plan(8000, 8000, 8000)
    await world.link(1000)
    async with world.database.begin() as uow:
        view = await view_of(uow, world.case_id)
        told = []
        for demand in (await demand_for_instalment(uow, first), await demand_for_instalment(uow, second),
                       await uow.session.scalar(select(Demand).where(Demand.kind == "own_amount"))):
            await make_link(uow, demand)
            told.append(await transfer_for(uow, demand, view))
        await uow.commit()
    references = [compact(one.reference) for one in told if one]
    assert references[0] == references[1] != references[2] and told[0].holder == "Maison Démo SA"


async def test_two_who_ask_at_once_get_the_same_reference(world):
    async def ask() -> str:
        async with world.database.begin() as uow:
            found = await reference_for(
                uow, creditor_id="demo", case_id=world.case_id, person_id=world.person_id, plan_id=None
            )
            await uow.commit()
            return found

    assert len(set(await asyncio.gather(*(ask() for _ in range(8))))) == 1


def test_an_account_is_compared_whole() -> None:
    assert read_iban("fr76 9999 9000 0100 0000 0000 309") == IBAN


async def paid_in_cash(world, minor: int) -> None:
    async with world.database.begin() as uow:
        await receive(
            uow, creditor_id="demo", case_id=world.case_id, person_id=world.person_id, provider="desk", key="k1",
            method="cash", minor=minor, currency="EUR", value_on=uow.today(), actor="agent:1",
        )
        await uow.commit()


async def test_the_link_of_an_instalment_that_was_paid_in_another_way_says_so_and_gives_its_receipt(world, door):
    first, _ = await world.plan(8000, 8000)
    async with world.database.begin() as uow:
        demand = await demand_for_instalment(uow, first)
        tokens = [(await make_link(uow, demand, kind)).rsplit("/", 1)[1] for kind in ("personal", "shared")]
        await uow.commit()
    await door.identify(tokens[0])
    await paid_in_cash(world, 8000)
    page = await (await door.client.get(f"/pay/{tokens[0]}?lang=fr")).text()
    assert book().text("pay_state_paid", "fr") in page.replace("&#39;", "'") and "/receipt" in page
    (receipt,) = await world.all(Receipt)
    assert receipt.number in await (await door.client.get(f"/pay/{tokens[0]}/receipt")).text()
    assert (await door.client.get(f"/pay/{tokens[0]}/receipt.pdf")).content_type == "application/pdf"
    for path in ("", "/receipt"):
        shared = await (await door.client.get(f"/pay/{tokens[1]}{path}")).text()
        assert receipt.number not in shared and "DEMO" not in shared, "who pays for somebody sees no other payment"


async def test_a_part_of_an_instalment_paid_in_another_way_leaves_the_rest_to_pay(world, door):
    first, _ = await world.plan(8000, 8000)
    async with world.database.begin() as uow:
        token = (await make_link(uow, await demand_for_instalment(uow, first))).rsplit("/", 1)[1]
        await uow.commit()
    await door.identify(token)
    await paid_in_cash(world, 3000)
    assert "50,00" in await (await door.client.get(f"/pay/{token}?lang=fr")).text()


@pytest.mark.parametrize(
    ("policy", "way"), [("demo_maison", "pay_way_card_sepa"), ("none", "pay_way_card")]
)
async def test_the_page_names_only_the_ways_that_the_policy_takes(world, door, policy, way):
    await brand(world, policy)
    token = await world.link()
    await door.identify(token)
    assert book().text(way, "en") in await (await door.client.get(f"/pay/{token}?lang=en")).text()
