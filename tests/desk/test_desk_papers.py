"""Papers and certificates at the desk: for the agent of that creditor, each look with its line."""

import re

import pytest
from sqlalchemy import select

from bot.service.case import certificates
from bot.store.tables import AuditLine, BudgetVersion, Case, Certificate, ExportEvent, Pause, Plan
from tests.papers.conftest import flat

BUDGET = {"income": 145000, "benefits": 0, "household": [1, 0], "housing": 48000, "essentials": 60000, "other_debts": 0}


@pytest.fixture
async def code(demo) -> str:
    """The certificate of the pause of DEMO-1013."""
    async with demo.begin() as uow:
        found = await certificates.for_pause(uow, (await uow.session.scalars(select(Pause))).one())
        await uow.commit()
        return found.code


async def ask(desk, code: str, csrf: str | None = None):
    return await desk.client.post(
        "/desk/certificate", data={"code": code, "csrf": desk.csrf if csrf is None else csrf}, allow_redirects=False
    )


async def test_an_agent_reads_whose_code_it_is_until_when_and_for_what(agent, demo, code) -> None:
    camille = await agent("camille")
    assert "/desk/certificate" in await camille.page("/desk")
    answer = await ask(camille, code.lower().replace("-", " "))
    page = await answer.text()
    assert answer.status == 200 and "Ce certificat tient" in page and "Inès Lopez" in page and "DEMO-1013" in page
    assert "une pause" in page and "20 décembre 2026" in page and "certificat : 1." in page
    async with demo.begin() as uow:
        kinds = list(await uow.session.scalars(select(ExportEvent.kind).where(ExportEvent.creditor_id == "maison")))
        lines = list(await uow.session.scalars(select(AuditLine).where(AuditLine.verb == "certificate.looked_up")))
    assert kinds.count("chased_despite_certificate") == 1 and len(lines) == 1


async def test_slips_unknown_codes_and_those_of_other_creditors_tell_nothing(agent, code) -> None:
    ines = await agent("ines")  # another creditor's
    first, second = await ask(ines, code), await ask(ines, certificates.new_code())
    plain = [re.sub(r'value="[^"]*"', "", await one.text()) for one in (first, second)]
    assert first.status == second.status == 404 and plain[0] == plain[1] and "Lopez" not in plain[0]
    slip = await ask(ines, code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert slip.status == 400 and "Faites-le répéter" in await slip.text()
    for odd in ("", "<script>alert(1)</script>", "x" * 5000, "\x00"):
        answer = await ask(ines, odd)
        assert answer.status == 400 and "<script>alert" not in await answer.text()


async def test_a_look_up_needs_a_session_and_a_form_of_ours(agent, browser, demo, code) -> None:
    stranger = browser()
    assert (await ask(stranger, code)).status == 303
    assert (await ask(await agent("camille"), code, csrf="")).status == 403
    async with demo.begin() as uow:
        assert (await uow.session.scalars(select(Certificate.looked_up))).one() == 0


async def test_codes_cannot_be_tried_through(agent) -> None:
    camille = await agent("camille")
    states = [(await ask(camille, certificates.new_code())).status for _ in range(24)]
    assert states[:20] == [404] * 20 and 429 in states[20:]


async def told(demo, conversation: int, row) -> None:
    thread = await row(conversation)
    async with demo.begin() as uow:
        uow.session.add(
            BudgetVersion(
                creditor_id=thread.creditor_id, person_id=thread.person_id, version=1, currency="EUR", data=BUDGET,
                created_at=uow.now,
            )
        )
        await uow.commit()


async def test_an_agent_gets_the_papers_and_the_budget_with_every_step(agent, debtor, demo, row) -> None:
    camille, conversation = await agent("camille"), await debtor("DEMO-1006")
    await told(demo, conversation, row)
    page = await camille.page(f"/desk/c/{conversation}")
    for kind in ("recap", "calendar", "budget", "budget_data"):
        path = re.search(rf"/desk/c/{conversation}/papers/{kind}/\w+", page).group()
        answer = await camille.client.get(path)
        assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
        assert "attachment" in answer.headers["Content-Disposition"]
    words = flat(await (await camille.client.get(f"/desk/c/{conversation}/papers/budget/current")).read())
    assert "Calcul complet" in words and "(a) Part saisissable" in words and "218,10 €" in words
    async with demo.begin() as uow:
        lines = list(await uow.session.scalars(select(AuditLine).where(AuditLine.verb == "paper.given")))
    assert len(lines) == 5 and {line.actor for line in lines} == {"agent:1"}


async def test_papers_of_another_creditor_or_another_person_are_not_there(agent, debtor, demo) -> None:
    mine, other = await debtor("DEMO-1006"), await debtor("DEMO-1001")
    async with demo.begin() as uow:
        plan = await uow.session.scalar(
            select(Plan.id).join(Case, Case.id == Plan.case_id).where(Case.reference == "DEMO-1006")
        )
    assert (await (await agent("ines")).client.get(f"/desk/c/{mine}/papers/recap/{plan}")).status == 404
    camille = await agent("camille")
    for path in (f"{other}/papers/recap/{plan}", f"{mine}/papers/recap/999999", f"{mine}/papers/x/1",
                 f"{mine}/papers/budget/current", f"999999/papers/recap/{plan}", f"{mine}/papers/receipt/1"):
        assert (await camille.client.get(f"/desk/c/{path}")).status == 404, path


async def test_nobody_identified_no_papers(agent, debtor) -> None:
    camille, conversation = await agent("camille"), await debtor(None)
    assert "/papers/" not in await camille.page(f"/desk/c/{conversation}")
    assert (await camille.client.get(f"/desk/c/{conversation}/papers/recap/1")).status == 404
