"""What a restored installation gives to read: ids come in as JSON, what they give goes out."""

import json
import sys
from uuid import UUID

from csn_app import wiring
from csn_app.access.model import Grant, Space
from csn_app.config import Settings
from csn_app.core.actor import JOB, Actor, Quality
from csn_app.core.errors import CsnError
from csn_app.documents import service as documents
from csn_app.launch.restore import running_parts
from csn_app.profile import service as profile


def file_of(actor: Actor, document_id: str) -> str:
    """Return the text of a file, or the name of what kept it closed."""
    try:
        with wiring.open_work(actor) as work:
            opened = documents.open_file(work, document_id=UUID(document_id), shown=False)
        return b"".join(opened.vault.part(opened.file, n) for n in range(opened.file.parts)).decode("latin1")
    except CsnError as fact:
        return type(fact).__name__


def profile_of(actor: Actor) -> list[str]:
    """Return what a profile says, or the name of what kept it closed."""
    try:
        with wiring.open_work(actor) as work:
            return [str(profile.read_profile(work))]
    except CsnError as fact:
        return [type(fact).__name__]


def main() -> None:
    asked = json.load(sys.stdin)
    with running_parts(Settings()):
        told = {}
        for name, person in asked["people"].items():
            actor = Actor(Quality.HOLDER, account_id=UUID(person["account"]), space_id=UUID(person["space"]))
            told[name] = {
                "files": [file_of(actor, document_id) for document_id in person["documents"]],
                "profile": profile_of(actor),
            }
        with wiring.open_work(JOB) as work:
            grant = work.db.get(Grant, UUID(asked["grant"]))
            told["grant_revoked"] = grant is not None and grant.revoked_at is not None
            told["states"] = {
                name: getattr(work.db.get(Space, UUID(person["space"])), "state", "")
                for name, person in asked["people"].items()
            }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
