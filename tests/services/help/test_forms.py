"""Help and legal pages as a browser without a script asks for them."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from csn_app import wiring
from csn_app.config import Settings, settings
from csn_app.edge import door
from csn_app.help import form, form_legal
from csn_app.help.pages import all_pages


@pytest.fixture
def client(parts: wiring.Parts) -> Iterator[TestClient]:
    assert parts
    before = list(door._installed)
    door.install(
        door.Door(
            open_work=wiring.open_work,
            resolve=lambda work, token, active: None,  # noqa: ARG005 - the port's names
            installation_name=wiring.installation_name,
            ready=wiring.faults,
            error_page=lambda status: str(status).encode(),
        )
    )
    yield TestClient(Starlette(routes=[*form.ROUTES, *form_legal.ROUTES]))
    door._installed[:] = before


def test_every_help_page_opens_and_an_unknown_one_does_not(client: TestClient) -> None:
    for one in all_pages():
        assert one.title in client.get(f"/aide/{one.slug}").text
    assert client.get("/aide/inconnue").status_code == 404


def test_a_search_is_posted_and_keeps_what_was_typed(client: TestClient) -> None:
    answer = client.post("/aide", data={"question": "mot de passe <b>"})
    assert "J’ai oublié mon identifiant" in answer.text
    assert "mot de passe &lt;b&gt;" in answer.text
    assert "Aucune page ne répond" in client.post("/aide", data={"question": "zzzz"}).text
    assert "prendre, et quand" in client.post("/aide/mots", data={"question": "posologie"}).text
    assert "n’est pas dans cette liste" in client.post("/aide/mots", data={"question": "zzzz"}).text


def test_the_data_page_claims_only_what_the_settings_say(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    unset = client.get("/donnees-personnelles").text
    assert "n’indique pas sa base légale" in unset
    assert "Responsable" not in unset
    assert "30\u00a0jours" in unset
    chosen = Settings(**{**settings().model_dump(), "legal_basis": "article 6", "erasure_delay_days": 12})
    monkeypatch.setattr(form_legal, "settings", lambda: chosen)
    said = client.get("/donnees-personnelles").text
    assert "Base légale\u00a0: article 6." in said
    assert "12\u00a0jours" in said


def test_cookies_and_accessibility_say_what_is(client: TestClient) -> None:
    assert "__Host-csn-visite" in client.get("/cookies").text
    assert "Aucun audit RGAA" in client.get("/accessibilite").text
