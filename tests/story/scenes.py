"""How each story is played: most of them as written, a few with somebody else on the stage."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.story.agent import Agent
from tests.story.answers import Answers
from tests.story.cast import Cast, Part
from tests.story.facts import Facts, Row, until
from tests.story.payer import pay
from tests.story.played import Played
from tests.story.player import Debtor
from tests.story.stories import Story
from tests.story.system import System

PARIS = ZoneInfo("Europe/Paris")
MORNING = time(10, 30)  # after the reminders of the day
ANY = "any open Auralis case"
MADE_UP = {"name": "Ambroise Terrier", "birth_date": "03/02/1958", "postcode": "59123"}
SECONDS = 30.0


class Stage:
    """What all stories share: the system, its facts, the cast, and the threads that later stories go on with."""

    def __init__(self, system: System, facts: Facts, cast: Cast) -> None:
        self.system, self.facts, self.cast = system, facts, cast
        self.played: dict[str, Played] = {}

    def debtor(self, part: Part | None, story: Story, *, knows: dict[str, Any] | None = None) -> Debtor:
        """Somebody at a browser of their own, who knows what the story says and what is on their letter."""
        english = part is not None and part.currency == "GBP"
        language = "en" if english else "fr"
        known = dict(story.knows) if knows is None else knows
        answers = Answers(known, part.facts() if part else {}, story.then, language)
        return Debtor(self.facts, self.system.base_url, answers, language=language)

    async def begin(self, story: Story) -> Played:
        """Open the story: its case, its browser."""
        wanted = story.case or ANY
        played = Played(
            story=story, system=self.system, facts=self.facts, since=await self.facts.now(),
            part=await self.cast.of(wanted) if story.say or story.knows else None,
        )
        self.played[story.id] = played
        if story.after:
            before = self.played[story.after]
            played.part, played.debtor = before.part, before.debtor
        elif story.say or story.knows:
            played.debtor = self.debtor(played.part, story)
            await played.debtor.open()
        return played

    async def play(self, story: Story) -> Played:
        """Play it to its end. Raises what went wrong; the Played so far is in `played`."""
        played = await self.begin(story)
        await SCENES.get(story.id, as_written)(self, played)
        return played

    async def clock_to(self, at: datetime) -> None:
        """Let the days pass. Alerts are heard first: they would sound every five minutes of all those days."""
        async with Agent(self.system.base_url, "dominique") as agent:
            await agent.acknowledge_all()
        await self.system.clock_to(at)

    async def close(self) -> None:
        """Close every browser."""
        for one in self.played.values():
            extra = [value for value in one.notes.values() if isinstance(value, Debtor)]
            for debtor in filter(None, [one.debtor, *one.strangers, *extra]):
                await debtor.close()


Scene = Callable[[Stage, Played], Awaitable[None]]


def _debtor(played: Played) -> Debtor:
    if played.debtor is None:
        raise LookupError(f"{played.story.id} has no debtor")
    return played.debtor


async def as_written(stage: Stage, played: Played) -> None:
    """The debtor says it, and answers whatever is asked."""
    if played.story.with_ == "rasa_stopped":
        async with stage.system.stopped("rasa"):
            await _debtor(played).converse(played.story.say)
        await stage.system.ready()
        return
    if played.story.say:
        await _debtor(played).converse(played.story.say)


async def no_letter(stage: Stage, played: Played) -> None:
    """The same by somebody who does not exist."""
    await as_written(stage, played)
    made_up = stage.debtor(None, played.story, knows=dict(MADE_UP))
    played.notes["made_up"] = made_up
    played.strangers.append(made_up)
    await made_up.open()
    await made_up.converse(played.story.say)


async def the_ex_guesses(stage: Stage, played: Played) -> None:
    """Guess after guess; then even the right date; then the real debtor from their own browser."""
    ex, dates = _debtor(played), list(played.story.knows["birth_date"])
    reference = str(played.story.knows["reference"])
    for guess in dates:
        await ex.say(reference)
        await ex.say(str(guess))
    played.notes["closed_at"] = await stage.facts.one(
        "select last_debtor_at from conversation where id = %s", ex.conversation_id
    )
    await ex.say(reference)
    await ex.say(played.case.facts()["birth_date"])
    proof = await stage.facts.one("select 1 from identity_proof where conversation_id = %s", ex.conversation_id)
    played.notes["right_answer_refused"] = proof is None
    real = stage.debtor(played.part, played.story, knows={})
    played.notes["real_debtor"] = real
    await real.open()
    await real.say(reference)
    await real.say(played.case.facts()["birth_date"])


async def three_in_the_morning(stage: Stage, played: Played) -> None:
    """Besides the story's own browser, a debtor who had proven who they are says the same words."""
    await as_written(stage, played)
    part = await stage.cast.of(ANY)
    known = stage.debtor(part, played.story, knows={})
    played.notes["known_debtor"] = known
    await known.open()
    await known.say(part.reference)
    await known.say(part.facts()["birth_date"])
    for words in played.story.say:
        await known.say(words)


async def a_person_please(stage: Stage, played: Played) -> None:
    """An agent sees it, takes it, writes while the debtor writes too, and hands it back."""
    debtor, story = _debtor(played), played.story
    key = debtor.conversation_id
    async with Agent(stage.system.base_url) as agent:
        ws = await agent.watch()
        await debtor.say(story.say[0], settle=False)
        played.notes["seen_after"] = await agent.sees(ws, key)
        await ws.close()
        await debtor.settle()
        for step in story.agent:
            await _agent_does(agent, debtor, played, step)
    played.notes["agent_span"] = (played.notes["taken_at_seq"], await _newest(played))
    await debtor.say("merci beaucoup")
    await debtor.say("je veux savoir combien je dois")


async def _agent_does(agent: Agent, debtor: Debtor, played: Played, step: str) -> None:
    key = debtor.conversation_id
    if step == "takes":
        await agent.act(key, "take")
        row = await played.facts.row("select agent_id, last_seq from conversation where id = %s", key)
        assert row is not None
        played.notes |= {"agent_id": row["agent_id"], "taken_at_seq": row["last_seq"]}
        await debtor.say("je n'arrive plus à payer, vous êtes là ?")
    elif step.startswith("writes"):
        await agent.write(key, step.partition('"')[2].rstrip('"'))
        await debtor.settle()
    else:
        await agent.act(key, "hand_back", seen_seq=await _newest(played))
        await debtor.settle()


async def _newest(played: Played) -> int:
    return int(await played.facts.one("select last_seq from conversation where id = %s", played.conversation))


async def one_budget(stage: Stage, played: Played) -> None:
    """What is missing is told, or there would be no instalments to add up."""
    _debtor(played).answers.knows |= {"benefits": "rien", "other_debts": "rien"}
    await as_written(stage, played)


async def plan_lives(stage: Stage, played: Played) -> None:
    """The plan in the months after: paid, reminded of, paid again, and once not."""
    for step in played.story.do:
        await DOINGS[step](stage, played)
    debtor = _debtor(played)
    await debtor.connect()
    played.since = await stage.facts.now()
    await debtor.converse(played.story.say)


async def instalment(played: Played, number: int) -> Row:
    """The instalment of that number of the case's plan. Raises LookupError."""
    row = await played.facts.row(
        "select i.* from instalment i join plan p on p.id = i.plan_id where p.case_id = %s and i.n = %s"
        " order by p.id desc", played.case.case_id, number,
    )
    if row is None:
        raise LookupError(f"there is no instalment {number}")
    return row


async def _pay(stage: Stage, played: Played, link: str) -> None:
    debtor = _debtor(played)
    assert debtor.http is not None
    await pay(debtor.http, stage.facts, link, played.case.facts()["birth_date"])


async def pay_first(stage: Stage, played: Played) -> None:
    """Through the link that was given in the thread when the plan was agreed."""
    cards = [one["card"] for one in _debtor(played).frames if (one.get("card") or {}).get("kind") == "payment_link"]
    if not cards:
        raise LookupError("no payment link was given in the thread")
    await _pay(stage, played, cards[-1]["url"])


async def to_three_days_before_second(stage: Stage, played: Played) -> None:
    """The day of the reminder, in the morning after it has gone out."""
    second = await instalment(played, 2)
    await stage.clock_to(datetime.combine(second["due_on"] - timedelta(days=3), MORNING, PARIS))


async def pay_second(stage: Stage, played: Played) -> None:
    """Through the link of the reminder, as it was sent; on a Sunday or a feast it waits for the next working day."""
    second = await instalment(played, 2)
    later = await stage.facts.one(
        "select due_at from task where kind = 'reminder' and done_at is null and key like %s and due_at > %s",
        f"reminder:{second['id']}:%", await stage.facts.now(),
    )
    if later is not None:
        await stage.clock_to(later + timedelta(minutes=1))

    async def sent() -> str:
        body = await stage.facts.one(
            "select body from outbox where key like %s and state = 'sent'", f"reminder:{second['id']}:%"
        )
        return str(body or "")

    body = await until("the reminder of the second instalment", sent, seconds=SECONDS)
    link = next((word for word in body.split() if "/pay/" in word), "")
    if not link:
        raise LookupError("the reminder has no link")
    await _pay(stage, played, link.rstrip(".,;"))


async def past_third_due_day(stage: Stage, played: Played) -> None:
    """The day after the third instalment's, at noon."""
    third = await instalment(played, 3)
    await stage.clock_to(datetime.combine(third["due_on"] + timedelta(days=1), time(12, 0), PARIS))


DOINGS: dict[str, Scene] = {
    "pay_first_instalment_in_sandbox": pay_first, "clock_to_three_days_before_second": to_three_days_before_second,
    "pay_second": pay_second, "clock_past_third_due_day": past_third_due_day,
}
SCENES: dict[str, Scene] = {
    "no_letter": no_letter, "the_ex_guesses": the_ex_guesses, "three_in_the_morning": three_in_the_morning,
    "a_person_please": a_person_please, "one_budget_two_brands": one_budget, "plan_lives": plan_lives,
}
