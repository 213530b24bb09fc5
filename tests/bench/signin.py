"""A whole sign-in, password then security code, beside one bare argon2 verification."""

import http.client
import re
import time
from statistics import median
from urllib.parse import urlencode, urlsplit

from csn_app.identity.hashing import hash_password, verify_password
from tests.bench.figures import Figure
from tests.bench.people import Person
from tests.site import Site


def measure_sign_in(site: Site, people: list[Person]) -> list[Figure]:
    """Sign each of them in once, and verify a password between two; the middle ones count."""
    kept = hash_password(people[0].password)
    bare, whole = [], []
    for person in people:
        began = time.perf_counter()
        assert verify_password(kept, person.password)
        bare.append(time.perf_counter() - began)
        whole.append(_sign_in(site, person))
    return [
        Figure("Sign-in", median(whole) * 1000, median(bare) * 1000, "ms", reach=1.5, note="password and code, p50"),
    ]


def _sign_in(site: Site, person: Person) -> float:
    """Return the seconds that the two answers took; reading the code in the outbox is not counted."""
    wire = http.client.HTTPConnection(urlsplit(site.address).netloc)
    typed = {"identifiant": person.login_id, "mdp": person.password}
    first, headers = _post(wire, site, "/connexion", typed, cookie="")
    cookie = "; ".join(value.split(";")[0] for name, value in headers if name.lower() == "set-cookie")
    found = re.search(r"\b\d{6}\b", site.outbox(person.email)[0]["text"])
    assert found, "no code came"
    second, headers = _post(wire, site, "/connexion/code", {"code": found[0]}, cookie=cookie)
    assert any(name.lower() == "set-cookie" for name, _ in headers), "no session came"
    wire.close()
    return first + second


def _post(
    wire: http.client.HTTPConnection, site: Site, path: str, typed: dict[str, str], *, cookie: str
) -> tuple[float, list[tuple[str, str]]]:
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": site.address, "Cookie": cookie}
    began = time.perf_counter()
    wire.request("POST", path, urlencode(typed), kind)
    answer = wire.getresponse()
    answer.read()
    assert answer.status == 303, (path, answer.status)
    return time.perf_counter() - began, answer.getheaders()
