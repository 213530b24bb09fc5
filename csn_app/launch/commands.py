"""The command line of an installation."""

import sys

import typer

from csn_app import wiring
from csn_app.audit.service import prove_all
from csn_app.config import settings
from csn_app.core.actor import JOB
from csn_app.storage import master

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="Carnet de santé numérique")


@commands.command()
def migrate() -> None:
    """Bring the database and the reference tables to this version."""
    wiring.migrate()
    wiring.prepare()


@commands.command("verify-trail")
def verify_trail() -> None:
    """Prove every chain of the trail, or name the first broken line; exit code 1 where one is broken."""
    chains = broken = 0
    with wiring.open_work(JOB) as work:
        for chain_id, proof in prove_all(work):
            chains += 1
            if not proof.whole:
                broken += 1
                typer.echo(f"{chain_id} : la chaîne est rompue à la ligne {proof.broken_at}.")
    typer.echo(f"{chains} chaînes vérifiées, {broken} rompues.")
    sys.exit(1 if broken else 0)


@commands.command("rotate-master-key")
def rotate_master_key() -> None:
    """Add a new master key and wrap every keyset under it; what the old one wrapped can be opened until the end."""
    path = master.path_of(settings().master_key_uri) if settings().master_key_uri else settings().master_key_path
    count = wiring.parts().keys.rewrap(master.add_key(path))
    typer.echo(f"{count} clés d’espaces sont maintenant protégées par la nouvelle clé maîtresse ({path}).")
