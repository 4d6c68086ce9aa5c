"""Where a request comes from, and how fast it may come."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from pydantic import ValidationError

from bot.channels.limits import Bucket, network_of
from bot.keys import SETTINGS
from bot.settings import Settings


def seen(remote: str, *forwarded: str, proxies: str = "") -> str:
    app = web.Application()
    app[SETTINGS] = Settings(_env_file=None, REPIT_TRUSTED_PROXIES=proxies)
    headers = [("X-Forwarded-For", one) for one in forwarded]
    request = make_mocked_request("GET", "/", headers=dict(headers) if len(headers) < 2 else headers, app=app)
    return network_of(request.clone(remote=remote))


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "network"),
    [
        ("203.0.113.9", (), "", "203.0.113.9"),
        ("203.0.113.9", ("198.51.100.1",), "", "203.0.113.9"),  # nobody's word is believed
        ("10.0.0.1", ("198.51.100.1",), "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.1", ("192.0.2.66, 198.51.100.1",), "10.0.0.0/8", "198.51.100.1"),  # the first is invented
        ("10.0.0.1", ("198.51.100.1, 10.0.0.2",), "10.0.0.1, 10.0.0.2", "198.51.100.1"),
        ("203.0.113.9", ("198.51.100.1",), "10.0.0.0/8", "203.0.113.9"),  # past the proxy
        ("10.0.0.1", ("rubbish",), "10.0.0.0/8", "10.0.0.1"),
        ("10.0.0.1", ("",), "10.0.0.0/8", "10.0.0.1"),
        ("2001:db8:1:2:aaaa::1", (), "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::1", (), "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", (), "", "203.0.113.9"),
        ("", (), "", ""),
    ],
)
def test_whose_request_it_is(remote, forwarded, proxies, network):
    assert seen(remote, *forwarded, proxies=proxies) == network


def test_a_proxy_that_is_no_address_is_refused_at_the_start():
    with pytest.raises(ValidationError, match="TRUSTED_PROXIES"):
        Settings(_env_file=None, REPIT_TRUSTED_PROXIES="10.0.0.0/8, proxy.example")


def test_a_bucket_lets_a_burst_through_and_fills_again():
    bucket = Bucket(per_second=1, burst=2)
    assert [bucket.take("a", now=0.0) for _ in range(3)] == [True, True, False]
    assert bucket.empty("a", now=0.5) and not bucket.empty("b", now=0.5)
    assert bucket.take("a", now=1.5)
