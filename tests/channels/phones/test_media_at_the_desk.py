"""What a debtor sends beside words: only an agent who may see the conversation opens it, and the look is noted."""

from __future__ import annotations

import re

import aiohttp
import pytest
from phone_world import World

from bot.channels.twilio.media import TwilioMedia
from bot.service.ports import MediaUnavailable
from bot.store.tables import AuditLine, Message
from tests.twilio_stand_in import OTHER_OURS, OTHER_SID, OTHER_TOKEN, SID, sms

URL = f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages/MM1/Media/ME1"
VOICE = {"NumMedia": "1", "MediaUrl0": URL, "MediaContentType0": "audio/ogg"}


async def log_in(url: str, login: str) -> aiohttp.ClientSession:
    """A session at the desk. Its cookie is for https alone: carried by hand."""
    session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
    async with session.get(f"{url}/desk/login") as page:
        hidden = re.findall(r'name="(\w+)" value="([^"]*)"', await page.text())
    form = {**dict(hidden), "login": login, "password": f"{login}-demo"}
    first = {"Cookie": "; ".join(f"{c.key}={c.value}" for c in page.cookies.values())}
    async with session.post(f"{url}/desk/login", data=form, headers=first, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
    session.headers["Cookie"] = "; ".join(f"{c.key}={c.value}" for c in answer.cookies.values())
    return session


@pytest.fixture
async def agent(phones: World):
    async with await log_in(phones.twilio.url, "camille") as session:
        yield session


async def test_an_agent_hears_the_voice_note_and_the_look_is_noted(phones: World, agent: aiohttp.ClientSession) -> None:
    await phones.say("", **VOICE)
    (kept,) = await phones.messages("you")
    path = f"/desk/media/{kept.id}/0"
    async with agent.get(f"{phones.twilio.url}/desk/c/{kept.conversation_id}") as page:
        assert path in await page.text()
    async with agent.get(phones.twilio.url + path) as answer:
        assert (answer.status, await answer.read()) == (200, b"OggS a voice")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "message.media_shown" in [line.verb for line in await phones.all(AuditLine)]
    async with agent.get(f"{phones.twilio.url}/desk/media/{kept.id}/1") as answer:
        assert answer.status == 404
    async with phones.http.get(phones.twilio.url + path, allow_redirects=False) as answer:
        assert answer.status == 303  # nobody without the desk's session


async def test_out_of_scope_it_is_not_there(other: World) -> None:
    fields = sms("+33639980101", "", To=OTHER_OURS, AccountSid=OTHER_SID, **VOICE)
    assert (await other.twilio.post(fields, token=OTHER_TOKEN))[0] == 200
    (kept,) = await other.messages("you")
    async with (
        await log_in(other.twilio.url, "ines") as session,  # sees Volta only
        session.get(f"{other.twilio.url}/desk/media/{kept.id}/0") as answer,
    ):
        assert answer.status == 404


async def test_what_could_run_in_a_browser_is_only_downloaded(phones: World, agent: aiohttp.ClientSession) -> None:
    async def html(*_: object, **__: object) -> tuple[str, bytes]:
        return "text/html", b"<script>alert(1)</script>"

    await phones.say("", **VOICE)
    (kept,) = await phones.all(Message, Message.author == "you")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TwilioMedia, "fetch", html)
        async with agent.get(f"{phones.twilio.url}/desk/media/{kept.id}/0") as answer:
            assert answer.headers["Content-Disposition"] == "attachment"
            assert answer.content_type == "application/octet-stream"


@pytest.mark.parametrize("url", [
    "http://api.twilio.com/x", "https://evil.example/x", "file:///etc/passwd", "https://api.twilio.com@evil.example/x",
    "", "https://api.twilio.com.evil.example/x",
])
async def test_the_token_goes_to_twilio_alone(phones: World, url: str) -> None:
    with pytest.raises(MediaUnavailable):
        await TwilioMedia(phones.settings, phones.http).fetch(url, account="", account_sid="")
