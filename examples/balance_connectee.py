"""An example partner: a connected scale that writes each weighing in a carnet, and reads nothing.

python examples/balance_connectee.py http://localhost:3000 3002
"""

import sys
from datetime import UTC, datetime

from lien_csn import Lien, servir

FORMULAIRE = (
    '<form method="post" action="/peser"><label>Poids en kg '
    '<input name="poids" value="72.4" inputmode="decimal"></label>'
    '<button id="peser">Se peser</button></form>'
)


def peser(lien: Lien, champs: dict[str, str]) -> str:
    """Send one weighing (Observation, LOINC 29463-7)."""
    try:
        poids = float(champs.get("poids", "").replace(",", "."))
    except ValueError:
        return "Ce poids n’est pas un nombre."
    statut, _ = lien.appeler(
        "POST",
        "Observation",
        {
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
            "subject": {"reference": f"Patient/{lien.patient}"},
            "effectiveDateTime": datetime.now(UTC).isoformat(timespec="seconds"),
            "valueQuantity": {"value": poids, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
        },
    )
    return "La pesée est dans le carnet." if statut == 201 else f"Le carnet a refusé ({statut})."


if __name__ == "__main__":
    csn, port = sys.argv[1], int(sys.argv[2])
    lien = Lien(csn, "SVC-08", "patient/Observation.c offline_access", f"http://localhost:{port}/retour")
    servir(port, lien, "Pas à Pas, balance connectée", {"peser": lambda champs: peser(lien, champs)}, FORMULAIRE)
