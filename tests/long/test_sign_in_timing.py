"""An identifiant that nobody has takes as long to refuse as a wrong password."""

from statistics import median
from time import perf_counter
from uuid import uuid4

from csn_app.core.actor import JOB, VISITOR, Quality
from csn_app.core.work import Untraced
from csn_app.identity import signin
from csn_app.identity.accounts import new_account
from csn_app.identity.hashing import hash_password, verify_password
from csn_app.identity.signin import Browser
from tests.factories import OpenWork

TRIES = 200


def _try(open_work: OpenWork, login_id: str) -> float:
    # A browser and an address never seen: no try waits for another.
    browser = Browser(visit=uuid4().hex, address=uuid4().hex)
    began = perf_counter()
    with open_work(VISITOR) as work:
        knocked = signin.knock(work, login_id=login_id, browser=browser)
    assert not verify_password(knocked.password_hash, "un mauvais mot de passe")
    with open_work(VISITOR) as work:
        signin.refuse_password(work, knocked=knocked)
    return perf_counter() - began


def test_sign_in_takes_the_same_time_for_somebody_unknown(open_work: OpenWork) -> None:
    with open_work(JOB) as work:
        account = new_account(work, f"agente.{uuid4().hex[:8]}", quality=Quality.AGENT, name="Agente")
        account.password_hash = hash_password("un bon mot de passe")
        work.commit(untraced=Untraced.TECHNICAL)
        known = account.login_id
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(TRIES):
        taken[number % 2 == 0].append(_try(open_work, known if number % 2 == 0 else f"personne.{uuid4().hex[:8]}"))
    first, second = median(taken[True]), median(taken[False])
    print(f"\nknown {first * 1000:.1f} ms, unknown {second * 1000:.1f} ms")
    assert abs(first - second) <= 0.05 * max(first, second)
