"""An example partner: a booking platform that pushes, moves and cancels appointments in the agenda of a carnet.

python examples/rendez_vous_facile.py http://localhost:3000 3001
"""

import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lien_csn import Lien, servir

PARIS = ZoneInfo("Europe/Paris")
FORMULAIRE = "".join(
    f'<form method="post" action="/{acte}"><button id="{acte}">{mots}</button></form>'
    for acte, mots in (
        ("prendre", "Prendre rendez-vous demain à 10 h"),
        ("deplacer", "Déplacer d’un jour"),
        ("annuler", "Annuler"),
    )
)


class Plateforme:
    """Books with a doctor who does not exist, and keeps the carnet's identifier of the appointment."""

    def __init__(self, lien: Lien) -> None:
        """Begin without an appointment."""
        self.lien, self.pris = lien, ""
        self.debut = datetime.now(PARIS)

    def prendre(self, _: dict[str, str]) -> str:
        """Push a new appointment."""
        self.debut = datetime.now(PARIS).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
        statut, recu = self.lien.appeler("POST", "Appointment", self._rendez_vous("booked"))
        if statut != 201:
            return f"Le carnet a refusé ({statut})."
        self.pris = recu["id"]
        return "Le rendez-vous est dans le carnet."

    def deplacer(self, _: dict[str, str]) -> str:
        """Move it by a day."""
        self.debut += timedelta(days=1)
        return self._envoyer("booked", "Le rendez-vous est déplacé.")

    def annuler(self, _: dict[str, str]) -> str:
        """Cancel it."""
        return self._envoyer("cancelled", "Le rendez-vous est annulé.")

    def _envoyer(self, statut: str, phrase: str) -> str:
        code, _ = self.lien.appeler("PUT", f"Appointment/{self.pris}", self._rendez_vous(statut))
        return phrase if code == 200 else f"Le carnet a refusé ({code})."

    def _rendez_vous(self, statut: str) -> dict[str, object]:
        return {
            "resourceType": "Appointment",
            "status": statut,
            "description": "Consultation de suivi",
            "start": self.debut.isoformat(),
            "minutesDuration": 20,
            "participant": [
                {"actor": {"reference": f"Patient/{self.lien.patient}"}, "status": "accepted"},
                {"actor": {"display": "Dr Claire Fontenay (fictif)"}, "status": "accepted"},
            ],
        }


if __name__ == "__main__":
    csn, port = sys.argv[1], int(sys.argv[2])
    lien = Lien(csn, "SVC-03", "patient/Appointment.cruds offline_access", f"http://localhost:{port}/retour")
    ici = Plateforme(lien)
    actes = {"prendre": ici.prendre, "deplacer": ici.deplacer, "annuler": ici.annuler}
    servir(port, lien, "Rendez-vous Facile", actes, FORMULAIRE)
