"""Three in the morning."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.chat import Chat, fits
from tests.browser.desk import Desk
from tests.browser.parts import CRY

MONEY = re.compile(r"€|\beuros?\b|\bEUR\b|argent|paie|payer|paye|dette|montant|plan\b|échéan", re.I)
COVERED = """() => {
  const box = document.getElementById('log').getBoundingClientRect();
  return [...document.querySelectorAll('#log a.tap')].filter((link) => {
    const { left, top, width, height } = link.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    return y > box.top && y < box.bottom && !link.contains(document.elementFromPoint(x, y));
  }).map((link) => link.textContent);
}"""


@pytest.mark.usefixtures("night")
async def test_three_in_the_morning_lines_to_tap_and_no_word_of_money(debtor: Chat) -> None:
    await debtor.say(CRY)
    line = debtor.page.locator("#log .message a[href='tel:3114']").first
    await line.wait_for()
    box = await line.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44, "large enough for a thumb"
    await line.click(trial=True)  # nothing lies over it
    await expect(line).to_be_in_viewport()
    assert await debtor.page.evaluate(COVERED) == []
    assert not MONEY.search(await debtor.told_since())
    await fits(debtor.page)


@pytest.mark.usefixtures("night")
async def test_distress_stands_first_at_the_desk_with_its_alert(debtor: Chat, agent: Desk) -> None:
    await debtor.say("jveux plus vivre")
    await debtor.page.locator("#log .message a[href='tel:3114']").first.wait_for()
    await agent.page.locator("[data-alert]").first.wait_for()
    first = agent.items.first
    await expect(agent.page.locator("#queue li").first).to_have_class(re.compile("danger"))
    await expect(first).to_be_visible()
    await fits(agent.page)
