"""The pages before sign-in, as a browser without a script posts them."""

import re
from collections.abc import Awaitable, Callable, Iterator
from secrets import token_hex
from threading import current_thread
from typing import Any

import pyotp
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from csn_app import wiring
from csn_app.core.actor import JOB, VISITOR
from csn_app.core.work import Work
from csn_app.edge import door
from csn_app.edge.http import session_token
from csn_app.identity import (
    accounts,
    form_activation,
    form_activation_code,
    form_first_access,
    form_forgotten,
    form_opening,
    form_session,
    form_signin,
    form_stopped,
    form_terms,
    form_welcome,
    signin,
)
from csn_app.identity.hashing import hash_password
from csn_app.identity.roster import import_roster
from csn_app.identity.sessions import resolve_session
from csn_app.notifications.service import messages_to
from tests.services.identity.people import last_code, line

PASSWORD = "lampe-jardin-3Canoës"
FORMS = (
    form_welcome,
    form_signin,
    form_session,
    form_activation,
    form_activation_code,
    form_opening,
    form_stopped,
    form_first_access,
    form_forgotten,
    form_terms,
)


async def _with_actor(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    request.state.actor = await door.resolve(session_token(request)) or VISITOR
    return await call(request)


@pytest.fixture
def client(parts: wiring.Parts) -> Iterator[TestClient]:
    before = list(door._installed)
    door.install(
        door.Door(
            open_work=wiring.open_work,
            resolve=resolve_session,
            installation_name=wiring.installation_name,
            ready=wiring.faults,
            error_page=lambda status: str(status).encode(),
        )
    )
    app = Starlette(
        routes=[route for form in FORMS for route in form.ROUTES],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_with_actor)],
    )
    # Every test comes from an address of its own, so that none waits for another's failures.
    yield TestClient(app, base_url="https://carnet.test", client=(token_hex(8), 1))
    door._installed[:] = before


def code_for(to: str) -> str:
    with wiring.open_work(JOB) as work:
        return next(m.text[:6] for m in messages_to(work, to) if m.text[:6].isdigit())


def card_and_number(client: TestClient, row: dict[str, str], **changed: str) -> Response:
    client.get("/activation")
    client.post("/activation/carte", data={"carte": row["card_type"], "serie": row["card_serial"]})
    year, month, day = row["birth_date"].split("-")
    typed = {"nir": row["nir13"] + row["nir_key"], "naissance": day, "naissance-m": month, "naissance-a": year}
    return client.post("/activation/numero", data={**typed, **changed})


def test_a_person_activates_then_signs_in_again(job: Work, client: TestClient) -> None:
    row = line()
    import_roster(job, [row])
    assert card_and_number(client, row).url.path == "/activation/code"
    page = client.post("/activation/code", data={"provisoire": last_code(job, row["mobile"]).lower()})
    assert page.url.path == "/activation/identifiant"
    login_id = re.search(r'name="identifiant"[^>]*value="([^"]+)"', page.text)
    assert login_id is not None
    chosen = f"alice.{token_hex(4)}"
    page = client.post("/activation/identifiant", data={"identifiant": chosen, "mdp": "dubois"})
    assert page.status_code == 422
    assert "Il manque 6\u00a0caractères" in page.text
    assert f'value="{chosen}"' in client.get("/activation/identifiant").text
    page = client.post("/activation/identifiant", data={"identifiant": chosen, "mdp": PASSWORD})
    assert page.url.path == "/activation/reception"
    assert PASSWORD not in client.get("/activation/identifiant").text
    page = client.post("/activation/reception", data={"canal": "SMS"})
    assert "Cochez la case" in page.text
    page = client.post("/activation/reception", data={"canal": "SMS", "conditions": "oui"})
    assert page.url.path == "/activation/verification"
    assert 'data-testid="delai-renvoi"' in page.text
    page = client.post("/activation/verification", data={"code": "000"})
    assert "Le code ne correspond pas" in page.text
    page = client.post("/activation/verification", data={"code": code_for(row["mobile"])})
    assert page.url.path == "/activation/terminee"
    recovery = re.findall(r"<li>([A-Z0-9]{4}-[A-Z0-9]{4})</li>", page.text)
    assert len(recovery) == 8
    assert recovery[0] in client.get("/activation/terminee/codes.txt").text
    assert "Gardez vos codes" in client.post("/activation/terminee", data={}).text
    opened = client.post("/activation/terminee", data={"demande": "oui"}, follow_redirects=False)
    assert opened.headers["location"] == "/accueil"
    assert client.get("/activation/terminee", follow_redirects=False).headers["location"] == "/accueil"
    assert client.get("/connexion", follow_redirects=False).headers["location"] == "/accueil"
    assert client.post("/session/prolonger").status_code == 204
    page = client.post("/deconnexion", data={})
    assert "Vous êtes déconnecté" in page.text
    assert client.post("/session/prolonger").status_code == 401
    client.post("/connexion", data={"identifiant": chosen, "mdp": PASSWORD, "suite": "/documents"})
    page = client.get("/connexion/code-de-secours")
    signed = client.post("/connexion/code-de-secours", data={"secours": recovery[0]}, follow_redirects=False)
    assert signed.headers["location"] == "/documents"
    cookies = signed.headers.get_list("set-cookie")
    assert all("Secure" in c and "HttpOnly" in c and "SameSite=strict" in c for c in cookies)
    assert len(cookies) == 2


def test_what_was_typed_survives_a_wrong_answer_and_a_reload(client: TestClient) -> None:
    page = client.post("/activation/carte", data={"carte": "avec_photo", "serie": "482 0193"})
    assert page.status_code == 422
    assert "Vous avez tapé 7\u00a0chiffres" in page.text
    for seen in (page.text, client.get("/activation/carte").text):
        assert 'value="482 0193"' in seen
    client.post("/activation/carte", data={"carte": "avec_photo", "serie": "74109516807"})
    typed = {"nir": "2 84 05", "naissance": "14", "naissance-m": "13", "naissance-a": "1984"}
    page = client.post("/activation/numero", data=typed)
    assert "Il manque 10\u00a0caractères" in page.text
    assert "Le mois va de 1 à 12." in page.text
    assert "<title>Erreur\u00a0: " in page.text
    assert 'value="2 84 05"' in client.get("/activation/numero").text


def test_a_number_that_repeats_the_card_returns_to_the_card(client: TestClient) -> None:
    client.post("/activation/carte", data={"carte": "avec_photo", "serie": "18912751250"})
    typed = {"nir": "189127512501282", "naissance": "1", "naissance-m": "12", "naissance-a": "1989"}
    page = client.post("/activation/numero", data=typed)
    assert "Vous avez tapé votre numéro de sécurité sociale" in page.text
    assert 'data-testid="champ-serie"' in page.text


def test_a_new_code_is_answered_the_same_to_whoever_guesses(job: Work, client: TestClient) -> None:
    row = line()
    import_roster(job, [row])
    card_and_number(client, {**row, "card_serial": "74999999999"})
    page = client.get("/activation/code")
    assert "••" not in page.text
    assert "J’ai besoin d’un code" in page.text
    page = client.post("/activation/nouveau-code", data={"canal": "SMS"})
    assert "Si les informations données sont exactes" in page.text
    page = client.post("/activation/nouveau-code", data={"canal": "SMS"})
    assert "Attendez encore" in page.text


def test_the_holder_of_the_card_reads_masked_contacts(job: Work, client: TestClient) -> None:
    row = line()
    import_roster(job, [row])
    page = card_and_number(client, row)
    assert f"06 •• •• •• {row['mobile'][-2:]}" in page.text
    assert row["email"] not in page.text


def test_another_birth_date_another_card_and_another_number_are_answered_the_same(
    job: Work, client: TestClient
) -> None:
    row, other = line(), line()
    import_roster(job, [row])
    seen = set()
    for changed in ({"birth_date": "2019-05-06"}, {"card_serial": "74999999999"}, {"nir13": other["nir13"]}):
        client.cookies.clear()
        page = card_and_number(
            client, {**row, **changed, "nir_key": other["nir_key"] if "nir13" in changed else row["nir_key"]}
        )
        seen.add((page.url.path, page.status_code, page.text))
    assert len(seen) == 1
    assert next(iter(seen))[0] == "/activation/code"


def test_guessing_a_birth_date_stops_at_the_fifth_try_on_every_page(job: Work, client: TestClient) -> None:
    row = line(birth_date="1980-05-14")
    import_roster(job, [row])
    for day in ("01", "02", "03", "04", "05"):
        card_and_number(client, {**row, "birth_date": f"1980-05-{day}"})
    page = card_and_number(client, row)
    assert page.url.path == "/activation/numero"
    assert "••" not in client.get("/activation/code").text


def test_no_page_is_reached_before_the_one_that_leads_to_it(client: TestClient) -> None:
    for address in ("/activation/code", "/activation/identifiant", "/activation/reception", "/activation/verification"):
        assert client.get(address).url.path == "/activation"
    assert client.get("/activation/numero").url.path == "/activation/carte"
    for address in ("/connexion/code", "/connexion/code-de-secours"):
        assert client.get(address).url.path == "/connexion"
    assert client.get("/pro/premiere-connexion/application").url.path == "/pro/premiere-connexion"
    assert client.get("/activation/arret/inconnu").url.path == "/activation"


def test_sign_in_says_the_same_of_an_unknown_identifiant(job: Work, client: TestClient) -> None:
    made = accounts.create_operator(job, f"operateur-{token_hex(4)}", name="Nadège Colin")
    answers = []
    for login_id in (made.login_id, f"personne.{token_hex(4)}"):
        client.cookies.clear()
        client.get("/connexion")
        pages = [client.post("/connexion", data={"identifiant": login_id, "mdp": "faux"}) for _ in range(6)]
        answers.append([(p.status_code, p.text.replace(login_id, "")) for p in pages])
    assert answers[0] == answers[1]
    assert [status for status, _ in answers[0]] == [422] * 5 + [429]
    assert "Connexion bloquée 1\u00a0minute" in answers[0][-1][1]


def test_the_message_of_a_block_is_written_after_the_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    answered = form_signin._again

    def answer(*given: Any, **more: Any) -> Response:
        order.append("answer")
        return answered(*given, **more)

    def tell(work: Work, *, knocked: signin.Knock) -> int:
        assert (work.actor, knocked.account_id) == (VISITOR, None)
        order.append("message")
        return 0

    monkeypatch.setattr(form_signin, "_again", answer)
    monkeypatch.setattr(signin, "refuse_password", tell)
    client.post("/connexion", data={"identifiant": f"personne.{token_hex(4)}", "mdp": "faux"})
    assert order == ["answer", "message"]


def test_sign_in_never_leads_to_another_site(client: TestClient) -> None:
    for wanted in ("//mechant.test", "https://mechant.test", "/\\mechant.test", "/a\r\nb"):
        assert "mechant" not in client.get("/connexion", params={"suite": wanted}).text
    assert 'value="/documents?page=2"' in client.get("/connexion", params={"suite": "/documents?page=2"}).text


def test_sign_in_asks_for_what_is_empty_without_counting(client: TestClient) -> None:
    for _ in range(8):
        page = client.post("/connexion", data={"identifiant": "", "mdp": ""})
        assert page.status_code == 422
    assert "Il y a 2 problèmes" in page.text


@pytest.mark.parametrize("value", ["\x00", "a\x00.b", "é" * 5000, "<script>alert(1)</script>", "' or 1=1 --", "²"])
def test_hostile_words_are_only_words(client: TestClient, value: str) -> None:
    card = {"carte": "avec_photo", "serie": "74109516807"}
    for address, form in (
        ("/connexion", {"identifiant": value, "mdp": value, "suite": value}),
        ("/activation/carte", {"carte": value, "serie": value}),
        ("/activation/carte", {"carte": "avec_photo", "serie": value}),
        ("/activation/carte", card),
        ("/activation/numero", {"nir": value, "naissance": value, "naissance-m": value, "naissance-a": value}),
        ("/activation/code", {"provisoire": value}),
        ("/activation/nouveau-code", {"canal": value}),
        ("/activation/reception", {"canal": value}),
        ("/activation/identifiant", {"identifiant": value, "mdp": value}),
        ("/activation/verification", {"code": value}),
        ("/connexion/code", {"code": value}),
        ("/pro/premiere-connexion", {"acces": value}),
        ("/pro/lieu", {"lieu": value}),
        ("/connexion/mot-de-passe-oublie", {"nir": value, "serie": value, "canal": value}),
        ("/connexion/mot-de-passe-oublie/code", {"code": value}),
        ("/connexion/mot-de-passe-oublie/nouveau", {"mdp": value}),
        ("/connexion/identifiant-oublie", {"nir": value, "canal": value}),
    ):
        page = client.post(address, data=form)
        assert page.status_code in {200, 422, 429}, address
        assert "<script>alert" not in page.text


def test_a_password_is_measured_away_from_the_event_loop(
    job: Work, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def measure(*_: object, **__: object) -> None:
        threads.append(current_thread().name)

    for form in (form_opening, form_forgotten, form_first_access):
        monkeypatch.setattr(form, "check_password", measure)
    row = line()
    import_roster(job, [row])
    card_and_number(client, row)
    client.post("/activation/code", data={"provisoire": last_code(job, row["mobile"])})
    client.post("/activation/identifiant", data={"identifiant": f"alice.{token_hex(4)}", "mdp": PASSWORD})
    client.post("/activation/reception", data={"canal": "SMS", "conditions": "oui"})
    client.post("/activation/verification", data={"code": code_for(row["mobile"])})
    client.cookies.clear()
    year, month, day = row["birth_date"].split("-")
    who = {"nir": row["nir13"] + row["nir_key"], "naissance": day, "naissance-m": month, "naissance-a": year}
    client.post("/connexion/mot-de-passe-oublie", data={**who, "serie": row["card_serial"], "canal": "EMAIL"})
    client.post("/connexion/mot-de-passe-oublie/code", data={"code": code_for(row["email"])})
    client.post("/connexion/mot-de-passe-oublie/nouveau", data={"mdp": PASSWORD})
    made = accounts.create_operator(job, f"operateur-{token_hex(4)}", name="Nadège Colin")
    client.post("/pro/premiere-connexion", data={"acces": made.code})
    client.post("/pro/premiere-connexion/mot-de-passe", data={"mdp": PASSWORD})
    assert [name.startswith("argon2") for name in threads] == [True] * 3


def test_first_access_ends_signed_in(job: Work, client: TestClient) -> None:
    made = accounts.create_operator(job, f"operateur-{token_hex(4)}", name="Nadège Colin")
    page = client.post("/pro/premiere-connexion", data={"acces": "AAAABBBBCCCC"})
    assert "Ce code ne marche pas" in page.text
    page = client.post("/pro/premiere-connexion", data={"acces": made.code})
    assert made.login_id in page.text
    page = client.post("/pro/premiere-connexion/mot-de-passe", data={"mdp": "Nadège-au-bureau-7"})
    assert "contient votre nom" in page.text
    page = client.post("/pro/premiere-connexion/mot-de-passe", data={"mdp": PASSWORD})
    found = re.search(r'data-testid="cle-application">([A-Z2-7 ]+)<', page.text)
    assert found is not None
    code = pyotp.TOTP(found[1].replace(" ", "")).now()
    done = client.post("/pro/premiere-connexion/application", data={"code": code}, follow_redirects=False)
    assert done.headers["location"] == "/exploitation"


def test_a_code_by_sms_signs_in(job: Work, client: TestClient) -> None:
    account = accounts.new_account(job, f"agent-{token_hex(4)}", quality="AGENT", name="Agent")
    account.password_hash, account.factor = hash_password(PASSWORD), "SMS"
    account.contact = accounts.seal_contact(job, account.id, "0639980118")
    job.db.commit()
    page = client.post("/connexion", data={"identifiant": account.login_id, "mdp": PASSWORD, "partage": "oui"})
    assert "06 •• •• •• 18" in page.text
    page = client.post("/connexion/code", data={"code": code_for("0639980118")}, follow_redirects=False)
    assert page.headers["location"] == "/assistance"
    assert len(page.headers.get_list("set-cookie")) == 1
    assert client.post("/deconnexion", data={"vite": "1"}).url.path == "/au-revoir"


def test_a_forgotten_password_is_changed(job: Work, client: TestClient) -> None:
    row = line()
    import_roster(job, [row])
    card_and_number(client, row)
    client.post("/activation/code", data={"provisoire": last_code(job, row["mobile"])})
    client.post("/activation/identifiant", data={"identifiant": f"alice.{token_hex(4)}", "mdp": PASSWORD})
    client.post("/activation/reception", data={"canal": "SMS", "conditions": "oui"})
    client.post("/activation/verification", data={"code": code_for(row["mobile"])})
    client.cookies.clear()
    year, month, day = row["birth_date"].split("-")
    who = {"nir": row["nir13"] + row["nir_key"], "naissance": day, "naissance-m": month, "naissance-a": year}
    page = client.post("/connexion/mot-de-passe-oublie", data=who)
    assert "Il y a 2 problèmes" in page.text
    page = client.post("/connexion/mot-de-passe-oublie", data={**who, "serie": row["card_serial"], "canal": "EMAIL"})
    assert page.url.path == "/connexion/mot-de-passe-oublie/code"
    page = client.post("/connexion/mot-de-passe-oublie/code", data={"code": code_for(row["email"])})
    assert page.url.path == "/connexion/mot-de-passe-oublie/nouveau"
    page = client.post("/connexion/mot-de-passe-oublie/nouveau", data={"mdp": "court"})
    assert page.status_code == 422
    page = client.post("/connexion/mot-de-passe-oublie/nouveau", data={"mdp": "cerise vélo nuage papier"})
    assert "Votre mot de passe est changé" in page.text
    page = client.post("/connexion/identifiant-oublie", data={**who, "canal": "EMAIL"})
    assert "votre identifiant vient de partir" in page.text


def test_pages_without_a_form_answer(client: TestClient) -> None:
    assert all(f'data-testid="{name}"' in client.get("/").text for name in ("activer", "se-connecter", "m-opposer"))
    assert client.get("/conditions").status_code == 200
