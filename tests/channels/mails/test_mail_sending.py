"""What we send by e-mail: neutral, once, retried, with an end that somebody sees; papers stay in the house."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from mail_world import MINE, SECRET, World, mail
from sqlalchemy import select

from bot import bootstrap
from bot.channels.email.sender import compose, is_loopback
from bot.runner.mail import LATER, NOT_TAKEN, TAKEN, give
from bot.service.contact.reminders import remind
from bot.service.outside import by_email
from bot.service.ports import Via
from bot.service.thread.conversation import lock
from bot.settings import ROOT, ConfigurationError, Settings, load
from bot.store.database import Database
from bot.store.tables import Case, ContactPoint, Conversation, Message, OutboxMessage, Party, Plan
from tests.rasa_stand_in import StandIn as Rasa
from tests.test_words import DEBT, LATE
from tests.thread_world import count, disclosed, open_thread, secrets_of


async def later(mails: World, minutes: int = 3) -> None:
    """Time passes, and what is due goes."""
    mails.clock.advance(timedelta(minutes=minutes))
    await mails.deliver()


async def test_subject_and_sender_tell_nothing_and_every_e_mail_says_how_to_check_and_to_stop(mails: World) -> None:
    ours = await mails.notice()
    told = ours.mail
    assert (told["Subject"], told["From"]) == ("Un message personnel vous attend", "Répit <bonjour@repit.example>")
    secrets = await secrets_of(mails.database)
    everything = f"{told['Subject']} {told['From']} {ours.words}"
    assert not disclosed(everything, secrets) and not DEBT.search(everything) and not LATE.search(everything)
    assert "https://repit.example/check?lang=fr" in ours.words and "ARRET" in ours.words
    assert told["Auto-Submitted"] == "auto-generated" and told["X-Auto-Response-Suppress"] == "All"
    assert ours.to == [MINE] and ours.returned_to == told["Reply-To"]


async def test_an_answer_has_the_same_subject_whatever_the_debtor_wrote_as_theirs(mails: World) -> None:
    (answer,) = await mails.answer("combien je dois", await mails.notice(), subject="ma dette chez Maison Claire")
    assert answer.mail["Subject"] == "Un message personnel vous attend" and "dette" not in answer.raw.decode()
    assert answer.mail["Auto-Submitted"] == "auto-replied" and answer.mail["List-Unsubscribe"] is None


@pytest.mark.parametrize("fault", [450, ("data", 451), "lost"])
async def test_what_fails_for_a_while_is_tried_again_with_the_same_id(mails: World, fault: object) -> None:
    mails.smtp.faults = [None, fault]
    await mails.notice(key="first")
    await mails.notice(key="second")
    for _ in range(2):
        await later(mails, 10)
    assert [row.state for row in await mails.outbox()] == ["sent", "sent"]
    ids = [one.mail["Message-ID"] for one in mails.smtp.taken]
    assert len(set(ids)) == 2 and len(ids) == (3 if fault == "lost" else 2)


@pytest.mark.parametrize("fault", [550, ("data", 554)])
async def test_what_is_refused_for_good_is_not_tried_again_and_a_person_sees_it(mails: World, fault: object) -> None:
    mails.smtp.faults = [None, fault]
    await mails.notice(key="first")
    await mails.notice(key="second")
    await later(mails, 60)
    assert [row.state for row in await mails.outbox()] == ["sent", "refused"] and len(mails.smtp.taken) == 1
    assert await mails.handovers() == ["message_refused"]


async def test_a_server_that_stays_away_comes_to_a_dead_end_that_a_person_sees(mails: World) -> None:
    await mails.notice(key="first")
    await mails.smtp.stop()
    async with mails.database.begin() as uow:
        row = await uow.session.get_one(OutboxMessage, 1)
        row.state = "queued"
        await uow.commit()
    for _ in range(8):
        await later(mails, 180)
    assert [row.state for row in await mails.outbox()] == ["failed"] and await mails.handovers() == ["message_failed"]
    mails.smtp.server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)


async def test_the_bot_s_words_are_not_sent_once_an_agent_has_taken_over(mails: World) -> None:
    ours = await mails.notice()
    mails.smtp.faults = [450]
    assert await mails.answer("combien je dois", ours) == []
    async with mails.database.begin() as uow:
        thread = await uow.session.scalar(select(Conversation).where(Conversation.channel == "email"))
        assert thread is not None
        thread.owner, thread.fence = "agent", thread.fence + 1
        await uow.commit()
    await later(mails, 10)
    assert len(mails.smtp.taken) == 1 and (await mails.outbox())[-1].state == "stale"


def test_beyond_this_machine_nothing_goes_in_the_clear() -> None:
    assert is_loopback("127.0.0.1") and is_loopback("localhost") and is_loopback("::1")
    assert not is_loopback("mail.example") and not is_loopback("10.0.0.1") and not is_loopback("localhost.example")


async def test_without_starttls_nothing_is_sent(mails: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.email.sender.is_loopback", lambda _: False)
    async with mails.database.begin() as uow:
        contact = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == MINE))
        assert contact is not None
        uow.session.add(OutboxMessage(
            key="x", creditor_id=contact.creditor_id, contact_point_id=contact.id, channel="email", to=MINE, lang="fr",
            text_id="notice_personal_link", text_version="", body="x", state="queued", due_at=uow.now, attempts=0,
        ))
        await uow.commit()
    await mails.deliver()
    assert mails.smtp.taken == [] and "MAIL" not in mails.smtp.commands
    assert [row.state for row in await mails.outbox()] == ["queued"]


def test_an_address_cannot_bring_headers_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        compose(Settings(_env_file=None), to="a@b.example\r\nBcc: c@d.example", body="x", key="k", via=Via())


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example", "smtps://u:p@"])
def test_a_mail_server_that_is_none_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("REPIT_SMTP_URL", url)
    with pytest.raises(ConfigurationError, match="REPIT_SMTP_URL") as refused:
        load()
    assert "u:p" not in str(refused.value)


@pytest.mark.parametrize("address", ["Répit <a@b.example>", "nobody", "a@b", "x" * 26 + "@b.example"])
def test_a_sender_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("REPIT_EMAIL_FROM", address)
    with pytest.raises(ConfigurationError, match="REPIT_EMAIL_FROM"):
        load()


async def plan_of(world: Database, reference: str = "DEMO-1001") -> tuple[int, int]:
    """A living plan of that debtor's; its id and theirs."""
    async with world.begin() as uow:
        case = await uow.session.scalar(select(Case).where(Case.reference == reference))
        assert case is not None
        person = await uow.session.scalar(select(Party.person_id).where(Party.case_id == case.id))
        assert person is not None
        plan = Plan(
            creditor_id=case.creditor_id, case_id=case.id, person_id=person, kind="plan", state="agreed",
            group="g", currency="EUR", agreed_at=uow.now, undo_until=uow.now,
        )
        uow.session.add(plan)
        await uow.commit()
        return plan.id, person


async def test_who_chooses_e_mail_is_told_there_of_the_recap_and_of_each_receipt_by_link_alone(mails: World) -> None:
    key, person = await plan_of(mails.database)
    thread = await open_thread(mails.database)
    await thread.prove("DEMO-1001")
    async with mails.database.begin() as uow:
        await remind(uow, await lock(uow, thread.key), {"reminder": "email"})
        await by_email.paper_waiting(uow, person, key="receipt:R-1")
        await by_email.paper_waiting(uow, person, key="receipt:R-1")
        await uow.commit()
    async with mails.database.begin() as uow:
        assert (await uow.session.get_one(Plan, key)).reminder_channel == "email"
    await mails.deliver()
    assert len(mails.smtp.taken) == 2
    for one in mails.smtp.taken:
        assert "/l/" in one.words and not one.mail.is_multipart()
        assert not disclosed(one.words, await secrets_of(mails.database)) and not DEBT.search(one.words)


async def test_who_did_not_choose_e_mail_gets_none(mails: World) -> None:
    _, person = await plan_of(mails.database)
    async with mails.database.begin() as uow:
        assert not await by_email.paper_waiting(uow, person, key="receipt:R-1")


async def test_an_address_that_said_stop_is_not_chosen(mails: World) -> None:
    key, _ = await plan_of(mails.database)
    thread = await open_thread(mails.database)
    await thread.prove("DEMO-1001")
    async with mails.database.begin() as uow:
        contact = await uow.session.scalar(select(ContactPoint).where(ContactPoint.value == MINE))
        assert contact is not None
        contact.opted_out_at = uow.now
        await remind(uow, await lock(uow, thread.key), {"reminder": "email"})
        await uow.commit()
        assert (await uow.session.get_one(Plan, key)).reminder_to is None


# The verb that a mail server's pipe calls


async def test_the_pipe_gives_an_e_mail_with_the_envelope_s_receiver_and_tells_the_mail_server_what_became_of_it(
    mails: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = await mails.notice()
    mails.clock.at = bootstrap.OffsetClock().now()  # the pipe signs by the clock on the wall
    server = f"127.0.0.1:{mails.server.port}"
    raw = mail("bonjour", to="undisclosed-recipients:;").as_bytes()
    assert await asyncio.to_thread(give, mails.settings, raw, str(ours.mail["Reply-To"]), server) == TAKEN
    await mails.settle()
    assert len(mails.rasa.heard) == 1
    assert await asyncio.to_thread(give, mails.settings, raw, "", "127.0.0.1:1") == LATER
    monkeypatch.setenv("REPIT_EMAIL_SECRET", "another one, and long enough as well")
    wrong = Settings(_env_file=None)
    assert await asyncio.to_thread(give, wrong, raw, "", server) == LATER  # mended, it will be taken
    monkeypatch.setattr("bot.channels.email.webhook.LARGEST", 10)
    assert await asyncio.to_thread(give, mails.settings, raw, "", server) == NOT_TAKEN


def test_the_verb_is_there() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "mail", "--help"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0 and b"ORIGINAL" not in done.stdout and b"--to" in done.stdout


# The demo's mailbox


@pytest.fixture
async def client(server: TestServer):
    async with TestClient(server) as made:
        yield made


async def test_the_mailbox_says_that_it_is_simulated_and_names_the_demo_s_addresses(client: TestClient) -> None:
    page = await (await client.get("/mailbox?lang=fr")).text()
    assert "Simulé" in page and MINE in page
    assert "Simulated" in await (await client.get("/mailbox?lang=en")).text()


async def test_what_is_written_there_goes_the_whole_way_and_is_answered(client: TestClient, rasa: Rasa) -> None:
    async def read(wanted: str) -> str:
        async with asyncio.timeout(8):
            while True:
                page = await (await client.get("/mailbox?lang=fr&address=stranger@example.org")).text()
                if wanted in page:
                    return page
                await asyncio.sleep(0.05)

    form = {"address": "stranger@example.org", "to": "", "subject": "question", "text": "bonjour"}
    assert "Envoyé." in await (await client.post("/mailbox?lang=fr", data=form)).text()
    page = await read("votre e-mail est bien arrivé")
    number = page.partition('name="to" value="')[2].partition('"')[0]
    await client.post("/mailbox?lang=fr", data={**form, "to": number, "text": "combien je dois"})
    await read("référence")
    assert len(rasa.heard) == 1


async def test_only_fictional_addresses_and_only_pages_of_ours(client: TestClient, world: Database) -> None:
    good = {"address": "stranger@example.org", "to": "", "subject": "", "text": "bonjour"}
    for bad in ({"address": "a@gmail.com"}, {"text": "x" * 8001}, {"to": "x"}, {"subject": "x" * 201}):
        assert (await client.post("/mailbox", data={**good, **bad})).status == 400
    assert (await client.post("/mailbox", data=good, headers={"Origin": "https://evil.example"})).status == 403
    assert await count(world, Message) == 0


async def test_with_a_real_mail_server_it_does_not_exist(mails: World) -> None:
    async with mails.http.get(mails.server.make_url("/mailbox")) as answer:
        assert answer.status == 404
    assert SECRET not in str(mails.settings)


def test_an_e_mail_to_a_partner_has_a_foot_of_its_own_and_no_way_to_stop_a_debtors_messages() -> None:
    settings = Settings(_env_file=None)
    given = {"to": "a@b.example", "body": "x", "via": Via(message_id=1, lang="fr", first=True)}
    partner = compose(settings, key="partner:1:sent", **given)
    debtor = compose(settings, key="own:1", **given)
    assert "association partenaire" in partner.get_content() and "ARRET" not in partner.get_content()
    assert partner["List-Unsubscribe"] is None and debtor["List-Unsubscribe"]
    assert partner["Subject"] == debtor["Subject"], "neutral, and the same for everybody"
