import asyncio
import re
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest

from bot.channels.session import COOKIE
from bot.payments import pages
from bot.service.identity.browser import GRACE
from bot.store.tables import (
    Attempt,
    Conversation,
    Demand,
    Handover,
    IdentityFailure,
    LedgerEntry,
    PaymentEvent,
    PaymentLink,
    Receipt,
    SandboxSession,
)
from tests.papers.conftest import flat

SECRETS = ("480", "DEMO-1001", "Maison", "Martin", "Léa", "dette", "debt", "impay")


def without_csrf(text: str, token: str) -> str:
    return re.sub(r'value="[0-9a-f]{64}"', "", text).replace(token, "TOKEN")


async def test_an_unidentified_browser_reads_only_that_a_message_awaits(door, world) -> None:
    token = await world.link()
    for lang, words in (("fr", "Un message personnel vous attend"), ("en", "A personal message awaits you")):
        answer = await door.client.get(f"/pay/{token}?lang={lang}")
        text = await answer.text()
        assert answer.status == 200 and words in text and f'lang="{lang}"' in text
        assert not [secret for secret in SECRETS if secret in without_csrf(text, token)]


async def test_previews_spend_nothing_and_leave_nothing(door, world) -> None:
    token = await world.link()
    for _ in range(15):
        for path in ("", "/done", "/receipt"):
            for method in ("get", "head"):
                answer = await getattr(door.client, method)(f"/pay/{token}{path}", headers={"User-Agent": "WhatsApp/2"})
                assert answer.status == 200
                shown = without_csrf(await answer.text(), token)  # random letters and figures may spell anything
                assert not [secret for secret in SECRETS if secret in shown]
    for table in (Attempt, SandboxSession, PaymentEvent, Conversation, IdentityFailure, Handover):
        assert await world.all(table) == []
    assert (await world.all(PaymentLink))[0].revoked_at is None


async def test_no_page_is_stored_indexed_framed_or_tells_where_one_came_from(door, world) -> None:
    token = await world.link()
    for path in (f"/pay/{token}", f"/pay/{token}/done", "/sandbox/none"):
        headers = (await door.client.get(path)).headers
        assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"] and "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_titles_are_neutral(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    for path in ("", "/done", "/receipt"):
        text = await (await door.client.get(f"/pay/{token}{path}")).text()
        assert "<title>Message personnel</title>" in text


async def test_false_tokens_get_the_same_page_and_the_same_words(door, world) -> None:
    real, false = await world.link(), "x" * 43
    first, second = [
        without_csrf(await (await door.client.get(f"/pay/{token}")).text(), token) for token in (real, false)
    ]
    assert first == second
    first, second = [
        without_csrf(await (await door.identify(token, "01/01/1980")).text(), token) for token in (real, false)
    ]
    assert first == second and "ouvrir ce message avec cette date" in first


async def test_right_wrong_and_false_take_the_same_time(door, world, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ANSWER_AFTER", 0.3)
    real = await world.link()

    async def seconds(token: str, birth: str) -> float:
        csrf = await door.csrf(f"/pay/{token}")
        begun = perf_counter()
        await door.client.post(
            f"/pay/{token}", data={"csrf": csrf, "do": "identify", "birth": birth}, allow_redirects=False
        )
        return perf_counter() - begun

    wrong = median([await seconds(real, "01/01/1980") for _ in range(3)])
    false = median([await seconds("y" * 43, "01/01/1980") for _ in range(3)])
    assert min(wrong, false) >= 0.3 and abs(wrong - false) < 0.15


async def test_the_birth_date_opens_the_amount_for_this_browser_only(door, world) -> None:
    token = await world.link()
    answer = await door.identify(token)
    assert answer.status == 303
    text = await (await door.go(answer.headers["Location"])).text()
    assert "480,00" in text and "DEMO-1001" in text and "Maison" not in text
    door.client.session.cookie_jar.clear()
    assert "480,00" not in await (await door.client.get(f"/pay/{token}")).text()


async def test_the_cookie_is_another_one_once_the_birth_date_was_right_and_the_old_one_ends(door, world, clock) -> None:
    token = await world.link()
    await door.client.get(f"/pay/{token}")
    jar, home = door.client.session.cookie_jar, door.client.make_url("/")
    before = jar.filter_cookies(home)[COOKIE].value
    wrong = await door.identify(token, "01/01/1980")
    assert "Set-Cookie" not in wrong.headers
    right = await door.identify(token)
    assert right.cookies[COOKIE].value != before
    assert "480,00" in await (await door.client.get(f"/pay/{token}")).text()
    clock.advance(GRACE + timedelta(seconds=1))
    assert "480,00" in await (await door.client.get(f"/pay/{token}")).text()
    jar.clear()
    jar.update_cookies({COOKIE: before}, home)
    assert "480,00" not in await (await door.client.get(f"/pay/{token}")).text()


async def test_after_fifteen_idle_minutes_the_birth_date_is_asked_again(door, world, clock) -> None:
    token = await world.link()
    await door.identify(token)
    clock.advance(timedelta(minutes=16))
    assert "480,00" not in await (await door.client.get(f"/pay/{token}")).text()


async def test_a_form_without_our_token_does_nothing(door, world) -> None:
    token = await world.link()
    for csrf in ("", "0" * 64):
        for do in ("identify", "pay", "share"):
            answer = await door.client.post(f"/pay/{token}", data={"csrf": csrf, "do": do, "birth": "14/03/1985"})
            assert answer.status == 403
    assert await world.all(Conversation) == [] and await world.all(Attempt) == []


async def test_birth_dates_are_not_tried_faster_than_ten_a_minute(door, world) -> None:
    token = await world.link()
    statuses = [(await door.identify(token, "01/01/1980")).status for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2


async def test_paying_by_card_from_click_to_receipt(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    begun = await door.pay(token)
    assert begun.status == 303 and "/sandbox/" in begun.headers["Location"]
    back = await door.click(begun.headers["Location"], "card")
    assert back.headers["Location"].startswith(f"{world.database.base_url}/pay/{token}/done")
    text = await (await door.go(back.headers["Location"])).text()
    assert "Paiement reçu" in text and "480,00" in text
    (receipt,) = await world.all(Receipt)
    shown = await (await door.client.get(f"/pay/{token}/receipt")).text()
    assert receipt.number in shown and "DEMO-1001" in shown and "Maison Démo" in shown
    assert await door.sandbox.delivery.deliver() == 1
    assert await world.sums() == {"due": 0}
    assert "Ce paiement a été reçu" in await (await door.client.get(f"/pay/{token}")).text()


async def test_a_debit_is_on_its_way_until_it_is_paid_and_nothing_else_is_asked_for(door, world) -> None:
    token, other = await world.link(), await world.link(1000)
    await door.identify(token)
    place = (await door.pay(token)).headers["Location"]
    await door.click(place, "sepa")
    assert "Paiement en route" in await (await door.client.get(f"/pay/{token}/done")).text()
    for link in (token, other):
        text = await (await door.client.get(f"/pay/{link}")).text()
        assert "déjà en route" in text and 'value="pay"' not in text
    await door.click(place, "sepa_paid")
    await door.sandbox.delivery.deliver()
    assert await world.sums() == {"due": 0}


async def test_a_refusal_is_told_kindly_and_may_be_tried_again(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    await door.click((await door.pay(token)).headers["Location"], "refuse")
    assert "passé" in await (await door.client.get(f"/pay/{token}/done")).text()
    again = await door.pay(token)
    assert again.status == 303
    await door.click(again.headers["Location"], "card")
    await door.sandbox.delivery.deliver()
    assert await world.sums() == {"due": 0}
    assert [a.state for a in await world.all(Attempt)] == ["failed", "paid"]


async def test_a_visit_to_the_return_page_proves_nothing(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    await door.pay(token)
    text = await (await door.client.get(f"/pay/{token}/done")).text()
    assert "Paiement reçu" not in text and len(await world.all(LedgerEntry)) == 1


async def test_a_double_click_is_one_attempt(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    once = await door.once(token)
    answers = await asyncio.gather(*(door.pay(token, once) for _ in range(4)))
    assert {a.status for a in answers} == {303}
    assert len({a.headers["Location"] for a in answers}) == 1
    assert len(await world.all(Attempt)) == len(await world.all(SandboxSession)) == 1


async def test_two_tabs_leave_one_page_to_pay_on(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    first, second = await door.once(token), await door.once(token)
    one = (await door.pay(token, first)).headers["Location"]
    two = (await door.pay(token, second)).headers["Location"]
    assert one != two
    await door.click(one, "card")
    await door.click(two, "card")
    await door.sandbox.delivery.deliver()
    assert await world.sums() == {"due": 0}
    assert sorted(a.state for a in await world.all(Attempt)) == ["expired", "paid"]


async def test_two_links_opened_at_once_never_ask_for_more_than_is_due(door, world) -> None:
    token, other = await world.link(), await world.link(30000)
    await door.identify(token)
    for link in (token, other):
        place = (await door.pay(link)).headers["Location"]
    # the second one is paid: of the first only the rest may be asked for
    await door.click(place, "card")
    await door.sandbox.delivery.deliver()
    text = await (await door.client.get(f"/pay/{token}")).text()
    assert "180,00" in text and "La somme a changé" in text
    await door.click((await door.pay(token)).headers["Location"], "card")
    await door.sandbox.delivery.deliver()
    assert await world.sums() == {"due": 0}


async def test_a_hold_set_between_opening_and_paying_stops_it_kindly_and_calls_a_person(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    once = await door.once(token)
    await world.hold("over_indebtedness_admissible")
    csrf = await door.csrf(f"/pay/{token}")
    answer = await door.client.post(f"/pay/{token}", data={"csrf": csrf, "do": "pay", "once": once})
    text = await answer.text()
    assert "vos droits sont protégés" in text and 'value="pay"' not in text
    assert await world.all(Attempt) == []
    assert [(h.queue, h.reason) for h in await world.all(Handover)] == [("payment", "payment_held")]


async def test_a_person_in_distress_is_asked_first_and_shown_the_lines(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    await world.hold("distress")
    text = await (await door.client.get(f"/pay/{token}")).text()
    assert text.index("comment allez-vous") < text.index("480,00")
    assert "tel:3114" in text and "Je souhaite quand même payer" in text


async def test_a_shared_link_shows_the_amount_and_nothing_else(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    text = await (await door.send(token, "share")).text()
    found = re.search(r"/pay/([\w-]{43})</code>", text)
    assert found
    door.client.session.cookie_jar.clear()
    shared = found.group(1)
    text = await (await door.client.get(f"/pay/{shared}")).text()
    assert "480,00" in text and not [s for s in SECRETS if s in text and s != "480"]
    await door.click((await door.pay(shared)).headers["Location"], "card")
    await door.sandbox.delivery.deliver()
    for path in ("/done", "/receipt"):
        text = await (await door.client.get(f"/pay/{shared}{path}")).text()
        assert "480,00" in text and not [s for s in SECRETS if s in text and s != "480"]
    assert await world.sums() == {"due": 0}


async def test_the_receipt_is_a_file_to_keep_without_a_name_for_who_pays_for_the_debtor(door, world) -> None:
    token = await world.link()
    assert "Un message personnel" in await (await door.client.get(f"/pay/{token}/receipt.pdf")).text()
    await door.identify(token)
    none_yet = await door.client.get(f"/pay/{token}/receipt.pdf")
    assert none_yet.content_type == "text/html" and none_yet.status == 200
    shared = re.search(r"/pay/([\w-]{43})</code>", await (await door.send(token, "share")).text()).group(1)
    await door.click((await door.pay(token)).headers["Location"], "card")
    await door.sandbox.delivery.deliver()
    (receipt,) = await world.all(Receipt)
    assert f"/pay/{token}/receipt.pdf" in await (await door.client.get(f"/pay/{token}/receipt")).text()
    for link, lang, name in ((token, "fr", "recu.pdf"), (token, "en", "receipt.pdf"), (shared, "fr", "recu.pdf")):
        answer = await door.client.get(f"/pay/{link}/receipt.pdf?lang={lang}")
        assert answer.content_type == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        words = flat(await answer.read())
        assert receipt.number in words and "480" in words
        telling = [secret for secret in ("DEMO-1001", "Maison", "Martin", "Léa") if secret in words]
        assert telling == ([] if link == shared else ["DEMO-1001", "Maison", "Martin", "Léa"])


async def test_a_shared_link_never_tells_that_there_is_a_hold(door, world) -> None:
    await world.link()
    shared = await world.link(kind="shared")
    await world.hold("over_indebtedness_admissible")
    text = await (await door.client.get(f"/pay/{shared}")).text()
    assert "Aucun paiement n'est possible avec ce lien".replace("'", "&#39;") in text and "droits" not in text


async def test_links_that_were_passed_on_can_be_switched_off(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    shared = re.search(r"/pay/([\w-]{43})</code>", await (await door.send(token, "share")).text()).group(1)
    await door.send(token, "unshare")
    assert "480,00" not in await (await door.client.get(f"/pay/{shared}")).text()


async def test_the_page_of_a_void_demand_asks_for_nothing(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    async with world.database.begin() as uow:
        (await uow.session.get_one(Demand, 1)).state = "void"
        await uow.commit()
    text = await (await door.client.get(f"/pay/{token}")).text()
    assert "rien à payer ici" in text and 'value="pay"' not in text


async def test_asking_for_a_person_opens_a_handover(door, world) -> None:
    token = await world.link()
    await door.identify(token)
    assert "une personne va regarder" in await (await door.send(token, "help")).text()
    assert [h.queue for h in await world.all(Handover)] == ["payment"]


async def test_every_page_has_its_words_in_both_languages(door, world) -> None:
    from bot.words.book import book  # noqa: PLC0415

    ids = {s.id for s in book() if s.source.endswith("pay_pages.yml")}
    for text_id in ids:
        french, english = book().find(text_id, "fr"), book().find(text_id, "en")
        assert french.holes == english.holes and french.when and english.text != ""
