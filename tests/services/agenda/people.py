"""What the tests of the agenda type."""

from datetime import datetime, timedelta

from csn_app.agenda.rules import PARIS


def typed(when: datetime, **more: str) -> dict[str, str]:
    """Type an appointment at a moment, as the form sends it."""
    here = when.astimezone(PARIS)
    said = {"motif": "Contrôle", "jour": str(here.day), "mois": str(here.month), "annee": str(here.year)}
    return {**said, "heure": f"{here:%H:%M}", **more}


def whole(when: datetime, **after: int) -> datetime:
    """Return a moment without seconds, some time after another."""
    return (when + timedelta(**after)).replace(second=0, microsecond=0)
