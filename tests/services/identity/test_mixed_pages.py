"""The same mixing of journeys, page by page, as somebody with one browser would try it."""

from secrets import token_hex

from starlette.testclient import TestClient

from csn_app.core.work import Work
from csn_app.identity.model import Account
from csn_app.identity.roster import import_roster
from tests.services.identity.people import account_of, last_code, line
from tests.services.identity.test_forms import PASSWORD, card_and_number, client, code_for

__all__ = ["client"]


def up_to_factor(job: Work, client: TestClient) -> dict[str, str]:
    row = line()
    import_roster(job, [row])
    card_and_number(client, row)
    client.post("/activation/code", data={"provisoire": last_code(job, row["mobile"])})
    client.post("/activation/identifiant", data={"identifiant": f"alice.{token_hex(4)}", "mdp": PASSWORD})
    return row


def somebody(job: Work, client: TestClient) -> tuple[dict[str, str], Account]:
    row = up_to_factor(job, client)
    client.post("/activation/reception", data={"canal": "SMS", "conditions": "oui"})
    client.post("/activation/verification", data={"code": code_for(row["mobile"])})
    client.cookies.clear()
    return row, account_of(job, row)


def test_the_second_step_is_not_passed_with_the_code_of_an_activation(job: Work, client: TestClient) -> None:
    _, victim = somebody(job, client)
    up_to_factor(job, client)
    client.post("/connexion", data={"identifiant": victim.login_id, "mdp": PASSWORD})
    asked = client.post("/activation/reception", data={"canal": "EMAIL", "conditions": "oui"})
    assert asked.url.path == "/activation"


def test_a_password_is_not_changed_with_the_code_of_a_sign_in(job: Work, client: TestClient) -> None:
    victim, _ = somebody(job, client)
    mine, my_account = somebody(job, client)
    before = account_of(job, victim).password_hash
    year, month, day = victim["birth_date"].split("-")
    who = {"nir": victim["nir13"] + victim["nir_key"], "naissance": day, "naissance-m": month, "naissance-a": year}
    client.post("/connexion/mot-de-passe-oublie", data={**who, "serie": victim["card_serial"], "canal": "EMAIL"})
    client.post("/connexion", data={"identifiant": my_account.login_id, "mdp": PASSWORD})
    code = code_for(mine["mobile"])
    assert client.post("/connexion/mot-de-passe-oublie/code", data={"code": code}).url.path.endswith(
        "/mot-de-passe-oublie"
    )
    client.post("/connexion/mot-de-passe-oublie/nouveau", data={"mdp": "girafe bleue nuage 77 trottoir"})
    job.db.rollback()
    assert account_of(job, victim).password_hash == before
