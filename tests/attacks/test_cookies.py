"""What a cookie is worth: its attributes, and that nobody can choose it for another."""

import re
from typing import Any

import httpx

from csn_app.launch.demo import PASSWORD
from tests.attacks.client import request, rows
from tests.site import Site

ATTRIBUTES = {"path=/", "httponly", "secure", "samesite=strict"}


def _set(answer: httpx.Response) -> dict[str, tuple[str, set[str]]]:
    """Return the cookies that an answer sets: name, value and lower-case attributes."""
    found = {}
    for header in answer.headers.get_list("set-cookie"):
        pair, *attributes = [part.strip() for part in header.split(";")]
        name, _, value = pair.partition("=")
        found[name] = (value, {attribute.lower() for attribute in attributes})
    return found


def _assert_well_kept(site: Site, answer: httpx.Response) -> None:
    installation = next(iter(_set(_demo_session(site)))).removeprefix("__Host-csn-")
    for name, (_, attributes) in _set(answer).items():
        assert name.startswith("__Host-csn-"), name
        assert name.endswith(installation), name
        assert attributes >= ATTRIBUTES, (name, attributes)
        assert not any(attribute.startswith("domain") for attribute in attributes), name


def _demo_session(site: Site, **headers: str) -> httpx.Response:
    return request(site, "POST", "/_demo/session", json={"as": "alice"}, headers=headers)


def sign_in(site: Site, person: dict[str, Any], *, cookie: str = "") -> list[httpx.Response]:
    """Sign in by the pages, as a browser does; returns the two answers to the forms."""
    jar = dict([cookie.split("=", 1)]) if cookie else {}
    answers = []
    for path, form in (
        ("/connexion", {"identifiant": person["login_id"], "mdp": person["password"]}),
        ("/connexion/code", {"code": ""}),
    ):
        if path.endswith("code"):
            form["code"] = code_sent(site, person["email"])
        headers = {"Origin": site.address, "Cookie": "; ".join(f"{k}={v}" for k, v in jar.items())}
        answer = request(site, "POST", path, data=form, headers=headers)
        assert answer.status_code == 303, answer.text
        jar |= {name: value for name, (value, _) in _set(answer).items()}
        answers.append(answer)
    return answers


def code_sent(site: Site, email: str) -> str:
    """Return the newest six-digit code sent to an address."""
    found = re.search(r"\b(\d{3})[\s\u00a0]?(\d{3})\b", site.outbox(email)[0]["text"])
    assert found
    return "".join(found.groups())


def a_person(site: Site) -> dict[str, Any]:
    """Make a fresh person who signs in with the demonstration's password."""
    made: dict[str, Any] = request(site, "POST", "/_demo/person", json={}).json()
    assert made["password"] == PASSWORD
    return made


def test_every_cookie_is_closed_to_scripts_and_to_other_sites(site: Site) -> None:
    for answer in (_demo_session(site), *sign_in(site, a_person(site))):
        assert _set(answer)
        _assert_well_kept(site, answer)
    for path in ("/", "/connexion", "/activation", "/activation/carte"):
        _assert_well_kept(site, request(site, "GET", path))


def test_a_cookie_chosen_by_another_is_never_adopted(site: Site) -> None:
    """Fixation: what the browser carried before, even somebody's live session, is not what it carries after."""
    name = next(iter(_set(_demo_session(site))))
    live = _set(_demo_session(site))[name][0]
    for planted in ("attaque", "a" * 43, live):
        cookie = f"{name}={planted}"
        assert _set(_demo_session(site, Cookie=cookie))[name][0] not in {planted, live}
    planted_visit = f"{name.replace('csn-', 'csn-visite-', 1)}=attaque"
    person = a_person(site)
    before, after = (_set(answer) for answer in sign_in(site, person, cookie=planted_visit))
    assert all(value != "attaque" for value, _ in (*before.values(), *after.values()))
    assert name in after
    assert name not in before, "a password alone opens no session"
    for value in ("attaque", "a" * 43):
        answer = request(site, "GET", "/accueil", headers={"Cookie": f"{name}={value}"})
        assert answer.status_code == 303


def test_the_visit_of_before_sign_in_opens_nothing(site: Site) -> None:
    person = a_person(site)
    first = request(
        site,
        "POST",
        "/connexion",
        data={"identifiant": person["login_id"], "mdp": person["password"]},
        headers={"Origin": site.address},
    )
    visit = {name: value for name, (value, _) in _set(first).items()}
    session = next(iter(_set(_demo_session(site))))
    for value in visit.values():
        carried = "; ".join([f"{session}={value}", *(f"{name}={v}" for name, v in visit.items())])
        for path in ("/accueil", "/documents", "/parametres"):
            answer = request(site, "GET", path, headers={"Cookie": carried})
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/connexion")


def test_secrets_are_kept_as_marks_only(site: Site) -> None:
    """A copy of the database lets nobody in: it holds no cookie."""
    token = _set(_demo_session(site)).popitem()[1][0]
    with rows(site) as db:
        lines = db.execute("select to_jsonb(t)::text from signed_in_session t").fetchall()
    assert lines
    assert not any(token in line for (line,) in lines)


def test_a_sign_in_leads_nowhere_else(site: Site) -> None:
    for wanted in ("//example.org", "https://example.org", "/\\example.org", "javascript:alert(1)"):
        shown = request(site, "GET", "/connexion", params={"suite": wanted})
        assert f'value="{wanted}"' not in shown.text, wanted
        person = a_person(site)
        form = {"identifiant": person["login_id"], "mdp": person["password"], "suite": wanted}
        first = request(site, "POST", "/connexion", data=form, headers={"Origin": site.address})
        jar = {name: value for name, (value, _) in _set(first).items()}
        headers = {"Origin": site.address, "Cookie": "; ".join(f"{k}={v}" for k, v in jar.items())}
        code = {"code": code_sent(site, person["email"])}
        answer = request(site, "POST", "/connexion/code", data=code, headers=headers)
        assert answer.status_code == 303
        assert re.fullmatch(r"/(?![/\\])[\w/-]*", answer.headers["location"]), (wanted, answer.headers["location"])
