from datetime import timedelta

from sqlalchemy import func, select

from bot.service.identity.link_identity import prove_by_link
from bot.service.pay import payments
from bot.store.tables import (
    Attempt,
    AuditLine,
    Conversation,
    Demand,
    IdentityFailure,
    IdentityProof,
    PaymentEvent,
    PaymentLink,
    Person,
)


async def prove(world, token, text="14/03/1985", browser="browser"):
    async with world.database.begin() as uow:
        result = await prove_by_link(uow, token=token, sender_key=browser, text=text, language="fr")
        await uow.commit()
    return result


async def test_the_token_is_long_and_only_its_hash_is_stored(world) -> None:
    token = await world.link()
    (row,) = await world.all(PaymentLink)
    assert len(token) >= 43 and row.token_hash == payments.token_hash(token) and token not in row.token_hash
    assert not any(token in str(line.data) for line in await world.all(AuditLine))


async def test_a_link_lasts_and_opening_it_spends_nothing(world, clock) -> None:
    token = await world.link()
    clock.advance(timedelta(days=60))
    for _ in range(20):
        async with world.database.begin() as uow:
            view = await payments.open_link(uow, token)
            assert view is not None and view.state == "payable" and view.amount.minor == 48000
    for table in (Attempt, PaymentEvent, Conversation, IdentityFailure):
        assert await world.all(table) == []


async def test_a_revoked_link_is_like_one_that_never_was(world) -> None:
    token, shared = await world.link(), await world.link(kind="shared")
    async with world.database.begin() as uow:
        (demand,) = (await uow.session.scalars(select(Demand))).all()
        assert await payments.revoke_links(uow, demand, kind="shared") == 1
        await uow.commit()
    async with world.database.begin() as uow:
        assert await payments.open_link(uow, shared) is None
        assert await payments.open_link(uow, token) is not None
    assert await prove(world, shared) == await prove(world, "never-was") == "failed"


async def test_the_right_birth_date_identifies_this_browser_at_level_one(world) -> None:
    token = await world.link()
    assert await prove(world, token, "né le 14 mars 1985") == "proven"
    (proof,) = await world.all(IdentityProof)
    assert (proof.person_id, proof.level) == (world.person_id, 1)


async def test_words_without_a_date_are_not_a_failure(world) -> None:
    assert await prove(world, await world.link(), "je ne sais pas") == "unread"
    assert await world.all(IdentityFailure) == []


async def test_five_wrong_dates_close_a_link_for_every_browser_but_not_the_person(world, clock) -> None:
    token = await world.link()
    results = [await prove(world, token, "01/01/1980", f"browser {n}") for n in range(5)]
    assert results == ["failed"] * 4 + ["closed"]
    assert await prove(world, token, browser="another") == "closed"
    other = await world.link(1000)
    assert await prove(world, other, browser="the debtor's own") == "proven"
    clock.advance(timedelta(minutes=31))
    assert await prove(world, token, browser="another") == "proven"


async def test_five_wrong_dates_close_a_browser_for_every_link(world) -> None:
    tokens = [await world.link(1000 + n) for n in range(6)]
    assert [await prove(world, t, "01/01/1980") for t in tokens[:5]] == ["failed"] * 4 + ["closed"]
    assert await prove(world, tokens[5]) == "closed"


async def test_a_link_of_ones_own_does_not_buy_more_guesses_at_others(world) -> None:
    own, others = await world.link(), await world.link(1000)
    for _ in range(4):
        await prove(world, others, "01/01/1980")
    assert await prove(world, own) == "proven"
    assert await prove(world, others, "02/01/1980") == "closed"


async def test_made_up_links_close_as_real_ones_do(world) -> None:
    real = await world.link()
    for token in (real, "made-up-token"):
        results = [await prove(world, token, "01/01/1980", f"{token} {n}") for n in range(6)]
        assert results == ["failed"] * 4 + ["closed"] * 2


async def test_a_browser_with_somebody_elses_thread_is_not_mixed_up(world) -> None:
    token = await world.link()
    async with world.database.begin() as uow:
        other = Person(creditor_id="demo", external_key="p2", last_name="Autre", language="fr", country="FR")
        uow.session.add(other)
        await uow.flush()
        uow.session.add(Conversation(public_id="x", sender="browser", person_id=other.id, owner_since=uow.now,
                                     created_at=uow.now, memory={}))
        await uow.commit()
    assert await prove(world, token) == "other_thread"
    async with world.database.begin() as uow:
        assert await uow.session.scalar(select(func.count()).select_from(IdentityProof)) == 0
