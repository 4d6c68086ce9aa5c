"""Pages through which somebody else is let in: a debtor who is known, and forms sent from a browser."""

from __future__ import annotations

import re

import pytest

from bot.channels import helper, papers, partner


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for door in (helper, papers, partner):
        monkeypatch.setattr(door, "ANSWER_AFTER", 0.0)


async def form(browser, path: str, *, csrf: str | None = None, **fields) -> tuple[int, str]:
    """Open a page and send a form of it; status and text."""
    if csrf is None:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', await (await browser.open(path)).text())
        csrf = found[1] if found else ""
    answer = await browser.client.post(path, data={"csrf": csrf, **fields}, allow_redirects=False)
    return answer.status, await answer.text()
