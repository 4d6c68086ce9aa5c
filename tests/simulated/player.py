"""A simulated debtor at the web chat: the story's browser, led by a mind; and the record of what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp

from tests.simulated.mind import Act, Heard, Mind
from tests.simulated.people import Person
from tests.simulated.record import Line, Record
from tests.story.answers import Answers
from tests.story.facts import Facts, NotInTime
from tests.story.player import Debtor

PATIENCE = 180.0  # seconds for a whole conversation
SLOWER = 1.5  # seconds to wait when the server says "too fast": the script types faster than anybody
_WEEKS = {"week": 52 / 12, "fortnight": 26 / 12, "month": 1.0}
_TABLES: Mapping[str, str] = {
    "pauses": "select until, event, state from pause where case_id = %(case)s",
    "holds": "select reason, part_minor, review_on from hold where lifted_at is null"
             " and (case_id = %(case)s or person_id = %(person)s)",
    "handovers": "select queue, reason, brief, reach from handover where conversation_id = %(talk)s",
    "disputes": "select kind, case_id, receipt, part_minor from dispute where conversation_id = %(talk)s",
    "alerts": "select kind from alert where conversation_id = %(talk)s",
    "budgets": "select version, data from budget where person_id = %(person)s order by version",
    "links": "select d.kind, d.minor from payment_link l join demand d on d.id = l.demand_id"
             " where d.conversation_id = %(talk)s and d.kind <> 'instalment'",
    "contacts": "select kind, opted_out_at from contact_point where person_id = %(person)s",
    "referrals": "select partner from referral where conversation_id = %(talk)s",
    "moved": "select n from instalment i join plan p on p.id = i.plan_id where p.case_id = %(case)s"
             " and i.state = 'moved'",
}
_PLANS = (
    "select p.kind, p.state, o.data from plan p left join offer o on o.id = p.offer_id where p.case_id = %s"
    " and p.state in ('agreed', 'rearranged')"
)


class Browser(Debtor):
    """The story's browser with an address of its own, and the patience to type slower when told so."""

    def __init__(self, facts: Facts, base_url: str, person: Person) -> None:
        super().__init__(facts, base_url, Answers({}, {}), language=person.language)
        self.address = f"198.51.{100 + person.number // 250}.{person.number % 250 + 1}"  # kept for documentation

    async def open(self) -> None:
        """Get the page and its cookie from an address of one's own, then the socket."""
        self.http = aiohttp.ClientSession(
            base_url=self.base_url, cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=30),
            headers={"Accept-Language": self.language, "X-Forwarded-For": self.address},
        )
        async with self.http.get("/") as page:
            page.raise_for_status()
        await super().open()

    async def do(self, act: Act) -> str:
        """Write or tap; gives the id of the message."""
        for _ in range(8):
            try:
                if act.tap is not None:
                    return await self.tap(*act.tap)
                return await self.say(act.text)
            except NotInTime as fault:
                if "too_fast" not in str(fault):
                    raise
                await asyncio.sleep(SLOWER)
        raise NotInTime("always too fast")

    async def heard(self) -> list[Heard]:
        """What has been said since the debtor's last words."""
        return [Heard(one.id, one.text_id or "", one.payloads) for one in await self.turn()]


async def play(person: Person, facts: Facts, base_url: str) -> Record:
    """The whole conversation, to its end or its fault."""
    browser, mind, fault = Browser(facts, base_url, person), Mind(person), ""
    acts: dict[str, Act] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            await browser.open()
            act: Act | None = mind.first()
            while act is not None:
                if act.leaves:
                    await browser.connect()  # the page is closed, and opened again
                acts[await browser.do(act)] = act
                act = mind.next(await browser.heard())
    except Exception as broken:  # judged as a conversation that broke off; the others are played all the same
        fault = f"{type(broken).__name__}: {broken}"
    finally:
        await browser.close()
    return await record_of(person, facts, browser.conversation_id, acts, fault)


async def record_of(person: Person, facts: Facts, talk: int, acts: Mapping[str, Act], fault: str) -> Record:
    """The thread and the rows, as they stand."""
    messages = await facts.rows(
        "select author, text, text_id, choices, card, cid from message where conversation_id = %s order by seq", talk
    )
    lines = [
        Line(author=row["author"], text=row["text"], text_id=row["text_id"] or "", card=row["card"],
             choices=tuple(one["title"] for one in row["choices"]), act=acts.get(row["cid"] or ""))
        for row in messages
    ]
    key = await facts.row(
        'select k.id as "case", p.person_id as person from "case" k join party p on p.case_id = k.id'
        " where k.reference = %s", person.account.reference,
    )
    if key is None:
        raise LookupError(f"the case of {person.name} was not imported")
    found: dict[str, list[dict[str, Any]]] = {
        name: await facts.rows(*_filled(query, {**key, "talk": talk})) for name, query in _TABLES.items()
    }
    found["plans"] = [
        {"kind": row["kind"], "state": row["state"], "monthly": _monthly(row["data"])}
        for row in await facts.rows(_PLANS, key["case"])
    ]
    return Record(person=person, lines=lines, rows=found, fault=fault)


def _filled(query: str, values: Mapping[str, int]) -> tuple[Any, ...]:
    names = [part.partition(")s")[0] for part in query.split("%(")[1:]]
    for name in set(names):
        query = query.replace(f"%({name})s", "%s")
    return (query, *(values[name] for name in names))


def _monthly(data: Mapping[str, Any] | None) -> float:
    """What a plan asks for in a month."""
    return sum(share["instalment"] * _WEEKS[share["every"]] for share in (data or {}).get("shares", ()))
