"""More pages of a copy: messages, emergencies, and how secret each document is for other systems (R-AC-22)."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

import htpy as h
from htpy import Node

from csn_app.access import masks, sharing
from csn_app.access.rules_masks import Confidentiality, confidentiality
from csn_app.core.work import Work
from csn_app.documents import service as documents
from csn_app.emergency import service as emergency
from csn_app.emergency import wording as emergency_wording
from csn_app.messaging.whole import WholeConversation, WholeFile
from csn_app.rights.readable import Listed, sheet
from csn_app.ui.words import french_datetime

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


def attachment_name(one: WholeFile, *, number: int) -> str:
    """Name a file of a message in the copy: two may bear the same name, none leaves its folder."""
    words = " ".join(_UNSAFE.sub(" ", one.name).split())[-80:].strip(" .") or "fichier"
    return f"messages/{number:04d} {words}"


def messages(conversations: Sequence[WholeConversation], *, name_of: Callable[[WholeFile], str]) -> str:
    """Write every conversation, oldest first, with the way to its files."""

    def files(found: tuple[WholeFile, ...]) -> Node:
        return h.ul[(h.li[h.a(href=quote(name_of(one)))[one.name]] for one in found)] if found else None

    body = [
        h.fragment[
            h.h2[one.subject],
            h.p[f"Avec {one.correspondent}"],
            h.ul[
                (
                    h.li[
                        h.strong["Vous" if said.mine else one.correspondent],
                        f", {french_datetime(said.sent_at)}",
                        (h.fragment[h.br, line] for line in said.body.splitlines()),
                        files(said.files),
                    ]
                    for said in one.messages
                )
            ],
        ]
        for one in conversations
    ]
    return sheet("Mes messages", h.fragment[body] if body else h.p["Aucun message."])


def emergencies(work: Work) -> str:
    """Write what the person lets happen in an emergency, what their card shows, and who read in one."""
    mine = emergency.read_my_emergencies(work)
    said = (
        ("Lecture en cas d’urgence", mine.choices.allowed),
        ("Le SAMU", mine.choices.samu),
        ("Les autres soignants, en urgence vitale", mine.choices.glass),
        ("Ce que je masque, montré en urgence", mine.choices.masked),
    )
    card = emergency_wording.card_view(mine.card)
    readings = [emergency_wording.reading_view(one, now=mine.now) for one in mine.readings]
    body = h.fragment[
        h.h2["Mes choix"],
        h.ul[(h.li[f"{name}\u00a0: {'oui' if yes else 'non'}"] for name, yes in said)],
        h.h2["Ma carte d’urgence"],
        h.dl[(h.fragment[h.dt[line.title], (h.dd[words] for words in line.lines)] for line in card.lines)]
        if card.lines
        else h.p["Elle ne montre rien."],
        h.h2["Qui a lu en urgence"],
        h.ul[(h.li[f"{one.who}. {one.when}"] for one in readings)] if readings else h.p["Personne."],
    ]
    return sheet("Mes urgences", body)


def secrecy(work: Work, listed: Sequence[Listed]) -> str:
    """Write the code of secrecy of each document, as other systems know it; masked from one person is masked."""
    if work.actor.space_id is None:
        return ""
    lines = sharing.list_masks(work, work.actor.space_id)
    kept = documents.kept_ones(work, [one.row.id for one in listed])
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow(("fichier", "confidentialite"))
    for one in listed:
        code = confidentiality(masked=masks.masked_from_anyone(lines, one.row.id))
        # Other systems know one code: what the parents must not see is the stricter.
        rows.writerow((one.name, Confidentiality.HIDDEN_FROM_PARENTS if one.row.id in kept else code))
    return "\ufeff" + out.getvalue()
