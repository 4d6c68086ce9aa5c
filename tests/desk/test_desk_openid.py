"""Log-in through the operator's provider: who is let in, by what answer, and what is told when it comes to nothing."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from sqlalchemy import select

from bot.desk.openid import provider as providers
from bot.desk.openid.pages import PROVIDER
from bot.desk.openid.provider import Provider
from bot.settings import Settings
from bot.store.tables import Agent, AgentIdentity, AgentSession, AuditLine
from tests.openid_stand_in import CLIENT, SECRET, key_named, running

AGAIN, UNKNOWN = "n&#39;a pas abouti", "ouvre rien ici"
DOWN, LINK_OVER, TAKEN = "ne répond pas comme il faut", "Ce lien ne vaut plus", "déjà rattaché"


@pytest.fixture
async def provider(clock):
    async with running(lambda: int(clock.now().timestamp())) as stand_in:
        yield stand_in


@pytest.fixture
def chosen() -> dict[str, str]:
    """Settings beside those of the provider."""
    return {}


@pytest.fixture
def settings(provider, chosen) -> Settings:
    return Settings(
        _env_file=None, REPIT_OIDC_ISSUER=provider.issuer, REPIT_OIDC_CLIENT_ID=CLIENT,
        REPIT_OIDC_CLIENT_SECRET=SECRET, **chosen,
    )


async def _get(desk, path: str):
    answer = await desk.client.get(path, allow_redirects=False)
    return answer, await answer.text()


async def _out(desk, path: str = "/desk/login/openid") -> str:
    """To the provider and back to our door: the address that the provider sends the browser to."""
    answer, _ = await _get(desk, path)
    assert answer.status == 303, answer.status
    there = answer.headers["Location"]
    assert not there.startswith("/desk"), there
    async with aiohttp.ClientSession() as http, http.get(there, allow_redirects=False) as sent:
        assert sent.status == 302, sent.status
        return str(sent.headers["Location"])


async def _arrive(desk, back: str) -> tuple[str, str]:
    """Where it ends, and what is read there."""
    parts = urlsplit(back)
    answer, page = await _get(desk, f"{parts.path}?{parts.query}")
    assert answer.status == 200
    on = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)[1].replace("&amp;", "&")
    answer, _ = await _get(desk, on)
    assert answer.status == 303
    there = answer.headers["Location"]
    return there, (await _get(desk, there))[1]


async def _log_in(desk, path: str = "/desk/login/openid") -> tuple[str, str]:
    return await _arrive(desk, await _out(desk, path))


async def _id(demo, login: str) -> int:
    async with demo.begin() as uow:
        return await uow.session.scalar(select(Agent.id).where(Agent.login == login))


@pytest.fixture
def link_for(agent, demo):
    """A link for somebody, as the administrator's page shows it: its path."""

    async def one(login: str) -> str:
        alex = await agent("alex")
        form = {"csrf": re.search(r'name="csrf" value="([^"]+)"', await alex.page("/desk/accounts"))[1]}
        answer = await alex.client.post("/desk/accounts/openid", data={**form, "id": str(await _id(demo, login))})
        return urlsplit(re.search(r'id="link">([^<]+)<', await answer.text())[1]).path

    return one


@pytest.fixture
async def linked(demo, provider):
    """Camille is user-1 at the provider."""
    key = await _id(demo, "camille")
    async with demo.begin() as uow:
        uow.session.add(AgentIdentity(agent_id=key, issuer=provider.issuer, subject="user-1", linked_at=uow.now))
        await uow.commit()
    return key


async def _lines(demo, *verbs: str) -> list[AuditLine]:
    async with demo.begin() as uow:
        rows = await uow.session.scalars(select(AuditLine).where(AuditLine.verb.in_(verbs)).order_by(AuditLine.id))
        return list(rows.all())


async def test_a_link_of_the_administrator_makes_known_who_somebody_is_and_later_the_button_is_enough(
    link_for, browser, demo, provider
):
    link, desk = await link_for("camille"), browser()
    answer, page = await _get(desk, link)
    assert answer.status == 200 and "Camille" in page
    there, page = await _log_in(desk, f"{link}/out")
    assert there == "/desk" and "queue-title" in page
    other = browser()
    assert 'id="openid"' in await other.page("/desk/login")
    assert (await _log_in(other))[0] == "/desk"
    async with demo.begin() as uow:
        row = (await uow.session.scalars(select(AgentIdentity))).one()
        ways = set(await uow.session.scalars(select(AgentSession.way).where(AgentSession.agent_id == row.agent_id)))
    assert (row.issuer, row.subject, row.link_hash) == (provider.issuer, "user-1", None) and ways == {"openid"}
    done = await _lines(demo, "agent.openid_link_made", "agent.openid_linked", "agent.logged_in")
    assert [line.verb for line in done[1:]] == [
        "agent.openid_link_made", "agent.openid_linked", "agent.logged_in", "agent.logged_in",
    ]
    assert not any("user-1" in str(line.data) or "@" in str(line.data) for line in done)


async def test_a_link_is_good_once_for_a_day_and_only_as_long_as_no_newer_one_is_made(link_for, browser, clock, demo):
    first, desk = await link_for("camille"), browser()
    second = await link_for("camille")
    assert LINK_OVER in (await _get(desk, (await _get(desk, first))[0].headers["Location"]))[1]
    back = await _out(desk, f"{second}/out")
    clock.advance(timedelta(days=1, minutes=1))
    assert (await _get(desk, second))[0].headers["Location"] == "/desk/login?why=link"
    assert AGAIN in (await _arrive(desk, back))[1], "nor an answer of yesterday"
    third = await link_for("camille")
    assert (await _log_in(desk, f"{third}/out"))[0] == "/desk"
    there, page = await _log_in(browser(), f"{third}/out")
    assert there == "/desk/login?why=link" and LINK_OVER in page
    async with demo.begin() as uow:
        assert len((await uow.session.scalars(select(AgentIdentity.agent_id))).all()) == 1


async def test_one_person_at_the_provider_is_one_agent_here(link_for, browser, linked):
    there, page = await _log_in(browser(), f"{await link_for('sam')}/out")
    assert there == "/desk/login?why=taken" and TAKEN in page


async def test_a_new_link_to_another_person_ends_the_sessions_of_the_first(link_for, browser, linked, provider):
    before, after = browser(), browser()
    assert (await _log_in(before))[0] == "/desk"
    provider.subject = "user-2"
    assert (await _log_in(after, f"{await link_for('camille')}/out"))[0] == "/desk"
    assert (await before.client.get("/desk/queue")).status == 401
    provider.subject = "user-1"
    assert UNKNOWN in (await _log_in(before))[1]


async def test_nobody_is_let_in_for_an_address_that_the_provider_tells(browser, demo, provider):
    async with demo.begin() as uow:
        camille = await uow.session.scalar(select(Agent).where(Agent.login == "camille"))
        camille.login = "camille@example.org"
        await uow.commit()
    desk = browser()
    there, page = await _log_in(desk)
    assert there == "/desk/login?why=unknown" and UNKNOWN in page
    assert (await desk.client.get("/desk/queue")).status == 401
    async with demo.begin() as uow:
        assert (await uow.session.scalars(select(AgentIdentity))).all() == []
    assert [line.object_id for line in await _lines(demo, "agent.openid_unknown")] == ["unknown"]


async def test_whose_account_is_closed_is_told_what_a_stranger_is_told_and_an_open_page_ends_at_once(
    browser, demo, linked
):
    desk = browser()
    assert (await _log_in(desk))[0] == "/desk"
    async with demo.begin() as uow:
        (await uow.session.get_one(Agent, linked)).disabled_at = uow.now
        await uow.commit()
    assert (await desk.client.get("/desk/queue")).status == 401
    there, page = await _log_in(desk)
    assert there == "/desk/login?why=unknown" and UNKNOWN in page
    assert len(await _lines(demo, "agent.refused")) == 1


async def test_the_session_is_as_any_other_and_ends_at_the_log_out(browser, linked):
    desk = browser()
    await _log_in(desk)
    first = desk.cookie("repit_desk")
    await _log_in(desk)
    assert desk.cookie("repit_desk") != first
    page = await desk.page("/desk")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    assert (await desk.client.post("/desk/logout", data={"csrf": csrf})).status == 200
    assert (await desk.client.get("/desk/queue")).status == 401


@pytest.mark.parametrize("alg", ["PS256", "RS512", "ES256"])
async def test_other_asymmetric_signatures_are_read(browser, linked, provider, alg):
    provider.alg, provider.key = alg, key_named("curve", "EC") if alg == "ES256" else key_named("one")
    assert (await _log_in(browser()))[0] == "/desk"


async def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(browser, linked, provider):
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert (await _log_in(browser()))[0] == "/desk"


WRONG = {
    "another nonce": {"nonce": "of somebody else"}, "no nonce": {"nonce": None}, "another audience": {"aud": "other"},
    "two audiences, for whom is not said": {"aud": [CLIENT, "other"]}, "for another party": {"azp": "other"},
    "another issuer": {"iss": "https://other.example"}, "no issuer": {"iss": None}, "no subject": {"sub": None},
    "an empty subject": {"sub": ""}, "a subject that is a number": {"sub": 1}, "no expiry": {"exp": None},
    "an expiry in words": {"exp": "tomorrow"}, "no time of issue": {"iat": None}, "a nonce in a list": {"nonce": ["x"]},
    "a subject without end": {"sub": "x" * 300},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
async def test_a_token_with_a_wrong_claim_opens_nothing(browser, linked, provider, claims):
    provider.claims = claims
    desk = browser()
    there, page = await _log_in(desk)
    assert there == "/desk/login?why=again" and AGAIN in page
    assert (await desk.client.get("/desk/queue")).status == 401


@pytest.mark.parametrize(
    ("claim", "off", "opens"),
    [("exp", -30, True), ("exp", -61, False), ("iat", 30, True), ("iat", 90, False), ("iat", -3_600, False)],
)
async def test_a_clock_may_be_a_minute_off_and_no_more(browser, linked, provider, claim, off, opens):
    provider.claims = {claim: provider.now() + off}
    assert ((await _log_in(browser()))[0] == "/desk") is opens


@pytest.mark.parametrize("how", ["unsigned", "by_public_key", "cut", "changed", "words"])
async def test_a_token_that_the_provider_did_not_sign_opens_nothing(browser, linked, provider, how):
    desk = browser()
    back = await _out(desk)
    asked = next(iter(provider.codes.values()))
    right = provider.id_token(asked["nonce"])
    provider.subject = "somebody"
    other = provider.id_token(asked["nonce"]).split(".")
    provider.forged = {
        "unsigned": provider.unsigned(asked["nonce"]), "by_public_key": provider.by_public_key(asked["nonce"]),
        "cut": right[:-20], "changed": ".".join([right.split(".")[0], other[1], right.split(".")[2]]), "words": "a.b.c",
    }[how]
    there, page = await _arrive(desk, back)
    assert there == "/desk/login?why=again" and AGAIN in page


async def test_a_key_that_the_provider_did_not_publish_opens_nothing_whatever_it_is_called(browser, linked, provider):
    provider.published = [key_named("one")]
    provider.key = key_named("two")
    assert AGAIN in (await _log_in(browser()))[1]
    provider.header = {"kid": "one"}
    assert AGAIN in (await _log_in(browser()))[1]


async def test_new_keys_of_the_provider_are_fetched_once_and_not_for_every_unknown_one(browser, linked, provider):
    assert (await _log_in(browser()))[0] == "/desk"
    provider.key = key_named("two")
    for _ in range(2):
        assert (await _log_in(browser()))[0] == "/desk"
    assert provider.asked["keys"] == 2 and provider.asked["discovery"] == 1
    provider.published, provider.key = [key_named("two")], key_named("three")
    for _ in range(3):
        assert AGAIN in (await _log_in(browser()))[1]
    assert provider.asked["keys"] == 2, "nobody makes us knock there by inventing keys"


async def test_an_answer_to_another_browser_or_none_opens_nothing(browser, linked, provider):
    one, other = browser(), browser()
    back = await _out(one)
    assert AGAIN in (await _arrive(other, back))[1], "no attempt of its own"
    await _out(other)
    assert AGAIN in (await _arrive(other, back))[1], "an attempt of its own, and the answer to another"
    assert "token" not in provider.asked


async def test_an_answer_is_good_once(browser, linked, provider):
    desk = browser()
    back = await _out(desk)
    kept = desk.cookie("repit_desk_openid", "/desk/login/openid")
    assert (await _arrive(desk, back))[0] == "/desk"
    thief = browser()
    for _ in range(2):
        thief.client.session.cookie_jar.update_cookies(
            {"repit_desk_openid": kept}, thief.client.make_url("/desk/login/openid/done")
        )
        assert AGAIN in (await _arrive(thief, back))[1], "not even with the cookie"
    assert provider.asked["token"] == 1


async def test_of_two_answers_at_once_one_counts(browser, linked, provider):
    desk = browser()
    back = urlsplit(await _out(desk))
    path = f"{back.path.replace('arrived', 'done')}?{back.query}"
    ends = await asyncio.gather(*(_get(desk, path) for _ in range(3)))
    assert sorted(end.headers["Location"] for end, _ in ends) == ["/desk", *["/desk/login?why=again"] * 2]
    assert provider.asked["token"] == 1


async def test_a_code_that_was_used_elsewhere_opens_nothing(browser, linked, provider):
    desk = browser()
    back = await _out(desk)
    provider.codes.clear()
    assert AGAIN in (await _arrive(desk, back))[1]


async def test_a_cookie_that_somebody_wrote_or_that_is_too_old_is_none(browser, linked, clock):
    desk = browser()
    back = await _out(desk)
    jar, at = desk.client.session.cookie_jar, desk.client.make_url("/desk/login/openid/done")
    kept = desk.cookie("repit_desk_openid", "/desk/login/openid")
    for wrong in ("", "x" * 5_000, kept[:-4] + "AAAA", "été"):
        jar.update_cookies({"repit_desk_openid": wrong}, at)
        assert AGAIN in (await _arrive(desk, back))[1]
    clock.advance(timedelta(minutes=11))
    jar.update_cookies({"repit_desk_openid": kept}, at)
    assert AGAIN in (await _arrive(desk, back))[1]


async def test_an_answer_that_names_another_issuer_or_none_where_one_was_promised_is_refused(browser, linked, provider):
    provider.answer = {"iss": "https://other.example"}
    assert AGAIN in (await _log_in(browser()))[1]
    provider.answer = {"iss": provider.issuer}
    assert (await _log_in(browser()))[0] == "/desk"


async def test_where_every_answer_names_its_issuer_one_that_does_not_is_refused(browser, linked, provider):
    provider.metadata["authorization_response_iss_parameter_supported"] = True
    assert AGAIN in (await _log_in(browser()))[1]
    assert "token" not in provider.asked


async def test_what_the_provider_says_of_an_error_is_neither_shown_nor_kept_in_the_address(browser, linked, provider):
    provider.answer = {"code": "", "error": "access_denied", "error_description": "<b>of Jeanne</b>"}
    there, page = await _log_in(browser())
    assert there == "/desk/login?why=again" and AGAIN in page and "Jeanne" not in page
    assert "denied" not in await browser().page("/desk/login?why=access_denied"), "only sentences of ours"


@pytest.mark.parametrize("place", ["discovery", "keys", "token"])
@pytest.mark.parametrize("what", ["down", "slow", "huge", "malformed", "list", "elsewhere"])
async def test_a_provider_that_is_down_slow_or_talks_without_end_costs_one_sentence(
    browser, linked, provider, server, capsys, place, what
):
    provider.fault = {place: what}
    server.app[PROVIDER]._timeout = aiohttp.ClientTimeout(total=0.3)
    desk = browser()
    if place == "discovery":
        answer, _ = await _get(desk, "/desk/login/openid")
        there = answer.headers["Location"]
        page = (await _get(desk, there))[1]
    else:
        there, page = await _log_in(desk)
    assert there == "/desk/login?why=down" and DOWN in page
    assert "personal words" not in page + capsys.readouterr().out
    assert await desk.log_in("camille") == 303, "a password opens the door meanwhile"


async def test_a_provider_that_failed_is_asked_again_after_a_moment_and_not_by_everybody(
    browser, linked, provider, monkeypatch
):
    provider.fault = {"discovery": "down"}
    desk = browser()
    for _ in range(4):
        assert "why=down" in (await _get(desk, "/desk/login/openid"))[0].headers["Location"]
    assert provider.asked["discovery"] == 1
    provider.fault = {}
    monkeypatch.setattr(providers, "AGAIN_AFTER", 0.0)
    assert (await _log_in(desk))[0] == "/desk"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.example"}, {"issuer": None}, {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": None}, {"authorization_endpoint": "/authorize"}, {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
)
async def test_a_discovery_document_of_another_issuer_or_with_unfit_addresses_is_refused(browser, provider, metadata):
    provider.metadata = metadata
    assert (await _get(browser(), "/desk/login/openid"))[0].headers["Location"] == "/desk/login?why=down"


async def test_an_issuer_by_https_leads_nowhere_without_it(provider):
    settings = Settings(
        _env_file=None, REPIT_OIDC_ISSUER="https://id.example", REPIT_OIDC_CLIENT_ID="x", REPIT_OIDC_CLIENT_SECRET="y"
    )
    async with aiohttp.ClientSession() as http:
        with pytest.raises(providers.ProviderFault):
            Provider(settings, http)._endpoint({"jwks_uri": "http://id.example/keys"}, "jwks_uri")


async def test_many_failures_from_one_place_are_slowed_down(browser, provider):
    desk = browser()
    ends = [(await _get(desk, "/desk/login/openid/done?code=x&state=y"))[0].headers["Location"] for _ in range(35)]
    assert ends[0] == "/desk/login?why=again" and ends[-1] == "/desk/login?why=slow"
    assert (await _get(desk, "/desk/login/openid"))[0].headers["Location"] == "/desk/login?why=slow"


class TestSecondStep:
    @pytest.fixture
    def chosen(self) -> dict[str, str]:
        return {"REPIT_DESK_SECOND_STEP": "all", "REPIT_OIDC_SECOND_STEP": "mfa, urn:two"}

    @pytest.mark.parametrize("told", [{"amr": ["pwd", "mfa"]}, {"acr": "urn:two"}])
    async def test_what_the_provider_has_asked_is_not_asked_again(self, browser, linked, provider, told):
        provider.claims = told
        assert (await _log_in(browser()))[0] == "/desk"

    @pytest.mark.parametrize("told", [{}, {"amr": ["pwd"]}, {"acr": "1"}, {"amr": "mfa"}, {"acr": ["urn:two"]}])
    async def test_what_it_has_not_asked_we_ask(self, browser, linked, provider, told):
        provider.claims = told
        desk = browser()
        assert (await _log_in(desk))[0] == "/desk/login/enrol"
        assert (await desk.client.get("/desk/queue")).status == 401

    async def test_a_password_that_was_given_is_not_asked_to_be_changed(self, browser, demo, linked, provider):
        async with demo.begin() as uow:
            (await uow.session.get_one(Agent, linked)).password_given = True
            await uow.commit()
        provider.claims = {"amr": ["mfa"]}
        assert (await _log_in(browser()))[0] == "/desk"


class TestPasswords:
    @pytest.fixture
    def chosen(self) -> dict[str, str]:
        return {"REPIT_DESK_PASSWORDS": "administrator"}

    async def test_a_role_without_passwords_gets_the_answer_of_a_wrong_one(self, browser, demo, linked):
        desk = browser()
        assert await desk.log_in("camille") == 401
        assert len(await _lines(demo, "agent.password_off")) == 1
        assert await browser().log_in("alex") == 303, "somebody gets in when the provider does not answer"
        assert (await _log_in(desk))[0] == "/desk"
        assert 'name="password"' not in await desk.page("/desk/account")


async def test_without_a_provider_there_is_neither_button_nor_door_and_passwords_stay():
    settings = Settings(_env_file=None, REPIT_DESK_PASSWORDS="none")
    assert "agent" in settings.password_roles


async def test_who_unlinks_an_account_ends_its_sessions(agent, browser, demo, linked):
    desk, alex = browser(), await agent("alex")
    await _log_in(desk)
    csrf = re.search(r'name="csrf" value="([^"]+)"', await alex.page("/desk/accounts"))[1]
    await alex.client.post("/desk/accounts/openid_forget", data={"csrf": csrf, "id": str(linked)})
    assert (await desk.client.get("/desk/queue")).status == 401
    assert UNKNOWN in (await _log_in(desk))[1]


async def test_what_goes_to_the_provider_names_nobody(browser, provider, linked):
    desk = browser()
    answer, _ = await _get(desk, "/desk/login/openid")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert set(asked) == {
        "audience", "response_type", "scope", "client_id", "redirect_uri", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }
    cookie = answer.cookies["repit_desk_openid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/desk/login/openid"
    assert not any(asked[name][0] in cookie.value for name in ("state", "nonce"))
