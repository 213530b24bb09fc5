"""Whatever a person does with grants, masks and blocks while time goes by: the policy says what ten lines say."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from csn_app.access import readers, service, sharing
from csn_app.access.preview import eyes_of
from csn_app.access.rules import Answer, Duration
from csn_app.access.rules_masks import EVERYBODY, EVERYTHING, Audience, Masked
from csn_app.access.terms import Terms
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import OpeningReason, PatientCategory, Section
from csn_app.core.work import Work
from csn_app.profile.service import add_entry
from tests.factories import OpenWork, a_holder, a_professional
from tests.services.access.documents import BLOOD, CERTIFICATE, SCAN, a_row, sees

KINDS = (BLOOD, SCAN, CERTIFICATE)
LAWFUL = {"10": {0, 1, 2}, "60": {0, 1}}
"""What a médecin and an infirmier may read of the three documents (R-AC-6)."""
LASTS = {Duration.DAY: 1, Duration.MONTH: 30, Duration.YEAR: 365, Duration.NO_END: 10**6}
PEOPLE, THINGS = st.integers(0, 2), st.integers(0, 2)
SECTIONS = (Section.ALLERGIES, Section.DISEASES)


class Carnet(RuleBasedStateMachine):
    """One person, two doctors (the second wrote the second document), a nurse, three documents, two sections."""

    open_work: OpenWork

    @initialize()
    def people(self) -> None:
        self.holder = a_holder(self.open_work)
        self.them = [a_professional(self.open_work, profession=code) for code in ("10", "10", "60")]
        authors = (None, self.them[1], None)
        self.rows = [a_row(self.open_work, self.holder, kind=k, author=a) for k, a in zip(KINDS, authors, strict=True)]
        with self.open_work(self.holder) as work:
            add_entry(work, section=Section.ALLERGIES, typed={"allergene": "Pollen"})
        self.day, self.grants, self.masks, self.blocked = 0, {}, {}, set()

    # The reference: ten lines. A grant is (last day, categories or None for all, single documents, sections).
    def reads(self, who: int, what: int | Section) -> bool:
        grant = self.grants.get(who)
        if who in self.blocked or grant is None or self.day >= grant[0]:
            return False
        if what == 1 and who == 1:
            return True
        code = self.them[who].profession_code
        allowed = (
            what in grant[3]
            if isinstance(what, Section)
            else (what in LAWFUL[code] and (what in grant[2] or grant[1] is None or KINDS[what][0] in grant[1]))
        )
        decided = [
            self.masks[a, t] for a, t in product((who, code, "all"), (what, "everything")) if (a, t) in self.masks
        ]
        return allowed and not (decided and decided[0])

    @rule(
        who=PEOPLE,
        categories=st.one_of(st.none(), st.sets(st.sampled_from(["BIOLOGIE", "RADIO_SC"]))),
        single=st.sets(THINGS),
        sections=st.sets(st.sampled_from(SECTIONS)),
        duration=st.sampled_from(Duration),
    )
    def give(
        self, who: int, categories: set[str] | None, single: set[int], sections: set[Section], duration: Duration
    ) -> None:
        terms = Terms(single_only=categories == set(), documents=frozenset(self.rows[n] for n in single))
        given: dict[str, Any] = {
            "categories": frozenset(PatientCategory(c) for c in categories or ()),
            "duration": duration,
            "sections": frozenset(sections),
            "terms": terms,
        }
        with self._as_holder() as work:
            try:
                service.give_grant(work, self.space, professional_id=self.id_of(who), **given)
            except service.ProfessionalBlocked:
                assert who in self.blocked
                return
        assert who not in self.blocked
        self.grants[who] = (self.day + LASTS[duration], categories, single, sections)

    @rule(who=PEOPLE)
    def revoke(self, who: int) -> None:
        with self._as_holder() as work:
            for grant in service.list_grants(work, self.space):
                if grant.professional_id == self.id_of(who):
                    service.revoke_grant(work, grant.id)
        self.grants.pop(who, None)

    @rule(who=PEOPLE)
    def block(self, who: int) -> None:
        with self._as_holder() as work:
            sharing.block(work, self.space, professional_id=self.id_of(who))
        self.grants.pop(who, None)
        self.blocked.add(who)

    @rule(who=PEOPLE)
    def unblock(self, who: int) -> None:
        with self._as_holder() as work:
            sharing.unblock(work, self.space, professional_id=self.id_of(who))
        self.blocked.discard(who)

    @rule(
        whom=st.sampled_from([0, 1, 2, "10", "60", "all"]),
        what=st.sampled_from([0, 1, 2, *SECTIONS, "everything"]),
    )
    def hide(self, whom: int | str, what: int | str) -> None:
        with self._as_holder() as work:
            sharing.hide(work, self.space, self._thing(what), audience=self._audience(whom))
        for (a, t), hidden in list(self.masks.items()):
            if not hidden and (whom in ("all", a)) and what in ("everything", t):
                del self.masks[a, t]
        self.masks[whom, what] = True

    @rule(
        whom=st.sampled_from([0, 1, 2, "10", "60", "all"]),
        what=st.sampled_from([0, 1, 2, *SECTIONS, "everything"]),
    )
    def show(self, whom: int | str, what: int | str) -> None:
        code = self.them[whom].profession_code if isinstance(whom, int) else ""
        with self._as_holder() as work:
            thing, audience = self._thing(what), self._audience(whom)
            sharing.show(work, self.space, thing, audience=audience, profession_code=code)
        self._shown(whom, what, code)

    @precondition(lambda self: self.grants)
    @rule(who=PEOPLE, what=THINGS)
    def let_see(self, who: int, what: int) -> None:
        grant, code = self.grants.get(who), self.them[who].profession_code
        asked = {"category": KINDS[what][0], "professional_id": self.id_of(who), "profession_code": code}
        with self._as_holder() as work:
            try:
                sharing.let_see(work, self.space, self.rows[what], **asked)
            except NotFound:
                assert grant is None or self.day >= grant[0]
                return
        if grant[1] is not None and KINDS[what][0] not in grant[1]:
            grant[2].add(what)
        self._shown(who, what, code)
        assert self.reads(who, what) == (what in LAWFUL[code] or (who, what) == (1, 1))

    @rule(who=PEOPLE, what=THINGS)
    def keep_from(self, who: int, what: int) -> None:
        code = self.them[who].profession_code
        with self._as_holder() as work:
            whom = {"professional_id": self.id_of(who), "profession_code": code}
            sharing.keep_from(work, self.space, self.rows[what], **whom)
        if who in self.grants:
            self.grants[who][2].discard(what)
        if self.masks.get((who, what)) is False:
            del self.masks[who, what]
        if not self._hidden(who, what, code):
            self.masks[who, what] = True
        assert not self.reads(who, what) or (who, what) == (1, 1)

    @rule(days=st.sampled_from([1, 29, 400]))
    def wait(self, days: int) -> None:
        self.day += days

    @invariant()
    def the_policy_says_the_same(self) -> None:
        if not hasattr(self, "rows"):
            return
        for who, professional in enumerate(self.them):
            expected = {self.rows[n] for n in range(3) if self.reads(who, n)}
            with self._at(self.holder) as work:
                code = professional.profession_code
                eyes = eyes_of(
                    work,
                    professional_id=self.id_of(who),
                    profession_code=code,
                    account_id=professional.account_id,
                )
                assert sees(eyes, self.space) == expected
            with self._at(professional) as work:
                try:
                    service.open_record(work, self.space, reason=OpeningReason.FOLLOW_UP)
                except NotFound:
                    assert not expected
                    continue
                assert sees(work, self.space) == expected
                shown = {s for s in SECTIONS if s in service.policy.sections_shown(work, self.space)}
                assert shown == {s for s in SECTIONS if self.reads(who, s)}
        self._readers_are_told_alike()

    def _readers_are_told_alike(self) -> None:
        professions = {p.professional_id: p.profession_code for p in self.them}
        for n, row in enumerate(self.rows):
            author = self.them[1].professional_id if n == 1 else None
            with self._at(self.holder) as work:
                subject = readers.Subject(row, *KINDS[n], author)
                told = readers.readers_of(work, self.space, subject=subject, professions=professions)
            yes = {one.professional_id for one in told if one.answer is Answer.YES}
            assert yes == {self.id_of(who) for who in range(3) if self.reads(who, n)}

    @property
    def space(self) -> UUID:
        return self.holder.space_id

    def id_of(self, who: int) -> UUID:
        return self.them[who].professional_id

    def _hidden(self, who: object, what: object, code: str) -> bool:
        order = product((who, code, "all"), (what, "everything"))
        return next((self.masks[key] for key in order if key in self.masks), False)

    def _shown(self, whom: Any, what: Any, code: str) -> None:
        if what == "everything":
            self.masks = {key: hidden for key, hidden in self.masks.items() if key[0] != whom}
            return
        if self.masks.get((whom, what)):
            del self.masks[whom, what]
        if self._hidden(whom, what, code):
            self.masks[whom, what] = False

    def _thing(self, what: Any) -> Masked:
        if what == "everything":
            return EVERYTHING
        return Masked(section=what) if isinstance(what, Section) else Masked(self.rows[what])

    def _audience(self, whom: Any) -> Audience:
        if whom == "all":
            return EVERYBODY
        return Audience(self.id_of(whom)) if isinstance(whom, int) else Audience(profession_code=whom)

    @contextmanager
    def _at(self, actor: Any) -> Iterator[Work]:
        with self.open_work(actor) as work:
            work.now += timedelta(days=self.day)
            yield work

    def _as_holder(self) -> Any:
        return self._at(self.holder)


@pytest.mark.parametrize("seed", [0])
def test_the_policy_is_what_ten_lines_say(open_work: OpenWork, seed: int) -> None:
    assert seed == 0
    machine = type("OpenCarnet", (Carnet,), {"open_work": staticmethod(open_work)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
