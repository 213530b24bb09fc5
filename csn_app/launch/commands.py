"""The command line of an installation."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from csn_app import wiring
from csn_app.audit.service import prove_all
from csn_app.config import settings
from csn_app.core.actor import JOB
from csn_app.identity import accounts
from csn_app.jobs import runner
from csn_app.launch import backup_commands, demo, imports, letters, running, supervisor
from csn_app.notifications.service import retry_outbox
from csn_app.rights import diagram
from csn_app.storage import master

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="Carnet de santé numérique")

WITHOUT_PARTS = ("run", "create-master-key", "create-backup-key", "restore")


@commands.callback()
def join(chosen: typer.Context) -> None:
    """Carnet de santé numérique."""
    # What starts the parts, or precedes them, does not look for them; nor does a question about a command.
    if chosen.invoked_subcommand in WITHOUT_PARTS or "--help" in sys.argv:
        return
    running.join_running()


@commands.command()
def migrate() -> None:
    """Bring the database and the reference tables to this version."""
    wiring.migrate()
    wiring.prepare()


@commands.command()
def run() -> None:
    """Start every part and the application on this machine, and watch them until Ctrl-C."""
    sys.exit(supervisor.run(settings(), welcome=demo.welcome if settings().demo else list))


@commands.command()
def worker() -> None:
    """Run the clock-driven work in a process of its own (set CSN_RUNS_JOBS=0 for the application)."""
    asyncio.run(runner.run_forever())


@commands.command("seed-demo")
def seed_demo() -> None:
    """Load the demonstration's fictional people; only with CSN_DEMO=1."""
    if not settings().demo:
        typer.echo("Les personnes fictives ne se chargent qu’en mode démonstration (CSN_DEMO=1).", err=True)
        sys.exit(1)
    demo.seed()


commands.command("create-backup-key")(backup_commands.create_backup_key)
commands.command("backup")(backup_commands.backup_command)
commands.command("restore")(backup_commands.restore_command)
commands.command("import-roster")(imports.import_roster)
commands.command("import-professionals")(imports.import_professionals)
commands.command("import-agents")(imports.import_agents)
commands.command("letters")(letters.print_letters)


@commands.command("create-operator")
def create_operator(login_id: str, name: str) -> None:
    """Make an operator's account; the one-time code printed here opens it at /pro/premiere-connexion."""
    with wiring.open_work(JOB) as work:
        imports.show_first_accesses([accounts.create_operator(work, login_id, name=name)])


@commands.command("retry-outbox")
def retry_given_up() -> None:
    """Put the messages that were given up in the queue again, once their channel works."""
    with wiring.open_work(JOB) as work:
        count = retry_outbox(work)
    typer.echo(f"{count} messages abandonnés seront envoyés de nouveau.")


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


@commands.command("create-master-key")
def create_master_key(path: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Make the master key of an installation before its first start, where none is: an existing one is never replaced.

    Without PATH it goes where CSN_MASTER_KEY_URI says, else under CSN_DATA.
    """
    where = path or wiring.master_key_path(settings())
    master.create(where)
    typer.echo(f"Clé maîtresse créée : {where}. Sans elle, plus rien ne peut être lu : gardez-en une copie ailleurs.")


@commands.command()
def lifecycle(page: Path = Path("docs/cycle-de-vie.md")) -> None:
    """Write the page of the documentation that draws the life of a space, from its data."""
    page.write_text(diagram.page(), encoding="utf-8")


@commands.command("rotate-master-key")
def rotate_master_key() -> None:
    """Add a new master key and wrap every keyset under it; what the old one wrapped can be opened until the end."""
    path = wiring.master_key_path(settings())
    count = wiring.parts().keys.rewrap(master.add_key(path))
    typer.echo(f"{count} clés d’espaces sont maintenant protégées par la nouvelle clé maîtresse ({path}).")
