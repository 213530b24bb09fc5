"""The command line of an installation."""

import asyncio
import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.progress import Progress

from csn_app import wiring
from csn_app.audit.service import prove_all
from csn_app.config import settings
from csn_app.core.actor import JOB
from csn_app.identity import accounts, professionals, roster
from csn_app.jobs import runner
from csn_app.launch import demo, supervisor
from csn_app.rights import diagram
from csn_app.storage import master

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="Carnet de santé numérique")


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


@commands.command("import-roster")
def import_roster(file: Path) -> None:
    """Read insured persons: each gets an announced space and a code; bad lines are named, the rest loads."""
    with _opened(file) as lines, Progress() as bar, wiring.open_work(JOB) as work:
        task = bar.add_task("Assurés", total=_count_lines(file))
        report = roster.import_roster(work, lines, progress=lambda done: bar.update(task, completed=done))
    for number, flaw in report.refused:
        typer.echo(f"Ligne {number} refusée : {flaw}", err=True)
    typer.echo(
        f"{report.read} lignes lues : {report.created} personnes créées, {report.updated} mises à jour, "
        f"{report.unchanged} inchangées, {len(report.refused)} refusées."
    )


@commands.command("import-professionals")
def import_professionals(file: Path, complete: bool = False) -> None:
    """Read the directory of professionals; with --complete, whoever is absent loses every session and grant."""
    with _opened(file) as lines, wiring.open_work(JOB) as work:
        report = professionals.import_professionals(work, list(lines), complete=complete)
    for number in report.refused:
        typer.echo(f"Ligne {number} refusée.", err=True)
    _show(report.first_accesses)
    typer.echo(
        f"{report.created} professionnels créés, {report.updated} mis à jour, {report.switched_off} désactivés, "
        f"{len(report.refused)} refusés."
    )


@commands.command("import-agents")
def import_agents(file: Path, complete: bool = False) -> None:
    """Read the agents of the assistance (login_id, name, email); with --complete, whoever is absent is switched off."""
    with _opened(file) as lines, wiring.open_work(JOB) as work:
        _show(accounts.import_agents(work, list(lines), complete=complete))


@commands.command("create-operator")
def create_operator(login_id: str, name: str) -> None:
    """Make an operator's account; the one-time code printed here opens it at /pro/premiere-connexion."""
    with wiring.open_work(JOB) as work:
        _show([accounts.create_operator(work, login_id, name=name)])


def _show(accesses: list[accounts.FirstAccess]) -> None:
    for access in accesses:
        typer.echo(f"{access.login_id} : code de première connexion {access.code} (à transmettre en main propre)")


@contextmanager
def _opened(file: Path) -> Iterator[Iterator[dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            yield csv.DictReader(text)
    except OSError as fault:
        typer.echo(f"Le fichier {file} ne se lit pas : {fault.strerror}.", err=True)
        sys.exit(1)


def _count_lines(file: Path) -> int:
    with file.open("rb") as raw:
        return max(sum(1 for _ in raw) - 1, 0)


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


@commands.command()
def lifecycle(page: Path = Path("docs/cycle-de-vie.md")) -> None:
    """Write the page of the documentation that draws the life of a space, from its data."""
    page.write_text(diagram.page(), encoding="utf-8")


@commands.command("rotate-master-key")
def rotate_master_key() -> None:
    """Add a new master key and wrap every keyset under it; what the old one wrapped can be opened until the end."""
    path = master.path_of(settings().master_key_uri) if settings().master_key_uri else settings().master_key_path
    count = wiring.parts().keys.rewrap(master.add_key(path))
    typer.echo(f"{count} clés d’espaces sont maintenant protégées par la nouvelle clé maîtresse ({path}).")
