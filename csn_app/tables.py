"""Every room's tables, for Alembic and for tests."""

from sqlmodel import SQLModel

from csn_app.access import model as access
from csn_app.access import model_call as calls
from csn_app.access import model_consent as consent
from csn_app.access import model_delegation as delegation
from csn_app.access import model_emergency as emergency
from csn_app.access import model_request as access_requests
from csn_app.agenda import model as agenda
from csn_app.assistance import model as assistance
from csn_app.audit import model as audit
from csn_app.catalogue import model as catalogue
from csn_app.documents import model as documents
from csn_app.documents import model_proposals as proposals
from csn_app.documents import model_reading as reading
from csn_app.history import model as history
from csn_app.identity import model as identity
from csn_app.identity import model_factors as factors
from csn_app.messaging import model as messaging
from csn_app.notifications import model as notifications
from csn_app.prevention import model as prevention
from csn_app.profile import model as profile
from csn_app.rights import model as rights
from csn_app.storage import installation, ledger

metadata = SQLModel.metadata

__all__ = [
    "access",
    "access_requests",
    "agenda",
    "assistance",
    "audit",
    "calls",
    "catalogue",
    "consent",
    "delegation",
    "documents",
    "emergency",
    "factors",
    "history",
    "identity",
    "installation",
    "ledger",
    "messaging",
    "metadata",
    "notifications",
    "prevention",
    "profile",
    "proposals",
    "reading",
    "rights",
]
