"""A debtor at the web chat, as somebody who looks at the page and types or taps; wordings come from the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.async_api import Locator, Page

from tests.browser.chromium import faults, is_wider_than_screen
from tests.browser.waiting import until_js
from tests.browser.wording import newest
from tests.story.answers import KEYS, TAPPED
from tests.story.facts import until

ANSWER_SECONDS = 30.0
MOST_QUESTIONS = 30
MOST_TABS = 60
_TURN = """() => {
  const all = [...document.querySelectorAll('#log .message')];
  const last = all.findLastIndex((one) => one.classList.contains('you'));
  return all.slice(last + 1).map((one) => one.querySelector('.text')?.textContent ?? '');
}"""

_LINKED = """() => {
  const all = [...document.querySelectorAll('#log .message')];
  const last = all.findLastIndex((one) => one.classList.contains('you'));
  return all.slice(last + 1).some((one) => one.querySelector("a[href*='/pay/']"));
}"""


class Chat:
    """The chat page of one debtor. `keyboard`: the pointer is never used."""

    def __init__(self, page: Page, base_url: str, *, lang: str = "fr", keyboard: bool = False) -> None:
        self.page, self.base_url, self.lang, self.keyboard = page, base_url, lang, keyboard
        self.asked: list[str] = []

    async def open(self) -> None:
        """Go there and wait for the welcome."""
        await self.page.goto(self.base_url + "/")
        await self.page.locator("#log .message.system").first.wait_for()

    async def say(self, text: str) -> None:
        """Write something and send it; it stands in the thread at once."""
        field = self.page.locator("#text")
        before = await self.own.count()
        if self.keyboard:
            await self.tab_to(field)
            await self.page.keyboard.insert_text(text)
            await self.page.keyboard.press("Enter")
        else:
            await field.fill(text)
            await self.page.locator("#send").click()
        await until_js(self.page, f"my words {text!r}", "n => document.querySelectorAll('.message.you').length > n",
                       before, 3_000)

    @property
    def own(self) -> Locator:
        """The debtor's own messages."""
        return self.page.locator("#log .message.you")

    @property
    def choices(self) -> Locator:
        """What may be tapped now."""
        return self.page.locator("#log button.choice:enabled")

    async def tap(self, target: Locator) -> None:
        """Tap or click; with the keyboard alone, go there and press Enter."""
        if self.keyboard:
            await self.tab_to(target)
            await self.page.keyboard.press("Enter")
        else:
            await target.click()

    async def tab_to(self, target: Locator) -> None:
        """Move the focus there with Tab alone, backwards first: what is new stands above the writing field."""
        await target.wait_for()
        for key in ("Shift+Tab", "Tab"):
            for _ in range(MOST_TABS):
                if await target.evaluate("one => one === document.activeElement"):
                    return
                await self.page.keyboard.press(key)
        raise AssertionError(f"the keyboard does not reach {target}")

    async def turn(self) -> list[str]:
        """What has been said since the debtor's own last words."""
        return list(await self.page.evaluate(_TURN))

    async def is_told(self, *text_ids: str) -> str:
        """Wait until one of these sentences has been said since; gives its id."""

        async def look() -> str:
            return newest(await self.turn(), text_ids, self.lang)

        what = text_ids[0] if len(text_ids) == 1 else "a question"
        try:
            return await until(what, look, seconds=ANSWER_SECONDS)
        except TimeoutError:
            said = await self.turn()
        raise AssertionError(f"{what}: not within {ANSWER_SECONDS:.0f} s; said: {said}")

    async def payment_link(self) -> None:
        """Wait for a link to pay in the answer."""
        await until_js(self.page, "a link to pay", _LINKED)

    async def question(self) -> str:
        """Wait for the next question; gives its id."""
        return await self.is_told(*KEYS, *TAPPED)

    async def converse(self, knows: Mapping[str, str], until_asked: str, then: Sequence[str] = ()) -> None:
        """Answer what is asked (by `knows`, then by the words of `then`, else the first choice) until this question."""
        left = list(then)
        for _ in range(MOST_QUESTIONS):
            asked = await self.question()
            self.asked.append(asked)
            if asked == until_asked:
                return
            if asked in KEYS:
                await self.say(knows[KEYS[asked]])
            elif left:
                await self.say(left.pop(0))
            else:
                await self.tap(self.choices.first)
        raise AssertionError(f"no end: {self.asked}")

    async def connected(self) -> None:
        """Wait until nothing is said about the connection and nothing waits to be sent."""
        await until_js(self.page, "the connection is back",
                       "() => document.getElementById('connection').hidden && !sessionStorage.getItem('unsent')")

    async def sent(self) -> None:
        """Wait until the server has acknowledged all of the debtor's words."""
        await until_js(self.page, "the ack", "() => !sessionStorage.getItem('unsent')")

    async def told_since(self) -> str:
        """All that the page shows of the answer, cards and choices too."""
        return str(await self.page.evaluate(
            "() => { const all = [...document.querySelectorAll('#log .message')];"
            " const last = all.findLastIndex((one) => one.classList.contains('you'));"
            " return all.slice(last + 1).map((one) => one.innerText).join('\\n'); }"
        ))


async def fits(page: Page) -> None:
    """No fault by WCAG 2.2 A and AA, and nothing runs over the screen's edge."""
    found = await faults(page)
    assert not found, "\n".join([page.url, *found])
    assert not await is_wider_than_screen(page), f"{page.url} is wider than the screen"
