"""What a debt is and what its sum is made of, told to whoever is known; what is disputed or not whole is said."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from bot.debt.money import Money
from bot.service.case.cases import set_hold, view_of
from bot.store.tables import Case, Creditor, Obligation
from tests.thread_world import Thread, demo_of, disclosed, ids, open_thread, secrets_of

MEANS = {
    "c'est quoi cette dette": "ask_origin", "combien je dois": "ask_balance", "le détail svp": "request_proof",
}


@pytest.fixture
async def thread(database) -> Thread:
    return await open_thread(await demo_of(database), means=MEANS)


async def _case(thread: Thread, **values: object) -> int:
    async with thread.database.begin() as uow:
        key = await uow.session.scalar(select(Case.id).where(Case.reference == "DEMO-1001"))
        if values:
            await uow.session.execute(update(Case).where(Case.id == key).values(**values))
        await uow.commit()
        return int(key or 0)


async def _parts(thread: Thread, key: int, **parts: int) -> None:
    async with thread.database.begin() as uow:
        await uow.session.execute(delete(Obligation).where(Obligation.case_id == key))
        creditor = await uow.session.scalar(select(Case.creditor_id).where(Case.id == key))
        for name, minor in parts.items():
            uow.session.add(Obligation(
                creditor_id=creditor, case_id=key, minor=minor, component=name, claimable=name != "fee",
            ))
        await uow.commit()


async def test_who_asks_what_this_is_hears_creditor_basis_and_the_parts_of_the_sum(thread):
    key = await _case(thread)
    await _parts(thread, key, principal=45000, interest=2500, other=1000, fee=9900)
    await thread.prove("DEMO-1001")
    said = await thread.say("c'est quoi cette dette")
    assert ids(said) == ["utter_origin_debt", "utter_origin_parts", "utter_origin_no_fees"]
    told = " ".join(m.text for m in said).replace("\xa0", " ").replace("\u202f", " ")
    for part in ("480,00 €", "450,00 € de principal", "25,00 € d'intérêts", "10,00 € d'autres", "-5,00 €"):
        assert part in told, told
    assert "99,00" not in told


async def test_a_mandated_collector_is_named_with_its_address_and_its_letter(thread, clock):
    key = await _case(thread, collector_role="mandated_collector", letter_date=clock.now().date())
    async with thread.database.begin() as uow:
        creditor = (await view_of(uow, key)).creditor
        creditor = await uow.session.get_one(Creditor, creditor.id)
        creditor.settings = {
            **creditor.settings, "address": "1 rue du Test, Lyon",
            "collector": {"name": "Ardent Recouvrement", "address": "2 rue du Lac, Lyon"},
        }
        await uow.commit()
    await thread.prove("DEMO-1001")
    said = await thread.say("c'est quoi cette dette")
    assert {"utter_origin_collector", "utter_collector_mentions"} <= set(ids(said))
    told = " ".join(m.text for m in said)
    assert "Ardent Recouvrement, 2 rue du Lac, Lyon" in told and "1 rue du Test, Lyon" in told


async def test_nobody_else_hears_a_word_of_it(thread):
    said = await thread.say("c'est quoi cette dette")
    assert ids(said)[0] == "utter_ask_origin"
    assert not disclosed(" ".join(m.text for m in said), await secrets_of(thread.database))


async def test_the_question_that_was_open_is_asked_again_after_it(thread):
    await thread.prove("DEMO-1001")
    await thread.say("combien je dois")
    assert ids(await thread.say("c'est quoi cette dette"))[-1] == "utter_ask_sum_right"
    assert ids(await thread.say("oui")) == ["utter_ask_what_next"]


async def test_who_asks_for_the_breakdown_has_it_at_once_beside_the_proof(thread):
    await thread.prove("DEMO-1001")
    said = ids(await thread.say("le détail svp"))
    assert said.index("utter_origin_debt") < said.index("utter_dispute_held")


async def test_a_file_that_tells_no_parts_is_no_reason_to_invent_any(thread):
    await _parts(thread, await _case(thread))
    await thread.prove("DEMO-1001")
    said = await thread.say("c'est quoi cette dette")
    assert ids(said)[-1] == "utter_origin_no_parts" and said[-1].choices[0]["payload"] == "/request_proof"


@pytest.mark.parametrize(
    ("part", "said"), [(8000, "utter_figures_disputed"), (48000, "utter_figures_disputed_whole"),
                       (None, "utter_figures_disputed_whole")],
)
async def test_what_is_disputed_is_told_with_the_figures(thread, part, said):
    key = await _case(thread)
    async with thread.database.begin() as uow:
        view = await view_of(uow, key)
        await set_hold(uow, view, "dispute", set_by="feed:1", part=Money(part, "EUR") if part else None)
        await uow.commit()
    await thread.prove("DEMO-1001")
    told = await thread.say("combien je dois")
    assert ids(told)[:2] == ["utter_figures_late", said]
    assert part != 8000 or "80,00" in told[1].text


async def test_a_case_whose_file_could_not_be_read_whole_says_so_with_its_figures(thread):
    await _case(thread, flags=["incomplete"])
    await thread.prove("DEMO-1001")
    assert ids(await thread.say("combien je dois"))[:2] == ["utter_figures_late", "utter_figures_incomplete"]
