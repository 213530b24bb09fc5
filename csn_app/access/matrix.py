"""The matrix of what professions may read: data with days of validity, read into a table (R-AC-5)."""

from datetime import date
from functools import cache

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from csn_app.access import rules
from csn_app.access.model import MatrixRow
from csn_app.core.reference import rows
from csn_app.core.vocabulary import PatientCategory
from csn_app.core.work import Work


@cache
def _health_professions() -> frozenset[str]:
    return frozenset(r["code"] for r in rows("professions") if r["is_health_professional"] == "1")


def is_health_profession(profession_code: str) -> bool:
    """Say whether the code is a health profession of TRE_G15."""
    return profession_code in _health_professions()


def load(db: Session) -> int:
    """Read ``access_matrix.csv`` into its table, replacing what was there; returns the number of rows."""
    cells = [
        {
            "profession_code": r["profession_code"],
            "document_class": r["document_class"],
            "document_type": r["document_type"],
            "may_read": r["may_read"] == "1",
            "valid_from": date.fromisoformat(r["valid_from"]),
            "valid_to": date.fromisoformat(r["valid_to"]) if r["valid_to"] else None,
        }
        for r in rows("access_matrix")
    ]
    db.execute(delete(MatrixRow))
    db.execute(insert(MatrixRow), cells)
    return len(cells)


def readable_by(work: Work, profession_code: str) -> rules.Readable:
    """Return what a profession may read on the day of ``work``."""
    cells = work.db.scalars(select(MatrixRow).where(col(MatrixRow.profession_code) == profession_code)).all()
    return rules.readable(cells, day=work.now.date())


@cache
def _types() -> tuple[rules.DocumentType, ...]:
    return tuple(
        rules.DocumentType(r["code"], r["class_code"], r["patient_category"])
        for r in rows("document_types")
        if r["patient_category"] in set(PatientCategory) and r["in_dmp"] == "1" and not r["valid_to"]
    )


def permits_of(work: Work, profession_code: str) -> tuple[rules.Permit, ...]:
    """Return what the law permits to a profession on the day of ``work``, category by category."""
    cells = work.db.scalars(select(MatrixRow).where(col(MatrixRow.profession_code) == profession_code)).all()
    return rules.permits(cells, _types(), day=work.now.date())


def limits_of(work: Work, profession_code: str) -> rules.Limits:
    """Return what the law closes to a profession on the day of ``work``, among the categories of a carnet."""
    return rules.limits(readable_by(work, profession_code), _types())
