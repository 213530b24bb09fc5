"""A line of the trail in words."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from csn_app.core.actor import Quality
from csn_app.core.reference import rows
from csn_app.history.service import Line
from csn_app.history.wording import days_of, sentence_of
from csn_app.identity.service import PlaceCard, ProfessionalCard

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ONE = UUID(int=1)


def _card(name: str) -> ProfessionalCard:
    return ProfessionalCard(
        id=ONE, name=name, profession="Médecin", profession_code="10", specialty="", place="", town="", active=True
    )


def _line(action: str, quality: Quality, **given: Any) -> Line:
    plain: dict[str, Any] = {
        "seq": 1,
        "at": NOW,
        "professional": None,
        "place": None,
        "target": None,
        "document_id": None,
        "title": None,
        "reason_code": "",
        "reason": "",
        "detail": {},
    }
    return Line(action=action, quality=quality, **(plain | given))


def _said(line: Line) -> str:
    return " ".join(sentence_of(line)).replace("\u00a0", " ").strip()


BERNARD = _card("Dr Camille Bernard")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            _line("RECORD_OPENED", Quality.PROFESSIONAL, professional=BERNARD),
            "Dr Camille Bernard a ouvert votre carnet",
        ),
        (
            _line("DOC_READ", Quality.PROFESSIONAL, professional=BERNARD, document_id=ONE, title="IRM"),
            "Dr Camille Bernard a ouvert le document « IRM »",
        ),
        (
            _line("DOC_READ", Quality.PROFESSIONAL, professional=BERNARD, document_id=ONE),
            "Dr Camille Bernard a ouvert un document supprimé",
        ),
        (_line("DOC_DELETED", Quality.HOLDER, document_id=ONE), "Vous avez supprimé un document"),
        (_line("GRANT_GIVEN", Quality.HOLDER, target=BERNARD), "Vous avez autorisé Dr Camille Bernard"),
        (_line("GRANT_REVOKED", Quality.JOB, target=BERNARD), "Le carnet a retiré Dr Camille Bernard de la liste"),
        (_line("LOGIN", Quality.HOLDER), "Vous : connexion à votre carnet"),
        (_line("LOGIN", Quality.VISITOR), "Vous : connexion à votre carnet"),
        (_line("LOGOUT", Quality.HOLDER), "Vous : déconnexion"),
        (_line("LOGIN_FAILED", Quality.VISITOR), "Quelqu’un a échoué à se connecter"),
        (_line("SPACE_CREATED", Quality.JOB), "Le carnet a été créé"),
        (_line("ACTIVITY_VERIFIED", Quality.HOLDER), "Vous avez vérifié l’intégrité de l’historique"),
    ],
)
def test_a_line_reads_as_a_sentence(line: Line, said: str) -> None:
    assert _said(line) == said


@pytest.mark.parametrize("action", [row["action"] for row in rows("trace_actions")])
@pytest.mark.parametrize("quality", Quality)
def test_every_action_of_every_quality_has_a_sentence_without_a_hole(action: str, quality: Quality) -> None:
    said = _said(_line(action, quality))
    assert said
    assert "{" not in said
    assert said[0].isupper()


def test_the_facts_say_hour_profession_place_and_the_reason_that_was_typed() -> None:
    line = _line(
        "RECORD_OPENED",
        Quality.PROFESSIONAL,
        professional=BERNARD,
        place=PlaceCard(ONE, "Cabinet du Port", "Nantes"),
        reason_code="OTHER",
        reason="Appel du patient",
    )
    facts = days_of((line,), now=NOW)[0].lines[0].facts.replace("\u00a0", " ")
    assert facts == "10 h 30, Médecin, Cabinet du Port, Nantes. Motif écrit : « Appel du patient »."


def test_lines_are_grouped_by_day_in_paris() -> None:
    at_night = NOW.replace(hour=23, minute=30) - timedelta(days=1)
    days = days_of((_line("LOGIN", Quality.HOLDER), _line("LOGIN", Quality.HOLDER, at=at_night)), now=NOW)
    assert [day.heading for day in days] == ["Aujourd’hui, mardi 24 novembre 2026"]


def test_a_change_of_the_profile_names_its_rubric() -> None:
    line = _line("PROFILE_CHANGED", Quality.HOLDER, detail={"section": "FAMILY"})
    assert _said(line) == "Vous avez modifié la rubrique « Maladies dans ma famille »"


def test_an_access_says_the_sections_of_the_profile_that_it_shows() -> None:
    detail = {"categories": "", "sections": "ALLERGIES DISEASES", "duration": "DAY"}
    (day,) = days_of((_line("GRANT_GIVEN", Quality.HOLDER, target=BERNARD, detail=detail),), now=NOW)
    assert "Profil médical\u00a0: Allergies, Maladies et sujets de santé." in day.lines[0].facts
    (day,) = days_of((_line("GRANT_GIVEN", Quality.HOLDER, target=BERNARD, detail=detail | {"sections": ""}),), now=NOW)
    assert "Profil médical\u00a0: rien" in day.lines[0].facts
