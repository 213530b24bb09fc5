"""The operator's commands for backups: a key, a run, a restore."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from csn_app.launch.backup import back_up
from csn_app.launch.restore import restore
from csn_app.storage import sealed_files
from csn_app.ui.words import PARIS

Key = Annotated[Path, typer.Option("--key", help="The backup key, made by create-backup-key.")]


def create_backup_key(path: Path) -> None:
    """Make the key that seals backups. Keep it, and the master key, away from the backups and from this machine."""
    sealed_files.create_key(path)
    typer.echo(f"Clé de sauvegarde créée : {path}. Sans elle et sans la clé maîtresse, une sauvegarde ne s’ouvre pas.")


def backup_command(folder: Path, key: Key) -> None:
    """Add an instant to the backup in FOLDER: both databases, and the objects that it does not hold yet."""
    done = back_up(folder, key=key)
    typer.echo(
        f"Sauvegarde du {done.instant:%Y-%m-%dT%H:%M:%S}Z : base {done.dump_size / 1e6:.1f} Mo, "
        f"{done.new_objects} objets nouveaux sur {done.objects}, {done.forgotten} oubliés, en {done.seconds:.1f} s."
    )


def restore_command(
    folder: Path,
    key: Key,
    until: Annotated[datetime | None, typer.Option(help="Take the last instant at or before this one (Paris).")] = None,
) -> None:
    """Bring a backup back into an empty installation; what was deleted, closed or taken back since stays so."""
    done = restore(folder, key=key, until=until.replace(tzinfo=PARIS) if until else None)
    typer.echo(
        f"Restauré : l’état du {done.instant:%Y-%m-%dT%H:%M:%S}Z, {done.objects} objets, "
        f"{done.replayed.total()} effacements et retraits rejoués, en {done.seconds:.1f} s."
    )
    if done.lost or done.broken_chains:
        typer.echo(f"{done.lost} fichiers manquent et {done.broken_chains} chaînes sont rompues.", err=True)
        raise typer.Exit(1)
