"""The job that makes copies: one ZIP, sealed part by part as it grows, so that memory stays flat."""

import json
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from csn_app.access import delegation, policy
from csn_app.access.policy import Permission
from csn_app.audit import service as audit
from csn_app.core.actor import Actor, Quality
from csn_app.core.errors import NotFound, Unreadable
from csn_app.core.work import Untraced, Work
from csn_app.documents import whole
from csn_app.documents.files import PART, StoredFile, Vault
from csn_app.history.proof import HOW_TO_CHECK
from csn_app.identity import relatives
from csn_app.identity import service as identity
from csn_app.messaging import whole as whole_messages
from csn_app.rights import copies, readable, readable_more
from csn_app.rights.model import DataCopy
from csn_app.summary.paper import fhir_of
from csn_app.summary.service import read_summary

TRIES = 3
_STALE = timedelta(minutes=2)
"""A copy that its maker has not touched for so long is begun again: the maker was killed."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class SealedStream:
    """A file being written, sealed in parts of 8 MiB; at most one part is in memory."""

    vault: Vault
    file_id: UUID
    size: int = 0
    parts: int = 0
    _left: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes) -> int:
        """Take bytes; whole parts leave at once."""
        self._left += data
        self.size += len(data)
        while len(self._left) >= PART:
            self._keep(PART)
        return len(data)

    def flush(self) -> None:
        """Nothing waits outside the current part."""

    def finish(self) -> StoredFile:
        """Keep the last part and return the file."""
        if self._left:
            self._keep(len(self._left))
        return StoredFile(self.file_id, size=self.size, parts=self.parts)

    def _keep(self, length: int) -> None:
        self.vault.keep(self.file_id, self.parts, bytes(self._left[:length]))
        del self._left[:length]
        self.parts += 1


def make_next(work: Work) -> bool:
    """Make the oldest copy that was asked for; returns whether there was one."""
    policy.require(work, Permission.LIFECYCLE_RUN)
    copy, job = _claimed(work), work.actor
    if copy is None:
        return False
    try:
        # Read as the person would: a carnet closed meanwhile is not copied.
        work.actor = _asker(work, copy)
        file = _written(work, copy)
    except NotFound:
        work.actor = job
        _give_up(work, copy)
    else:
        work.actor = job
        _ready(work, copy, file)
    finally:
        work.actor = job
    return True


def _asker(work: Work, copy: DataCopy) -> Actor:
    """Return who asked, as they are now: the person, or who represents them; raises ``NotFound`` where it is over."""
    own = identity.spaces_of_accounts(work, [copy.account_id]).get(copy.account_id)
    if own is None or own == copy.space_id:
        return Actor(Quality.HOLDER, account_id=copy.account_id, space_id=copy.space_id)
    mandate = delegation.mandate_in(work, copy.space_id, account_id=copy.account_id, own_space_id=own)
    if mandate is None:
        raise NotFound
    return Actor(Quality.HOLDER, account_id=copy.account_id, space_id=copy.space_id, mandate=mandate)


def _claimed(work: Work) -> DataCopy | None:
    """Take the oldest copy that nobody makes; the third failed try was the last."""
    copy = work.db.scalar(
        select(DataCopy)
        .where(
            col(DataCopy.ready_at).is_(None),
            col(DataCopy.gone_at).is_(None),
            or_(col(DataCopy.touched_at).is_(None), col(DataCopy.touched_at) < work.real_now - _STALE),
        )
        .order_by(col(DataCopy.asked_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if copy is None:
        work.db.rollback()
        return None
    if copy.tries >= TRIES:
        _give_up(work, copy)
        return _claimed(work)
    copy.tries, copy.done, copy.touched_at = copy.tries + 1, 0, work.real_now
    work.commit(untraced=Untraced.TECHNICAL)
    return copy


def _give_up(work: Work, copy: DataCopy) -> None:
    copy.gone_at = work.now
    work.commit(untraced=Untraced.TECHNICAL)
    copies.discard(work, copy.file_id)


def _ready(work: Work, copy: DataCopy, file: StoredFile) -> None:
    if copies.holds_deleted(work, copy.id):
        _give_up(work, copy)
        return
    copy.size, copy.parts, copy.done = file.size, file.parts, copy.total
    copy.ready_at, copy.expires_at = work.now, work.now + copies.KEPT
    relatives.tell_account(
        work,
        copy.account_id,
        subject="Votre dossier est prêt",
        text="La copie de données que vous avez demandée est prête. Elle vous attend 7 jours dans le carnet, "
        "à la page «\u00a0Mes droits\u00a0». Si vous n’avez rien demandé, changez votre mot de passe.",
    )
    work.commit(untraced=Untraced.OUTBOX)


def _written(work: Work, copy: DataCopy) -> StoredFile:
    copy.total = whole.count_documents(work, copy.space_id)
    work.commit(untraced=Untraced.TECHNICAL)
    stream = SealedStream(Vault(work.keys, work.blobs, copy.space_id, copies.PREFIX), copy.file_id)
    with zipfile.ZipFile(stream, "w") as bundle:  # type: ignore[call-overload]
        listed, sums = _documents(work, copy, bundle)
        for name, content in (
            ("index.html", readable.index(work, copy.space_id, listed)),
            ("profil.html", readable.profile(work)),
            ("profil-fhir.json", fhir_of(read_summary(work)).decode()),
            ("mesures.csv", readable.measures(work)),
            ("agenda.ics", readable.agenda(work)),
            ("prevention.html", readable.prevention(work)),
            ("messages.html", _messages(work, copy, bundle, sums)),
            ("urgences.html", readable_more.emergencies(work)),
            ("confidentialite.csv", readable_more.secrecy(work, listed)),
            ("historique.html", readable.trail(work)),
        ):
            bundle.writestr(_entry(name), content, compress_type=zipfile.ZIP_DEFLATED)
            sums.append(f"{sha256(content.encode()).hexdigest()}  {name}")
        if work.actor.for_oneself:
            _add_proof(work, copy.space_id, bundle)
        bundle.writestr(_entry("empreintes-sha256.txt"), "\n".join([*sums, ""]))
    return stream.finish()


def _documents(work: Work, copy: DataCopy, bundle: zipfile.ZipFile) -> tuple[list[readable.Listed], list[str]]:
    listed: list[readable.Listed] = []
    sums: list[str] = []
    names: set[str] = set()
    vault, after = whole.vault_of(work, copy.space_id), None
    while page := whole.documents_after(work, copy.space_id, after=after):
        for document in page:
            name = readable.file_name(document, taken=names)
            entry = _entry(name, day=document.row.document_date)
            try:
                sums.append(f"{_copied(vault, document.file, bundle, entry)}  {name}")
                listed.append(readable.Listed(document.row, name))
            except Unreadable:
                listed.append(readable.Listed(document.row, name, readable=False))
            copy.done, copy.touched_at = copy.done + 1, work.real_now
            work.commit(untraced=Untraced.TECHNICAL)
        after = (page[-1].row.document_date, page[-1].row.id)
    return listed, sums


def _messages(work: Work, copy: DataCopy, bundle: zipfile.ZipFile, sums: list[str]) -> str:
    """Write the files of messages as they were sent; returns the page of the conversations."""
    vault = whole_messages.vault_of_messages(work, copy.space_id)
    found = list(whole_messages.conversations_of(work, copy.space_id))
    files = [one for conversation in found for said in conversation.messages for one in said.files]
    names = {one.id: readable_more.attachment_name(one, number=n) for n, one in enumerate(files, 1)}
    for one in files:
        with suppress(Unreadable):
            sums.append(f"{_copied(vault, one.file, bundle, _entry(names[one.id]))}  {names[one.id]}")
    return readable_more.messages(found, name_of=lambda one: names[one.id])


def _copied(vault: Vault, file: StoredFile, bundle: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """Write one document as it was deposited, part by part; returns its SHA-256. Raises ``Unreadable``."""
    digest, first = sha256(), vault.part(file, 0)
    with bundle.open(entry, "w") as out:
        for n in range(file.parts):
            clear = vault.part(file, n) if n else first
            digest.update(clear)
            out.write(clear)
    return digest.hexdigest()


def _add_proof(work: Work, space_id: UUID, bundle: zipfile.ZipFile) -> None:
    """Write the trail as its fingerprints cover it, a thousand lines at a time."""
    seq, fingerprint = audit.head_of(work, space_id)
    start = {"explication": HOW_TO_CHECK, "chain_id": str(space_id), "head": {"seq": seq, "hash": fingerprint.hex()}}
    with bundle.open(_entry("preuve-historique.json"), "w") as out:
        out.write(json.dumps(start, ensure_ascii=False).removesuffix("}").encode() + b', "lines": [')
        sent = 0
        while sent < seq:
            found = audit.export_lines(work, space_id, after_seq=sent)
            lines = [json.dumps(line, ensure_ascii=False) for line in found if line["line"]["seq"] <= seq]
            if not lines:
                break
            out.write((",\n" if sent else "\n").encode() + ",\n".join(lines).encode())
            sent += len(lines)
        out.write(b"\n]}\n")


def _entry(name: str, *, day: date | None = None) -> zipfile.ZipInfo:
    # A ZIP knows no day before 1980.
    entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0) if day else _EPOCH)
    entry.external_attr = 0o644 << 16
    return entry
