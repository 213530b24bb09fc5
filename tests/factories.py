"""Fresh people for one test: nothing is cleaned up between tests, so everyone is new."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import date, timedelta
from uuid import UUID, uuid4

from csn_app.access import linking, partners
from csn_app.access.model import FileOpening, Grant, Space
from csn_app.core.actor import JOB, Actor, Quality
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Untraced, Work
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account, InsuredPerson, Place, Practice, Professional, SignedInSession
from csn_app.identity.person import Contacts, Person, seal_person

OpenWork = Callable[[Actor], AbstractContextManager[Work]]


def _save(work: Work, *rows: object) -> None:
    # One by one: the tables have no relationships that would tell SQLAlchemy their order.
    for row in rows:
        work.db.add(row)
        work.db.flush()


def a_holder(open_work: OpenWork, *, name: str = "Alice Martin", state: SpaceState = SpaceState.ACTIVATED) -> Actor:
    """Make a person with a space and an account, signed in."""
    with open_work(JOB) as work:
        space = Space(state=state, state_since=work.now, created_at=work.now)
        work.keys.create(space.id)
        account = Account(
            quality=Quality.HOLDER,
            login_id=f"{uuid4().hex}.test",
            shown_name=name,
            space_id=space.id,
            created_at=work.now,
        )
        session = _session(work, account)
        _save(work, space, account, session)
        work.commit(untraced=Untraced.TECHNICAL)
        return Actor(Quality.HOLDER, account_id=account.id, space_id=space.id, session_id=session.id, shown_name=name)


def a_professional(open_work: OpenWork, *, profession: str = "10", name: str = "Camille Bernard") -> Actor:
    """Make a professional of the directory with an account and one place, signed in."""
    given, _, family = name.partition(" ")
    with open_work(JOB) as work:
        place = Place(finess=uuid4().hex[:9], name="Cabinet de test", town="Nantes")
        professional = Professional(
            rpps=str(uuid4().int)[:11],
            civility="Dr",
            family_name=family,
            given_name=given,
            profession_code=profession,
            search=name.lower(),
        )
        account = Account(
            quality=Quality.PROFESSIONAL,
            login_id=f"{uuid4().hex}.test",
            shown_name=f"Dr {name}",
            professional_id=professional.id,
            created_at=work.now,
        )
        session = _session(work, account, place_id=place.id)
        practice = Practice(professional_id=professional.id, place_id=place.id)
        _save(work, place, professional, practice, account, session)
        work.commit(untraced=Untraced.TECHNICAL)
        return Actor(
            Quality.PROFESSIONAL,
            account_id=account.id,
            session_id=session.id,
            professional_id=professional.id,
            profession_code=profession,
            place_id=place.id,
            shown_name=account.shown_name,
        )


def an_operator(open_work: OpenWork, *, quality: Quality = Quality.OPERATOR) -> Actor:
    """Make an operator (or an agent), signed in."""
    with open_work(JOB) as work:
        account = Account(quality=quality, login_id=f"{uuid4().hex}.test", shown_name="Operateur", created_at=work.now)
        session = _session(work, account)
        _save(work, account, session)
        work.commit(untraced=Untraced.TECHNICAL)
        return Actor(quality, account_id=account.id, session_id=session.id, shown_name=account.shown_name)


def a_grant(
    open_work: OpenWork,
    holder: Actor,
    professional: Actor,
    *,
    categories: tuple[str, ...] = (),
    lasts: timedelta | None = None,
) -> UUID:
    """Let a professional see a holder's space: every category unless named."""
    with open_work(JOB) as work:
        grant = Grant(
            space_id=holder.space_id,
            professional_id=professional.professional_id,
            categories=list(categories),
            starts_at=work.now - timedelta(minutes=1),
            ends_at=work.now + lasts if lasts else None,
            given_by=holder.account_id,
        )
        _save(work, grant)
        work.commit(untraced=Untraced.TECHNICAL)
        return grant.id


def an_open_record(open_work: OpenWork, professional: Actor, holder: Actor) -> UUID:
    """Let a professional have opened a holder's record in their session."""
    with open_work(JOB) as work:
        opening = FileOpening(
            session_id=professional.session_id,
            professional_id=professional.professional_id,
            space_id=holder.space_id,
            place_id=professional.place_id,
            reason_code="CONSULTATION",
            opened_at=work.now,
        )
        _save(work, opening)
        work.commit(untraced=Untraced.TECHNICAL)
        return opening.id


def _session(work: Work, account: Account, *, place_id: UUID | None = None) -> SignedInSession:
    return SignedInSession(
        token_mark=uuid4().bytes + uuid4().bytes,
        account_id=account.id,
        place_id=place_id,
        device="test",
        began_at=work.real_now,
        seen_at=work.real_now,
    )


def an_identity(open_work: OpenWork, holder: Actor, *, born: date, sex: str = "F") -> Actor:
    """Let the health insurance know a holder: their birth date and sex, with an address for messages."""
    with open_work(JOB) as work:
        row = InsuredPerson(
            space_id=holder.space_id,
            ins_mark=uuid4().bytes,
            traits_mark=uuid4().bytes,
            identity=b"",
            birth_date=born,
            imported_at=work.now,
        )
        names = dict.fromkeys((f.name for f in fields(Person) if f.name != "contacts"), "")
        kept = {**names, "sex": sex, "birth_date": born.isoformat(), "birth_date_precision": "day"}
        contacts = Contacts(email=f"{row.id}@example.fr")
        row.identity = seal_person(
            work, row.id, Person(**{**kept, "display_name": holder.shown_name}, contacts=contacts)
        )
        _save(work, row)
        account = work.db.get_one(Account, holder.account_id)
        account.contact = seal_contact(work, account.id, contacts.email)
        work.commit(untraced=Untraced.TECHNICAL)
    return holder


def a_linked_service(open_work: OpenWork, holder: Actor, *lines: str, code: str = "SVC-03") -> Actor:
    """Let a holder agree to lines of a service; returns the service as it acts for them."""
    with open_work(holder) as work:
        partner = next(one for one in partners.list_partners(work) if one.code == code)
        linking.give_consents(work, service_id=partner.id, lines=lines, days=90)
    return Actor(
        Quality.SERVICE,
        account_id=partner.id,
        service_id=partner.id,
        space_id=holder.space_id,
        session_id=uuid4(),
    )
