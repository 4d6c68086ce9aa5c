"""Ending what test clients have open, while the server they share still runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp.test_utils import TestClient


async def hang_up(clients: Iterable[TestClient[Any, Any]]) -> None:
    """Close every socket and response of theirs: left to the garbage collector, one fails whatever test runs by then.

    `TestClient.close` would end the server as well.
    """
    for client in clients:
        for response in client._responses:
            response.close()
        for socket in client._websockets:
            await socket.close()
        await client.session.close()
