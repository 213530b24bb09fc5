"""Words shared by several rooms. Codes are those of the reference tables in ``csn_app/data``."""

from enum import StrEnum
from uuid import UUID


class PatientCategory(StrEnum):
    """The folder in which a citizen finds a document (R-DO-3, ``patient_categories.csv``)."""

    SYNTHESE = "SYNTHESE"
    ORD_SOIN = "ORD_SOIN"
    RADIO_SC = "RADIO_SC"
    BIOLOGIE = "BIOLOGIE"
    CPT_REND = "CPT_REND"
    DEPISTAG = "DEPISTAG"
    CERT_MED = "CERT_MED"
    DOC_ADM = "DOC_ADM"
    AUTR_DOC = "AUTR_DOC"
    DIR_ANT = "DIR_ANT"


class Section(StrEnum):
    """A section of the medical profile (R-PR-2, ``profile_sections.csv``)."""

    ALLERGIES = "ALLERGIES"
    TREATMENTS = "TREATMENTS"
    DISEASES = "DISEASES"
    VACCINATIONS = "VACCINATIONS"
    BLOOD_GROUP = "BLOOD_GROUP"
    STAYS = "STAYS"
    FAMILY = "FAMILY"
    DISABILITIES = "DISABILITIES"
    LIFESTYLE = "LIFESTYLE"
    MEASURES = "MEASURES"
    CONTACTS = "CONTACTS"
    TRUSTED = "TRUSTED"
    DIRECTIVES = "DIRECTIVES"
    ORGAN_DONATION = "ORGAN_DONATION"


SHOWN_BY_DEFAULT = frozenset(
    {Section.ALLERGIES, Section.TREATMENTS, Section.DISEASES, Section.VACCINATIONS, Section.BLOOD_GROUP}
)
"""What a professional of the list sees of the profile unless the person chooses otherwise (R-PR-20)."""


class SpaceState(StrEnum):
    """Where a space stands in its life (R-LC-18, ``lifecycle_states.csv``)."""

    NOT_INFORMED = "NOT_INFORMED"
    INFORMED_WAITING = "INFORMED_WAITING"
    OPPOSED = "OPPOSED"
    CREATED_NOT_ACTIVATED = "CREATED_NOT_ACTIVATED"
    CODE_SENT = "CODE_SENT"
    CODE_EXPIRED = "CODE_EXPIRED"
    ACTIVATED = "ACTIVATED"
    NOT_ACTIVATABLE = "NOT_ACTIVATABLE"
    CLOSED_ARCHIVED = "CLOSED_ARCHIVED"
    CLOSED_DELETION_REQUESTED = "CLOSED_DELETION_REQUESTED"
    ERASED = "ERASED"
    DECEASED = "DECEASED"
    SUSPENDED = "SUSPENDED"


class DelegationState(StrEnum):
    """Where a delegation stands. Invited leads to accepted, refused or revoked; accepted only to revoked."""

    INVITED = "INVITED"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    REVOKED = "REVOKED"


class OpeningReason(StrEnum):
    """Why a professional opens a record; shown to the person in words (R-AU-1)."""

    CONSULTATION = "CONSULTATION"
    PREPARATION = "PREPARATION"
    FOLLOW_UP = "FOLLOW_UP"
    OTHER = "OTHER"
    EMERGENCY = "EMERGENCY"


INSTALLATION = UUID(int=0)
"""The keyset and the chain of the installation itself: what belongs to no one's space."""


class ServiceState(StrEnum):
    """Where a service of the catalogue stands (R-CA-5)."""

    ONLINE = "EN_LIGNE"
    OFFLINE = "HORS_LIGNE"
    PREVIEW = "PRESERIE"
    SUSPENDED = "SUSPENDUE"
    REMOVED = "DEREFERENCEE"


class Way(StrEnum):
    """Which way an exchange goes: a service reads, or it writes."""

    READ = "READ"
    WRITE = "WRITE"
