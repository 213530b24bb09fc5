"""Files carried between the carnet and a message: copied under a seal of their own, while no transaction is open."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from csn_app.core.errors import CsnError, Unavailable
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import rules as document_rules
from csn_app.documents import service as documents
from csn_app.documents.files import StoredFile, Vault
from csn_app.documents.formats import propose_title
from csn_app.documents.lending import LentDocument, lend_document
from csn_app.documents.views import NewDocument
from csn_app.edge.door import in_file_thread
from csn_app.messaging import attachments, rules
from csn_app.messaging.drafts import Box
from csn_app.messaging.views import NewAttachment

Run = Callable[..., Any]
"""Runs one use case as the one who acts, off the event loop."""


async def attach_document(run: Run, box: Box, *, document_id: Any) -> None:
    """Attach a copy of a document of the carnet to what is being typed.

    Raises ``NotFound`` for a document that the actor may not read, ``MessageTooHeavy``, ``ParentsReadHere`` for one
    that a minor keeps from their parents, in a conversation that they do not.
    """
    lent: LentDocument = await run(lend_document, document_id=document_id)
    key = uuid4().hex
    begun = await run(attachments.begin_attachment, box=box, key=key)
    if lent.kept_from_parents and begun.read_by_parents:
        raise rules.ParentsReadHere
    if lent.file.size > begun.left:
        raise rules.MessageTooHeavy(left=begun.left, limit=lent.file.size)
    copies = await _copied(lent.vault, begun.vault, lent.file, lent.view)
    new = NewAttachment(
        name=rules.shown_name(f"{lent.title}.x", extension=lent.extension),
        media_type=lent.media_type,
        file=copies[0],
        sha256=lent.sha256,
        view=copies[1] if lent.view else None,
        view_media_type=lent.view_media_type,
        pages=lent.pages,
    )
    await _or_discard(begun.vault, copies, run(attachments.finish_attachment, box=box, key=key, new=new))


async def keep_in_carnet(run: Run, *, conversation_id: Any, attachment_id: Any, category: PatientCategory) -> str:
    """File a received attachment among the holder's documents, in a category; returns its title (R-MS-6).

    Filed twice, it exists once.
    """
    which = {"conversation_id": conversation_id, "attachment_id": attachment_id}
    lent: attachments.LentAttachment = await run(attachments.lend_attachment, **which)
    begun = await run(documents.begin_upload, space_id=lent.space_id, key=lent.key)
    row = begun.done
    if row is None:
        copies = await _copied(lent.vault, begun.vault, lent.file, lent.view)
        new = NewDocument(
            title=document_rules.check_title(propose_title(lent.name) or "Document reçu par message"),
            document_date=await run(documents.today),
            category=category,
            media_type=lent.media_type,
            file=copies[0],
            sha256=lent.sha256,
            view=copies[1] if lent.view else None,
            view_media_type=lent.view_media_type,
            pages=lent.pages,
            kept_from_parents=lent.kept_from_parents,
        )
        finishing = run(documents.finish_upload, space_id=lent.space_id, upload_id=begun.id, new=new)
        finished = await _or_discard(begun.vault, copies, finishing)
        row = finished.row
        if not finished.taken:
            await _discard(begun.vault, copies)
    await run(attachments.mark_kept, **which, document_id=row.id)
    return str(row.title)


async def _copied(source: Vault, target: Vault, *files: StoredFile | None) -> list[StoredFile]:
    """Copy files part by part; each part is opened and sealed anew, bound to its new file."""
    made: list[StoredFile] = []
    try:
        for file in filter(None, files):
            copy = StoredFile(uuid4(), size=file.size, parts=file.parts)
            made.append(copy)
            for n in range(file.parts):
                await in_file_thread(_copy_part, source, file, target, copy, n)
    except CsnError:
        await _discard(target, made)
        raise
    return made


def _copy_part(source: Vault, file: StoredFile, target: Vault, copy: StoredFile, n: int) -> None:
    target.keep(copy.id, n, source.part(file, n))


async def _or_discard(vault: Vault, copies: list[StoredFile], finishing: Any) -> Any:
    """Wait for the row; where it is refused nothing names the copies. A part that is away may have committed it."""
    try:
        return await finishing
    except Unavailable:
        raise
    except CsnError:
        await _discard(vault, copies)
        raise


async def _discard(vault: Vault, copies: list[StoredFile]) -> None:
    for file in copies:
        await in_file_thread(vault.discard, file)
