"""One whole real system for all browser tests: Rasa, PostgreSQL, server; and one browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.chat import Chat
from tests.browser.desk import Desk
from tests.browser.parts import DAY, FEED, NIGHT
from tests.story.cast import Cast
from tests.story.facts import Facts
from tests.story.system import System

whole_session = pytest_asyncio.fixture(scope="session", loop_scope="session")
each_test = pytest_asyncio.fixture(loop_scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser, and shares the loop in which it runs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what the system has logged: it runs in a folder that is gone afterwards."""
    report = yield
    system = getattr(item, "funcargs", {}).get("system")
    if report.failed and system is not None:
        report.sections.append(("the system's last words", system.last_words()))
    return report


@whole_session
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """The system, its clock at ten in the morning of 20 November 2026."""
    one = System(tmp_path_factory.mktemp("system"))
    try:
        await one.start(DAY)
        yield one
    finally:
        await one.stop()


@whole_session
async def facts(system: System) -> AsyncIterator[Facts]:
    """The case store, to be read."""
    one = Facts(system.store_url)
    yield one
    await one.close()


@whole_session
async def cast(system: System, facts: Facts) -> Cast:
    """The people of Auralis's file, taken in by the command line."""
    await system.import_feed("auralis", FEED)
    return Cast(facts, frozenset({"AUR-70001", "AUR-70002", "AUR-70014"}))


@whole_session
async def chrome() -> AsyncIterator[Browser]:
    """The browser."""
    expect.set_options(timeout=chromium.WAIT_MS)
    async with chromium.browser() as one:
        yield one


@each_test
async def people(chrome: Browser) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Gives the page of another person's browser each time it is asked; a script's fault is the test's."""
    broken: list[str] = []
    async with AsyncExitStack() as stack:

        async def another(size: dict[str, int] = chromium.PHONE, lang: str = "fr-FR", *, touch: bool = False) -> Page:
            context = await chromium.somebody(chrome, size, lang=lang, touch=touch)
            stack.push_async_callback(context.close)
            context.on("weberror", lambda error: broken.append(str(error.error)))
            return await context.new_page()

        yield another
    assert broken == []


@each_test
async def debtor(system: System, people: Callable[..., Awaitable[Page]]) -> Chat:
    """A debtor with a phone, at the chat."""
    chat = Chat(await people(touch=True), system.base_url)
    await chat.open()
    return chat


@each_test
async def agent(system: System, people: Callable[..., Awaitable[Page]]) -> Desk:
    """An agent of Auralis's and the demo's creditors, logged in at a wide screen."""
    desk = Desk(await people(chromium.WIDE), system.base_url)
    await desk.log_in("camille")
    return desk


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def night(system: System) -> AsyncIterator[None]:
    """Three in the morning, and ten again afterwards."""
    await system.clock_set(NIGHT)
    yield
    await system.clock_set(DAY)
