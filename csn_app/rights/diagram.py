"""The life of a space as a page of the documentation, drawn from the data that the code itself obeys."""

from csn_app.core.reference import labels, rows

_HEAD = """# Cycle de vie d’un carnet

Page écrite par `python -m csn_app lifecycle` à partir de `csn_app/data/lifecycle_states.csv` : ne pas la modifier.
Tout autre passage d’un état à l’autre est refusé par le code (`access/lifecycle.py`) et par la base (déclencheur
`space_moves_as_listed`).

"""
_BY = """
## Ce que fait l’horloge

| Quand | Ce qui se passe |
|---|---|
| 42 jours après l’information, sans refus | le carnet est créé, vide ; un nouveau code part, l’ancien meurt |
| 42 jours après l’envoi d’un code | le code ne marche plus ; on en redemande un |
| 60 jours avant la fin de l’archive | la personne est prévenue |
| dix ans après la fermeture | clé détruite, fichiers et lignes effacés |
| au jour promis d’une suppression demandée | de même ; restent l’identité connue de la caisse et le journal |
"""


def page() -> str:
    """Return ``docs/cycle-de-vie.md`` as it must be."""
    return _HEAD + _diagram() + _table() + _BY


def _diagram() -> str:
    names = "".join(f"    {row['code']} : {row['label_fr']}\n" for row in rows("lifecycle_states"))
    arrows = "".join(
        f"    {row['code']} --> {state}\n"
        for row in rows("lifecycle_states")
        for state in row["next_states"].split(";")
        if state
    )
    return f"```mermaid\nstateDiagram-v2\n    [*] --> NOT_INFORMED\n{names}{arrows}```\n\n"


def _table() -> str:
    label = labels("lifecycle_states")
    lines = [
        f"| `{row['code']}` | {row['label_fr']} | {row['meaning_fr']} | "
        f"{', '.join(label[state] for state in row['next_states'].split(';') if state) or '—'} |"
        for row in rows("lifecycle_states")
    ]
    return "| Code | État | Ce que cela veut dire | Peut devenir |\n|---|---|---|---|\n" + "\n".join(lines) + "\n"
