"""Facts for which a file is not taken as it is (R-DO-5, R-DO-6)."""

from dataclasses import dataclass
from enum import StrEnum

from csn_app.core.errors import CsnError


class UnsupportedKind(StrEnum):
    """What a file that is not taken turned out to be, so that the sentence can name it."""

    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    ARCHIVE = "ARCHIVE"
    EXECUTABLE = "EXECUTABLE"
    HTML = "HTML"
    SVG = "SVG"
    XML = "XML"
    OFFICE_OLD = "OFFICE_OLD"
    SPREADSHEET = "SPREADSHEET"
    PRESENTATION = "PRESENTATION"
    OPEN_DOCUMENT = "OPEN_DOCUMENT"
    IMAGE = "IMAGE"
    DICOM = "DICOM"
    ENCRYPTED = "ENCRYPTED"
    UNKNOWN = "UNKNOWN"


@dataclass(eq=False)
class UnsupportedFile(CsnError):
    """The content is of no kind that the carnet takes, whatever the name says."""

    kind: UnsupportedKind

    def __post_init__(self) -> None:
        self.kind = UnsupportedKind(self.kind)


@dataclass(eq=False)
class MislabelledFile(CsnError):
    """The content is of another family (photo, PDF, texte) than the name says: somebody was misled, perhaps us."""

    named: str
    found: str


class EmptyFile(CsnError):
    """The file holds no byte, or no word."""


class TruncatedFile(CsnError):
    """The file is cut short or damaged: it cannot be read to its end."""


@dataclass(eq=False)
class FileTooLarge(CsnError):
    """The file is heavier than what is taken; ``limit`` in bytes."""

    limit: int


class TooManySendings(CsnError):
    """One account sends more files at the same time than anybody does."""


class SendingStalled(CsnError):
    """No byte of a file arrived for so long that its sending was given up."""


class DecompressionBomb(CsnError):
    """A small file that unfolds into far more than a document needs."""


@dataclass(eq=False)
class ImageTooLarge(CsnError):
    """A picture with more pixels than are taken; ``max_pixels`` in all, ``max_side`` for a side."""

    max_pixels: int
    max_side: int


@dataclass(eq=False)
class DangerousFile(CsnError):
    """The file carries a known virus, or the standard antivirus test; ``signature`` as the antivirus names it."""

    signature: str


class PdfPasswordNeeded(CsnError):
    """The PDF opens with a password only."""


class PdfPasswordWrong(CsnError):
    """The password given does not open the PDF."""


class ActiveContent(CsnError):
    """The file holds programs (macros, forms that compute) that cannot be taken out of it."""


class InspectionTimeout(CsnError):
    """The file took longer to check than a document ever should."""
