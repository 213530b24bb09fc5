"""Every room's tables, for Alembic and for tests."""

from sqlmodel import SQLModel

from csn_app.access import model as access
from csn_app.access import model_delegation as delegation
from csn_app.audit import model as audit
from csn_app.documents import model as documents
from csn_app.identity import model as identity
from csn_app.notifications import model as notifications
from csn_app.profile import model as profile
from csn_app.rights import model as rights
from csn_app.storage import installation, ledger

metadata = SQLModel.metadata

__all__ = [
    "access",
    "audit",
    "delegation",
    "documents",
    "identity",
    "installation",
    "ledger",
    "metadata",
    "notifications",
    "profile",
    "rights",
]
