"""« Ma santé en résumé » on real parts: one instant, two pages that are read aloud in order, one file for a doctor."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from fhir.resources.R4B import get_fhir_model_class
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from csn_app import wiring
from csn_app.core.actor import VISITOR, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import Section
from csn_app.edge import door
from csn_app.edge.cookies import session_cookie
from csn_app.profile.measures import note_measure
from csn_app.profile.service import add_entry, declare_none
from csn_app.summary import http
from csn_app.summary.paper import fhir_of, pdf_of
from csn_app.summary.service import TooManyChosen, open_chosen, read_summary
from tests.factories import OpenWork, a_holder, a_professional, an_identity
from tests.services.documents.sending import a_document, actions_of

WORDS = "#panic(1) *gras* $x$ <script>"


def _do(open_work: OpenWork, actor: Actor, use_case: Any, **given: Any) -> Any:
    with open_work(actor) as work:
        return use_case(work, **given)


def _alice(open_work: OpenWork, *, treatments: int = 2) -> Actor:
    alice = an_identity(open_work, a_holder(open_work), born=date(1984, 5, 14))
    for n in range(treatments):
        typed = {"traitement": f"Traitement {n} {WORDS}"[:50], "posologie": "Un le soir " + "x" * 100}
        _do(open_work, alice, add_entry, section=Section.TREATMENTS, typed=typed)
    _do(open_work, alice, declare_none, section=Section.ALLERGIES)
    wishes = {"souhaits": "Un souhait intime", "debut-annee": "2024", "debut-mois": "", "debut-jour": ""}
    _do(open_work, alice, add_entry, section=Section.DIRECTIVES, typed=wishes)
    _do(open_work, alice, note_measure, code="WEIGHT", typed={"valeur": "62", "date": "2026-11-01"})
    return alice


def _spoken(element: Any) -> list[str]:
    """Return the names of the tags of a structure tree, in the order in which they are read."""
    name, kids = [str(element.S)] if "/S" in element else [], element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            name += _spoken(kid)
    return name


def test_the_pdf_has_a_title_a_language_and_headings_in_their_order(open_work: OpenWork) -> None:
    summary = _do(open_work, _alice(open_work), read_summary)
    with pikepdf.open(io.BytesIO(pdf_of(summary))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "pdfuaid" in str(pdf.open_metadata())
        assert str(pdf.docinfo["/Title"]) == "Ma santé en résumé"
        tags = _spoken(pdf.Root.StructTreeRoot)
        # The order of the tags is the order in which they stand on the pages.
        assert all(page.obj.Tabs == pikepdf.Name.S for page in pdf.pages if "/Tabs" in page.obj)
    headings = [tag for tag in tags if tag.startswith("/H")]
    assert headings[0] == "/H1"
    assert set(headings[1:]) == {"/H2"}
    assert tags.index("/H1") < tags.index("/L")
    assert tags.count("/L") == len(headings) - 1


@pytest.mark.parametrize("treatments", [0, 120])
def test_the_pdf_never_has_more_than_two_pages(open_work: OpenWork, treatments: int) -> None:
    summary = _do(open_work, _alice(open_work, treatments=treatments), read_summary)
    with pikepdf.open(io.BytesIO(pdf_of(summary))) as pdf:
        assert 1 <= len(pdf.pages) <= 2


def test_what_the_directives_say_leaves_with_no_summary(open_work: OpenWork) -> None:
    summary = _do(open_work, _alice(open_work), read_summary)
    written = fhir_of(summary).decode()
    assert "Directives anticipées" in written
    assert "souhait intime" not in written


def test_both_files_are_of_one_instant_and_the_fhir_document_is_valid(open_work: OpenWork) -> None:
    summary = _do(open_work, _alice(open_work), read_summary)
    bundle = json.loads(fhir_of(summary))
    get_fhir_model_class("Bundle").model_validate_json(json.dumps(bundle))
    assert bundle["timestamp"][:16] == summary.at.astimezone(http.PARIS).isoformat()[:16]
    assert pdf_of(summary) == pdf_of(summary)


def test_nobody_else_has_a_summary_nor_takes_its_documents(open_work: OpenWork) -> None:
    alice, noe, doctor = _alice(open_work), a_holder(open_work), a_professional(open_work)
    document = a_document(open_work, alice).id
    with pytest.raises(NotFound):
        _do(open_work, doctor, read_summary)
    for stranger in (noe, doctor):
        with pytest.raises(NotFound):
            _do(open_work, stranger, open_chosen, document_ids=[document])
    with pytest.raises(TooManyChosen):
        _do(open_work, alice, open_chosen, document_ids=[uuid4() for _ in range(26)])


def _client(actor: Actor) -> TestClient:
    async def with_actor(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.actor = actor
        return await call(request)

    door.install(
        door.Door(
            open_work=wiring.open_work,
            resolve=lambda work, token, active: actor,  # noqa: ARG005 - the port's names
            installation_name=wiring.installation_name,
            ready=wiring.faults,
            error_page=lambda status: str(status).encode(),
        )
    )
    app = Starlette(routes=http.ROUTES, middleware=[Middleware(BaseHTTPMiddleware, dispatch=with_actor)])
    return TestClient(app, base_url="https://carnet.test", cookies={session_cookie(): "x"}, follow_redirects=False)


def test_the_file_for_a_doctor_holds_the_summary_and_what_was_chosen(open_work: OpenWork) -> None:
    alice = _alice(open_work)
    row = a_document(open_work, alice)
    answer = _client(alice).get(f"/profil/resume/dossier.zip?d={row.id}&d={row.id}")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        assert names[:2] == ["resume.pdf", "resume-fhir.json"]
        assert len(names) == 3
        assert bundle.read("resume.pdf").startswith(b"%PDF")
    assert "DOC_DOWNLOADED" in actions_of(open_work, alice.space_id)
    assert _client(a_holder(open_work)).get(f"/profil/resume/dossier.zip?d={row.id}").status_code == 404
    assert _client(alice).get("/profil/resume/dossier.zip?d=1").status_code == 404
    assert _client(VISITOR).get("/profil/resume/resume.pdf").status_code == 303
