"""What the terminal says when a start is refused: what happened, and what to do."""

from pathlib import Path

from pydantic import ValidationError

from csn_app.core.errors import CsnError
from csn_app.launch.checks import (
    AddressUnknown,
    AlreadyRunning,
    DiskFull,
    FolderNotWritable,
    KeysDatabaseMissing,
    PortTaken,
    PythonTooOld,
)
from csn_app.launch.databases import ToolFailed
from csn_app.launch.process import PartFailed
from csn_app.launch.restore import BackupUnreadable, NoSuchInstant, NotEmpty
from csn_app.launch.running import NothingRuns
from csn_app.storage.installation import WrongKeys
from csn_app.storage.master import MasterKeyAddressUnknown, MasterKeyExists, MasterKeyMissing


def start_refused(fact: CsnError) -> str:
    """One sentence for each fact that stops a start."""
    match fact:
        case PythonTooOld():
            return "CSN a besoin de Python 3.11 ou plus récent : installez-le puis recommencez."
        case FolderNotWritable(folder=folder):
            return f"Impossible d’écrire dans {folder} : choisissez un autre dossier avec CSN_DATA."
        case DiskFull(folder=folder):
            return f"Il reste moins de 300 Mo sur le disque de {folder} : libérez de la place puis recommencez."
        case AlreadyRunning(folder=folder):
            return f"CSN fonctionne déjà sur {folder} : arrêtez-le, ou choisissez un autre dossier avec CSN_DATA."
        case PortTaken(port=port):
            return f"Le port {port} est déjà pris : choisissez-en un autre, par exemple PORT={port + 1} make run."
        case AddressUnknown(host=host):
            return f"{host} n’est pas une adresse de cette machine : corrigez CSN_HOST."
        case KeysDatabaseMissing():
            return "CSN_DATABASE_URL et CSN_KEYS_DATABASE_URL vont ensemble : donnez les deux, ou aucune."
        case PartFailed():
            return _part_failed(fact)
        case _:
            return command_refused(fact)


def command_refused(fact: CsnError) -> str:
    """One sentence for each fact that stops an operator's command."""
    match fact:
        case NothingRuns(folder=folder):
            return f"CSN ne fonctionne pas sur {folder} : démarrez-le, ou indiquez son dossier avec CSN_DATA."
        case MasterKeyExists(where=where):
            return f"Une clé maîtresse se trouve déjà dans {where} : elle n’a pas été remplacée."
        case MasterKeyMissing(where=where):
            return f"La clé maîtresse n’est pas dans {where} : remettez-y la copie que vous avez gardée."
        case MasterKeyAddressUnknown(scheme=scheme):
            return f"CSN_MASTER_KEY_URI commence par « {scheme} » : seul « file: » est connu."
        case NoSuchInstant():
            return "Ce dossier ne contient aucune sauvegarde de cet instant ou d’avant : vérifiez-les tous deux."
        case NotEmpty():
            return "La base de données n’est pas vide : une restauration n’écrit jamais par-dessus des carnets."
        case BackupUnreadable():
            return "La sauvegarde ne s’ouvre pas avec cette clé, ou elle a été modifiée."
        case ToolFailed(tool=tool, last=last):
            return f"{tool} s’est arrêté : {last}"
        case WrongKeys():
            return "La clé maîtresse de cette base de données n’est pas la bonne : remettez la sienne."
        case _:
            return f"CSN n’a pas démarré ({type(fact).__name__})."


def _part_failed(fact: PartFailed) -> str:
    said = f"{last_line(fact.log)} Le détail est dans {fact.log}."
    match fact:
        case PartFailed(detail="root-only-folder"):
            return (
                "PostgreSQL refuse de fonctionner sous root, et son dossier n’est ouvert qu’à root : "
                "lancez CSN sous un autre compte, ou choisissez un autre dossier avec CSN_DATA."
            )
        case PartFailed(part="front end"):
            return f"Les écrans n’ont pas pu être construits : {said}"
        case PartFailed(part="prepare"):
            return f"La base de données n’a pas pu être mise à niveau : {said}"
        case _:
            return f"{fact.part} n’a pas démarré : {said}"


def settings_refused(refused: ValidationError) -> str:
    """One line for each setting that cannot be."""
    lines = []
    for problem in refused.errors():
        # A field of the settings is known to the operator by its variable.
        name = " ".join(word if word.isupper() else f"CSN_{word.upper()}" for word in map(str, problem["loc"]))
        lines.append(f"{name} {problem['msg'].removeprefix('Value error, ')}".strip())
    return "\n".join(lines)


def last_line(log: Path) -> str:
    """The last words of a log, which most often say what is wrong."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()
    except OSError:
        return ""
    return f"« {lines[-1].strip()[:200]} »." if lines else ""
