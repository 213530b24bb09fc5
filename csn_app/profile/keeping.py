"""What a minor keeps of their profile from those who represent them (R-ID-30)."""

from uuid import UUID

from csn_app.access import policy, withheld
from csn_app.access.policy import Permission
from csn_app.core.errors import NotFound
from csn_app.core.work import Work
from csn_app.identity.relatives import minor_of
from csn_app.profile.model import ProfileEntry


def keep_entry(work: Work, entry_id: UUID) -> None:
    """A minor keeps an entry from their parents, at once and everywhere, their card too; raises ``NotFound``."""
    entry = policy.fetch(work, Permission.DELEGATION_HIDE, ProfileEntry, entry_id)
    if not minor_of(work, entry.space_id):
        raise NotFound
    withheld.withhold(work, entry.space_id, object_id=entry.id, object_type="profile")


def show_entry(work: Work, entry_id: UUID) -> None:
    """A minor lets their parents see an entry again; raises ``NotFound``."""
    entry = policy.fetch(work, Permission.DELEGATION_HIDE, ProfileEntry, entry_id)
    withheld.show(work, entry.space_id, object_id=entry.id, object_type="profile")
