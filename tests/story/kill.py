"""Processes killed at exact points. Nothing in the product helps: a lock of PostgreSQL, or a process that stands still,
makes the server stop where it is wanted; then it is killed with -9, and the supervisor brings it back.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.story.agent import Agent
from tests.story.facts import Row, until
from tests.story.payer import confirm, to_provider
from tests.story.played import Played
from tests.story.player import Debtor
from tests.story.scenes import ANY, DOINGS, SCENES, Stage
from tests.story.system import ROOT

PARIS = ZoneInfo("Europe/Paris")
AURALIS = ROOT / "tests" / "data" / "feeds" / "auralis_2026-11-20_full.csv"
LAST_OF_MANDATES = date(2026, 12, 20)
SECONDS = 30.0
BUDGET = {
    "income": "1450 de chomage", "benefits": "rien", "household": "seul", "housing": "480",
    "essentials": "environ 350", "other_debts": "60",
}
WORKING_DAYS = range(1, 5)  # Tuesday to Friday: a reminder's own day is then one on which we may write
SOON = timedelta(seconds=10)


async def somebody(stage: Stage, played: Played, name: str) -> Debtor:
    """A debtor of their own for one doing, at an open page."""
    part = await stage.cast.of(ANY)
    debtor = stage.debtor(part, played.story, knows=dict(BUDGET))
    played.notes[name] = debtor
    await debtor.open()
    return debtor


async def _once(played: Played, what: str, count: int) -> None:
    """Exactly one: none is lost, more are doubled."""
    if count != 1:
        played.notes["lost" if count < 1 else "doubled"].append(f"{what}: {count}")


async def before_event(stage: Stage, played: Played) -> None:
    """The provider has the money; the server dies before it has stored the event."""
    debtor = await somebody(stage, played, "payer")
    facts, known = stage.facts, debtor.answers.facts
    await debtor.say(known["reference"])
    await debtor.say(known["birth_date"])
    await debtor.say("oui")
    await _tap(debtor, "/pay_now")
    await debtor.answer_all()
    link = next(one["card"]["url"] for one in debtor.frames if (one.get("card") or {}).get("kind") == "payment_link")
    assert debtor.http is not None
    sandbox = await to_provider(debtor.http, link, known["birth_date"])
    async with facts.locked("payment_event"):
        await confirm(debtor.http, sandbox)
        await _stands_at(stage, "payment_event")
        pid = await stage.system.kill("serve")
    await stage.system.back("serve", pid)
    ref = sandbox.rpartition("/")[2]
    await _delivered(stage, ref)
    async with debtor.http.post(sandbox, data={"do": "again"}) as answer:  # the provider says it twice
        answer.raise_for_status()
    await _delivered(stage, ref)
    attempt = await facts.row("select a.* from attempt a where a.provider_ref = %s", ref)
    assert attempt is not None
    await _once(played, "paid attempt", int(attempt["state"] == "paid"))
    for what, query in {
        "event": "select count(*) from payment_event where attempt_id = %s",
        "receipt": "select count(*) from receipt where attempt_id = %s",
    }.items():
        await _once(played, what, await facts.one(query, attempt["id"]))
    entries = await facts.values(
        "select l.minor from ledger_entry l join demand d on d.case_id = l.case_id"
        " where d.id = %s and l.kind = 'payment'", attempt["demand_id"],
    )
    await _once(played, "ledger entry over the whole sum", entries.count(-attempt["minor"]) + max(len(entries) - 1, 0))


async def _tap(debtor: Debtor, payload: str) -> None:
    for one in await debtor.turn():
        if payload in one.payloads:
            await debtor.tap(one.id, one.payloads.index(payload))
            return
    raise LookupError(f"there is no choice {payload}")


async def _stands_at(stage: Stage, table: str) -> None:
    async def waits() -> bool:
        return await stage.facts.somebody_waits_for(table)

    await until(f"somebody stands at the lock of {table}", waits, seconds=SECONDS, every=0.02)


async def _delivered(stage: Stage, ref: str) -> None:
    async def done() -> bool:
        row = await stage.facts.row("select deliver_at, events from sandbox_session where ref = %s", ref)
        return row is not None and row["deliver_at"] is None and all(one["delivered"] for one in row["events"])

    await until("the provider's event is taken", done, seconds=SECONDS)


async def between_store_and_reply(stage: Stage, played: Played) -> None:
    """A message is stored, Rasa is thinking, the server dies: after its return there is one message and one answer."""
    debtor = await somebody(stage, played, "writer")
    words = debtor.answers.facts["reference"]
    async with stage.system.stopped("rasa"):
        cid = await debtor.say(words, settle=False)

        async def thinking() -> bool:
            query = "select turn_token is not null from conversation where id = %s"
            return bool(await stage.facts.one(query, debtor.conversation_id))

        await until("the server asks Rasa", thinking, seconds=SECONDS, every=0.02)
        pid = await stage.system.kill("serve")
    await stage.system.back("serve", pid)
    await debtor.connect()
    await debtor.say(words, cid=cid)  # the page sends again what has no answer yet, under the same id
    rows = await stage.facts.rows(
        "select author, text_id from message where conversation_id = %s order by seq", debtor.conversation_id
    )
    await _once(played, "message", sum(1 for row in rows if row["author"] == "you"))
    await _once(played, "answer", sum(1 for row in rows if row["text_id"] == "utter_ask_birth_date"))


async def rasa_mid_turn(stage: Stage, played: Played) -> None:
    """Rasa dies while an action of ours runs: what it has done is told, or that something is wrong, and a person is
    queued; later it goes on.
    """
    debtor = await somebody(stage, played, "talker")
    async with stage.facts.locked("identity_failure"):
        await debtor.say(debtor.answers.facts["reference"], settle=False)
        await _stands_at(stage, "identity_failure")
        pid = await stage.system.kill("rasa")
    await debtor.settle()
    told = [one.text_id for one in await debtor.turn()]
    if not told:
        played.notes["lost"].append("an answer while Rasa was away")
    queued = await stage.facts.one(
        "select count(*) from handover where conversation_id = %s and closed_at is null", debtor.conversation_id
    )
    if "utter_ask_birth_date" in told:  # it had been done: told once, and nobody need come
        await _once(played, "answer while Rasa was away", told.count("utter_ask_birth_date") + queued)
    else:
        await _once(played, "person queued while Rasa was away", queued)
    await stage.system.back("rasa", pid)
    await debtor.say(debtor.answers.facts["birth_date"])
    proofs = await stage.facts.one(
        "select count(*) from identity_proof where conversation_id = %s", debtor.conversation_id
    )
    await _once(played, "proof after Rasa's return", proofs)


async def worker_mid_task(stage: Stage, played: Played) -> None:
    """The worker dies in the middle of a reminder: it goes out, once."""
    debtor = await somebody(stage, played, "planner")
    await debtor.converse([debtor.answers.facts["reference"]])
    task = await _reminder(stage, debtor)
    async with Agent(stage.system.base_url, "dominique") as agent:
        await agent.acknowledge_all()
    await stage.system.clock_set(task["due_at"] - SOON)
    async with stage.facts.locked("payment_link"):  # where only the reminder comes by
        await _stands_at(stage, "payment_link")
        pid = await stage.system.kill("serve")
    await stage.system.back("serve", pid)

    async def sent() -> bool:
        query = "select 1 from outbox where key = %s and state = 'sent'"
        return bool(await stage.facts.one(query, task["key"]))

    await until("the reminder goes out after all", sent, seconds=90)
    instalment = int(task["data"]["instalment"])
    for what, query in {
        "reminder": "select count(*) from outbox where key like 'reminder:' || %s || ':%%'",
        "its link": "select count(*) from payment_link l join demand d on d.id = l.demand_id"
                    " join task t on (t.data->>'instalment')::bigint = d.instalment_id and t.kind = 'reminder'"
                    " where d.instalment_id::text = %s and l.created_at >= t.due_at",
        "its task done": "select count(*) from task where kind = 'reminder' and data->>'instalment' = %s"
                         " and done_at is not null",
    }.items():
        await _once(played, what, await stage.facts.one(query, str(instalment)))


async def _reminder(stage: Stage, debtor: Debtor) -> Row:
    """The first reminder of the debtor's plan on a day on which it may go out. Raises LookupError."""
    rows = await stage.facts.rows(
        "select t.* from task t join instalment i on i.id = (t.data->>'instalment')::bigint"
        " join plan p on p.id = i.plan_id join conversation c on c.person_id = p.person_id"
        " where t.kind = 'reminder' and t.done_at is null and c.id = %s order by t.due_at", debtor.conversation_id,
    )
    now: datetime = await stage.facts.now()
    for row in rows:
        if row["due_at"] > now + SOON and row["due_at"].astimezone(PARIS).weekday() in WORKING_DAYS:
            return row
    raise LookupError("the plan has no reminder: nothing for a worker to die in")


async def while_agent_owns(stage: Stage, played: Played) -> None:
    """The server dies while a person holds the conversation: it stays theirs, and the bot stays silent."""
    debtor = await somebody(stage, played, "with_agent")
    key = debtor.conversation_id
    await debtor.say("conseiller")
    owner = "select owner, agent_id, fence from conversation where id = %s"
    async with Agent(stage.system.base_url) as agent:
        await agent.act(key, "take")
        await agent.write(key, "Bonjour, je suis là.")
        before = await stage.facts.row(owner, key)
        pid = await stage.system.kill("serve")
        await stage.system.back("serve", pid)
        await debtor.connect()
        mark = int(await stage.facts.one("select last_seq from conversation where id = %s", key))
        await debtor.say("vous êtes toujours là ?")
        await agent.write(key, "Oui, toujours.")
        await debtor.settle()
    rows = await stage.facts.rows(
        "select author, text from message where conversation_id = %s and seq > %s order by seq", key, mark
    )
    said = [row["author"] for row in rows]
    same = before is not None and before["owner"] == "agent" and before == await stage.facts.row(owner, key)
    played.notes["ownership"] = f"same owner: {same}; said after: {said}"
    played.notes["ownership_kept"] = same and said == ["you", "agent"]
    await _once(played, "the debtor's words to the agent", said.count("you"))
    arrived = sum(1 for one in debtor.frames if one["text"] == "Oui, toujours.")
    await _once(played, "the agent's words at the debtor's", arrived)


async def new_mandates(stage: Stage) -> None:
    """Auralis's mandates end on 20 December (no plan could be made any more): where a story has moved the clock past
    that day, its file comes again, of this day and with new mandates, as a creditor's would.
    """
    today = (await stage.system.now()).astimezone(PARIS).date()
    if today <= LAST_OF_MANDATES:
        return
    dates = f"{today + timedelta(days=180):%d/%m/%Y};{today:%d/%m/%Y}".encode()
    later = stage.system.var / f"auralis_{today.isoformat()}_full.csv"
    later.write_bytes(AURALIS.read_bytes().replace(b"20/12/2026;20/11/2026", dates))
    await stage.system.import_feed("auralis", later)


async def killed(stage: Stage, played: Played) -> None:
    """One after the other, each with a debtor of its own."""
    await new_mandates(stage)
    played.notes |= {"lost": [], "doubled": []}
    for step in played.story.do:
        await DOINGS[step](stage, played)


DOINGS |= {
    "kill_server_before_payment_event_is_stored": before_event,
    "kill_server_between_store_and_reply": between_store_and_reply, "kill_rasa_mid_turn": rasa_mid_turn,
    "kill_worker_mid_task": worker_mid_task, "kill_server_while_agent_owns": while_agent_owns,
}
SCENES["killed"] = killed
