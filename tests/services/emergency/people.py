"""Those who meet in an emergency, as rows of the directory, so that what is suspended is suspended."""

from dataclasses import replace

from sqlalchemy import select, update
from sqlmodel import col

from csn_app.core.actor import JOB, Actor
from csn_app.core.work import Untraced
from csn_app.identity.accounts import seal_contact
from csn_app.identity.model import Account, Professional
from tests.factories import OpenWork, a_professional
from tests.services.desk.people import Known

WORDS = "Inconsciente, on cherche ses allergies."


def with_quality(open_work: OpenWork, *, regulates: bool = False, breaks_glass: bool = True) -> Actor:
    """Make a doctor to whom the directory gives emergency qualities."""
    doctor = a_professional(open_work, name="Yann Lebreton")
    with open_work(JOB) as work:
        of_doctor = update(Professional).where(col(Professional.id) == doctor.professional_id)
        work.db.execute(of_doctor.values(regulates=regulates, breaks_glass=breaks_glass))
        work.commit(untraced=Untraced.TECHNICAL)
    return replace(doctor, regulates=regulates, breaks_glass=breaks_glass)


def reachable(open_work: OpenWork, known: Known, to: str) -> None:
    """Let the codes and notices of a person go somewhere."""
    with open_work(JOB) as work:
        account = work.db.scalars(select(Account).where(col(Account.space_id) == known.holder.space_id)).one()
        account.contact = seal_contact(work, account.id, to)
        work.commit(untraced=Untraced.TECHNICAL)
