"""The budget told once: whose figures, which table, what is left; and taken back when the debtor says so."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.papers import budget as paper
from bot.papers import typeset
from bot.service.budget import budget, budget_paper
from bot.service.identity.proving import prove_person
from bot.service.thread.conversation import lock, remember
from bot.store.tables import AuditLine, BudgetVersion, Case, Person
from tests.papers.conftest import flat

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TOLD = {
    "income": 145000, "benefits": 0, "household": [1, 0], "housing": 48000, "essentials": 35000, "other_debts": 6000
}
URL = "https://repit.example/papers/schema/budget-2.json"


async def version(world, data, number: int = 1) -> BudgetVersion:
    async with world.database.begin() as uow:
        row = BudgetVersion(
            creditor_id="demo", person_id=world.person_id, version=number, currency="EUR", data=data, created_at=uow.now
        )
        uow.session.add(row)
        await uow.commit()
    return row


async def told_of(world, data):
    row = await version(world, data)
    async with world.database.begin() as uow:
        return await budget_paper.paper_of(uow, row)


async def test_each_figure_says_whether_it_was_told_or_comes_from_a_table(world) -> None:
    words = flat(typeset.set_pdf(paper.budget(await told_of(world, TOLD), "fr", "https://x/papers"), NOW))
    assert "Logement, aide déduite dit par vous 480,00 €" in words
    assert "dit par vous ; compté 573,00 €, d'après le barème 2024 350,00 €" in words
    assert "adultes : 1, enfants : 0" in words and "financiere.net" in words and "Léa Martin" in words
    assert "Quotité saisissable des salaires, en vigueur depuis le 1er janvier 2026 (officiel)" in words


async def test_what_was_not_told_is_never_nothing(world) -> None:
    told = await told_of(world, {"income": 145000, "household": [1, 0], "skipped": ["other_debts"]})
    words = flat(typeset.set_pdf(paper.budget(told, "fr", "https://x/papers"), NOW))
    assert "vous avez préféré ne pas dire –" in words and "pas encore dit –" in words and " 0,00 €" not in words
    assert "Il manque encore des chiffres" in words
    content = json.loads(paper.data(told, "fr", URL))
    other = content["figures"]["other_debts"]
    assert other["minor"] is None and other["source"] == "skipped"
    assert content["capacity"]["known"] is False and content["capacity"]["amount_minor"] is None
    assert set(content["capacity"]["missing"]) == {"housing", "essentials", "other_debts"}


async def test_the_debtor_reads_one_sentence_and_the_agent_every_step(world) -> None:
    told = await told_of(world, TOLD)
    assert told.found.offerable.minor == 17_448  # four fifths of 218.10, the seizable part of 1 450
    mine = flat(typeset.set_pdf(paper.budget(told, "fr", "https://x/papers"), NOW))
    assert "pas plus de 174,48 € par mois" in mine and "Calcul complet" not in mine
    steps = [(one.key, one.amount.text("fr"), one.scale or "–") for one in told.found.trace]
    agents = flat(typeset.set_pdf(paper.budget(told, "fr", "https://x/papers", reckoning=steps), NOW))
    assert "Calcul complet" in agents and all(one.amount.text("fr").replace("\u00a0", " ") in agents
                                              for one in told.found.trace)


async def test_where_nothing_is_left_it_says_that_living_comes_first(world) -> None:
    told = await told_of(world, {**TOLD, "income": 60000})
    assert "Vivre passe d'abord" in flat(typeset.set_pdf(paper.budget(told, "fr", "https://x/papers"), NOW))
    content = json.loads(paper.data(told, "fr", URL))
    assert content["capacity"]["known"] is True and content["capacity"]["at_most_offered_minor"] == 0


RESERVED = {**TOLD, "arrears": {"rent": 5000}, "arrears_reserved": 5000}


async def test_what_is_reserved_for_arrears_is_a_line_of_its_own(world) -> None:
    told = await told_of(world, RESERVED)
    words = flat(typeset.set_pdf(paper.budget(told, "fr", "https://x/papers"), NOW))
    assert "Réservé : retards de loyer et d'énergie, pension alimentaire dit par vous 50,00 €" in words
    assert json.loads(paper.data(told, "fr", URL))["figures"]["arrears_reserved"]["minor"] == 5000


@pytest.mark.parametrize("data", [TOLD, RESERVED, {}, {"income": 1, "skipped": ["housing"]}])
async def test_the_json_keeps_to_its_schema_and_says_nothing_of_who_it_is(world, data) -> None:
    told = await told_of(world, data)
    content = paper.data(told, "en", URL)
    schema = json.loads(paper.SCHEMA.read_text(encoding="utf-8"))
    holds(json.loads(content), schema, schema)
    assert not any(secret in content.decode() for secret in ("Martin", "Léa", "DEMO-1001", "Maison", "1985"))


def holds(value, rule, whole) -> None:
    """What the schema asks for, as far as it uses the language of schemas."""
    if "$ref" in rule:
        return holds(value, whole["$defs"][rule["$ref"].rsplit("/", 1)[1]], whole)
    if "enum" in rule:
        assert value in rule["enum"], (value, rule)
    if "const" in rule:
        assert value == rule["const"]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    wanted = rule.get("type", [])
    assert not wanted or isinstance(value, tuple(kinds[k] for k in ([wanted] if isinstance(wanted, str) else wanted)))
    if isinstance(value, int) and "minimum" in rule:
        assert value >= rule["minimum"]
    if isinstance(value, dict):
        assert set(rule["required"]) <= set(value) <= set(rule["properties"]), set(value) ^ set(rule["properties"])
        for key, one in value.items():
            holds(one, rule["properties"][key], whole)
    for one in value if isinstance(value, list) else ():
        holds(one, rule["items"], whole)
    return None


async def identified(world, level: int = 1) -> None:
    async with world.database.begin() as uow:
        person = await uow.session.get_one(Person, world.person_id)
        await prove_person(uow, await lock(uow, world.conversation_id), person, level=level)
        await uow.commit()


async def readable(world):
    async with world.database.begin() as uow:
        return await budget_paper.readable(uow, await lock(uow, world.conversation_id))


async def tell(world, data) -> None:
    """The debtor tells it in the thread, and it is kept."""
    async with world.database.begin() as uow:
        thread = await lock(uow, world.conversation_id)
        remember(thread, budget=dict(data))
        await budget.keep(uow, thread, "EUR")
        await uow.commit()


async def test_a_budget_of_an_earlier_thread_is_shown_only_after_a_second_proof(world) -> None:
    await version(world, TOLD)
    await identified(world)
    assert await readable(world) is None
    await identified(world, level=2)
    assert (await readable(world)).data == TOLD


async def test_a_budget_told_in_this_thread_may_be_read_in_it(world) -> None:
    await identified(world)
    await tell(world, TOLD)
    assert (await readable(world)).version == 1


async def test_figures_filled_in_from_an_earlier_budget_are_not_shown_because_one_was_told_anew(world) -> None:
    await version(world, TOLD)
    await identified(world)
    async with world.database.begin() as uow:
        thread = await lock(uow, world.conversation_id)
        await budget.begin(uow, thread)
        remember(thread, budget={**thread.memory["budget"], "housing": 50000})
        await budget.keep(uow, thread, "EUR")
        await uow.commit()
    assert await readable(world) is None


async def test_a_withdrawn_budget_is_shown_and_used_no_more_and_no_older_one_comes_back(world) -> None:
    await version(world, {**TOLD, "income": 99900})
    await identified(world, level=2)
    await tell(world, TOLD)
    async with world.database.begin() as uow:
        assert await budget_paper.withdraw(uow, await lock(uow, world.conversation_id))
        await uow.commit()
    assert await readable(world) is None
    rows = await world.all(BudgetVersion)
    assert [row.version for row in rows] == [1, 2, 3] and all(row.withdrawn_at is not None for row in rows)
    assert rows[-1].data == {}  # the last version says when it was taken back, and nothing else
    async with world.database.begin() as uow:
        thread = await lock(uow, world.conversation_id)
        assert "budget" not in thread.memory and await budget.latest(uow, world.person_id) is None
        verbs = await uow.session.scalars(select(AuditLine.verb).where(AuditLine.verb.like("budget.%")))
        assert list(verbs) == ["budget.given", "budget.withdrawn"]
        assert not await budget_paper.withdraw(uow, thread)  # twice is once


async def test_after_withdrawing_a_new_budget_can_be_told(world) -> None:
    await identified(world)
    await tell(world, TOLD)
    async with world.database.begin() as uow:
        await budget_paper.withdraw(uow, await lock(uow, world.conversation_id))
        await uow.commit()
    await tell(world, {**TOLD, "income": 120000})
    assert (await readable(world)).version == 3 and (await readable(world)).data["income"] == 120000


async def test_the_paper_is_dated_where_the_creditor_is(world) -> None:
    world.clock.at = datetime.fromisoformat("2026-11-20T23:30:00+00:00")
    told = await told_of(world, TOLD)
    assert (told.told_on, told.made_on) == (date(2026, 11, 21), date(2026, 11, 21))


GUIDELINE = """\
kind: guideline
entries:
  - {jurisdictions: [GB-EAW, GB-SCT, GB-NIR], currency: GBP, valid_from: 2026-04-01, valid_to: 2027-03-31,
     review_by: 2027-03-31, status: official, source: operator, single: "350.00", couple: "500", further: "90"}
"""


async def british(world, data, place="GB-EAW", number: int = 1):
    """The budget of a case under that law, in pounds."""
    await world.set(Case, world.case_id, jurisdiction=place, currency="GBP")
    async with world.database.begin() as uow:
        row = BudgetVersion(
            creditor_id="demo", person_id=world.person_id, version=number, currency="GBP", data=data, created_at=uow.now
        )
        uow.session.add(row)
        await uow.commit()
    async with world.database.begin() as uow:
        return await budget_paper.paper_of(uow, row)


@pytest.mark.parametrize("place", ["GB-EAW", "GB-SCT", "GB-NIR"])
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_without_a_guideline_no_figure_follows_from_a_british_budget(world, place, lang) -> None:
    told = await british(world, {**TOLD, "income": 180000, "housing": 50000, "essentials": 20000}, place)
    words = flat(typeset.set_pdf(paper.budget(told, lang, "https://x/papers"), NOW))
    assert "880" not in words and ("barème ne permet" in words or "no table here" in words)
    content = json.loads(paper.data(told, lang, URL))["capacity"]
    assert content["known"] is False and content["missing"] == [] and content["limited_by"] is None
    assert content["amount_minor"] is None and content["at_most_offered_minor"] is None
    assert "offerable" not in {step.key for step in told.found.trace}


async def test_with_the_operators_guideline_a_british_budget_is_checked_and_its_figure_never_printed(
    world, tmp_path
) -> None:
    world.database.sfs_table = tmp_path / "sfs.yml"
    world.database.sfs_table.write_text(GUIDELINE, encoding="utf-8")
    told = await british(world, {**TOLD, "income": 180000, "housing": 50000, "essentials": 20000})
    words = flat(typeset.set_pdf(paper.budget(told, "en", "https://x/papers"), NOW))
    assert told.known and told.found.offerable.text("en") in words
    assert told.found.amount.minor == 180000 - 50000 - 35000 - 6000
    content = json.loads(paper.data(told, "en", URL))
    assert [one["id"] for one in content["tables"]] == ["guideline:GB-EAW+GB-SCT+GB-NIR@2026-04-01"]
    assert "350.00" not in words and content["figures"]["essentials"]["counted_minor"] == 20000


@pytest.mark.parametrize(("lang", "within", "unsaid"), [
    ("en", "Utilities within essentials", "School costs not told"),
    ("fr", "Énergie compris dans l'essentiel", "Frais de scolarité pas dit"),
])
async def test_a_british_budget_stands_by_sfs_category_with_nothing_invented(world, lang, within, unsaid) -> None:
    told = await british(world, {**TOLD, "income": 180000, "skipped": []})
    words = flat(typeset.set_pdf(paper.budget(told, lang, "https://x/papers"), NOW))
    assert within in words and unsaid in words
    content = json.loads(paper.data(told, lang, URL))
    lines = {one["category"]: one for one in content["sfs"]}
    assert len(lines) == len(content["sfs"]) == 17
    assert lines["earnings_and_pensions"]["minor"] == 180000 and lines["essentials_as_one"]["minor"] == 35000
    assert {one["minor"] for one in content["sfs"] if one["source"] != "told"} == {None}
    assert sum(one["minor"] or 0 for one in content["sfs"]) == 180000 + 48000 + 35000 + 6000
    schema = json.loads(paper.SCHEMA.read_text(encoding="utf-8"))
    holds(content, schema, schema)


async def test_what_was_not_told_is_not_told_in_any_category_and_a_french_budget_has_none(world) -> None:
    french = json.loads(paper.data(await told_of(world, TOLD), "fr", URL))
    assert french["sfs"] is None
    content = json.loads(paper.data(await british(world, {"income": 100000}, number=2), "en", URL))
    assert [one["category"] for one in content["sfs"] if one["source"] != "not_told"] == ["earnings_and_pensions"]
