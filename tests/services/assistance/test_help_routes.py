"""The routes of a help session, attacked: by who is no holder, by who only helps somebody, by another site."""

from dataclasses import replace

import pytest

from csn_app import routes
from csn_app.access import help_sessions
from csn_app.assistance import form_help, service
from csn_app.core.actor import Actor, Scope
from tests.factories import OpenWork, a_holder, a_professional
from tests.family import Member, a_member, helps
from tests.services.assistance.people import an_agent, answers
from tests.services.documents import sending
from tests.services.documents.papers import born_digital
from tests.services.documents.sending import Client, a_document, actions_of

PDF = born_digital("Compte rendu")


@pytest.fixture
def client(open_work: OpenWork, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(sending, "ROUTES", [*sending.ROUTES, *form_help.ROUTES])
    return Client(open_work)


def _offered(open_work: OpenWork) -> tuple[Actor, Member, str]:
    agent, person = an_agent(open_work), a_member(open_work)
    said = answers(person.row, family_name=person.row["birth_family_name"], given_name=person.row["birth_given_names"])
    with open_work(agent) as work:
        service.begin(work, **said)
    with open_work(agent) as work:
        return agent, person, help_sessions.offer_help(work)


def _type(client: Client, actor: Actor | None, number: str, **more: str) -> tuple[int, str, str]:
    answer = client.ask("POST", routes.HELP_SESSION, headers=client.headers(actor, more), data={"numero": number})
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_only_the_person_types_the_number_whoever_else_posts_it(open_work: OpenWork, client: Client) -> None:
    agent, person, number = _offered(open_work)
    helper = helps(open_work, person.actor, a_member(open_work, name="Estelle Joly"), *Scope)
    for stranger in (None, agent, a_professional(open_work), helper, a_holder(open_work)):
        status, to, _ = _type(client, stranger, number)
        assert status in {303, 422, 200}
        assert to != routes.HELP_SESSION
        client.ask("GET", routes.HELP_SESSION, headers=client.headers(stranger))
    assert "HELP_ALLOWED" not in actions_of(open_work, person.actor.space_id)
    for origin in ("https://example.org", "null"):
        assert _type(client, person.actor, number, origin=origin)[0] == 403
    assert _type(client, person.actor, number)[:2] == (303, routes.HELP_SESSION)
    assert "HELP_ALLOWED" in actions_of(open_work, person.actor.space_id)


def test_what_was_typed_is_shown_as_words(open_work: OpenWork, client: Client) -> None:
    _, person, _ = _offered(open_work)
    status, _, said = _type(client, person.actor, '"><script>1</script>')
    assert "<script>1" not in said
    assert status in {200, 422}


def test_an_agent_who_is_let_in_sends_and_gets_nothing_back(open_work: OpenWork, client: Client) -> None:
    agent, person, number = _offered(open_work)
    held = a_document(open_work, person.actor, title="Confidentiel").id
    space_id = person.actor.space_id
    assert client.send(agent, PDF, space_id=space_id).status_code == 404
    _type(client, person.actor, number)
    key = "a" * 32
    sent = client.send(agent, PDF, space_id=space_id, key=key)
    assert sent.status_code == 200
    for one in (held, sent.json()["id"]):
        assert client.get(agent, one).status_code == 404
        assert client.get(agent, one, shown=True).status_code == 404
        page = client.ask("GET", f"/documents/{one}/page/1", headers=client.headers(agent))
        assert page.status_code == 404
    address = f"{routes.DOCUMENT_SENDING}?espace={space_id}&remplace={held}"
    said = {"idempotency-key": "b" * 32, "x-csn-nom": "x.pdf", "x-csn-motif": "erreur"}
    assert client.ask("POST", address, headers=client.headers(agent, said), content=PDF).status_code == 404
    client.ask("POST", routes.HELP_SESSION, headers=client.headers(person.actor), data={"arreter": "oui"})
    assert client.send(agent, PDF, space_id=space_id, key=key).status_code == 404
    other = replace(agent, session_id=an_agent(open_work).session_id)
    assert client.send(other, PDF, space_id=space_id).status_code in {401, 404}
