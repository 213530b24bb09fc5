"""The pages of closing and reopening, and the downloads, as a browser without a script meets them."""

import io
import zipfile
from uuid import UUID

from starlette.testclient import TestClient

from csn_app.core.actor import JOB, Actor
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced
from csn_app.identity import second_factor
from csn_app.identity.hashing import hash_password
from csn_app.identity.model import Account
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork
from tests.services.documents.sending import a_document, actions_of
from tests.services.rights.people import state_of
from tests.services.rights.test_closing import a_person
from tests.services.rights.test_copies import a_known_person, made

PASSWORD = "lampe-jardin-3Canoës"


def code_for(open_work: OpenWork, email: str) -> str:
    with open_work(JOB) as work:
        return next(m.text[:6] for m in messages_to(work, email) if m.text[:6].isdigit())


def sign_in(open_work: OpenWork, client: TestClient, holder: Actor, email: str) -> str:
    with open_work(JOB) as work:
        account = work.db.get_one(Account, holder.account_id)
        account.password_hash = hash_password(PASSWORD)
        work.commit(untraced=Untraced.TECHNICAL)
        login_id = account.login_id
    client.post("/connexion", data={"identifiant": login_id, "mdp": PASSWORD})
    client.post("/connexion/code", data={"code": code_for(open_work, email)}, follow_redirects=False)
    return login_id


def test_closing_then_reopening_without_a_script(open_work: OpenWork, client: TestClient) -> None:
    holder, email = a_person(open_work)
    login_id = sign_in(open_work, client, holder, email)
    assert "Saisissez votre mot de passe" in client.post("/droits/fermer", data={"issue": "fermer"}).text
    wrong = client.post("/droits/fermer", data={"issue": "fermer", "mdp": "pas celui-là"})
    assert wrong.status_code == 422
    assert "ne correspond pas" in wrong.text
    page = client.post("/droits/fermer", data={"issue": "fermer", "mdp": PASSWORD})
    assert page.url.path == "/droits/fermer/code"
    assert client.post("/droits/fermer/code", data={"code": "000000"}).status_code == 422
    assert holder.space_id
    assert state_of(open_work, holder.space_id) is SpaceState.ACTIVATED
    done = client.post("/droits/fermer/code", data={"code": code_for(open_work, email)})
    assert "Tout est gardé, sous clé" in done.text
    assert client.get("/droits/fermer").url.path == "/connexion"

    page = client.post("/connexion", data={"identifiant": login_id, "mdp": PASSWORD})
    assert page.url.path == "/connexion/carnet-ferme"
    page = client.post("/connexion/carnet-ferme")
    assert page.url.path == "/connexion/code"
    page = client.post("/connexion/code", data={"code": code_for(open_work, email)}, follow_redirects=False)
    assert page.headers["location"] == "/accueil"
    assert state_of(open_work, holder.space_id) is SpaceState.ACTIVATED


def test_a_deletion_shows_its_day_before_anything_happens(open_work: OpenWork, client: TestClient) -> None:
    holder, email = a_person(open_work)
    with open_work(JOB) as work:
        assert holder.account_id
        recovery = second_factor.give_recovery_codes(work, holder.account_id)
        work.commit(untraced=Untraced.TECHNICAL)
    sign_in(open_work, client, holder, email)
    assert client.get("/droits/supprimer").url.path == "/droits/fermer"
    assert client.post("/droits/supprimer", follow_redirects=False).headers["location"] == "/droits"
    client.post("/droits/fermer", data={"issue": "supprimer", "mdp": PASSWORD})
    page = client.post("/droits/fermer/code-de-secours", data={"secours": recovery[0]})
    assert page.url.path == "/droits/supprimer"
    assert "Tout supprimer le" in page.text
    assert holder.space_id
    assert state_of(open_work, holder.space_id) is SpaceState.ACTIVATED
    assert "Tout sera supprimé le" in client.post("/droits/supprimer").text
    assert state_of(open_work, holder.space_id) is SpaceState.CLOSED_DELETION_REQUESTED


def test_a_copy_is_fetched_by_ranges_and_traced_once(open_work: OpenWork, client: TestClient) -> None:
    holder, email = a_known_person(open_work)
    a_document(open_work, holder, content=b"x" * 5000)
    view = made(open_work, holder)
    address = f"/droits/copie/{view.id}"
    assert client.get(address).url.path == "/connexion"
    sign_in(open_work, client, holder, email)
    first = client.get(address, headers={"Range": "bytes=0-999"})
    assert (first.status_code, first.headers["content-range"]) == (206, f"bytes 0-999/{view.size}")
    rest = client.get(address, headers={"Range": "bytes=1000-"})
    with zipfile.ZipFile(io.BytesIO(first.content + rest.content)) as bundle:
        assert bundle.testzip() is None
    assert client.get(address, headers={"Range": f"bytes={view.size}-"}).status_code == 416
    assert client.head(address).headers["content-length"] == str(view.size)
    assert actions_of(open_work, holder.space_id).count("DATA_EXPORTED") == 1
    assert client.get("/droits/copie/nimporte").status_code == 404
    assert client.get(f"/droits/copie/{UUID(int=3)}").status_code == 404
    assert client.get(f"/droits/attestation/{UUID(int=3)}").status_code == 404


def test_somebody_elses_copy_is_not_found(open_work: OpenWork, client: TestClient) -> None:
    holder, _ = a_known_person(open_work)
    view = made(open_work, holder)
    other, email = a_person(open_work)
    sign_in(open_work, client, other, email)
    assert client.get(f"/droits/copie/{view.id}").status_code == 404
