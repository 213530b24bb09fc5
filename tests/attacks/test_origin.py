"""Another site in the person's browser: its pages carry the cookie's browser, never our Origin."""

import asyncio
from uuid import uuid4

import pytest

from tests.attacks.client import Refused, request, rows_about, tab
from tests.attacks.surface import Surface
from tests.attacks.victim import Victim
from tests.site import Site

WITHOUT_ORIGIN = {"/_demo/session", "/_demo/person", "/_demo/clock", "/_demo/reset", "/desabonnement"} | {
    "/oauth/jeton",
    "/oauth/revoquer",
    "/fhir/Appointment",
    "/fhir/Appointment/{resource_id}",
    "/fhir/Observation",
}
"""The demonstration's, and the one that mail programs post to (RFC 8058): its signed address is the whole right."""
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


def _foreign(site: Site) -> list[str | None]:
    host = site.address.partition("//")[2]
    name, _, port = host.partition(":")
    return [
        None,
        "null",
        "https://example.org",
        f"https://{host}",
        f"http://{name}:{int(port) + 1}",
        f"http://{name}",
        f"http://127.0.0.1:{port}",
        f"{site.address}.example.org",
        f"{site.address}/",
        f"{site.address}@example.org",
        site.address.upper(),
        f"{site.address}, {site.address}",
        f"{site.address} https://example.org",
    ]


def test_the_socket_refuses_another_origin(site: Site, victim: Victim) -> None:
    async def knock(origin: str | None) -> None:
        with pytest.raises(Refused):
            async with tab(site, cookie=victim.cookie, origin=origin):
                pass

    async def attack() -> None:
        for origin in _foreign(site):
            await knock(origin)
        for path in ("/_event/x", "/_event//", "//_event/", "/live", "/", "/accueil"):
            with pytest.raises(Refused):
                async with tab(site, cookie=victim.cookie, path=path):
                    pass

    asyncio.run(attack())


def test_every_route_that_changes_something_refuses_another_origin(
    site: Site, surface: Surface, victim: Victim
) -> None:
    before = rows_about(site, list(victim.ids))
    changing = [(path, method) for path, methods in surface.routes for method in methods if method in CHANGES]
    guarded = [(path, method) for path, method in changing if path not in WITHOUT_ORIGIN]
    assert guarded
    for path, method in guarded:
        address = path.replace("{document_id}", victim.document)
        for origin in _foreign(site):
            headers = {"Cookie": victim.cookie, "Idempotency-Key": str(uuid4()), "Sec-Fetch-Site": "cross-site"}
            headers |= {} if origin is None else {"Origin": origin}
            answer = request(site, method, address, headers=headers, content=b"x=1")
            assert answer.status_code == 403, (method, path, origin)
            assert "set-cookie" not in answer.headers
            assert "access-control-allow-origin" not in answer.headers
    assert rows_about(site, list(victim.ids)) == before


def test_the_routes_that_need_no_origin_are_those_of_the_list(surface: Surface) -> None:
    assert surface.without_origin == WITHOUT_ORIGIN


def test_nobody_is_allowed_by_cors(site: Site, victim: Victim) -> None:
    for path in ("/accueil", "/documents/envoi", f"/documents/{victim.document}/fichier", "/_demo/session"):
        for method in ("OPTIONS", "GET", "POST"):
            asked = {
                "Cookie": victim.cookie,
                "Origin": "https://example.org",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "x-csn-titre",
            }
            answer = request(site, method, path, headers=asked)
            assert not [name for name in answer.headers if name.startswith("access-control-")], (method, path)


def test_another_sites_page_may_not_use_the_demonstration(site: Site) -> None:
    for path in WITHOUT_ORIGIN:
        for origin in ("https://example.org", "null"):
            method = "PUT" if path.endswith("}") else "POST"
            assert request(site, method, path, headers={"Origin": origin}, content=b"{}").status_code == 403, path
