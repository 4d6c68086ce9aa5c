"""A plan from a person: the agent records the month and proposes at the desk, the debtor taps the yes in the chat."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.chat import Chat, fits
from tests.browser.desk import Desk
from tests.browser.takeover import taken_over
from tests.story.facts import Facts

MONTH = {"income": "1800", "benefits": "0", "housing": "500", "essentials": "600", "other_debts": "0", "adults": "1"}


async def test_an_agent_proposes_and_the_debtors_own_tap_agrees(debtor: Chat, agent: Desk, facts: Facts) -> None:
    first_words = "bonjour, DEMO-1002, né le 02/11/1992, je préfère voir ça avec une personne"
    key = await taken_over(debtor, agent, facts, first_words)
    page = agent.page

    await page.locator("#side [data-dialog=budget]").first.click()
    await fits(page)
    for name, value in MONTH.items():
        await page.locator(f"#budget-{name}").fill(value)
    await page.locator("#dialog-budget button.main").click()
    await expect(page.locator("#dialog-budget")).to_be_hidden()
    await expect(page.locator("#side")).to_contain_text("Au plus")

    await page.locator("#thread").focus()
    await page.keyboard.press("p")  # the keyboard all the way
    await expect(page.locator("#propose-amount")).not_to_have_value("")
    await fits(page)
    await page.locator("#propose-amount").fill("5000")
    await page.keyboard.press("Enter")
    refusal = page.locator("#dialog-propose .refusal")
    await expect(refusal).to_contain_text("plus que ce que le budget porte")
    await page.locator("#propose-amount").fill("60")
    await page.keyboard.press("Enter")
    await expect(refusal).to_contain_text("Confirmez")
    await page.keyboard.press("Enter")
    await expect(page.locator("#dialog-propose")).to_be_hidden()
    await fits(page)

    await expect(debtor.page.locator("#log .message.system", has_text="Rien n'est convenu")).to_be_visible()
    await fits(debtor.page)
    await agent.write("Prenez le temps de lire.")
    await debtor.tap(debtor.choices.first)
    await expect(debtor.page.locator("#log .message.system", has_text="C'est convenu")).to_be_visible()
    plans = "select count(*) from plan join conversation c on c.person_id = plan.person_id where c.id = %s"
    assert await facts.one(plans + " and plan.state = 'agreed'", key) >= 1
    assert await facts.one("select owner from conversation where id = %s", key) == "agent"
    await expect(page.locator("#side")).to_contain_text("annulable jusqu'au")

    await page.locator("#side [data-dialog=promise]").first.click()
    await fits(page)
    await page.keyboard.press("Escape")
    await page.locator("#side [data-dialog=slot]").click()
    await page.locator("#slot-at").select_option(index=1)
    await fits(page)
    await page.locator("#dialog-slot button.main").click()
    await expect(page.locator("#side")).to_contain_text("À appeler le")
    await expect(debtor.page.locator("#log .message.system", has_text="on vous appelle")).to_be_visible()
    await page.locator("#side [data-dialog=called]").click()
    await page.locator("#called-end").select_option("withdrawn")
    await page.locator("#dialog-called button.main").click()
    await expect(debtor.page.locator("#log .message.system", has_text="L'appel est annulé")).to_be_visible()
    await fits(page)
    await page.locator("#side [data-dialog=discretion]").first.click()
    await fits(page)
    await page.keyboard.press("Escape")
    await page.locator("#side [data-dialog=contact]").last.click()
    await fits(page)
    await page.keyboard.press("Escape")
    await page.locator("[data-dialog=transfer]").click()
    await page.locator("#transfer-to").select_option("hardship")
    await page.locator("#transfer-note").fill("plan convenu, à suivre")
    await fits(page)
    await page.locator("#dialog-transfer button.main").click()
    await expect(debtor.page.locator("#log .message.system", has_text="Une autre personne de l'équipe")).to_be_visible()
