"""Codes once, tokens turned, families ended: whoever shows something stolen or over gets nothing, and it is seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

from csn_app.access import linking, partners, tokens
from csn_app.access.tokens import Pair, TokenRefused
from csn_app.audit import service as audit
from csn_app.core.actor import VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import ServiceState
from csn_app.core.work import Untraced
from csn_app.interop import service
from tests.factories import OpenWork, a_holder, an_operator

HOME = "http://localhost:9/retour"
VERIFIER = "v" * 50
SCOPE = "patient/Appointment.cruds patient/Observation.rs offline_access"
LINES = ["SVC-03-AGENDA-R", "SVC-03-AGENDA-W"]


@dataclass(frozen=True)
class Given:
    """A code that a person has just given, and who they are."""

    holder: Actor
    code: str
    service_id: UUID


@pytest.fixture
def given(open_work: OpenWork) -> Given:
    alice = a_holder(open_work)
    with open_work(alice) as work:
        partners.list_partners(work)
        partners.register_address(work, code="SVC-03", redirect_uri=HOME)
        work.commit(untraced=Untraced.IMPORT)
        client = tokens.find_client(work, client_id="SVC-03", redirect_uri=HOME)
        challenge = create_s256_code_challenge(VERIFIER)
        code = service.agree(
            work, client=client, redirect_uri=HOME, challenge=challenge, scope=SCOPE, lines=LINES, days="90"
        )
    return Given(alice, code, client.id)


def _redeem(open_work: OpenWork, code: str, after: timedelta = timedelta(), **other: str) -> Pair:
    with open_work(VISITOR) as work:
        work.now += after
        asked = {"client_id": "SVC-03", "redirect_uri": HOME, "verifier": VERIFIER} | other
        return tokens.redeem_code(work, code=code, **asked)


def _counts(open_work: OpenWork, token: str, after: timedelta = timedelta()) -> bool:
    with open_work(VISITOR) as work:
        work.now += after
        try:
            tokens.bearer_of(work, token=token)
        except TokenRefused:
            return False
        return True


def _refresh(open_work: OpenWork, token: str, client_id: str = "SVC-03") -> Pair:
    with open_work(VISITOR) as work:
        return tokens.refresh(work, client_id=client_id, token=token)


def _seen(open_work: OpenWork, holder: Actor) -> bool:
    with open_work(holder) as work:
        assert holder.space_id
        return "SERVICE_TOKEN_REFUSED" in [line.action for line in audit.traces_of(work, holder.space_id)]


def test_a_code_gives_tokens_of_the_scopes_that_were_agreed_and_nothing_more(open_work: OpenWork, given: Given) -> None:
    pair = _redeem(open_work, given.code)
    assert pair.scope == "patient/Appointment.crus offline_access"
    assert pair.space_id == given.holder.space_id
    with open_work(VISITOR) as work:
        bearer = tokens.bearer_of(work, token=pair.access)
    assert (bearer.actor.space_id, bearer.actor.service_id) == (given.holder.space_id, given.service_id)
    assert not _counts(open_work, pair.access, tokens.ACCESS_LASTS)
    assert not _counts(open_work, pair.refresh)


@pytest.mark.parametrize(
    ("after", "other"),
    [
        (timedelta(minutes=2), {}),
        (timedelta(), {"verifier": "w" * 50}),
        (timedelta(), {"verifier": ""}),
        (timedelta(), {"redirect_uri": HOME + "/"}),
        (timedelta(), {"client_id": "SVC-08"}),
    ],
)
def test_a_code_is_for_its_service_its_address_its_verifier_and_one_minute(
    open_work: OpenWork, given: Given, after: timedelta, other: dict[str, str]
) -> None:
    with pytest.raises(TokenRefused):
        _redeem(open_work, given.code, after, **other)
    assert _seen(open_work, given.holder)
    with pytest.raises(TokenRefused):
        _redeem(open_work, given.code)


def test_a_code_shown_twice_ends_what_it_gave(open_work: OpenWork, given: Given) -> None:
    pair = _redeem(open_work, given.code)
    with pytest.raises(TokenRefused):
        _redeem(open_work, given.code)
    assert not _counts(open_work, pair.access)
    assert _seen(open_work, given.holder)


def test_a_refresh_token_is_turned_and_its_replay_ends_the_family(open_work: OpenWork, given: Given) -> None:
    first = _redeem(open_work, given.code)
    second = _refresh(open_work, first.refresh)
    assert not _counts(open_work, first.access)
    assert _counts(open_work, second.access)
    with pytest.raises(TokenRefused):
        _refresh(open_work, first.refresh)
    assert not _counts(open_work, second.access)
    with pytest.raises(TokenRefused):
        _refresh(open_work, second.refresh)


def test_another_services_refresh_token_is_worth_nothing(open_work: OpenWork, given: Given) -> None:
    pair = _redeem(open_work, given.code)
    with pytest.raises(TokenRefused):
        _refresh(open_work, pair.refresh, "SVC-08")


def test_a_service_gives_its_own_token_back(open_work: OpenWork, given: Given) -> None:
    pair = _redeem(open_work, given.code)
    with open_work(VISITOR) as work:
        tokens.revoke(work, client_id="SVC-08", token=pair.access)
        tokens.revoke(work, client_id="SVC-03", token="unknown")
    assert _counts(open_work, pair.access)
    with open_work(VISITOR) as work:
        tokens.revoke(work, client_id="SVC-03", token=pair.refresh)
    assert not _counts(open_work, pair.access)


def _taken_back(open_work: OpenWork, given: Given) -> None:
    with open_work(given.holder) as work:
        linking.take_back(work, service_id=given.service_id)
    with open_work(given.holder) as work:
        linking.give_consents(work, service_id=given.service_id, lines=LINES, days=90)


def _suspended(open_work: OpenWork, given: Given) -> None:
    with open_work(an_operator(open_work)) as work:
        partners.move_partner(work, service_id=given.service_id, state=ServiceState.SUSPENDED)


@pytest.mark.parametrize("end", [_taken_back, _suspended])
def test_withdrawal_and_suspension_cut_every_token_at_once(
    open_work: OpenWork, given: Given, end: Callable[[OpenWork, Given], None]
) -> None:
    pair = _redeem(open_work, given.code)
    end(open_work, given)
    try:
        # Agreeing again does not wake what was cut.
        assert not _counts(open_work, pair.access)
        with pytest.raises(TokenRefused):
            _refresh(open_work, pair.refresh)
    finally:
        with open_work(an_operator(open_work)) as work:
            partners.move_partner(work, service_id=given.service_id, state=ServiceState.ONLINE)


def test_only_an_exact_address_is_answered(open_work: OpenWork, given: Given) -> None:
    for uri in ("http://localhost:9/retour/", "http://localhost:9/retour?x=1", "http://evil.test/", ""):
        with open_work(VISITOR) as work, pytest.raises(NotFound):
            tokens.find_client(work, client_id="SVC-03", redirect_uri=uri)


def test_a_browser_left_open_lets_no_service_in(open_work: OpenWork, given: Given) -> None:
    with open_work(given.holder) as work:
        client = tokens.find_client(work, client_id="SVC-03", redirect_uri=HOME)
        work.real_now += timedelta(minutes=11)
        with pytest.raises(service.NotFresh):
            service.agree(
                work, client=client, redirect_uri=HOME, challenge="x" * 43, scope=SCOPE, lines=LINES, days="90"
            )


def _given_back(open_work: OpenWork, given: Given, pair: Pair) -> None:
    with open_work(VISITOR) as work:
        tokens.revoke(work, client_id="SVC-03", token=pair.access)


def _unlinked(open_work: OpenWork, given: Given, pair: Pair) -> None:
    _taken_back(open_work, given)


@pytest.mark.parametrize("end", [_given_back, _unlinked])
def test_a_pair_that_is_being_turned_ends_with_its_family(
    open_work: OpenWork,
    given: Given,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[OpenWork, Given, Pair], None],
) -> None:
    first, turning, turned = _redeem(open_work, given.code), Event(), []
    make = tokens._new_pair

    def slowly(*about: object, **more: object) -> Pair:
        turning.set()
        Event().wait(0.5)
        return make(*about, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(tokens, "_new_pair", slowly)
    other = Thread(target=lambda: turned.append(_refresh(open_work, first.refresh)))
    other.start()
    assert turning.wait(5)
    end(open_work, given, first)
    other.join()
    assert turned
    assert not _counts(open_work, turned[0].access)
