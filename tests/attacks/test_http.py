"""Every HTTP route, by those who may not, with what they should not send; and every address that must be closed."""

import asyncio
import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.attacks.client import INSIDES, raw_http, request, rows
from tests.attacks.surface import Surface
from tests.attacks.victim import Victim, send_file
from tests.site import Site

OTHERS = ("", "HOLDER", "PROFESSIONAL", "AGENT", "OPERATOR")
CLOSED = (
    *("/_upload", "/_upload/x", "/ping", "/_health", "/sitemap.xml", "/auth-codespace", "/_all_routes", "/robots.txt"),
    *("/.web", "/.web/env.json", "/env.json", "/index.html", "/404.html", "/accueil/index.html", "/accueil//"),
    *("/_event/?EIO=4&transport=polling", "/_event", "/uploaded_files/x", "/metrics", "/docs", "/openapi.json"),
    *(
        "/assets",
        "/assets/",
        "/assets/nope.js",
        "/assets/../routes.json",
        "/assets/..%2f..%2froutes.json",
        "/s/",
        "/s/x",
    ),
    *("/assets/%2e%2e/%2e%2e/backend", "/s/../csn_app/config.py", "/s/%2e%2e%2fconfig.py", "/%2e%2e/%2e%2e/etc/passwd"),
    *(
        "//accueil",
        "/./accueil",
        "/accueil%00",
        "/%00",
        "/%ff%fe",
        "/accueil;x=1",
        "/ACCUEIL",
        "/\\accueil",
    ),
    *("/documents/..%2f..%2fetc%2fpasswd/fichier", "/documents/x", "/pro/dossier/x", "/.git/config", "/.env"),
)
LARGE = {"/documents/envoi", "/messages/envoi"}
"""Where files are sent: more than a form may arrive."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
HEADERS_OF_FILE = {name: HEADERS[name] for name in ("x-content-type-options", "cross-origin-resource-policy")}
"""What a file kept by the browser says; the rest speaks of documents."""

POLICY = ("default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")


def _assert_guarded(answer: httpx.Response, *, kept: bool = False) -> None:
    where = f"{answer.request.method} {answer.request.url} {answer.status_code}"
    for name, value in (HEADERS_OF_FILE if kept else HEADERS).items():
        assert answer.headers.get(name) == value, (where, name)
    policy = answer.headers["content-security-policy"]
    assert all(part in policy for part in POLICY), where
    assert "unsafe" not in policy, where
    assert "*" not in policy, where
    assert kept or "camera=()" in answer.headers["permissions-policy"], where
    assert answer.headers["cache-control"] == ("public, max-age=31536000, immutable" if kept else "no-store"), where


def _assert_local(answer: httpx.Response) -> None:
    target = answer.headers.get("location", "/")
    assert re.match(r"/(?![/\\])", target), (answer.request.url, target)
    assert not re.search(r"[\r\n]", target)


def _who(site: Site, quality: str) -> dict[str, str]:
    cookie = site.session_of(site.person(quality=quality)) if quality else ""
    return {"Origin": site.address} | ({"Cookie": cookie} if cookie else {})


def _addresses(path: str, victim: Victim) -> Iterator[str]:
    if "{" not in path:
        yield path
        yield f"{path}?espace={victim.space}&id={victim.document}&suite=//example.org&document={victim.document}"
        return
    for one in (victim.document, victim.space, str(uuid4()), "x", "%00", "..%2f..", "%F0%9F%A6%A0", "-1", "a" * 3000):
        yield re.sub(r"{[^}]*}", one, path)


@pytest.mark.parametrize("quality", OTHERS)
def test_no_route_gives_or_changes_what_is_anothers(
    site: Site, surface: Surface, victim: Victim, untouched: None, quality: str
) -> None:
    headers = _who(site, quality)
    form = {
        "id": victim.document,
        "espace": victim.space,
        "suite": "//example.org",
        "lieu": victim.id,
        "code": "000000",
    }
    for path, methods in surface.routes:
        if path.startswith("/_demo"):
            continue
        for address in _addresses(path, victim):
            for method in methods:
                body = {"data": form} if method == "POST" else {}
                answer = request(site, method, address, headers=headers, **body)
                where = f"{quality or 'nobody'} {method} {address[:80]} {answer.status_code}"
                assert answer.status_code < 500, where
                told = answer.text + str(answer.headers)
                assert not victim.betrayed_by(told), where
                assert not path.startswith("/s/") or answer.status_code != 200, where
                if "javascript" not in answer.headers.get("content-type", ""):
                    assert not INSIDES.search(answer.text), where
                _assert_local(answer)
        if path == "/deconnexion":
            headers = _who(site, quality)


@pytest.mark.parametrize("quality", ["", "HOLDER"])
def test_closed_addresses_show_our_own_page(site: Site, quality: str) -> None:
    cookie = _who(site, quality).get("Cookie", "")

    async def ask(path: str) -> bytes:
        more = f"Cookie: {cookie}\r\n" if cookie else ""
        host = site.address.partition("//")[2]
        line = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n"
        return await raw_http(site, line.encode())

    async def ask_all() -> None:
        for path in CLOSED:
            answer = (await ask(path)).decode(errors="replace")
            status = answer[:12]
            assert status in {"HTTP/1.1 404", "HTTP/1.1 400"}, (path, status)
            if status.endswith("404"):
                assert "Cette page n’existe pas" in answer, path
                assert "content-security-policy" in answer, path

    asyncio.run(ask_all())


def test_a_method_that_an_address_does_not_take_is_refused_in_our_words(site: Site, surface: Surface) -> None:
    headers = _who(site, "HOLDER")
    taken: dict[str, set[str]] = {}
    for path, methods in surface.routes:
        taken.setdefault(path, set()).update(methods)
    asked = [*taken, *(page for page in surface.pages if "[" not in page)]
    for path in asked:
        address = re.sub(r"{[^}]*}", "x", path)
        for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "PROPFIND"}:
            if method in taken.get(path, {"GET", "HEAD"}):
                continue
            answer = request(site, method, address, headers=headers)
            assert answer.status_code == 405, (method, address, answer.status_code)
            assert method == "HEAD" or "Cette page ne reçoit rien" in answer.text, (method, address)
            _assert_guarded(answer)


def test_every_answer_carries_the_headers(site: Site, surface: Surface, victim: Victim) -> None:
    signed_in = _who(site, "HOLDER")
    for headers in ({}, signed_in):
        for path in (*surface.pages, *(path for path, _ in surface.routes), "/nulle-part"):
            address = re.sub(r"[{\[][^}\]]*[}\]]", str(uuid4()), path)
            _assert_guarded(request(site, "GET", address, headers=headers))
    page = request(site, "GET", "/accueil", headers=signed_in)
    assert page.status_code == 200
    files = set(re.findall(r"[\"'](/(?:assets|s)/[^\"'#]+)", page.text))
    assert len(files) > 5
    for file in files:
        answer = request(site, "GET", file)
        assert answer.status_code == 200, file
        _assert_guarded(answer, kept=True)
    for address in ("/assets/x.js", "/s/x.css"):
        _assert_guarded(request(site, "GET", address))


def test_the_pages_in_their_files_hold_nothing_of_anybody(site: Site, surface: Surface, victim: Victim) -> None:
    for path in surface.pages:
        shown = re.sub(r"\[[^]]*\]", victim.document, path)
        answer = request(site, "GET", shown, headers={"Cookie": victim.cookie})
        assert not victim.betrayed_by(answer.text), path


def _chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 65536 + 1):
        yield b"x" * 65536


def test_a_body_that_is_too_large_is_refused_announced_or_not(site: Site, surface: Surface) -> None:
    # The server closes a connection whose body it did not read: the next request needs another one.
    headers = _who(site, "HOLDER") | {"Connection": "close"}
    posts = [path for path, methods in surface.routes if "POST" in methods and "{" not in path]
    for path in posts:
        if path in LARGE or path.startswith("/_demo"):
            continue
        announced = request(site, "POST", path, headers=headers, content=b"x" * 70_000)
        assert announced.status_code == 413, path
        assert "C’est trop lourd" in announced.text
    for path in set(posts) - {"/deconnexion", "/_demo/reset", "/_demo/clock"}:
        size = 60_000_000 if path in LARGE else 300_000
        try:
            lied = request(site, "POST", path, headers=headers, content=_chunks(size))
        except httpx.TransportError:
            continue
        assert lied.status_code < 500, (path, lied.status_code)
        assert not INSIDES.search(lied.text), path
    assert request(site, "GET", "/ready").status_code == 200


def test_what_was_too_large_or_cut_short_leaves_no_row(site: Site, victim: Victim) -> None:
    def count() -> int:
        with rows(site) as db:
            found = db.execute("select count(*) from document where space_id = %s", [victim.space]).fetchone()
            return int(found[0]) if found else 0

    async def cut(lines: str) -> None:
        host = site.address.partition("//")[2]
        head = (
            f"POST /documents/envoi HTTP/1.1\r\nHost: {host}\r\nOrigin: {site.address}\r\nCookie: {victim.cookie}\r\n"
        )
        await raw_http(site, f"{head}Idempotency-Key: {uuid4()}\r\n{lines}".encode())

    before = count()
    for lines in (
        "Content-Length: 5000\r\n\r\ncourt",
        "Transfer-Encoding: chunked\r\n\r\nffff\r\ncourt",
        "Transfer-Encoding: chunked\r\n\r\nZZ\r\ncourt",
        "Content-Length: 99999999999999999999\r\n\r\nx",
        "Content-Length: -1\r\n\r\nx",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /live HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        asyncio.run(cut(lines))
    sent = send_file(site, cookie=victim.cookie, content=b"", title="vide")
    assert sent.status_code == 422
    assert count() == before


def test_odd_requests_are_refused_and_forge_nothing(site: Site, victim: Victim) -> None:
    host = site.address.partition("//")[2]
    odd = (
        "GET / HTTP/1.1\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {host}\r\nHost: example.org\r\n\r\n",
        "GET /connexion HTTP/1.1\r\nHost: x; script-src *; img-src *\r\n\r\n",
        "GET /connexion HTTP/1.1\r\nHost: x' 'unsafe-inline\r\n\r\n",
        "GET http://example.org/accueil HTTP/1.1\r\nHost: example.org\r\n\r\n",
        f"GET /accueil?x=\r\nSet-Cookie:%20a=b HTTP/1.1\r\nHost: {host}\r\n\r\n",
        f"GET /accueil%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: {host}\r\n\r\n",
        f"GET /connexion?suite=/accueil%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: {host}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: example.org\r\nX-Forwarded-Proto: https\r\n\r\n",
        f"GET /accueil HTTP/1.1\r\nHost: {host}\r\nX-Original-URL: /live\r\nX-Rewrite-URL: /live\r\n\r\n",
        f"GET /accueil HTTP/1.1\r\nHost: {host}\r\nCookie: {'a=b; ' * 3000}\r\n\r\n",
        f"GET /{'a' * 100_000} HTTP/1.1\r\nHost: {host}\r\n\r\n",
        f"POST /connexion HTTP/1.1\r\nHost: {host}\r\nOrigin: {site.address}\r\nContent-Length: 3\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /live HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "GARBAGE\r\n\r\n",
        "\x00\x00\x00",
    )

    async def ask(lines: str) -> None:
        answer = (await raw_http(site, lines.encode("latin-1"))).decode(errors="replace")
        head, _, body = answer.partition("\r\n\r\n")
        assert "set-cookie: a=b" not in head.lower(), lines[:80]
        assert not re.search(r"location: [^\r]*example\.org", head), lines[:80]
        assert not re.search(r"script-src \*|unsafe|img-src \*", head), lines[:80]
        assert "HTTP/1.1 200" not in answer[:15] or '{"live"' not in body, lines[:80]
        assert not INSIDES.search(body), lines[:80]

    async def ask_all() -> None:
        await asyncio.gather(*(ask(lines) for lines in odd))

    asyncio.run(ask_all())
    assert request(site, "GET", "/live").status_code == 200
