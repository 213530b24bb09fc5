"""What the carnet says when a fact stops something: what happened, then what to do.

A sentence is found by the name of the fact's class, so that this part imports no room.
"""

from collections.abc import Callable
from typing import Any

from csn_app.core.errors import CsnError
from csn_app.ui.words import NBSP, french_date, number, size

_DEFAULT = "Cette action n’a pas abouti, et rien n’a changé. Réessayez dans quelques minutes."
_PDF_OR_PHOTO = "Envoyez un PDF ou une photo."

_KINDS = {
    "VIDEO": f"Les vidéos ne sont pas acceptées. {_PDF_OR_PHOTO}",
    "AUDIO": f"Les enregistrements sonores ne sont pas acceptés. {_PDF_OR_PHOTO}",
    "ARCHIVE": "Les dossiers compressés ne sont pas acceptés. Ouvrez le dossier, puis envoyez chaque fichier.",
    "EXECUTABLE": f"Les programmes ne sont pas acceptés. {_PDF_OR_PHOTO}",
    "HTML": "Les pages web ne sont pas acceptées. Imprimez la page en PDF, puis envoyez le PDF.",
    "SVG": f"Ce genre d’image n’est pas accepté. {_PDF_OR_PHOTO}",
    "XML": f"Ce genre de fichier n’est pas accepté. {_PDF_OR_PHOTO}",
    "OFFICE_OLD": "Les anciens fichiers Word ou Excel ne sont pas acceptés. Enregistrez le fichier en PDF.",
    "SPREADSHEET": "Les tableaux ne sont pas acceptés. Enregistrez le tableau en PDF.",
    "PRESENTATION": "Les présentations ne sont pas acceptées. Enregistrez la présentation en PDF.",
    "OPEN_DOCUMENT": "Ce genre de document n’est pas accepté. Enregistrez le document en PDF.",
    "IMAGE": "Ce genre d’image n’est pas accepté. Envoyez une photo JPEG ou PNG, ou un PDF.",
    "DICOM": "Les images d’appareil médical ne sont pas acceptées. Envoyez le compte rendu en PDF.",
    "ENCRYPTED": "Ce fichier est chiffré. Enregistrez une copie sans protection, puis envoyez la copie.",
}
_UNKNOWN_KIND = f"Ce genre de fichier n’est pas accepté. {_PDF_OR_PHOTO}"


def _heavy(fact: Any) -> str:
    return f"Ce fichier est trop lourd. La limite est de {size(fact.limit)}. Envoyez-le en plusieurs parties."


def _message_heavy(fact: Any) -> str:
    if not fact.left:
        return f"Ce message est plein\u00a0: la limite est de {size(fact.limit)}. Envoyez-le, puis écrivez-en un autre."
    return f"Ce fichier est trop lourd\u00a0: il reste {size(fact.left)} pour ce message. Choisissez-en un plus léger."


def _large(fact: Any) -> str:
    most = number(fact.max_pixels / 1_000_000)
    return (
        f"Cette image est trop grande. La limite est de {most}{NBSP}millions de points. Réduisez-la, puis renvoyez-la."
    )


_SENTENCES: dict[str, str | Callable[[Any], str]] = {
    "CsnError": _DEFAULT,
    "NotFound": "Cet élément n’existe pas ou n’existe plus. Revenez à la liste.",
    "Refused": "Vous n’avez pas accès à cette action. Revenez à la page précédente.",
    "SessionEnded": "Votre session est terminée. Reconnectez-vous.",
    "Unreadable": "Ce contenu ne s’ouvre pas. Rien n’a été modifié. Prévenez l’assistance.",
    "Unavailable": "Une partie du service ne répond pas en ce moment. Réessayez dans quelques minutes.",
    "KeyRefused": "Cette clé d’accès n’ouvre pas de carnet ici. Essayez de nouveau, ou avec votre mot de passe.",
    "KeyKnown": "Cet appareil a déjà une clé pour votre carnet.",
    "TooManyKeys": "Vous avez déjà 10\u00a0clés d’accès. Retirez-en une avant d’en ajouter une autre.",
    "MasksKnowNoPersons": "Ici, un document se masque à tous les soignants ou à aucun. Utilisez « Masquer à tous ».",
    "ProfessionalBlocked": "Vous avez bloqué cette personne. Débloquez-la d’abord.",
    "NoteTooLong": lambda fact: f"Votre note est trop longue. Écrivez {fact.most} caractères au plus.",
    "ParentsReadHere": "Vous cachez ce document à vos parents, et ils lisent cette conversation. Cachez-leur "
    "d’abord la conversation, dans «\u00a0Mes proches\u00a0».",
    "NoCategoryChosen": "Cochez au moins une catégorie, ou choisissez «\u00a0Tout ce que son métier permet\u00a0».",
    "ReasonNotGiven": lambda fact: f"Écrivez pourquoi vous ouvrez ce dossier, en {fact.most} caractères au plus.",
    "UnsupportedFile": lambda fact: _KINDS.get(fact.kind, _UNKNOWN_KIND),
    "MislabelledFile": lambda fact: (
        f"Ce fichier porte un nom de {fact.named} mais contient autre chose\u00a0: il n’a pas été gardé. "
        "Enregistrez-le de nouveau, puis renvoyez-le."
    ),
    "EmptyFile": "Ce fichier est vide. Choisissez-en un autre.",
    "TruncatedFile": "Ce fichier est abîmé ou incomplet. Ouvrez-le sur votre appareil pour vérifier, puis renvoyez-le.",
    "FileTooLarge": _heavy,
    "TooManySendings": "Trop de fichiers sont en cours d’envoi. Attendez qu’ils arrivent, puis réessayez.",
    "SendingStalled": "L’envoi s’est arrêté\u00a0: rien n’a été ajouté. Vérifiez votre connexion, puis réessayez.",
    "DecompressionBomb": "Ce fichier grossit trop quand on l’ouvre\u00a0: il n’a pas été gardé. Envoyez-en un autre.",
    "ImageTooLarge": _large,
    "DangerousFile": "Ce fichier est dangereux\u00a0: il n’a pas été gardé. Supprimez-le aussi de votre appareil.",
    "PdfPasswordNeeded": "Ce PDF est protégé. Tapez son mot de passe pour l’ajouter.",
    "PdfPasswordWrong": "Ce mot de passe n’ouvre pas le PDF. Vérifiez les majuscules, puis recommencez.",
    "ActiveContent": "Ce fichier contient un programme que l’on ne peut pas retirer. Enregistrez-le en PDF.",
    "TitleMissing": "Donnez un titre au document, pour le retrouver.",
    "TitleTooLong": lambda fact: (
        f"Ce titre a {fact.length} caractères. La limite est de {fact.limit}. Raccourcissez-le."
    ),
    "FolderExists": "Vous avez déjà un dossier de ce nom. Choisissez un autre nom.",
    "TooManyFolders": lambda fact: f"Vous avez déjà {fact.limit} dossiers. Supprimez-en un d’abord.",
    "DateNotUnderstood": "Cette date n’est pas possible. Indiquez un jour passé, ou aujourd’hui.",
    "CategoryNotOpen": "On ne peut rien ajouter dans cette catégorie. Choisissez-en une autre.",
    "HoldNotPossible": lambda fact: (
        f"Choisissez un jour entre aujourd’hui et le {french_date(fact.latest)}\u00a0: après un mois, le résultat "
        "est visible de toute façon."
    ),
    "HoldNotWanted": (
        "Cette personne veut recevoir tout de suite ce genre de résultat. Choisissez «\u00a0Tout de suite\u00a0»."
    ),
    "ReasonMissing": "Écrivez pourquoi, en 200 caractères au plus\u00a0: le patient le lira.",
    "WordsMissing": "Écrivez ce qu’il faut corriger, en 1\u00a0000 caractères au plus.",
    "AuthorNotInList": (
        "Ce soignant n’est pas dans votre liste\u00a0: il ne peut pas vous répondre. "
        "Autorisez-le d’abord, à la page «\u00a0Mes soignants\u00a0»."
    ),
    "AlreadyAsked": "Une demande attend déjà sa réponse pour ce document.",
    "NoneBesideEntries": "Cette rubrique contient déjà des informations. Supprimez-les d’abord.",
    "NothingAnswered": "Rien n’a été rempli. Répondez à une question au moins, ou annulez.",
    "TooManyMeasures": (
        "Beaucoup de mesures ont été notées depuis hier. Celle-ci n’est pas enregistrée\u00a0: réessayez demain."
    ),
    "TooManyChosen": "Choisissez 25 documents au plus.",
    "WishesOfAdults": "Les directives anticipées s’écrivent à partir de 18 ans. Rien n’a été enregistré.",
    "SectionFull": "Cette rubrique est pleine. Supprimez une information avant d’en ajouter une autre.",
    "AlreadyAnswered": (
        "Cette rubrique a déjà une réponse\u00a0: rien n’a été remplacé. Annulez, relisez-la, puis modifiez-la."
    ),
    "ChangedSince": (
        "Cette information a changé ailleurs. Rien n’a été remplacé\u00a0: annulez, relisez-la, puis recommencez."
    ),
    "ContestAnswered": "Quelqu’un a déjà répondu à cette contestation. Rien n’a changé\u00a0: rechargez la liste.",
    "AnswerNotGiven": lambda fact: f"Écrivez une réponse, en {number(fact.most)} caractères au plus.",
    "FormWrong": "Corrigez les champs signalés, puis enregistrez de nouveau.",
    "AppointmentChanged": (
        "Ce rendez-vous a changé ailleurs. Rien n’a été remplacé\u00a0: annulez, relisez-le, puis recommencez."
    ),
    "MoveNotPossible": "Ce n’est pas possible pour ce rendez-vous. Vérifiez sa date, ou rechargez la page.",
    "RemindersOfTheDayFull": "Ce jour a déjà dix rappels. Choisissez un autre jour, ou supprimez-en un.",
    "AgendaFull": "Votre agenda est plein. Supprimez d’anciens rendez-vous avant d’en noter un autre.",
    "RoomNotOpen": "La salle n’est pas ouverte. Elle ouvre dix minutes avant l’heure du rendez-vous.",
    "DayNotPossible": "Cette date n’est pas possible. Indiquez un jour passé, ou aujourd’hui.",
    "BirthNotPossible": "Cette date n’est pas possible. Indiquez le jour prévu de la naissance.",
    "ReasonTooLong": lambda fact: f"C’est trop long\u00a0: {fact.most} caractères au plus.",
    "SubjectMissing": "Écrivez le sujet de la conversation, pour la retrouver.",
    "SubjectTooLong": lambda fact: (
        f"Ce sujet a {fact.length} caractères. La limite est de {fact.limit}. Raccourcissez-le."
    ),
    "MessageEmpty": "Écrivez votre message, ou joignez un fichier.",
    "MessageTooLong": lambda fact: (
        f"Ce message a {number(fact.length)} caractères. La limite est de {number(fact.limit)}. Raccourcissez-le."
    ),
    "MessageTooHeavy": _message_heavy,
    "ConversationClosed": "Cette conversation est terminée\u00a0: rien n’est parti. Ce que vous avez écrit est gardé.",
    "SendingNotUnderstood": "Cet envoi n’a pas été compris\u00a0: rien n’est parti. Rechargez la page, puis réessayez.",
    "CorrespondenceCut": "Vous ne pouvez plus vous écrire\u00a0: rien n’a été envoyé. Rechargez la page.",
    "InspectionTimeout": "Ce fichier est trop long à contrôler. Envoyez-le en plusieurs parties.",
}


def sentence(fact: CsnError) -> str:
    """Say a fact in French: what happened and what to do. A fact without its own sentence takes that of its kind."""
    for kind in type(fact).__mro__:
        said = _SENTENCES.get(kind.__name__)
        if said is not None:
            return said if isinstance(said, str) else said(fact)
    return _DEFAULT
