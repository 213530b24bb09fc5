"""What can be done with the entries of a profile: read, add, correct, end, delete, say « Je n’en ai pas »."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from csn_app.access import masks, policy, sharing, withheld
from csn_app.access import service as access
from csn_app.access.policy import Permission
from csn_app.access.rules_masks import Masked, MaskLine
from csn_app.core.errors import NotFound
from csn_app.core.reference import rows
from csn_app.core.vocabulary import Section
from csn_app.core.work import Trace, Work
from csn_app.identity import service as identity
from csn_app.identity.relatives import minor_of
from csn_app.profile import body as sealed_body
from csn_app.profile import rules, wishes
from csn_app.profile.body import Source
from csn_app.profile.fields import MOST_ENTRIES, asked
from csn_app.profile.model import ProfileEntry

_ADDED = {Section.VACCINATIONS: "VACCINE_ADDED", Section.ORGAN_DONATION: "ORGAN_DONATION_CHANGED"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what it holds field by field, whether the reader wrote it, and when it was last changed."""

    id: UUID
    section: Section
    held: Mapping[str, str]
    mine: bool
    by_professional: UUID | None
    changed_at: datetime
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a section holds: entries, or the dated « Je n’en ai pas », or nothing yet."""

    section: Section
    entries: tuple[Entry, ...]
    none: Entry | None

    @property
    def filled(self) -> bool:
        """Say whether the section says something: an answer « Je n’en ai pas » counts."""
        return bool(self.entries or self.none)


@dataclass(frozen=True, slots=True)
class Watcher:
    """A professional of the list and the sections of the profile that they see."""

    name: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The sections that the reader may see, and the day it is in France."""

    sections: Mapping[Section, Content]
    today: date
    now: datetime


def read_profile(work: Work) -> Profile:
    """Return the profile of the space where one is, every section of it; who acts for its person leaves a trace."""
    policy.require(work, Permission.PROFILE_READ, work.actor.space_id)
    space_id = _own(work)
    profile = _profile(work, space_id)
    filled = (content.section for content in profile.sections.values() if content.filled)
    actions = dict.fromkeys(_reading(section) for section in filled)
    if actions and not work.actor.for_oneself:
        work.commit(*(Trace(action, space_id, object_type="profile") for action in actions))
    return profile


def read_summary(work: Work, *, space_id: UUID) -> Profile:
    """Return what a professional may see of a profile, and leave a trace for each section that says something."""
    policy.require(work, Permission.PROFILE_READ, space_id)
    profile = _profile(work, space_id)
    opening = access.opening_of(work, space_id)
    actions = dict.fromkeys(_reading(content.section) for content in profile.sections.values() if content.filled)
    if actions:
        work.commit(
            *(
                Trace(action, space_id, object_type="profile", reason_code=opening.reason, reason=opening.words)
                for action in actions
            )
        )
    return profile


def read_card(work: Work, *, space_id: UUID) -> Profile:
    """Return what the person ticked for their emergency card, to whoever showed its code; the caller traces it."""
    policy.require(work, Permission.PROFILE_READ, space_id)
    if work.actor.card_code_id is None:
        raise NotFound
    return _profile(work, space_id)


def sections_shown(work: Work, *, space_id: UUID) -> frozenset[Section]:
    """Return which sections a professional may see now; nothing of them is read."""
    policy.require(work, Permission.PROFILE_READ, space_id)
    return policy.sections_shown(work, space_id)


def who_sees(work: Work) -> tuple[Watcher, ...]:
    """Say who of the holder's list sees which sections of the profile now (R-PR-20)."""
    policy.require(work, Permission.GRANT_LIST, work.actor.space_id)
    grants = [grant for grant in access.list_grants(work, _own(work)) if grant.in_force]
    cards = identity.describe_professionals(work, (grant.professional_id for grant in grants))
    lines = sharing.list_masks(work, _own(work))
    return tuple(
        Watcher(card.name, _sections(grant, card, lines) if policy.profession_open(card.profession_code) else ())
        for grant in grants
        if (card := cards.get(grant.professional_id))
    )


def _sections(grant: access.GrantRow, card: identity.ProfessionalCard, lines: list[MaskLine]) -> tuple[Section, ...]:
    """Return the sections that an access shows and no mask hides."""
    return tuple(
        section
        for section in grant.sections
        if not masks.decision(lines, Masked(section=section), person=card.id, profession=card.profession_code)
    )


def add_entry(
    work: Work,
    *,
    section: Section,
    typed: Mapping[str, str],
    source: Source | None = None,
    also: tuple[Trace, ...] = (),
    kept: bool = False,
) -> UUID:
    """Add an entry to one's own profile; « Je n’en ai pas » goes (R-PR-3).

    ``source`` is the document that it was read in; ``also`` are traces of the act that this is a part of.
    ``kept``: it is kept from a minor's parents from its first moment (R-ID-30).

    Raises ``FieldsWrong``, ``NothingAnswered``, ``SectionFull``, ``AlreadyAnswered`` for a section of one answer.
    """
    policy.require(work, Permission.PROFILE_ADD, work.actor.space_id)
    space_id = _own(work)
    _check_wishes(work, space_id, section)
    held = rules.read_entry(section, typed, today=rules.day_in_france(work.now))
    _hold_section(work, space_id, section)
    here = _rows(work, space_id, section)
    if asked(section).one and here:
        raise rules.AlreadyAnswered
    for row in here:
        if _body(work, row).get("none"):
            work.db.delete(row)
    if len(here) >= MOST_ENTRIES:
        raise rules.SectionFull
    row = _new(work, space_id, section, sealed_body.with_source({"held": held}, source))
    try:
        work.db.flush()
    except IntegrityError as fault:
        work.db.rollback()
        raise rules.AlreadyAnswered from fault
    if kept:
        withheld.keep(work, space_id, object_id=row.id)
    work.commit(*also, _changed(row, _ADDED.get(section, "PROFILE_CHANGED")))
    return row.id


def change_entry(work: Work, *, entry_id: UUID, typed: Mapping[str, str], seen: datetime) -> UUID:
    """Correct an entry that one wrote oneself (R-PR-7); ``seen`` is when what stands in the form was last changed.

    The version of advance directives that it replaces stays for their person alone (R-PR-9).
    Raises ``NotFound``, ``FieldsWrong``, ``NothingAnswered``, ``ChangedSince``, ``WishesOfAdults``.
    """
    row = policy.fetch(work, Permission.PROFILE_CHANGE, ProfileEntry, entry_id)
    section = Section(row.section)
    _check_wishes(work, row.space_id, section)
    _hold_row(work, row, seen)
    held = rules.read_entry(section, typed, today=rules.day_in_france(work.now))
    if section is Section.DIRECTIVES:
        wishes.keep_version(work, row)
    _write(work, row, sealed_body.with_source({"held": held}, sealed_body.source_of(_body(work, row))))
    work.commit(_changed(row, "VACCINE_CHANGED" if section is Section.VACCINATIONS else "PROFILE_CHANGED"))
    return row.id


def end_entry(work: Work, *, entry_id: UUID, seen: datetime) -> None:
    """Say that a disease, a treatment or an allergy of one's own is over, today; ended twice changes nothing.

    Raises ``NotFound``, ``ChangedSince``.
    """
    row = policy.fetch(work, Permission.PROFILE_CHANGE, ProfileEntry, entry_id)
    _hold_row(work, row, seen)
    body = _body(work, row)
    held = body.get("held", {})
    if not held or held.get("fin") or not asked(Section(row.section)).ends:
        raise NotFound
    _write(work, row, {"held": {**held, "fin": rules.day_in_france(work.now).isoformat()}})
    work.commit(_changed(row, "PROFILE_CHANGED"))


def delete_entry(work: Work, *, entry_id: UUID) -> Section:
    """Delete an entry that one wrote oneself, or take « Je n’en ai pas » back; returns its section."""
    row = policy.fetch(work, Permission.PROFILE_CHANGE, ProfileEntry, entry_id)
    section = Section(row.section)
    _hold_section(work, row.space_id, section)
    work.db.delete(row)
    for other in _rows(work, row.space_id, section):
        # A « Je n’en ai pas » that lay hidden beside entries must not come back by itself.
        if other.id != row.id and _body(work, other).get("none"):
            work.db.delete(other)
    work.commit(_changed(row, "VACCINE_DELETED" if section is Section.VACCINATIONS else "PROFILE_DELETED"))
    return section


def declare_none(work: Work, *, section: Section) -> None:
    """Say, at today's date, that a section has nothing to hold (R-PR-3); said again it takes today's date.

    Raises ``NoneBesideEntries`` where it holds entries, ``NotFound`` for a section that has no such sentence.
    """
    policy.require(work, Permission.PROFILE_ADD, work.actor.space_id)
    space_id = _own(work)
    if not none_sentence(section):
        raise NotFound
    _hold_section(work, space_id, section)
    here = _rows(work, space_id, section)
    if any(not _body(work, row).get("none") for row in here):
        raise rules.NoneBesideEntries
    if here:
        row = here[0]
        _write(work, row, {"none": True})
    else:
        row = _new(work, space_id, section, {"none": True})
    work.commit(_changed(row, "PROFILE_CHANGED"))


def none_sentence(section: Section) -> str:
    """Return « Je n’ai pas de … » for a section, or nothing where it makes no sense."""
    return next(row["none_fr"] for row in rows("profile_sections") if row["code"] == section)


def _reading(section: Section) -> str:
    return next(row["trace_read"] for row in rows("profile_sections") if row["code"] == section)


def _profile(work: Work, space_id: UUID) -> Profile:
    shown = policy.visible(work, Permission.PROFILE_READ, ProfileEntry)
    found = work.db.scalars(
        select(ProfileEntry)
        .where(col(ProfileEntry.space_id) == space_id, shown)
        .order_by(col(ProfileEntry.added_at), col(ProfileEntry.id))
    )
    sorted_by: dict[Section, list[ProfileEntry]] = {}
    for row in found:
        sorted_by.setdefault(Section(row.section), []).append(row)
    sections = {section: _content(work, section, sorted_by.get(section, ())) for section in Section}
    return Profile(sections, today=rules.day_in_france(work.now), now=work.now)


def _content(work: Work, section: Section, found: Iterable[ProfileEntry]) -> Content:
    entries, none = [], None
    for row in found:
        body = _body(work, row)
        entry = Entry(
            id=row.id,
            section=section,
            held=body.get("held", {}),
            mine=row.author_account_id == work.actor.account_id,
            by_professional=row.author_professional_id,
            changed_at=row.changed_at,
            source=sealed_body.source_of(body),
        )
        if body.get("none"):
            none = entry
        else:
            entries.append(entry)
    # Two tabs at once may leave both: an entry speaks louder.
    return Content(section, tuple(entries), none=None if entries else none)


def _hold_section(work: Work, space_id: UUID, section: Section) -> None:
    """Let one act at a time add to a section, and by right: « Je n’en ai pas » and an entry never cross."""
    policy.hold_grant(work, Permission.PROFILE_ADD, space_id)
    held = func.hashtextextended(f"profile:{space_id}:{section.value}", 0)
    work.db.execute(select(func.pg_advisory_xact_lock(held)))


def _hold_row(work: Work, row: ProfileEntry, seen: datetime) -> None:
    """Keep a row until the act is committed; raises ``NotFound`` where it is gone, ``ChangedSince`` where it moved."""
    policy.hold_grant(work, Permission.PROFILE_CHANGE, row.space_id)
    held = select(ProfileEntry).where(col(ProfileEntry.id) == row.id).with_for_update()
    if work.db.scalar(held.execution_options(populate_existing=True)) is None:
        raise NotFound
    if row.changed_at != seen:
        raise rules.ChangedSince


def _rows(work: Work, space_id: UUID, section: Section) -> list[ProfileEntry]:
    seen = policy.visible(work, Permission.PROFILE_READ, ProfileEntry)
    here = col(ProfileEntry.space_id) == space_id, col(ProfileEntry.section) == section
    return list(work.db.scalars(select(ProfileEntry).where(*here, seen).order_by(col(ProfileEntry.added_at))))


def _new(work: Work, space_id: UUID, section: Section, body: dict[str, object]) -> ProfileEntry:
    if work.actor.account_id is None:
        raise NotFound
    row = ProfileEntry(
        space_id=space_id,
        section=section,
        author_account_id=work.actor.account_id,
        body=b"",
        added_at=work.now,
        changed_at=work.now,
    )
    _write(work, row, body)
    work.db.add(row)
    return row


def _write(work: Work, row: ProfileEntry, body: dict[str, object]) -> None:
    row.body = work.seal(row.space_id, _context(row), sealed_body.write(body))
    row.changed_at = work.now


def _body(work: Work, row: ProfileEntry) -> dict[str, dict[str, str]]:
    return sealed_body.read(work.open(row.space_id, _context(row), row.body))


def _context(row: ProfileEntry) -> str:
    return f"profile_entry.body:{row.id}"


def _check_wishes(work: Work, space_id: UUID, section: Section) -> None:
    """Let advance directives be written by their person alone, an adult (R-PR-9)."""
    if section is not Section.DIRECTIVES:
        return
    policy.require(work, Permission.WISH_KEEP, space_id)
    if minor_of(work, space_id):
        raise rules.WishesOfAdults


def _changed(row: ProfileEntry, action: str) -> Trace:
    return Trace(
        action, row.space_id, object_type="profile", object_id=row.id, detail={"section": Section(row.section).value}
    )


def _own(work: Work) -> UUID:
    if work.actor.space_id is None:
        raise NotFound
    return work.actor.space_id
