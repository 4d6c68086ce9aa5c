"""A debtor lets others in: an adviser by consent, a helper by a code; each page without a fault, narrow, by hand."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.browser.chat import Chat, fits
from tests.browser.chromium import PHONE
from tests.browser.wording import words
from tests.story.facts import Facts, until
from tests.story.system import System


async def mail(facts: Facts, text_id: str, pattern: str) -> str:
    """What the newest e-mail of that kind holds."""

    async def look() -> str:
        query = "select body from outbox where text_id = %s order by id desc limit 1"
        found = re.search(pattern, str(await facts.one(query, text_id) or ""))
        return found[1] if found else ""

    return await until(text_id, look, seconds=10)


async def test_an_adviser_is_let_in_by_consent_and_a_helper_by_a_code_and_both_are_shut_out_again(
    system: System, facts: Facts, debtor: Chat, people: Callable[..., Awaitable[Page]]
) -> None:
    page = debtor.page
    await debtor.say("bonjour, combien je dois ? DEMO-1014, né le 05/03/1980")
    await debtor.is_told("utter_ask_sum_right", "utter_figures_late_only")
    await debtor.say("je voudrais l'aide d'une association pour mon budget")
    await debtor.is_told("utter_ask_referral")
    await debtor.tap(debtor.choices.first)
    await debtor.is_told("utter_ask_referral_reach")
    await debtor.tap(debtor.choices.first)
    await debtor.is_told("utter_referral_consent")
    await fits(page)
    await debtor.tap(debtor.choices.first)
    await debtor.is_told("utter_referral_sent")

    adviser = await people(PHONE)
    await adviser.goto(await mail(facts, "referral_mail_sent", r"(http\S+/partner/\S+)") + "?lang=fr")
    await fits(adviser)
    await adviser.get_by_role("button", name=words("referral_page_ask_code")).click()
    code = await mail(facts, "referral_mail_code", r"(\d{4} \d{4})")
    await adviser.locator("#code").fill(code)
    await adviser.get_by_role("button", name=words("referral_page_open")).click()
    await expect(adviser.locator("dl")).to_contain_text("+33639980114")
    await fits(adviser)
    await adviser.locator("#before").fill("2026-11-27")
    await adviser.get_by_role("button", name=words("referral_page_ack_button")).click()
    await expect(page.locator("#log")).to_contain_text("27 novembre 2026")

    await page.locator("#access").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(words("access_title"))
    await fits(page)
    await page.get_by_label(words("access_section_owe")).check()
    await page.get_by_role("button", name=words("access_make")).click()
    given = await page.locator(".code").first.inner_text()
    await fits(page)

    helper = await people(PHONE)
    await helper.goto(f"{system.base_url}/helper?lang=fr")
    await fits(helper)
    await helper.locator("#code").fill("H-000000-000000-0")
    await helper.get_by_role("button", name=words("helper_open"), exact=True).click()
    await expect(helper.locator("#problem")).to_have_text(words("helper_wrong"))
    await fits(helper)
    await helper.locator("#code").fill(given.lower())
    await helper.get_by_role("button", name=words("helper_open"), exact=True).click()
    await expect(helper.locator("dl").first).to_contain_text("DEMO-1014")
    await fits(helper)

    await page.goto(system.base_url)
    await expect(page.locator("#log")).to_contain_text(words("notice_helper_looked"))
    await page.get_by_role("button", name=words("choice_helper_end")).click()
    await debtor.is_told("utter_helper_ended")
    await helper.goto(f"{system.base_url}/helper?lang=fr")
    await helper.locator("#code").fill(given)
    await helper.get_by_role("button", name=words("helper_open"), exact=True).click()
    await expect(helper.locator("#problem")).to_have_text(words("helper_wrong"))

    await page.get_by_role("button", name=words("choice_referral_withdraw")).click()
    await debtor.is_told("utter_referral_withdrawn")
    await adviser.get_by_role("button", name=words("referral_page_outcome_button")).wait_for()
    await adviser.get_by_label(words("referral_page_outcome_label")).select_option("contacted")
    await adviser.get_by_role("button", name=words("referral_page_outcome_button")).click()
    await expect(adviser.locator("body")).not_to_contain_text("+33639980114")
    await fits(adviser)
