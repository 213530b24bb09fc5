"""Alice's binder: a folder for her knee, and something she threw away."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from csn_app.core.actor import Actor
from csn_app.core.work import Work
from csn_app.documents import folders, service, trash

_THROWN_AWAY = "Ancienne carte de mutuelle"


def fill_binder(work: Work, alice: Actor, space_id: UUID, *, deposit: Callable[[str], None]) -> None:
    """Put what is about her knee in a folder, and one paper of no use any more in the trash, as she would."""
    today, work.actor = work.now, alice
    work.now = today - timedelta(days=4)
    deposit(_THROWN_AWAY)
    work.now = today - timedelta(days=3)
    rows = service.list_documents(work, space_id=space_id).rows
    knee = folders.make_folder(work, name="Genou droit")
    folders.move_documents(work, [row.id for row in rows if "genou" in row.title.lower()], folder_id=knee.id)
    trash.trash_documents(work, [row.id for row in rows if row.title == _THROWN_AWAY])
    work.now = today
