"""Clés d’accès (passkeys): possession and fingerprint, face or device code in one gesture (R-ID-23).

A challenge lives in the visit, five minutes, for one answer. A key serves the host that it was made for and no other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import webauthn
from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.config import settings
from csn_app.core.errors import CsnError, NotFound
from csn_app.core.work import Trace, Untraced, Work
from csn_app.identity import fresh_factor, notices, signin
from csn_app.identity.model import Account, Passkey, Professional, Visit
from csn_app.identity.sessions import chain_of
from csn_app.identity.signin import Browser, SecondStep, SignedIn
from csn_app.identity.throttles import address_limit, count_try, forget_tries
from csn_app.identity.visits import VisitOver, answers_of, begin_journey, find_visit, keep_answers, open_visit

PURPOSE = "cle"
AT_MOST = 10
NAME = "Carnet de santé numérique"
_LIVES = timedelta(minutes=5)
_LONGEST = 16_384


class KeyRefused(CsnError):
    """The device's answer proves nothing here: another key, another host, another challenge, or too late."""


class KeyKnown(CsnError):
    """This device holds a key of this account already."""


class TooManyKeys(CsnError):
    """An account holds ten keys at most."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where people reach us: the origin that a browser says, and its host, for which keys are made."""

    origin: str
    host: str


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A key as its owner sees it."""

    id: UUID
    device: str
    added_at: datetime
    used_at: datetime | None


def list_passkeys(work: Work) -> list[PasskeyView]:
    """Return the actor's own keys, the last added first."""
    policy.require(work, Permission.ACCOUNT_READ)
    mine = select(Passkey).where(col(Passkey.account_id) == work.actor.account_id)
    found = work.db.scalars(mine.order_by(col(Passkey.added_at).desc(), col(Passkey.id)))
    return [PasskeyView(key.id, key.device, key.added_at, key.used_at) for key in found]


def begin_adding(work: Work, *, browser: Browser, here: Here) -> str:
    """Return the options that a browser needs to make a key, as JSON; raises ``NotProvedAgain``, ``TooManyKeys``."""
    policy.require(work, Permission.ACCOUNT_READ)
    _asked_again(work, browser)
    account = work.db.get_one(Account, work.actor.account_id)
    known = work.db.scalars(select(col(Passkey.credential_id)).where(col(Passkey.account_id) == account.id)).all()
    if len(known) >= AT_MOST:
        raise TooManyKeys
    options = webauthn.generate_registration_options(
        rp_id=here.host,
        rp_name=NAME,
        user_id=account.id.bytes,
        user_name=account.login_id,
        user_display_name=account.shown_name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key) for key in known],
    )
    _keep_challenge(work, open_visit(work, browser.visit), options.challenge)
    work.commit(untraced=Untraced.TECHNICAL)
    return webauthn.options_to_json(options)


def add_passkey(work: Work, *, answer: str, browser: Browser, here: Here) -> None:
    """Keep the key that a device made; its owner is told (R-ID-23).

    Raises ``NotProvedAgain``, ``KeyRefused``, ``KeyKnown``, ``TooManyKeys``.
    """
    policy.require(work, Permission.ACCOUNT_READ)
    _asked_again(work, browser)
    account = work.db.get_one(Account, work.actor.account_id, with_for_update=True)
    challenge = _take_challenge(work, open_visit(work, browser.visit))
    try:
        made = webauthn.verify_registration_response(
            credential=answer[:_LONGEST],
            expected_challenge=challenge,
            expected_rp_id=here.host,
            expected_origin=here.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as fault:
        raise KeyRefused from fault
    held = select(func.count()).select_from(Passkey).where(col(Passkey.account_id) == account.id)
    if (work.db.scalar(held) or 0) >= AT_MOST:
        raise TooManyKeys
    key = Passkey(
        account_id=account.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        host=here.host,
        sign_count=made.sign_count,
        device=browser.device,
        added_at=work.real_now,
    )
    try:
        with work.db.begin_nested():
            work.db.add(key)
    except IntegrityError as fault:
        raise KeyKnown from fault
    fresh_factor.take_proof(work, purpose=PURPOSE, browser=browser)
    notices.tell_passkey(work, account, added=True)
    work.commit(_trace(work, "PASSKEY_ADDED", key.id))


def remove_passkey(work: Work, *, passkey_id: UUID) -> None:
    """Forget one of the actor's own keys; its owner is told. Raises ``NotFound``."""
    policy.require(work, Permission.ACCOUNT_READ)
    mine = col(Passkey.id) == passkey_id, col(Passkey.account_id) == work.actor.account_id
    key = work.db.scalar(select(Passkey).where(*mine).with_for_update())
    if key is None:
        raise NotFound
    work.db.delete(key)
    notices.tell_passkey(work, work.db.get_one(Account, key.account_id), added=False)
    work.commit(_trace(work, "PASSKEY_REMOVED", passkey_id))


def begin_signing(work: Work, *, browser: Browser, here: Here, shared: bool, wanted: str) -> None:
    """Draw the challenge of a sign-in by key; what this visit proved before is forgotten. Raises ``MustWait``."""
    policy.open_to_all("nobody is signed in yet")
    count_try(work, address_limit(work, "passkey", browser.address))
    visit = open_visit(work, browser.visit)
    begin_journey(work, visit, partage="oui" if shared else "", suite=wanted)
    options = webauthn.generate_authentication_options(rp_id=here.host)
    _keep_challenge(work, visit, options.challenge)
    work.commit(untraced=Untraced.TECHNICAL)


def signing_options(work: Work, *, browser: Browser, here: Here) -> str:
    """Return the options of the challenge that was drawn, as JSON; raises ``VisitOver``.

    No account is named: the device offers the keys that it holds for this host.
    """
    policy.open_to_all("nobody is signed in yet")
    visit = find_visit(work, browser.visit)
    challenge = _challenge_of(work, visit) if visit else None
    if challenge is None:
        raise VisitOver
    options = webauthn.generate_authentication_options(
        rp_id=here.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return webauthn.options_to_json(options)


def sign_in(work: Work, *, answer: str, browser: Browser, here: Here) -> SignedIn | SecondStep:
    """Take the device's answer: a session begins, or the code is sent where a key does not replace it.

    Raises ``KeyRefused``, ``VisitOver``, ``CarnetClosed``. An unknown key, a removed one and a wrong answer look the
    same. Each try spends its challenge.
    """
    policy.open_to_all("the key is the proof")
    visit = find_visit(work, browser.visit)
    if visit is None:
        raise VisitOver
    challenge = _take_challenge(work, visit)
    key, account = _whose(work, answer, here)
    try:
        proved = webauthn.verify_authentication_response(
            credential=answer[:_LONGEST],
            expected_challenge=challenge,
            expected_rp_id=here.host,
            expected_origin=here.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as fault:
        raise KeyRefused from fault
    key.sign_count, key.used_at = proved.new_sign_count, work.real_now
    forget_tries(work, address_limit(work, "passkey", browser.address))
    return signin.accept_key(
        work, visit=visit, account=account, browser=browser, enough=settings().passkey_replaces_code
    )


def _whose(work: Work, answer: str, here: Here) -> tuple[Passkey, Account]:
    """Return the key that a device says it used, and its account; raises ``KeyRefused``."""
    try:
        said = webauthn.helpers.parse_authentication_credential_json(answer[:_LONGEST])
    except (WebAuthnException, ValueError, KeyError, TypeError) as fault:
        raise KeyRefused from fault
    found = work.db.execute(
        select(Passkey, Account)
        .join(Account, col(Account.id) == col(Passkey.account_id))
        .outerjoin(Professional, col(Professional.id) == col(Account.professional_id))
        .where(
            col(Passkey.credential_id) == said.raw_id,
            col(Passkey.host) == here.host,
            col(Account.active).is_(True),
            or_(col(Account.professional_id).is_(None), col(Professional.active).is_(True)),
        )
        .with_for_update(of=Passkey)
    ).first()
    if found is None or said.response.user_handle not in (None, found[1].id.bytes):
        raise KeyRefused
    return found[0], found[1]


def _asked_again(work: Work, browser: Browser) -> None:
    if not fresh_factor.is_proved(work, purpose=PURPOSE, browser=browser):
        raise fresh_factor.NotProvedAgain


def _keep_challenge(work: Work, visit: Visit, challenge: bytes) -> None:
    keep_answers(work, visit, defi=bytes_to_base64url(challenge), defi_a=str(work.real_now.timestamp()))


def _challenge_of(work: Work, visit: Visit) -> bytes | None:
    answers = answers_of(work, visit)
    drawn_at = float(answers.get("defi_a") or "0")
    if work.real_now.timestamp() - drawn_at > _LIVES.total_seconds():
        return None
    return base64url_to_bytes(answers["defi"]) if answers.get("defi") else None


def _take_challenge(work: Work, visit: Visit) -> bytes:
    """Return the challenge of a visit and spend it, whatever comes of the answer; raises ``KeyRefused``."""
    challenge = _challenge_of(work, visit)
    keep_answers(work, visit, defi="", defi_a="")
    work.commit(untraced=Untraced.TECHNICAL)
    if challenge is None:
        raise KeyRefused
    return challenge


def _trace(work: Work, action: str, passkey_id: UUID) -> Trace:
    return Trace(action, chain_of(work.actor), object_type="account", object_id=passkey_id)
