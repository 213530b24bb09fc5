"""The command that gathers the letters to print."""

import sys
from pathlib import Path

import typer

from csn_app import wiring
from csn_app.core.actor import JOB
from csn_app.notifications import letters


def print_letters(file: Path) -> None:
    """Write the letters that wait into FILE (PDF, one a page, 500 at most) and mark them; FILE must not exist yet."""
    if file.exists():
        typer.echo("Ce fichier existe déjà : donnez un autre nom.", err=True)
        sys.exit(1)
    with wiring.open_work(JOB) as work:
        waiting = letters.waiting_letters(work)
        if waiting:
            # The file first: a crash prints a letter twice, and loses none.
            letters.write_file(waiting, file)
            letters.mark_printed(work, waiting)
    typer.echo(f"{len(waiting)} lettres à imprimer." if waiting else "Aucune lettre n’attend.")
