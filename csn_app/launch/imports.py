"""The commands that read files about people: each bad line is named with what to do, the rest loads."""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from csn_app import wiring
from csn_app.core.actor import JOB
from csn_app.identity import agents, professionals, roster
from csn_app.identity.accounts import FirstAccess
from csn_app.identity.agents import AgentFlaw, AgentsUnreadable
from csn_app.identity.directory_line import EntryFlaw
from csn_app.identity.leaving import CompleteRefused, ManyWouldLeave
from csn_app.identity.professionals import DirectoryUnreadable
from csn_app.identity.roster import RosterUnreadable
from csn_app.identity.roster_line import LineFlaw

Yes = Annotated[bool, typer.Option("--yes", help="Confirm that many people are switched off.")]

_FLAWS: Mapping[str, str] = {
    LineFlaw.NIR: "le numéro de sécurité sociale et sa clé ne vont pas ensemble",
    LineFlaw.NAME: "un nom ou un prénom manque",
    LineFlaw.SEX: "le sexe est M ou F",
    LineFlaw.BIRTH_DATE: "la date de naissance s’écrit 1984-05-31",
    LineFlaw.CARD: "le type de carte Vitale et son numéro de série ne vont pas ensemble",
    LineFlaw.EMAIL: "l’adresse e-mail n’a pas la forme nom@exemple.fr",
    LineFlaw.MOBILE: "le mobile ne commence pas par 06 ou 07, ou n’a pas 10 chiffres",
    LineFlaw.LANDLINE: "le téléphone fixe n’a pas 10 chiffres",
    LineFlaw.TWICE: "ce numéro de sécurité sociale est déjà plus haut dans le fichier",
    LineFlaw.REAL_PERSON: "une démonstration n’accepte pas de personne réelle",
    EntryFlaw.CUT_SHORT: "il manque des colonnes à la fin de la ligne",
    EntryFlaw.RPPS: "le numéro RPPS a 11 chiffres",
    EntryFlaw.PROFESSION: "le code de profession n’est pas dans professions.csv",
    EntryFlaw.PLACE: "le numéro FINESS de la structure manque",
    EntryFlaw.TOO_LONG: "une case est trop longue",
    EntryFlaw.EMERGENCY: "emergency_samu et emergency_glass valent 1, 0 ou rien",
    AgentFlaw.LOGIN_ID: "l’identifiant manque ou dépasse 100 caractères",
    AgentFlaw.TAKEN: "cet identifiant est celui d’une autre personne : donnez-en un autre",
}


def import_roster(file: Path) -> None:
    """Read insured persons: each gets an announced space and a code; bad lines are named, the rest loads."""
    with _opened(file) as lines, Progress() as bar, wiring.open_work(JOB) as work:
        task = bar.add_task("Assurés", total=_count_lines(file))
        report = roster.import_roster(work, lines, progress=lambda done: bar.update(task, completed=done))
    _name_refused(report.refused)
    typer.echo(
        f"{report.read} lignes lues : {report.created} personnes créées, {report.updated} mises à jour, "
        f"{report.unchanged} inchangées, {len(report.refused)} refusées."
    )
    _end(read=report.read - len(report.refused))


def import_professionals(file: Path, complete: bool = False, yes: Yes = False) -> None:
    """Read the directory of professionals; with --complete, whoever is absent loses every session and grant."""
    with _opened(file) as lines, wiring.open_work(JOB) as work:
        report = professionals.import_professionals(work, list(lines), complete=complete, confirmed=yes)
    _name_refused(report.refused)
    show_first_accesses(report.first_accesses)
    typer.echo(
        f"{report.created} professionnels créés, {report.updated} mis à jour, {report.switched_off} désactivés, "
        f"{len(report.refused)} lignes refusées."
    )
    _end(read=report.created + report.updated)


def import_agents(file: Path, complete: bool = False, yes: Yes = False) -> None:
    """Read the agents of the assistance (login_id, name, email); with --complete, whoever is absent is switched off."""
    with _opened(file) as lines, wiring.open_work(JOB) as work:
        report = agents.import_agents(work, list(lines), complete=complete, confirmed=yes)
    _name_refused(report.refused)
    show_first_accesses(report.made)
    typer.echo(
        f"{len(report.made)} agents créés, {report.known} déjà connus et laissés tels quels, "
        f"{report.back} réactivés, {report.switched_off} désactivés, {len(report.refused)} lignes refusées."
    )
    _end(read=len(report.made) + report.known + report.back)


def show_first_accesses(accesses: list[FirstAccess]) -> None:
    """Print each one-time code, to be handed over in person."""
    for access in accesses:
        typer.echo(f"{access.login_id} : code de première connexion {access.code} (à transmettre en main propre)")


@contextmanager
def _opened(file: Path) -> Iterator[Iterator[dict[str, str]]]:
    """Give the lines of a file; what stops its reading is said in one sentence, and the command ends with code 1."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            yield csv.DictReader(text)
    except OSError as fault:
        _stop(f"Le fichier {file} ne se lit pas : {fault.strerror}.")
    except (UnicodeDecodeError, csv.Error):
        _stop(f"Le fichier {file} n’est pas un tableau CSV en UTF-8 : enregistrez-le ainsi, puis recommencez.")
    except (RosterUnreadable, DirectoryUnreadable, AgentsUnreadable) as fact:
        _stop(
            f"Il manque des colonnes à {file} : {', '.join(fact.missing)}. "
            "Séparez les colonnes par des virgules, leurs noms sur la première ligne."
        )
    except CompleteRefused as fact:
        _name_refused(fact.refused)
        why = "des lignes sont refusées" if fact.refused else "le fichier ne contient aucune ligne"
        _stop(f"Rien n’est fait : {why}. Avec --complete, corrigez d’abord le fichier : les absents sont désactivés.")
    except ManyWouldLeave as fact:
        _stop(
            f"Rien n’est fait : {fact.leaving} personnes sur {fact.of} seraient désactivées. "
            "Si c’est bien voulu, relancez avec --yes."
        )


def _name_refused(refused: Sequence[tuple[int, str]]) -> None:
    for number, flaw in refused:
        typer.echo(f"Ligne {number} refusée : {_FLAWS[flaw]}.", err=True)


def _end(*, read: int) -> None:
    if not read:
        _stop("Aucune ligne du fichier n’a pu être prise.")


def _stop(sentence: str) -> None:
    typer.echo(sentence, err=True)
    sys.exit(1)


def _count_lines(file: Path) -> int:
    with file.open("rb") as raw:
        return max(sum(1 for _ in raw) - 1, 0)
