"""A visitor's address is what our own proxies saw, never what the visitor says."""

import pytest

from csn_app.config import settings
from csn_app.edge.proxies import seen_through


def _seen(forwarded: str, *, hops: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(settings(), "trusted_proxies", hops)
    scope = {
        "type": "http",
        "client": ("10.0.0.9", 4000),
        "headers": [(b"x-forwarded-for", forwarded.encode())] if forwarded else [],
    }
    return str(seen_through(scope)["client"][0])


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        ("203.0.113.7", 0, "10.0.0.9"),
        ("203.0.113.7", 1, "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", 1, "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "10.0.0.9"),
        ("", 1, "10.0.0.9"),
    ],
)
def test_a_forwarded_address_counts_from_our_proxies_only(
    forwarded: str, hops: int, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _seen(forwarded, hops=hops, monkeypatch=monkeypatch) == address


def test_every_line_of_a_forwarded_address_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "trusted_proxies", 1)
    lines = [(b"x-forwarded-for", b"198.51.100.66"), (b"x-forwarded-for", b"203.0.113.7")]
    assert seen_through({"type": "http", "client": ("10.0.0.9", 1), "headers": lines})["client"][0] == "203.0.113.7"
