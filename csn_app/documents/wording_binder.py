"""How folders are said on the screen."""

from dataclasses import dataclass

from csn_app.documents.folders import FolderRow
from csn_app.documents.wording import LIST
from csn_app.ui.words import number

LEFT = "Les autres n’ont pas changé\u00a0: un soignant les a ajoutés, ou c’était déjà fait."


@dataclass(frozen=True)
class FolderLine:
    """A folder, with how many documents it holds, and whether it is the one that is open."""

    id: str
    name: str
    count: str
    href: str
    here: bool


NO_FOLDER = FolderLine("", "", "", "", here=False)


def folder_line(row: FolderRow, *, here: str) -> FolderLine:
    """Say a folder in a line."""
    return FolderLine(
        str(row.id), row.name, number(row.documents), f"{LIST}?dossier={row.id}", here=str(row.id) == here
    )
