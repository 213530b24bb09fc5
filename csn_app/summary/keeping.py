"""Keeping a summary among one's documents: two files of one instant, each sealed before its row is written."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from csn_app.core.errors import CsnError, Unavailable
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import service as documents
from csn_app.documents import several
from csn_app.documents.files import StoredFile, parts_for
from csn_app.documents.formats import FHIR, PDF, TEXT_VIEW
from csn_app.documents.views import NewDocument
from csn_app.edge.door import in_file_thread
from csn_app.summary.paper import fhir_of, pdf_of
from csn_app.summary.service import Summary, read_summary
from csn_app.ui.words import PARIS, french_date

Run = Callable[..., Awaitable[Any]]
_KINDS = ((PDF, PDF, pdf_of, "Ma santé en résumé"), (FHIR, TEXT_VIEW, fhir_of, "Résumé FHIR"))


async def keep_summary(run: Run, *, key: str) -> str:
    """Keep the summary of now as a PDF and as FHIR; returns the day in its titles. The same ``key`` keeps it once.

    Raises ``NotFound`` where the actor may not add documents, ``KeyNotUnderstood``.
    """
    summary: Summary = await run(read_summary)
    day = french_date(summary.at.astimezone(PARIS).date())
    for number, (media_type, view, written, title) in enumerate(_KINDS):
        content = await in_file_thread(written, summary)
        await _keep(run, summary, content, f"{title}, {day}", (media_type, view), key=f"{key}{number}")
    return day


async def _keep(run: Run, summary: Summary, content: bytes, title: str, kind: tuple[str, str], *, key: str) -> None:
    space_id = summary.holder.space_id
    begun = await run(documents.begin_upload, space_id=space_id, key=key)
    if begun.done is not None:
        await _mask(run, summary, begun.done.id)
        return
    file = StoredFile(uuid4(), size=len(content), parts=parts_for(len(content)))
    await in_file_thread(begun.vault.keep, file.id, 0, content)
    new = NewDocument(
        title=title,
        document_date=summary.at.astimezone(PARIS).date(),
        category=PatientCategory.SYNTHESE,
        media_type=kind[0],
        file=file,
        sha256=sha256(content).hexdigest(),
        view=None,
        view_media_type=kind[1],
        pages=None,
        kept_from_parents=summary.kept_from_parents,
    )
    try:
        finished = await run(documents.finish_upload, space_id=space_id, upload_id=begun.id, new=new)
    except CsnError as fault:
        # A refusal precedes the commit; a part that is away may be so after it.
        if not isinstance(fault, Unavailable):
            await in_file_thread(begun.vault.discard, file)
        raise
    await _mask(run, summary, finished.row.id)
    if not finished.taken:
        await in_file_thread(begun.vault.discard, file)


async def _mask(run: Run, summary: Summary, document_id: UUID) -> None:
    """Mask the document from all where a section of it is masked from somebody: its person may show it."""
    if summary.masked:
        await run(several.mask_documents, document_ids=[document_id])
