"""The commands that read files say in a sentence what they could not take, and end with a code that tells it."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from csn_app import wiring
from csn_app.core.reference import rows
from csn_app.launch import imports

COLUMNS = tuple(rows("test_professionals")[0])
LINE = ",".join(f'"{cell}"' for cell in rows("test_professionals")[0].values())


def app() -> typer.Typer:
    """The three commands, without looking for a running installation."""
    made = typer.Typer()
    made.command("agents")(imports.import_agents)
    made.command("professionals")(imports.import_professionals)
    made.command("roster")(imports.import_roster)
    return made


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("roster", "id;nir13\nX1;262\n", "Il manque des colonnes"),
        ("roster", "", "Aucune ligne"),
        ("professionals", "rpps\n1\n", "Il manque des colonnes"),
        ("professionals", ",".join(COLUMNS) + "\nx,1\n", "Ligne 2 refusée : il manque des colonnes à la fin"),
        ("professionals --complete", ",".join(COLUMNS) + "\n", "Rien n’est fait"),
        ("agents", "login_id,name,email\n,Agente,\n", "Ligne 2 refusée : l’identifiant manque"),
        ("agents", "login_id,name\nagente,Andr\udce9e\n", "n’est pas un tableau CSV en UTF-8"),
    ],
)
@pytest.mark.usefixtures("parts")
def test_a_file_that_gives_nothing_is_told_in_sentences(tmp_path: Path, command: str, text: str, said: str) -> None:
    file = tmp_path / "fichier.csv"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    told = CliRunner().invoke(app(), [*command.split(), str(file)])
    assert isinstance(told.exception, SystemExit), told.exception
    assert told.exit_code == 1
    assert said in told.output


def test_a_bad_line_is_named_and_the_rest_loads(tmp_path: Path, parts: wiring.Parts) -> None:
    assert parts
    file = tmp_path / "annuaire.csv"
    file.write_text(f"{','.join(COLUMNS)}\nx,1\n{LINE}\n", encoding="utf-8")
    told = CliRunner().invoke(app(), ["professionals", str(file)])
    assert told.exit_code == 0, told.output
    assert "Ligne 2 refusée" in told.output
    assert "1 lignes refusées" in told.output
