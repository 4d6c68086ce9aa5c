"""A short run of tests.payments.killed: servers that die in the middle of a payment lose and double nothing."""

from tests.payments.killed import kill
from tests.payments.killed_run import ORDERS


async def test_a_server_killed_at_any_step_of_a_payment_loses_and_doubles_nothing(database_url) -> None:
    found = await kill(database_url, list(ORDERS), every=60, first=13)
    assert not found.faults, "\n".join(found.faults)
    assert found.deaths.total() > 2 * len(ORDERS)
