"""The pages of a copy that anyone reads in a browser, without us and without a network."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

import htpy as h
from htpy import Node

from csn_app.access import policy
from csn_app.access.policy import Permission
from csn_app.agenda.feed import whole_agenda
from csn_app.audit.rules import Whose
from csn_app.circle import service as circle
from csn_app.core.reference import labels
from csn_app.core.work import Work
from csn_app.documents.views import DocumentRow
from csn_app.documents.whole import WholeDocument
from csn_app.history import service as history
from csn_app.history.rules import Period
from csn_app.history.wording import days_of
from csn_app.identity.service import HolderCard, describe_holder
from csn_app.prevention.questions import all_questions
from csn_app.prevention.service import read_prevention
from csn_app.prevention.wording import THEMES, done_line, refused
from csn_app.profile.measure_words import csv_lines
from csn_app.profile.measures import export_measures
from csn_app.profile.service import read_profile
from csn_app.profile.wishes import earlier_versions
from csn_app.profile.wording import EntryCard, before, rubric
from csn_app.ui.words import french_date, french_datetime, plural, size

_STYLE = """
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
  color:#14231f;background:#fff}
h1,h2{line-height:1.2}a{color:#0d4740}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.5rem;border-bottom:1px solid #c9d1ce;overflow-wrap:anywhere}
"""
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class Listed:
    """A document and where it stands in the copy."""

    row: DocumentRow
    name: str
    readable: bool = True


def file_name(document: WholeDocument, *, taken: set[str]) -> str:
    """Name a document after its day and title; a name that another one has gets a number."""
    words = _UNSAFE.sub(" ", unicodedata.normalize("NFC", document.row.title)).split()
    title = " ".join(words)[:LONGEST_NAME].strip(" .") or "document"
    stem, number = f"documents/{document.row.document_date.isoformat()} {title}", 1
    name = f"{stem}.{document.extension}"
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}).{document.extension}"
    taken.add(name.casefold())
    return name


def index(work: Work, space_id: UUID, listed: Sequence[Listed]) -> str:
    """Write the first page: whose copy, of when, its documents, and who may read the carnet."""
    who, mine = describe_holder(work, space_id), circle.my_carers(work)
    body = h.fragment[
        h.p[
            f"Copie faite le {french_datetime(work.now)}. Elle contient tout ce que votre carnet garde\u00a0: "
            f"{plural(len(listed), 'document')}, tels qu’ils ont été déposés, votre profil médical, vos mesures, votre "
            "agenda, vos choix de prévention, vos messages, vos urgences et votre historique. Rangez-la en lieu "
            "sûr\u00a0: elle n’est pas protégée par un mot de passe."
        ],
        h.ul[
            h.li[h.a(href="profil.html")["Mon profil médical et mes vaccinations"]],
            h.li[h.a(href="profil-fhir.json")["Le même, pour un logiciel de santé (FHIR R4)"]],
            h.li[h.a(href="mesures.csv")["Mes mesures"], ", pour un tableur"],
            h.li[h.a(href="agenda.ics")["Mon agenda"], ", pour un calendrier"],
            h.li[h.a(href="prevention.html")["Ma prévention"], "\u00a0: ce que j’ai fait, écarté et répondu"],
            h.li[h.a(href="messages.html")["Mes messages"], " et leurs fichiers"],
            h.li[h.a(href="urgences.html")["Mes urgences"], "\u00a0: mes choix, ma carte, qui a lu"],
            h.li[h.a(href="confidentialite.csv")["Ce que je masque"], ", avec les codes que lisent les logiciels"],
            h.li[h.a(href="historique.html")["Qui a consulté mon carnet"]],
            # A proof covers every line, also those that a minor keeps from their parents: it is the person's alone.
            work.actor.for_oneself
            and h.li[
                h.a(href="preuve-historique.json")["La preuve de l’historique"],
                ", à faire vérifier par qui vous voulez",
            ],
            h.li[
                h.a(href="empreintes-sha256.txt")["Les empreintes des fichiers"], ", pour voir si l’un d’eux a changé"
            ],
        ],
        h.h2["Mon identité"],
        _identity(who),
        h.h2["Mes documents"],
        _documents(listed) if listed else h.p["Aucun document."],
        h.h2["Les soignants qui lisent mon carnet"],
        _carers(mine.carers),
    ]
    return sheet(f"Carnet de {who.name}", body)


def profile(work: Work) -> str:
    """Write what the person noted, section by section; a section that says nothing is left out."""
    sections = [rubric(content) for content in read_profile(work).sections.values() if content.filled]
    body = [
        h.fragment[
            h.h2[section.title],
            section.none and h.p[section.none],
            h.ul[(_entry(card) for card in section.cards)],
        ]
        for section in sections
    ]
    # Whoever acts for a person takes a copy without what that person alone reads (R-PR-9).
    own = policy.allowed(work, Permission.WISH_KEEP, work.actor.space_id)
    if versions := [before(version) for version in earlier_versions(work)] if own else []:
        said = (h.li[h.strong[one.title], (h.fragment[h.br, line] for line in one.lines)] for one in versions)
        body.append(h.fragment[h.h2["Versions précédentes de mes directives anticipées"], h.ul[said]])
    return sheet("Mon profil médical", h.fragment[body] if body else h.p["Rien n’y est noté."])


def _entry(card: EntryCard) -> Node:
    return h.li[h.strong[card.title], f" {card.more}".rstrip(), (h.fragment[h.br, line] for line in card.lines)]


def measures(work: Work) -> str:
    """Write every measure as a CSV that French spreadsheets open as it is: semicolons, UTF-8 with its mark."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(csv_lines(export_measures(work)))
    return "\ufeff" + out.getvalue()


def agenda(work: Work) -> str:
    """Write the agenda as a calendar file (RFC 5545)."""
    return whole_agenda(work).decode()


def prevention(work: Work) -> str:
    """Write what the person said done, put away and answered about their prevention."""
    found = read_prevention(work)
    questions = {question.code: question.words for question in all_questions()}
    done = [done_line(item) for item in found.done]
    away = [refused(subject, reason) for subject, reason in found.refused.items()]
    said = [(questions.get(code, code), "Oui" if yes == "YES" else "Non") for code, yes in found.answers.items()]
    expected = f"Naissance attendue le {french_date(found.birth_expected)}." if found.birth_expected else ""
    body = h.fragment[
        h.h2["Fait"],
        h.ul[(h.li[f"{one.title}. {one.on}"] for one in done)],
        h.h2["Écarté"],
        h.ul[(h.li[f"{one.title}. {one.reason}"] for one in away)],
        h.ul[(h.li[f"Tout le thème «\u00a0{THEMES[theme]}\u00a0»"] for theme in sorted(found.themes_refused))],
        h.h2["Réponses"],
        h.ul[(h.li[f"{question} {answer}"] for question, answer in said)],
        h.p[expected],
    ]
    return sheet("Ma prévention", body)


def trail(work: Work) -> str:
    """Write the whole trail in plain words, newest first."""
    days: list[Node] = []
    before: int | None = None
    while True:
        page = history.read_trail(work, whose=Whose.EVERYONE, period=Period.ALWAYS, before=before)
        days += [
            h.fragment[
                h.h2[day.heading],
                h.ul[(h.li[f"{line.who} {line.what}".strip(), h.br, line.facts] for line in day.lines)],
            ]
            for day in days_of(page.lines, now=page.now)
        ]
        before = page.older
        if before is None:
            break
    return sheet("Qui a consulté mon carnet", h.fragment[h.p[h.a(href="index.html")["Revenir au début"]], days])


def _carers(carers: Sequence[circle.Carer]) -> Node:
    readers = [c for c in carers if c.grant.in_force]
    if not readers:
        return h.p["Personne."]
    return h.ul[(h.li[f"{c.professional.name}, {c.professional.profession}"] for c in readers)]


def _identity(who: HolderCard) -> Node:
    facts = (
        ("Nom", who.name),
        ("Nom de naissance", f"{who.birth_given_names} {who.birth_family_name}"),
        ("Date de naissance", french_date(who.birth_date)),
        ("Lieu de naissance", who.birth_place),
        ("Identité nationale de santé", who.ins),
    )
    return h.table[(h.tr[h.th(scope="row")[name], h.td[value]] for name, value in facts if value)]


def _documents(listed: Sequence[Listed]) -> Node:
    category = labels("patient_categories")
    return h.table[
        h.thead[h.tr[(h.th(scope="col")[words] for words in ("Date", "Document", "Rubrique", "Ajouté par", "Taille"))]],
        h.tbody[
            (
                h.tr[
                    h.td[french_date(one.row.document_date)],
                    h.td[h.a(href=quote(one.name))[one.row.title] if one.readable else f"{one.row.title} (illisible)"],
                    h.td[category.get(one.row.category, "")],
                    h.td[one.row.author or "vous"],
                    h.td[size(one.row.size)],
                ]
                for one in reversed(listed)
            )
        ],
    ]


def sheet(title: str, body: Node) -> str:
    """Write a page of the copy around its content."""
    return str(
        h.html(lang="fr")[
            h.head[
                h.meta(charset="utf-8"),
                h.meta(name="viewport", content="width=device-width, initial-scale=1"),
                h.title[title],
                h.style[_STYLE],
            ],
            h.body[h.main[h.h1[title], body]],
        ]
    )
