"""The desk's own pages (log-in, account, accounts, review, audit) are for everybody: axe, narrow screens, languages."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import chromium
from tests.browser.chromium import faults, is_wider_than_screen

PAGES = {
    "alex": ("/desk/accounts", "/desk/account"),
    "nadia": ("/desk/review", "/desk/review/audit", "/desk/review/words?waiting=1", "/desk/review/policies"),
}


async def _fit(page, url: str) -> None:
    await page.goto(url)
    assert await faults(page) == [], url
    assert not await is_wider_than_screen(page), url


@pytest.mark.parametrize(("size", "lang"), [(chromium.PHONE, "fr-FR"), (chromium.WIDE, "en-GB")])
async def test_every_page_of_a_role_is_for_everybody(people, system, size, lang):
    for login, pages in PAGES.items():
        page = await people(size, lang)
        await _fit(page, f"{system.base_url}/desk/login")
        await page.locator("#login").fill(login)
        await page.locator("#password").fill("wrong")
        await page.keyboard.press("Enter")
        await page.locator("#refusal").wait_for()
        assert await faults(page) == []
        await page.locator("#login").fill(login)
        await page.locator("#password").fill(f"{login}-demo")
        await page.keyboard.press("Enter")
        await page.locator("nav.own").wait_for()
        for path in pages:
            await _fit(page, system.base_url + path)


async def test_an_authenticator_is_added_and_its_codes_shown_by_keyboard_alone(people, system):
    page = await people(chromium.PHONE, "en-GB")
    await page.goto(f"{system.base_url}/desk/login")
    await expect(page.locator("#login")).to_be_focused()
    await page.keyboard.type("sam")
    await page.keyboard.press("Tab")
    await page.keyboard.type("sam-demo")
    await page.keyboard.press("Enter")
    await page.locator("#queue-title").wait_for()
    await page.goto(f"{system.base_url}/desk/account")
    await page.locator("#for-enrol").focus()
    await page.keyboard.type("sam-demo")
    await page.keyboard.press("Enter")
    await expect(page.locator("#secret")).to_be_visible()
    assert await faults(page) == [] and not await is_wider_than_screen(page)
    await page.keyboard.type("000000")
    await page.keyboard.press("Enter")
    await page.locator("#refusal").wait_for()
    assert await faults(page) == []
