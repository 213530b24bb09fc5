from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.access.model import Grant
from csn_app.audit.model import TraceRow
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.core.reference import rows
from csn_app.core.work import Work
from csn_app.identity import accounts
from csn_app.identity import service as directory
from csn_app.identity.model import Account, InsuredPerson, Practice, Professional
from csn_app.identity.professionals import DirectoryUnreadable, deactivate_professional, import_professionals
from csn_app.identity.roster import import_roster
from csn_app.identity.sessions import begin_session, resolve_session
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork

LINES = [dict(row) for row in rows("test_professionals")]
HOLDER = Actor(Quality.HOLDER, account_id=uuid4(), space_id=uuid4())


def entry_of(work: Work, rpps: str) -> tuple[Professional, Account]:
    row = work.db.execute(
        select(Professional, Account)
        .join(Account, col(Account.professional_id) == col(Professional.id))
        .where(col(Professional.rpps) == rpps)
        .execution_options(populate_existing=True)
    ).one()
    return row[0], row[1]


def test_import_professionals_gives_an_account_and_a_code_once(job: Work) -> None:
    report = import_professionals(job, LINES)
    again = import_professionals(job, LINES)
    assert report.created + report.updated == len(LINES)
    assert (again.created, again.updated, again.first_accesses) == (0, len(LINES), [])
    entry, account = entry_of(job, LINES[0]["rpps"])
    assert (account.shown_name, account.login_id) == ("Dr Claire Fontenay", "claire.fontenay")
    assert not account.password_hash
    assert messages_to(job, LINES[0]["mss_address"])
    assert job.db.scalars(select(Practice).where(col(Practice.professional_id) == entry.id)).all()


def test_import_professionals_leaves_bad_lines_out(job: Work) -> None:
    bad = [{**LINES[0], "rpps": "1"}, {**LINES[0], "profession_code": "?"}, LINES[1]]
    assert import_professionals(job, bad).refused == [2, 3]
    with pytest.raises(DirectoryUnreadable):
        import_professionals(job, [{"nom": "x"}])


def test_who_left_the_directory_loses_sessions_and_grants_at_once(job: Work, open_work: OpenWork) -> None:
    import_professionals(job, LINES)
    import_roster(job, [dict(rows("test_identities")[0])])
    person = job.db.scalars(select(InsuredPerson)).first()
    assert person is not None
    entry, account = entry_of(job, LINES[2]["rpps"])
    token = begin_session(job, account, device="Test")
    grant = Grant(
        space_id=person.space_id, professional_id=entry.id, categories=[], starts_at=job.now, given_by=uuid4()
    )
    job.db.add(grant)
    job.db.flush()
    assert resolve_session(job, token, active=False) is not None
    report = import_professionals(job, [line for line in LINES if line["rpps"] != entry.rpps], complete=True)
    # Other tests' professionals are absent from these lines too.
    assert report.switched_off >= 1
    assert resolve_session(job, token, active=False) is None
    job.db.refresh(grant)
    assert grant.revoked_at is not None
    trace = job.db.scalars(select(TraceRow).where(col(TraceRow.target_id) == entry.id)).one()
    assert (trace.action, trace.chain_id, trace.quality) == ("GRANT_REVOKED", person.space_id, Quality.JOB)
    with open_work(HOLDER) as work:
        assert directory.search_directory(work, "carpentier") == []
    import_professionals(job, LINES)
    assert entry_of(job, LINES[2]["rpps"])[1].active
    assert deactivate_professional(job, LINES[2]["rpps"]).switched_off == 1
    assert not entry_of(job, LINES[2]["rpps"])[1].active
    import_professionals(job, LINES)


@pytest.mark.parametrize(
    ("text", "name"),
    [("FONT", "Dr Claire Fontenay"), ("ines carp", "Dr Inès Carpentier"), ("pharmacien caen", "Mme Rita Da Costa")],
)
def test_search_directory_finds_by_beginnings_of_words(job: Work, open_work: OpenWork, text: str, name: str) -> None:
    import_professionals(job, LINES)
    with open_work(HOLDER) as work:
        assert name in [card.name for card in directory.search_directory(work, text)]


def test_search_directory_finds_nothing_for_nothing_or_the_middle_of_a_word(job: Work, open_work: OpenWork) -> None:
    import_professionals(job, LINES)
    with open_work(HOLDER) as work:
        assert directory.search_directory(work, " % ") == []
        assert directory.search_directory(work, "ontenay") == []


def test_search_directory_refuses_a_visitor(visitor: Work) -> None:
    with pytest.raises(NotFound):
        directory.search_directory(visitor, "fontenay")


def test_find_a_person_by_matricule_or_traits(job: Work, open_work: OpenWork) -> None:
    martin = dict(rows("test_identities")[0])
    import_roster(job, [martin])
    born = date.fromisoformat(martin["birth_date"])
    traits = directory.Traits("Dubuisson", "Martin", born, "M", "14118")
    with open_work(Actor(Quality.PROFESSIONAL, account_id=uuid4(), professional_id=uuid4())) as desk:
        found = directory.find_by_ins(desk, "1 51 03 14 118 901 52", birth_date=born)
        assert found is not None
        assert directory.find_by_traits(desk, traits) == []
        assert directory.find_by_ins(desk, "1 51 03 14 118 901 52", birth_date=date(1951, 3, 15)) is None
        assert directory.find_by_ins(desk, "nimporte", birth_date=born) is None
        assert directory.describe_patients(desk, [found]) == {}
        with pytest.raises(NotFound):
            directory.describe_holder(desk, found)
    with open_work(HOLDER) as holder, pytest.raises(NotFound):
        directory.find_by_ins(holder, martin["nir13"], birth_date=born)


def test_operators_and_agents_begin_without_password(job: Work) -> None:
    login_id = f"operateur-{uuid4().hex[:8]}"
    made = accounts.create_operator(job, login_id, name="Opérateur")
    assert len(made.code) == 12
    with pytest.raises(accounts.LoginIdTaken):
        accounts.create_operator(job, login_id.upper(), name="Opérateur")
    agent = {"login_id": f"agent-{uuid4().hex[:8]}", "name": "Agent", "email": "agent@example.fr"}
    assert len(accounts.import_agents(job, [agent])) == 1
    assert accounts.import_agents(job, [agent]) == []
    accounts.import_agents(job, [{**agent, "login_id": "agent-autre"}], complete=True)
    kept = job.db.scalars(select(Account).where(col(Account.login_id) == agent["login_id"])).one()
    job.db.refresh(kept)
    assert not kept.active


def test_accounts_are_made_by_the_installation_only(visitor: Work) -> None:
    with pytest.raises(NotFound):
        accounts.create_operator(visitor, "operateur-x", name="X")
    with pytest.raises(NotFound):
        import_professionals(visitor, LINES)
