"""letter_then_plan by SMS alone: from "slt jai perdu mon taf" to the payment link."""

from __future__ import annotations

import re

from phone_world import PHONE, World

from bot.debt import gsm
from bot.store.tables import Demand, ExportEvent, OutboxMessage, Plan
from tests.thread_world import MONEY

FIRST = "slt jai perdu mon taf jpeu plus payé"
ANSWERS = {
    "quelle référence": "demo 1001", "date de naissance": "14 mars 85", "quelqu'un d'autre lit-il": "non",
    "vous semble": "oui", "touchez-vous": "1450 de chomage", "en aides": "rien", "Qui vit chez vous": "1",
    "logement": "480", "pour vivre": "environ 350", "crédits": "60",
}


async def test_letter_then_plan_by_sms(phones: World) -> None:
    phones.rasa.means[FIRST] = "hardship_job_loss"
    said = await phones.say(FIRST)
    told = list(said)
    for _ in range(14):
        newest = said[-1]
        if "1 " in newest and "par mois" in newest and "Répondez" in newest:
            break
        answer = next((a for question, a in ANSWERS.items() if question in newest), None)
        assert answer is not None, newest
        said = await phones.say(answer)
        assert said, f"nothing after {answer}"
        told += said
    for words in ("le plus léger", "1", "3"):  # the offer; yes to the schedule; no reminders
        said = await phones.say(words)
        told += said
    link = re.search(r"https://repit\.example/pay/\S+", "\n".join(told))
    assert link is not None, "\n--\n".join(told)
    agreed = [p for p in await phones.all(Plan) if p.state == "agreed"]
    assert agreed and len(await phones.all(Demand)) >= 1
    assert "plan_agreed" in [e.kind for e in await phones.all(ExportEvent)]
    rows = await phones.all(OutboxMessage)
    assert {row.state for row in rows} == {"sent"} and len(rows) == len(told) == len(phones.api.taken)
    assert all(gsm.is_plain(body) for body in told)
    assert max(gsm.segments(body) for body in told) <= 2
    assert all(row["to"] == PHONE for row in phones.api.taken)
    before = told[: next(n for n, body in enumerate(told) if "quelqu'un d'autre" in body) + 1]
    assert not MONEY.search("\n".join(before)) and "Maison Claire" not in "\n".join(before)
