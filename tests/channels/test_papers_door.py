"""The papers' door: to the identified person of this browser alone; to everybody else one page, in the same time."""

import json
import re
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import pytest
from sqlalchemy import select

from bot.channels import papers as door
from bot.debt import offers as rules
from bot.debt.money import Money
from bot.service.budget import budget
from bot.service.case.cases import view_of
from bot.service.case.papers import card_for
from bot.service.contact import reminders
from bot.service.identity.proving import prove_person
from bot.service.offer.kept_offers import share_data
from bot.service.pay import payment_notices
from bot.service.pay.receipts import write_receipt
from bot.service.plan import plan, undo
from bot.service.thread.conversation import lock, remember
from bot.store.tables import (
    Attempt,
    AuditLine,
    BudgetVersion,
    Case,
    Conversation,
    Demand,
    Message,
    Offer,
    Party,
    Person,
    Plan,
)
from tests.papers.conftest import flat

TOLD = {"income": 145000, "household": [1, 0], "housing": 48000, "essentials": 60000, "other_debts": 0}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(door, "ANSWER_AFTER", 0.0)


async def identified(browser, world, reference: str = "DEMO-1001", lang: str = "fr"):
    """A browser whose debtor has proven who they are; with its conversation's id."""
    one = browser()
    tab = await one.tab()
    await tab.ws.close()
    async with world.begin() as uow:
        key = await uow.session.scalar(select(Conversation.id).order_by(Conversation.id.desc()).limit(1))
        thread = await lock(uow, key)
        thread.language = lang
        person = await uow.session.scalar(
            select(Person).join(Party, Party.person_id == Person.id).join(Case, Case.id == Party.case_id)
            .where(Case.reference == reference, Party.role == "borrower")
        )
        await prove_person(uow, thread, person, level=1)
        await uow.commit()
    return one, key


async def agreed(world, reference: str = "DEMO-1001", channel: str = "sms") -> int:
    """A plan of six times 80.00 of that case's borrower, from 5 December."""
    async with world.begin() as uow:
        case_id = await uow.session.scalar(select(Case.id).where(Case.reference == reference))
        view = await view_of(uow, case_id)
        person_id = await uow.session.scalar(select(Party.person_id).where(Party.case_id == case_id))
        total = Money(48000, view.case.currency)
        share = rules.Share(
            case_key=str(case_id), overdue=total, total=total, instalment=Money(8000, view.case.currency),
            every="month", first_due=date(2026, 12, 5), minimum_charge=Money(50, view.case.currency), policy_id="p",
        )
        offer = Offer(
            creditor_id=view.case.creditor_id, person_id=person_id, group="g", rank=0, kind="plan", made_at=uow.now,
            expires_at=uow.now, data={"shares": [share_data(share)], "bot_may_agree": True, "review_on": None},
        )
        uow.session.add(offer)
        await uow.flush()
        made = await plan.make_plan(uow, view, share, offer)
        made.reminder_channel = channel
        await reminders.schedule_reminders(uow, made)
        await uow.commit()
        return made.id


async def test_the_identified_debtor_gets_the_recap_as_a_download_with_a_neutral_name(browser, world) -> None:
    one, _ = await identified(browser, world)
    key = await agreed(world)
    for lang, name, title in (("fr", "recapitulatif.pdf", "Récapitulatif"), ("en", "summary.pdf", "Summary")):
        answer = await one.open(f"/papers/recap/{key}?lang={lang}")
        assert answer.status == 200 and answer.content_type == "application/pdf"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
        words = flat(await answer.read())
        assert title in words and "Camille Morel" in words and "DEMO-1001" in words
    words = flat(await (await one.open(f"/papers/recap/{key}")).read())
    assert "Total 480,00 €" in words and "À vérifier sur http://127.0.0.1:8080/check" in words


async def test_a_paper_holds_nothing_of_anybody_else(browser, world) -> None:
    one, _ = await identified(browser, world)
    key = await agreed(world)
    words = flat(await (await one.open(f"/papers/recap/{key}")).read())
    async with world.begin() as uow:
        others = await uow.session.execute(select(Person.last_name).where(Person.last_name != "Morel"))
        references = await uow.session.scalars(select(Case.reference).where(Case.reference != "DEMO-1001"))
        known = {row[0] for row in others} | set(references)
    assert len(known) > 20 and not [secret for secret in known if secret and re.search(rf"\b{secret}\b", words)]


async def test_whatever_may_not_be_seen_is_one_and_the_same_page(browser, world) -> None:
    key = await agreed(world)
    one, _ = await identified(browser, world, "DEMO-1002")
    undone = await agreed(world, "DEMO-1002")
    async with world.begin() as uow:
        await undo.undo(uow, await uow.session.get_one(Plan, undone), actor="debtor")
        await uow.commit()
    never = ("999999", "0", "-1", "1.5", "x" * 400, "%00", "..%2f..", "9" * 18, "²", "1%20or%201")
    paths = [f"/papers/recap/{key}", f"/papers/calendar/{key}", f"/papers/recap/{undone}", f"/papers/certificate/{key}",
             "/papers/budget/current", "/papers/budget_data/current", "/papers/receipt/R-00000-00000-0",
             "/papers/nothing/1", "/papers/a/b/c", "/papers/", *(f"/papers/recap/{bad}" for bad in never)]
    stranger, pages = browser(), set()
    for path in paths:
        for who in (one, stranger):
            answer = await who.open(path)
            assert answer.status == 404, path
            pages.add((await answer.read(), answer.headers["Content-Type"], answer.headers["Cache-Control"]))
    assert (await stranger.open("/papers")).status == 404
    pages.add((await (await stranger.open("/papers")).read(), "text/html; charset=utf-8", "no-store"))
    assert len(pages) == 1
    words = next(iter(pages))[0].decode()
    assert not [secret for secret in ("plan", "dette", "Maison", "DEMO", "€", "identifi") if secret in words]


async def test_the_answer_to_whoever_may_not_takes_the_same_time(browser, world, monkeypatch) -> None:
    monkeypatch.setattr(door, "ANSWER_AFTER", 0.25)
    key = await agreed(world)
    other, _ = await identified(browser, world, "DEMO-1002")
    stranger = browser()
    took = []
    for who, path in ((other, f"/papers/recap/{key}"), (stranger, f"/papers/recap/{key}"), (other, "/papers/x/y")):
        times = []
        for _ in range(3):
            begun = perf_counter()
            await who.open(path)
            times.append(perf_counter() - begun)
        took.append(median(times))
    assert min(took) >= 0.25 and max(took) - min(took) < 0.12


async def test_after_the_proof_has_ended_or_the_screen_was_hidden_there_is_nothing_here(browser, world, clock) -> None:
    one, _ = await identified(browser, world)
    paper = await agreed(world)
    assert (await one.open(f"/papers/recap/{paper}")).status == 200
    clock.at += timedelta(minutes=16)
    assert (await one.open(f"/papers/recap/{paper}")).status == 404


async def test_a_look_leaves_a_line_without_a_personal_value(browser, world) -> None:
    one, key = await identified(browser, world)
    await one.open(f"/papers/recap/{await agreed(world)}")
    async with world.begin() as uow:
        (line,) = await uow.session.scalars(select(AuditLine).where(AuditLine.verb == "paper.given"))
    assert (line.actor, line.object_id, line.data) == ("debtor", str(key), {"paper": "recap"})


async def test_the_calendar_has_every_day_and_the_reminder_as_chosen(browser, world) -> None:
    one, _ = await identified(browser, world)
    answer = await one.open(f"/papers/calendar/{await agreed(world)}")
    text = await answer.text()
    assert answer.content_type == "text/calendar" and 'filename="dates.ics"' in answer.headers["Content-Disposition"]
    assert text.count("BEGIN:VEVENT") == 6 and text.count("BEGIN:VALARM") == 6
    assert "DTSTART;VALUE=DATE:20261205" in text and "Maison" not in text and "€" not in text


async def test_who_wants_no_reminder_gets_none_in_the_calendar(browser, world) -> None:
    one, _ = await identified(browser, world)
    text = await (await one.open(f"/papers/calendar/{await agreed(world, channel='none')}")).text()
    assert "BEGIN:VEVENT" in text and "VALARM" not in text


async def test_the_demo_debtors_with_a_plan_and_a_pause_have_certificates(browser, world) -> None:
    one, _ = await identified(browser, world, "DEMO-1013")
    page = await (await one.open("/papers")).text()
    found = re.search(r"/papers/certificate/\d+", page)
    assert found is not None
    words = flat(await (await one.open(found.group())).read())
    assert re.search(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", words) and "Votre dossier est en pause" in words
    other, _ = await identified(browser, world, "DEMO-1006")
    assert "/papers/recap/" in await (await other.open("/papers")).text()


async def told(world, key: int) -> None:
    async with world.begin() as uow:
        thread = await lock(uow, key)
        remember(thread, budget=dict(TOLD))
        await budget.keep(uow, thread, "EUR")
        await uow.commit()


async def test_the_budget_is_given_as_pdf_and_json_and_its_schema_to_anybody(browser, world) -> None:
    one, key = await identified(browser, world)
    await told(world, key)
    words = flat(await (await one.open("/papers/budget/current")).read())
    assert "Mon budget" in words and "1 450,00 €" in words
    answer = await one.open("/papers/budget_data/current?lang=en")
    content = json.loads(await answer.read())
    assert answer.content_type == "application/json" and content["figures"]["income"]["minor"] == 145000
    assert content["$schema"].endswith("/papers/schema/budget-2.json") and "Morel" not in await answer.text()
    for number in (1, 2):
        schema = await browser().open(f"/papers/schema/budget-{number}.json")
        told_in = json.loads(await schema.read())["properties"]["format_version"]["const"]
        assert schema.status == 200 and told_in == number


async def test_the_debtor_withdraws_the_budget_from_the_page_and_a_foreign_form_does_nothing(browser, world) -> None:
    one, key = await identified(browser, world)
    await told(world, key)
    page = await (await one.open("/papers")).text()
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page).group(1)
    for form in ({}, {"csrf": "0" * 64}):
        assert (await one.client.post("/papers/withdraw", data=form, allow_redirects=False)).status == 404
    stranger = browser()
    assert (await stranger.client.post("/papers/withdraw", data={"csrf": csrf}, allow_redirects=False)).status == 404
    async with world.begin() as uow:
        assert await budget.latest(uow, (await lock(uow, key)).person_id) is not None
    answer = await one.client.post("/papers/withdraw", data={"csrf": csrf}, allow_redirects=False)
    assert answer.status == 303
    after = await (await one.open(answer.headers["Location"])).text()
    assert "votre budget est retiré" in after and "/papers/budget" not in after
    assert (await one.open("/papers/budget/current")).status == 404
    async with world.begin() as uow:
        assert all(row.withdrawn_at for row in await uow.session.scalars(select(BudgetVersion)))


async def test_the_card_names_the_brand_only_where_papers_could_be_mistaken(browser, world) -> None:
    _, key = await identified(browser, world, "DEMO-1002", "en")
    await agreed(world, "DEMO-1002")
    async with world.begin() as uow:
        card = await card_for(uow, await lock(uow, key), ("recap", "calendar"))
    assert [(one["paper"], one["of"]) for one in card["papers"]] == [("recap", ""), ("calendar", "")]
    assert all(one["url"].startswith("/papers/") and one["url"].endswith("?lang=en") for one in card["papers"])
    await agreed(world, "DEMO-1002-B")
    async with world.begin() as uow:
        card = await card_for(uow, await lock(uow, key), ("recap",))
        assert [one["of"] for one in card["papers"]] == ["Maison Claire", "Mobilia"]
        assert await card_for(uow, await lock(uow, key), ("certificate",)) is None


async def test_a_receipt_is_given_to_whoever_it_was_paid_for_and_to_nobody_else(browser, world) -> None:
    one, key = await identified(browser, world)
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == "DEMO-1001"))
        demand = Demand(
            creditor_id=case.creditor_id, case_id=case.id, person_id=(await lock(uow, key)).person_id, kind="overdue",
            minor=8000, currency="EUR", created_at=uow.now,
        )
        uow.session.add(demand)
        await uow.flush()
        attempt = Attempt(
            creditor_id=case.creditor_id, demand_id=demand.id, public_id="at_1", provider="sandbox", minor=8000,
            currency="EUR", state="paid", method="card", created_at=uow.now,
        )
        uow.session.add(attempt)
        await uow.flush()
        receipt = await write_receipt(uow, demand, attempt, minor=8000, currency="EUR", allotment={})
        thread = await lock(uow, key)
        said = "notice_payment_received"
        await payment_notices.tell(uow, thread, said, Money(8000), receipt.number)
        await uow.commit()
    async with world.begin() as uow:
        card = (await uow.session.scalars(select(Message.card).where(Message.text_id == said))).one()
    (link,) = card["papers"]
    assert link["paper"] == "receipt" and link["url"] in await (await one.open("/papers")).text()
    words = flat(await (await one.open(link["url"])).read())
    assert receipt.number in words and "80,00 €" in words and "Carte" in words and "Camille Morel" in words
    other, _ = await identified(browser, world, "DEMO-1002")
    assert (await other.open(link["url"])).status == 404
