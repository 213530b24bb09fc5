from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from csn_app.access import service as access
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import SpaceState
from csn_app.core.work import Work
from csn_app.identity.activation_codes import code_mark
from csn_app.identity.model import ActivationCode, InsuredPerson
from csn_app.identity.person import open_person
from csn_app.identity.roster import RosterUnreadable, import_roster
from csn_app.identity.roster_line import LineFlaw
from csn_app.notifications.service import messages_to
from tests.services.identity.people import code_in, line, person_of


def test_import_roster_announces_a_space_and_tells_its_code(job: Work) -> None:
    row = line()
    report = import_roster(job, [row])
    assert (report.read, report.created, report.refused) == (1, 1, [])
    found = person_of(job, row)
    assert access.state_of(job, found.space_id) is SpaceState.INFORMED_WAITING
    assert open_person(job, found).display_name == "Alice Martin"
    assert b"Martin" not in found.identity
    (message,) = messages_to(job, row["mobile"])
    kept = job.db.scalars(select(ActivationCode).where(col(ActivationCode.space_id) == found.space_id)).one()
    assert kept.code_mark == code_mark(job, code_in(message.text))
    assert kept.expires_at - kept.sent_at == timedelta(days=42)


def test_import_roster_again_keeps_an_announced_identity(job: Work) -> None:
    row = line()
    import_roster(job, [row])
    before = person_of(job, row).space_id
    report = import_roster(job, [row])
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    changed = {**row, "email": "neuve@example.fr", "birth_family_name": "AUTRE"}
    report = import_roster(job, [changed])
    assert (report.created, report.updated) == (0, 1)
    found = person_of(job, row)
    assert found.space_id == before
    assert open_person(job, found).contacts.email == "neuve@example.fr"
    assert open_person(job, found).birth_family_name == "MARTIN"


def test_import_roster_again_takes_over_a_renewed_card(job: Work) -> None:
    row = line()
    import_roster(job, [row])
    renewed = {**row, "card_type": "sans_photo", "card_serial": "99887766"}
    assert import_roster(job, [renewed]).updated == 1
    kept = open_person(job, person_of(job, row))
    assert (kept.card_type, kept.card_serial) == ("sans_photo", "99887766")


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"nir_key": "00"}, LineFlaw.NIR),
        ({"nir13": "3"}, LineFlaw.NIR),
        ({"birth_family_name": " "}, LineFlaw.NAME),
        ({"birth_given_names": "A\x00B"}, LineFlaw.NAME),
        ({"sex": "X"}, LineFlaw.SEX),
        ({"birth_date": "1980-02-30"}, LineFlaw.BIRTH_DATE),
        ({"card_serial": "12"}, LineFlaw.CARD),
        ({"card_type": "dorée"}, LineFlaw.CARD),
        ({"email": "alice"}, LineFlaw.EMAIL),
        ({"mobile": "0139980101"}, LineFlaw.MOBILE),
        ({"birth_place_label": "x" * 201}, LineFlaw.TOO_LONG),
    ],
)
def test_import_roster_refuses_a_bad_line_and_loads_the_rest(
    job: Work, changed: dict[str, str], flaw: LineFlaw
) -> None:
    report = import_roster(job, [line(), line(**changed), line()])
    assert (report.read, report.created, report.refused) == (3, 2, [(3, flaw)])


def test_import_roster_refuses_the_same_number_twice(job: Work) -> None:
    row = line()
    report = import_roster(job, [row, {**row, "id": "autre"}])
    assert (report.created, report.refused) == (1, [(3, LineFlaw.TWICE)])


def test_import_roster_keeps_namesakes_apart(job: Work) -> None:
    first, second = line(), line()
    import_roster(job, [first, second])
    assert person_of(job, first).space_id != person_of(job, second).space_id
    assert person_of(job, first).traits_mark == person_of(job, second).traits_mark


def test_import_roster_refuses_a_file_without_its_columns(job: Work) -> None:
    with pytest.raises(RosterUnreadable) as refused:
        import_roster(job, [{"nom": "Martin"}])
    assert "nir13" in refused.value.missing


def test_import_roster_refuses_a_visitor(visitor: Work) -> None:
    before = visitor.db.scalar(select(func.count()).select_from(InsuredPerson))
    with pytest.raises(NotFound):
        import_roster(visitor, [line()])
    assert visitor.db.scalar(select(func.count()).select_from(InsuredPerson)) == before
