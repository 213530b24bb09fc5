"""The whole way of a service over HTTP: the person agrees on a page, the service reads and writes, and is cut off."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from csn_app import wiring
from csn_app.access import linking, partners
from csn_app.core.actor import Actor
from csn_app.core.work import Untraced
from csn_app.edge import door
from csn_app.identity.sessions import resolve_session
from csn_app.interop import form_oauth, http
from tests.factories import OpenWork, a_holder
from tests.services.agenda.people import whole

HOME, VERIFIER = "http://localhost:9/retour", "v" * 50
ASKED = {
    "response_type": "code",
    "client_id": "SVC-03",
    "redirect_uri": HOME,
    "scope": "patient/Appointment.cruds",
    "state": "etat",
    "code_challenge": create_s256_code_challenge(VERIFIER),
    "code_challenge_method": "S256",
}


class _SignedIn:
    """What the gate does: say who asks."""

    def __init__(self, app: ASGIApp, actor: Actor) -> None:
        self.app, self.actor = app, actor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["actor"] = self.actor
        await self.app(scope, receive, send)


@pytest.fixture
def alice(open_work: OpenWork) -> Actor:
    someone = a_holder(open_work)
    with open_work(someone) as work:
        partners.list_partners(work)
        partners.register_address(work, code="SVC-03", redirect_uri=HOME)
        work.commit(untraced=Untraced.IMPORT)
    return someone


@pytest.fixture
def client(open_work: OpenWork, alice: Actor) -> Iterator[TestClient]:
    house = door.Door(
        open_work=open_work,
        resolve=resolve_session,
        installation_name=wiring.installation_name,
        ready=wiring.faults,
        error_page=lambda _: b"",
    )
    before = list(door._installed)
    door.install(house)
    app = Starlette(routes=[*form_oauth.ROUTES, *http.ROUTES])
    with TestClient(_SignedIn(app, alice), follow_redirects=False) as started:
        yield started
    door._installed[:] = before


def _connect(client: TestClient, alice: Actor) -> dict[str, str]:
    form = {**ASKED, "espace": str(alice.space_id), "but-SVC-03-AGENDA-W": "oui", "duree": "90", "reponse": "oui"}
    left = client.post("/oauth/autoriser", data=form).headers["refresh"]
    back = parse_qs(urlsplit(left.partition("url=")[2]).query)
    assert back["state"] == ["etat"]
    asked = {"grant_type": "authorization_code", "client_id": "SVC-03", "redirect_uri": HOME}
    answer = client.post("/oauth/jeton", data={**asked, "code": back["code"][0], "code_verifier": VERIFIER})
    assert answer.status_code == 200
    said: dict[str, str] = answer.json()
    return said


def test_connect_push_read_and_be_cut_off(open_work: OpenWork, client: TestClient, alice: Actor) -> None:
    shown = client.get("/oauth/autoriser", params=ASKED)
    assert shown.status_code == 200
    assert "Rendez-vous Facile demande" in shown.text
    assert "checked" not in shown.text
    given = _connect(client, alice)
    bearer = {"Authorization": f"Bearer {given['access_token']}"}
    with open_work(alice) as work:
        start = whole(work.now, days=2).isoformat()
    sent = {
        "resourceType": "Appointment",
        "status": "booked",
        "description": "Contrôle",
        "start": start,
        "participant": [{"actor": {"reference": f"Patient/{given['patient']}"}, "status": "accepted"}],
    }
    made = client.post("/fhir/Appointment", json=sent, headers=bearer)
    assert made.status_code == 201
    address = urlsplit(made.headers["location"]).path
    read = client.get(address, headers=bearer)
    assert read.headers["etag"] == made.headers["etag"]
    assert client.get(address, headers={**bearer, "If-None-Match": read.headers["etag"]}).status_code == 304
    stale = client.put(address, json=sent, headers={**bearer, "If-Match": 'W/"1"'})
    assert (stale.status_code, stale.json()["resourceType"]) == (412, "OperationOutcome")
    gone = client.put(address, json={**sent, "status": "cancelled"}, headers=bearer)
    assert gone.json()["status"] == "cancelled"
    assert client.get("/fhir/Appointment?_count=1", headers=bearer).json()["type"] == "searchset"
    for beyond in ("/fhir/Observation", "/fhir/Condition", "/fhir/Patient"):
        assert client.get(beyond, headers=bearer).status_code == 403
    assert client.get("/fhir/Encounter", headers=bearer).status_code == 404
    assert client.post("/fhir/Appointment", content=b"{", headers=bearer).status_code == 400
    with open_work(alice) as work:
        partner = next(one for one in partners.list_partners(work) if one.code == "SVC-03")
        linking.take_back(work, service_id=partner.id)
    assert client.get(address, headers=bearer).status_code == 401
    refused = {"grant_type": "refresh_token", "client_id": "SVC-03", "refresh_token": given["refresh_token"]}
    assert client.post("/oauth/jeton", data=refused).json() == {"error": "invalid_grant"}


def test_a_foreign_address_is_never_led_to(client: TestClient) -> None:
    for wrong in ({"redirect_uri": "http://evil.test/"}, {"client_id": "SVC-99"}, {"redirect_uri": HOME + "/"}):
        answer = client.get("/oauth/autoriser", params={**ASKED, **wrong})
        assert answer.status_code == 400
        assert "location" not in answer.headers


def test_a_request_without_pkce_or_with_other_scopes_is_sent_back(client: TestClient) -> None:
    wrong = (
        {"code_challenge_method": "plain"},
        {"code_challenge": "x"},
        {"scope": "patient/Condition.rs"},
        {"response_type": "token"},
    )
    for given in wrong:
        answer = client.get("/oauth/autoriser", params={**ASKED, **given})
        assert answer.headers["location"].startswith(f"{HOME}?error=")


def test_nothing_is_kept_when_a_person_refuses_or_ticks_nothing(client: TestClient, alice: Actor) -> None:
    assert "error=access_denied" in client.post("/oauth/autoriser", data={**ASKED, "reponse": "non"}).headers["refresh"]
    ours = {**ASKED, "espace": str(alice.space_id), "reponse": "oui", "duree": "90"}
    nothing = client.post("/oauth/autoriser", data=ours)
    assert nothing.status_code == 422
    assert "refresh" not in nothing.headers


def test_without_a_token_nothing_is_said(client: TestClient) -> None:
    for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"}):
        answer = client.get("/fhir/Appointment", headers=header)
        assert (answer.status_code, answer.json()["resourceType"]) == (401, "OperationOutcome")
    assert client.get("/fhir/metadata").json()["fhirVersion"] == "4.0.1"
    assert client.get("/fhir/.well-known/smart-configuration").json()["code_challenge_methods_supported"] == ["S256"]


def test_what_was_read_for_one_carnet_is_not_agreed_to_for_another(
    open_work: OpenWork, client: TestClient, alice: Actor
) -> None:
    assert f'name="espace" value="{alice.space_id}"' in client.get("/oauth/autoriser", params=ASKED).text
    child = a_holder(open_work)
    form = {**ASKED, "but-SVC-03-AGENDA-W": "oui", "duree": "90", "reponse": "oui"}
    for space in (str(child.space_id), ""):
        answer = client.post("/oauth/autoriser", data={**form, "espace": space})
        assert (answer.status_code, "refresh" in answer.headers) == (400, False)
    with open_work(alice) as work:
        assert linking.list_consents(work) == []


def test_a_duration_that_is_no_number_of_days_is_refused(client: TestClient, alice: Actor) -> None:
    form = {**ASKED, "espace": str(alice.space_id), "but-SVC-03-AGENDA-W": "oui", "reponse": "oui"}
    for days in ("9" * 5_000, "x", "36500"):
        assert client.post("/oauth/autoriser", data={**form, "duree": days}).status_code == 400


def test_whatever_a_service_sends_is_answered(client: TestClient, alice: Actor) -> None:
    bearer = {"Authorization": f"Bearer {_connect(client, alice)['access_token']}"}
    begin = b'{"resourceType": "Appointment", "status": '
    who = b'"participant": [{"actor": {"reference": "Patient/%s"}}]}' % str(alice.space_id).encode()
    for wrong in (
        b"[" * 20_000,
        begin + b'[], "start": 1}',
        begin + b"{}}",
        begin + b'"booked", "description": "\\ud800", "start": "2027-01-01T10:00:00Z", ' + who,
        begin + b'"booked", "description": "x", "start": "0001-01-01T00:00:00+14:00", ' + who,
        begin + b'"booked", "description": "x", "start": "9999-12-31T23:59:59-12:00", ' + who,
        begin + b'"booked", "extra": NaN, "description": "x", "start": "2027-01-01T10:00:00Z", ' + who,
        begin + b'"booked", "extra": 1e999, "description": "x", "start": "2027-01-01T10:00:00Z", ' + who,
    ):
        assert client.post("/fhir/Appointment", content=wrong, headers=bearer).status_code == 400
    for asked in ("date=ge0001-01-01", "date=ge9999-12-31", "page=0001-01-01T00:00:00%2B14:00", "date=x", "_count=-1"):
        answer = client.get(f"/fhir/Appointment?{asked}", headers=bearer)
        assert answer.status_code in {200, 400}, asked
