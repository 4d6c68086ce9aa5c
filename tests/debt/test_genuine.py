"""What somebody typed to be told whether it is ours, and links that only look like ours."""

from __future__ import annotations

import pytest

from bot.debt.genuine import address_in, is_ours, kind_of, links_in

BASE = "https://repit.example"

OURS = [
    "https://repit.example", "https://repit.example/", "https://repit.example/l/abc", "repit.example/l/abc",
    "https://REPIT.example/pay/x?lang=fr", "HTTPS://repit.example/check", "repit.example",
]
OTHERS = [
    "http://repit.example/l/abc", "https://repit.example.evil.com/l/abc", "https://repit.example@evil.com/",
    "https://evil.com/https://repit.example/", "https://repit-example.com", "https://rep\u0456t.example/l",
    "https://xn--rept-rqa.example", "https://repit.example:444/", "https://repit.example\\@evil.com", "//evil.com",
    "javascript://repit.example/%0aalert(1)", "ftp://repit.example/", "https:///repit.example", "https://[repit.example",
    "https://repit.example:x/", "https://evil.com#repit.example", "https://evil.com?x=repit.example/", "www.repit.com",
    "https://evil.com@repit.example/",
    "https://repit.example\u2024evil.com/", "", "https://", "https://repit.example.", "https://a.repit.example/",
]


@pytest.mark.parametrize("link", OURS)
def test_a_link_that_leads_to_us_is_ours(link: str) -> None:
    assert is_ours(link, BASE)


@pytest.mark.parametrize("link", OTHERS)
def test_a_link_that_leads_elsewhere_is_never_ours(link: str) -> None:
    assert not is_ours(link, BASE)


def test_where_we_are_reached_by_plain_http_that_is_ours() -> None:
    assert is_ours("http://127.0.0.1:8080/l/x", "http://127.0.0.1:8080")
    assert not is_ours("http://127.0.0.1:8081/l/x", "http://127.0.0.1:8080")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://repit.example/l/abc", "link"), ("repit.example/l/x", "link"), ("repit.example", "link"),
        ("Répit : un message vous attend. https://repit.example/l/x STOP", "link"), ("https://a@b.example/x", "link"),
        ("bonjour@repit.example", "email"), ("Répit <bonjour@repit.example>", "email"),
        ("C-7K3M-9QXD-4", "code"), ("c7k3m9qxd4", "code"), ("7K3M 9QXD 4", "code"), ("7K3M9QXD4", "code"),
        ("+33 6 39 98 01 01", "phone"), ("06.39.98.01.01", "phone"), ("3114", "phone"), ("(+33) 639980101", "phone"),
        ("", "unreadable"), ("Répit", "unreadable"), ("est-ce vous ?", "unreadable"), ("\x00", "unreadable"),
    ],
)
def test_what_it_is_is_seen(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_every_link_of_a_message_counts_without_the_signs_that_end_a_sentence() -> None:
    found = links_in("ouvrez https://repit.example/a, ou (www.evil.com/b).")
    assert found == ["https://repit.example/a", "www.evil.com/b"]


def test_one_address_is_read_and_of_several_none() -> None:
    assert address_in("Répit <Bonjour@Repit.example>") == "bonjour@repit.example"
    assert address_in("a@b.example, c@d.example") == "" and address_in("personne") == ""


def test_a_flood_is_read_in_no_time() -> None:
    for text in ("a." * 50_000, "@" * 100_000, "1 " * 50_000, "http://" * 20_000, "C-" * 50_000):
        kind_of(text)
