"""Insured persons, professionals, accounts, and what lets them in."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csn_app.core.actor import Quality


def _when(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable)


def _bytes(*, nullable: bool = False, unique: bool = False, index: bool = False) -> Column[bytes]:
    return Column(LargeBinary, nullable=nullable, unique=unique, index=index)


_QUALITIES = ", ".join(
    f"'{quality}'" for quality in (Quality.HOLDER, Quality.PROFESSIONAL, Quality.AGENT, Quality.OPERATOR)
)


class InsuredPerson(SQLModel, table=True):
    """One person of the roster and their identité nationale de santé (R-ID-1).

    ``ins_mark`` (matricule) and ``traits_mark`` (five strict traits) are keyed fingerprints to find a person by what
    somebody types; the identity itself (traits, contacts, card) is sealed under the installation's key.
    """

    __tablename__: ClassVar[str] = "insured_person"
    __table_args__ = (Index("persons_by_traits", "traits_mark"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID = Field(foreign_key="space.id", unique=True)
    reference: str = Field(default="", max_length=40, index=True)
    ins_mark: bytes = Field(sa_column=_bytes(unique=True))
    traits_mark: bytes = Field(sa_column=_bytes())
    identity: bytes = Field(sa_column=_bytes())
    birth_date: date
    imported_at: datetime = Field(sa_column=_when())
    died_on: date | None = None


class Guardian(SQLModel, table=True):
    """Whom the health insurance knows as the representative of an insured person, by reference in the roster.

    ``kind``: PARENT of a minor (or a minor's tutor), TUTOR of an adult by a judge's decision (R-ID-27, R-ID-31).
    """

    __tablename__: ClassVar[str] = "guardian"
    __table_args__ = (
        Index("people_of_guardian", "reference"),
        CheckConstraint("kind in ('PARENT', 'TUTOR')", name="guardian_kind_known"),
    )

    space_id: UUID = Field(foreign_key="space.id", primary_key=True)
    reference: str = Field(primary_key=True, max_length=40)
    kind: str = Field(max_length=8)


class Place(SQLModel, table=True):
    """A structure that professionals work from (FINESS)."""

    __tablename__: ClassVar[str] = "place"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    finess: str = Field(max_length=9, unique=True)
    name: str = Field(max_length=120)
    kind: str = Field(default="", max_length=40)
    commune_code: str = Field(default="", max_length=5)
    town: str = Field(default="", max_length=80)


SEARCHED_WORDS = "array_to_tsvector(array_remove(string_to_array(search, ' '), ''))"
"""The words of ``Professional.search`` as its index holds them: a search writes the very same expression."""


class Professional(SQLModel, table=True):
    """One entry of the directory of health professionals (RPPS). ``search`` holds the folded name, profession, town.

    ``regulates`` (SAMU, ETREAT) and ``breaks_glass`` (BTG) are the emergency qualities that the directory gives;
    both are worth nothing from ``emergency_suspended_at`` on (R-AC-26).
    """

    __tablename__: ClassVar[str] = "professional"
    __table_args__ = (
        Index("words_of_professional", text(SEARCHED_WORDS), postgresql_using="gin"),
        # A word that many share: the first names of the alphabet are read until enough match.
        Index("professionals_by_name", "family_name", "given_name", "id", postgresql_where=text("active")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    rpps: str = Field(max_length=11, unique=True)
    civility: str = Field(default="", max_length=8)
    family_name: str = Field(max_length=80)
    given_name: str = Field(max_length=80)
    profession_code: str = Field(max_length=16)
    specialty_id: str = Field(default="", max_length=16)
    search: str = Field(max_length=400)
    active: bool = True
    regulates: bool = False
    breaks_glass: bool = False
    emergency_suspended_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class Practice(SQLModel, table=True):
    """A professional works from a place."""

    __tablename__: ClassVar[str] = "practice"

    professional_id: UUID = Field(foreign_key="professional.id", primary_key=True)
    place_id: UUID = Field(foreign_key="place.id", primary_key=True)


class Account(SQLModel, table=True):
    """What somebody signs in with: identifiant, password, and where the security code goes (R-ID-19 to R-ID-23).

    A holder's account names their space, a professional's the directory's entry. ``contact`` is the sealed e-mail
    address or number that receives codes; ``authenticator`` the sealed secret of an authenticator application.
    An ``assistant`` signs in under their own name and acts for the professional whose entry the account names.
    """

    __tablename__: ClassVar[str] = "account"
    __table_args__ = (
        CheckConstraint(f"quality in ({_QUALITIES})", name="account_quality_known"),
        CheckConstraint("(quality = 'HOLDER') = (space_id is not null)", name="holder_has_space"),
        CheckConstraint("(quality = 'PROFESSIONAL') = (professional_id is not null)", name="professional_in_directory"),
        CheckConstraint("login_id = lower(login_id)", name="login_id_lower_case"),
        CheckConstraint("not assistant or professional_id is not null", name="assistant_of_somebody"),
        Index("account_of_professional", "professional_id", unique=True, postgresql_where=text("not assistant")),
        Index("assistants_of_professional", "professional_id", postgresql_where=text("assistant")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    quality: str = Field(max_length=16)
    login_id: str = Field(max_length=100, unique=True)
    shown_name: str = Field(max_length=160)
    password_hash: str = Field(default="", max_length=200)
    factor: str = Field(default="", max_length=8)
    contact: bytes = Field(default=b"", sa_column=_bytes())
    authenticator: bytes = Field(default=b"", sa_column=_bytes())
    authenticator_step: int = 0
    space_id: UUID | None = Field(default=None, foreign_key="space.id", unique=True)
    professional_id: UUID | None = Field(default=None, foreign_key="professional.id")
    assistant: bool = False
    created_at: datetime = Field(sa_column=_when())
    active: bool = True


class ActivationCode(SQLModel, table=True):
    """A 12-character code, used once, alive six weeks; only its keyed fingerprint is kept (R-ID-13)."""

    __tablename__: ClassVar[str] = "activation_code"
    __table_args__ = (Index("codes_of_space", "space_id", "sent_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    space_id: UUID | None = Field(default=None, foreign_key="space.id")
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    code_mark: bytes = Field(sa_column=_bytes(index=True))
    channel: str = Field(max_length=8)
    sent_at: datetime = Field(sa_column=_when())
    expires_at: datetime = Field(sa_column=_when())
    used_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    replaced_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class RecoveryCode(SQLModel, table=True):
    """One of the eight codes that replace the security code once each."""

    __tablename__: ClassVar[str] = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_mark"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id")
    code_mark: bytes = Field(sa_column=_bytes())
    used_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class Passkey(SQLModel, table=True):
    """A clé d’accès of an account: its public half, and for which host it was made (R-ID-23). Times are real time.

    ``device`` says in words from which device it was added; ``sign_count`` only grows where the device counts.
    """

    __tablename__: ClassVar[str] = "passkey"
    __table_args__ = (Index("passkeys_of_account", "account_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id")
    credential_id: bytes = Field(sa_column=_bytes(unique=True))
    public_key: bytes = Field(sa_column=_bytes())
    host: str = Field(max_length=253)
    sign_count: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    device: str = Field(default="", max_length=80)
    added_at: datetime = Field(sa_column=_when())
    used_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class Visit(SQLModel, table=True):
    """What a visitor typed before they are signed in, sealed, forgotten after 24 hours.

    It is named by a cookie of its own, and becomes a session only by a full sign-in. Times are real time.
    ``code_for`` says what its security code opens and for whom: a code sent for one thing never serves another.
    """

    __tablename__: ClassVar[str] = "visit"
    __table_args__ = (Index("visits_by_age", "seen_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_mark: bytes = Field(sa_column=_bytes(unique=True))
    sealed: bytes = Field(sa_column=_bytes())
    account_id: UUID | None = None
    code_for: str = Field(default="", max_length=60)
    code_mark: bytes | None = Field(default=None, sa_column=_bytes(nullable=True))
    code_sent_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))
    code_tries: int = 0
    seen_at: datetime = Field(sa_column=_when())


class SignedInSession(SQLModel, table=True):
    """One signed-in browser; ended rows stay as the list of past sign-ins. Times are real time (R-ID-25).

    ``delegation_id`` says in whose space the person is; without a key, since an erased space must not end the session.
    """

    __tablename__: ClassVar[str] = "signed_in_session"
    __table_args__ = (
        Index("sessions_of_account", "account_id", postgresql_where=text("ended_at is null")),
        Index("last_visits_of_account", "account_id", "seen_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_mark: bytes = Field(sa_column=_bytes(unique=True))
    account_id: UUID = Field(foreign_key="account.id")
    place_id: UUID | None = Field(default=None, foreign_key="place.id")
    device: str = Field(default="", max_length=80)
    shared_device: bool = False
    delegation_id: UUID | None = None
    began_at: datetime = Field(sa_column=_when())
    seen_at: datetime = Field(sa_column=_when())
    ended_at: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class KnownBrowser(SQLModel, table=True):
    """A browser that signed this account in before: never blocked by others' failures (R-ID-22).

    Until ``trusted_until`` it needs no security code, where the installation allows that (``CODE_EVERY_LOGIN`` off).
    """

    __tablename__: ClassVar[str] = "known_browser"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    browser_mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    seen_at: datetime = Field(sa_column=_when())
    trusted_until: datetime | None = Field(default=None, sa_column=_when(nullable=True))


class Throttle(SQLModel, table=True):
    """How often something failed for one browser, address or person, and until when it waits. Real time."""

    __tablename__: ClassVar[str] = "throttle"

    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    failures: int = 0
    until: datetime = Field(sa_column=_when())
