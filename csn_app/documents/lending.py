"""A document lent to another room that sends a copy of it."""

from dataclasses import dataclass
from uuid import UUID

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.core.work import Work
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.formats import FORMATS
from csn_app.documents.model import Document
from csn_app.documents.service import kept_ones
from csn_app.documents.views import title_of


@dataclass(frozen=True, slots=True)
class LentDocument:
    """A document that the actor may read, with its files where they are; ``sha256`` in hexadecimal.

    ``kept_from_parents``: a minor keeps it from them, and so must its copy be.
    """

    space_id: UUID
    title: str
    media_type: str
    extension: str
    file: StoredFile
    sha256: str
    view: StoredFile | None
    view_media_type: str
    pages: int | None
    vault: Vault
    kept_from_parents: bool = False


def lend_document(work: Work, document_id: UUID) -> LentDocument:
    """Give a document that the actor may read to be copied; whoever copies it traces that. Raises ``NotFound``."""
    document = policy.fetch(work, Permission.DOCUMENT_READ, Document, document_id)
    view = document.view_file_id
    kind = FORMATS.get(document.media_type.split(";")[0])
    return LentDocument(
        space_id=document.space_id,
        title=title_of(work, document),
        media_type=document.media_type,
        extension=kind.extension if kind else "bin",
        file=StoredFile(document.file_id, size=document.size, parts=document.parts),
        sha256=work.open(document.space_id, f"document.sha256:{document.id}", document.sha256),
        view=StoredFile(view, size=document.view_size, parts=document.view_parts) if view else None,
        view_media_type=document.view_media_type,
        pages=document.pages,
        vault=Vault(work.keys, work.blobs, document.space_id),
        kept_from_parents=document.id in kept_ones(work, [document.id]),
    )
