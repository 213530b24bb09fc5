from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from csn_app.access.emergency_access import emergencies_of, open_in_emergency
from csn_app.access.emergency_rules import Situation
from csn_app.access.model import Grant
from csn_app.audit.model import TraceRow
from csn_app.core.actor import JOB, Actor, Quality
from csn_app.core.errors import NotFound
from csn_app.core.reference import rows
from csn_app.core.work import Untraced, Work
from csn_app.identity import accounts, agents
from csn_app.identity import service as directory
from csn_app.identity.agents import AgentFlaw, AgentsUnreadable
from csn_app.identity.directory_line import EntryFlaw
from csn_app.identity.leaving import CompleteRefused, ManyWouldLeave
from csn_app.identity.model import Account, Practice, Professional
from csn_app.identity.professionals import DirectoryUnreadable, deactivate_professional, import_professionals
from csn_app.identity.roster import import_roster
from csn_app.identity.sessions import begin_session, resolve_session
from csn_app.notifications.service import messages_to
from tests.factories import OpenWork, a_holder
from tests.services.identity.people import line, person_of

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


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"rpps": "1"}, EntryFlaw.RPPS),
        ({"profession_code": "?"}, EntryFlaw.PROFESSION),
        ({"family_name": " "}, EntryFlaw.NAME),
        ({"structure_finess": ""}, EntryFlaw.PLACE),
        ({"commune_code": None}, EntryFlaw.CUT_SHORT),
        ({"civility": "Professeure"}, EntryFlaw.TOO_LONG),
        ({"structure_finess": "9900030140000"}, EntryFlaw.TOO_LONG),
        ({"specialty_id": "x" * 17}, EntryFlaw.TOO_LONG),
        ({"commune_code": "441091"}, EntryFlaw.TOO_LONG),
    ],
)
def test_import_professionals_leaves_bad_lines_out(job: Work, changed: dict[str, str | None], flaw: EntryFlaw) -> None:
    report = import_professionals(job, [LINES[0], {**LINES[0], **changed}, LINES[1]])
    assert (report.refused, report.created + report.updated) == ([(3, flaw)], 2)


def test_import_professionals_refuses_a_file_without_its_columns(job: Work) -> None:
    with pytest.raises(DirectoryUnreadable):
        import_professionals(job, [{"nom": "x"}])


def only_these(work: Work) -> None:
    """Nobody but the professionals of the file is active."""
    work.db.execute(update(Professional).values(active=False))
    import_professionals(work, LINES)


def test_who_left_the_directory_loses_sessions_and_grants_at_once(alone: Work) -> None:
    only_these(alone)
    row = line()
    import_roster(alone, [row])
    person = person_of(alone, row)
    entry, account = entry_of(alone, LINES[2]["rpps"])
    token = begin_session(alone, account, device="Test")
    grant = Grant(
        space_id=person.space_id, professional_id=entry.id, categories=[], starts_at=alone.now, given_by=uuid4()
    )
    alone.db.add(grant)
    alone.db.flush()
    assert resolve_session(alone, token, active=False) is not None
    report = import_professionals(alone, [known for known in LINES if known["rpps"] != entry.rpps], complete=True)
    assert report.switched_off == 1
    assert resolve_session(alone, token, active=False) is None
    alone.db.refresh(grant)
    assert grant.revoked_at is not None
    trace = alone.db.scalars(select(TraceRow).where(col(TraceRow.target_id) == entry.id)).one()
    assert (trace.action, trace.chain_id, trace.quality) == ("GRANT_REVOKED", person.space_id, Quality.JOB)
    alone.actor = HOLDER
    assert directory.search_directory(alone, "carpentier") == []
    alone.actor = JOB
    import_professionals(alone, LINES)
    assert entry_of(alone, LINES[2]["rpps"])[1].active
    assert deactivate_professional(alone, LINES[2]["rpps"]).switched_off == 1
    assert not entry_of(alone, LINES[2]["rpps"])[1].active


@pytest.mark.parametrize("lines", [[], [LINES[0], {**LINES[1], "rpps": "9990000114"}]])
def test_a_complete_directory_with_a_slip_switches_nobody_off(alone: Work, lines: list[dict[str, str]]) -> None:
    only_these(alone)
    with pytest.raises(CompleteRefused):
        import_professionals(alone, lines, complete=True, confirmed=True)
    assert entry_of(alone, LINES[1]["rpps"])[0].active


def test_many_leave_the_directory_only_where_it_is_said_twice(alone: Work) -> None:
    more = [{**LINES[0], "rpps": f"{99800000000 + number}"} for number in range(11)]
    alone.db.execute(update(Professional).values(active=False))
    import_professionals(alone, more)
    with pytest.raises(ManyWouldLeave) as asked:
        import_professionals(alone, [LINES[0]], complete=True)
    assert (asked.value.leaving, asked.value.of) == (11, 12)
    assert import_professionals(alone, [LINES[0]], complete=True, confirmed=True).switched_off == 11


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


def test_agents_are_made_once_and_leave_with_the_complete_list(alone: Work) -> None:
    alone.db.execute(update(Account).where(col(Account.quality) == Quality.AGENT).values(active=False))
    agent = {"login_id": f"agent-{uuid4().hex[:8]}", "name": "Agent", "email": "agent@example.fr"}
    assert len(agents.import_agents(alone, [agent]).made) == 1
    again = agents.import_agents(alone, [agent])
    assert (again.made, again.known) == ([], 1)
    kept = alone.db.scalars(select(Account).where(col(Account.login_id) == agent["login_id"])).one()
    other = {**agent, "login_id": "agent-autre"}
    with pytest.raises(CompleteRefused):
        agents.import_agents(alone, [], complete=True)
    assert agents.import_agents(alone, [other], complete=True).switched_off == 1
    alone.db.refresh(kept)
    assert not kept.active
    assert agents.import_agents(alone, [agent]).back == 1
    assert kept.active


def test_a_bad_line_about_an_agent_is_named_and_switches_nobody_off(alone: Work) -> None:
    import_professionals(alone, LINES)
    taken = entry_of(alone, LINES[0]["rpps"])[1].login_id
    lines: list[dict[str, str | None]] = [
        {"login_id": taken, "name": "X"},
        {"login_id": "a" * 101, "name": "X"},
        {"login_id": "agent-court", "name": None},
        {"login_id": "agent-neuf", "name": "Neuve"},
    ]
    report = agents.import_agents(alone, lines)
    assert report.refused == [(2, AgentFlaw.TAKEN), (3, AgentFlaw.LOGIN_ID), (4, AgentFlaw.NAME)]
    assert [made.login_id for made in report.made] == ["agent-neuf"]
    with pytest.raises(CompleteRefused):
        agents.import_agents(alone, lines, complete=True, confirmed=True)
    with pytest.raises(AgentsUnreadable):
        agents.import_agents(alone, [{"nom": "x"}])


def test_accounts_are_made_by_the_installation_only(visitor: Work) -> None:
    with pytest.raises(NotFound):
        accounts.create_operator(visitor, "operateur-x", name="X")
    with pytest.raises(NotFound):
        import_professionals(visitor, LINES)


def test_a_directory_gives_and_takes_emergency_qualities_and_an_old_file_leaves_them(alone: Work) -> None:
    line_ = next(row for row in LINES if row["id"] == "TP-004") | {"rpps": str(uuid4().int)[:11]}
    old = {name: value for name, value in line_.items() if not name.startswith("emergency_")}

    def qualities() -> tuple[bool, bool]:
        entry, _ = entry_of(alone, line_["rpps"])
        return entry.regulates, entry.breaks_glass

    import_professionals(alone, [old])
    assert qualities() == (False, False)
    import_professionals(alone, [{**line_, "emergency_samu": "oui", "emergency_glass": "1"}])
    assert qualities() == (True, True)
    import_professionals(alone, [old])
    assert qualities() == (True, True)
    report = import_professionals(alone, [{**line_, "emergency_glass": "peut-être"}])
    assert report.refused == [(2, EntryFlaw.EMERGENCY)]
    import_professionals(alone, [{**line_, "emergency_samu": "0", "emergency_glass": ""}])
    assert qualities() == (False, False)


def test_who_loses_the_quality_or_leaves_reads_nothing_more_in_an_emergency(alone: Work, open_work: OpenWork) -> None:
    line_ = next(row for row in LINES if row["id"] == "TP-004")
    for end in ({**line_, "emergency_glass": "0"}, None):
        import_professionals(alone, [line_])
        _, account = entry_of(alone, line_["rpps"])
        token = begin_session(alone, account, device="test")
        alone.db.flush()
        doctor = resolve_session(alone, token, active=False)
        assert doctor is not None
        assert (doctor.regulates, doctor.breaks_glass) == (False, True)
        alone.commit(untraced=Untraced.TECHNICAL)
        holder = a_holder(open_work)
        assert holder.space_id
        alone.actor = doctor
        words = "Inconsciente, on cherche ses allergies."
        open_in_emergency(alone, holder.space_id, situation=Situation.INCAPABLE, words=words)
        alone.actor = JOB
        if end is None:
            deactivate_professional(alone, line_["rpps"])
        else:
            import_professionals(alone, [end])
        alone.actor = holder
        assert not emergencies_of(alone, holder.space_id)[0].running
        alone.actor = JOB


def test_a_suspended_quality_is_none_at_the_next_event(alone: Work) -> None:
    line_ = next(row for row in LINES if row["id"] == "TP-005")
    import_professionals(alone, [line_])
    entry, account = entry_of(alone, line_["rpps"])
    token = begin_session(alone, account, device="test")
    alone.db.flush()
    before = resolve_session(alone, token, active=False)
    assert before is not None
    assert before.regulates
    entry.emergency_suspended_at = alone.now
    alone.db.flush()
    after = resolve_session(alone, token, active=False)
    assert after is not None
    assert not after.regulates
