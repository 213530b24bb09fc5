"""Documents are found by what stands in them, and never by what the one who asks may not see; on the real parts."""

from datetime import date, timedelta
from typing import Any

import pytest

from csn_app.access.rules_masks import Masked
from csn_app.access.sharing import hide
from csn_app.core.actor import JOB, Actor
from csn_app.core.errors import NotFound
from csn_app.core.vocabulary import PatientCategory
from csn_app.documents import service
from csn_app.documents.asking import FoundDocuments, Sort, Spot, Wanted, open_question, seal_question
from csn_app.documents.model_reading import DocumentReading
from csn_app.documents.search import find_documents
from csn_app.documents.views import DocumentRow
from csn_app.documents.wording_search import spots
from tests.factories import OpenWork, a_grant, a_holder, a_professional, an_open_record
from tests.services.documents.papers import born_digital
from tests.services.documents.sending import a_document, actions_of, read_texts


def find(open_work: OpenWork, actor: Actor, of: Actor, place: Spot | None = None, **wanted: Any) -> FoundDocuments:
    assert of.space_id
    with open_work(actor) as work:
        return find_documents(work, space_id=of.space_id, wanted=Wanted(**wanted), place=place)


def titles(open_work: OpenWork, actor: Actor, of: Actor, **wanted: Any) -> list[str]:
    return [row.title for row in find(open_work, actor, of, **wanted).rows]


def a_paper(open_work: OpenWork, author: Actor, *pages: str, **more: Any) -> DocumentRow:
    row = a_document(open_work, author, content=born_digital(*pages), **more)
    read_texts(open_work, row.space_id)
    return row


def a_doctor_of(open_work: OpenWork, holder: Actor, **grant: Any) -> Actor:
    doctor = a_professional(open_work)
    a_grant(open_work, holder, doctor, **grant)
    an_open_record(open_work, doctor, holder)
    return doctor


def test_a_word_of_the_text_is_found_without_accents_plural_or_case_and_shown_on_its_page(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_paper(open_work, holder, "Première page", "On voit deux lésions méniscales, sans épanchement.")
    a_paper(open_work, holder, "Autre chose", title="Ordonnance")
    for words in ("lésion", "LESIONS meniscale", "épanchements"):
        found = find(open_work, holder, holder, words=words)
        assert [hit.row.id for hit in found.hits] == [row.id], words
        assert (found.total, found.meant, found.hits[0].page) == (1, "", 2)
    marked = [part.text for part in found.hits[0].extract if part.hit]
    assert marked == ["épanchement"]
    assert "".join(part.text for part in found.hits[0].extract) == "On voit deux lésions méniscales, sans épanchement."
    assert find(open_work, holder, holder, words="lésion ordonnance").total == 0


def test_title_author_category_and_month_find_a_document_before_its_text_is_read(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor = a_doctor_of(open_work, holder)
    a_document(open_work, doctor, space_id=holder.space_id, title="IRM du genou", category=PatientCategory.RADIO_SC)
    for words in ("genou", "bernard", "radios", "mars 2026"):
        assert titles(open_work, holder, holder, words=words) == ["IRM du genou"], words


def test_a_slip_is_forgiven_and_said(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    a_paper(open_work, holder, "Cholestérol total", title="Analyses")
    found = find(open_work, holder, holder, words="analyses cholesterrol")
    assert (found.meant, [row.title for row in found.rows]) == ("analyses cholesterol", ["Analyses"])
    assert find(open_work, holder, holder, words="chol").total == 1
    assert find(open_work, holder, holder, words="zzzzzz").total == 0
    assert find(open_work, holder, holder, words="de la").total == 0


def test_what_is_masked_leaves_no_hint_in_hits_counts_or_corrections(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor = a_doctor_of(open_work, holder)
    hidden = a_paper(open_work, holder, "Dépistage de la syphilis", title="Secret")
    a_paper(open_work, holder, "Bilan de routine", title="Bilan")
    with open_work(holder) as work:
        hide(work, hidden.space_id, Masked(hidden.id))
    for words in ("syphilis", "syphiliss", "syph", "secret", "bilan syphilis"):
        assert find(open_work, doctor, holder, words=words) == FoundDocuments((), 0, newer=False, older=False, meant="")
        assert find(open_work, holder, holder, words=words).total == (words != "bilan syphilis"), words
    assert titles(open_work, doctor, holder) == ["Bilan"]


def test_what_is_held_back_is_not_found_by_its_holder(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor = a_doctor_of(open_work, holder)
    a_document(
        open_work,
        doctor,
        space_id=holder.space_id,
        title="Résultat",
        content=born_digital("Adénocarcinome"),
        held_for=timedelta(days=9),
    )
    read_texts(open_work, holder.space_id)
    for words in ("adénocarcinome", "adenocarcinomme", "adeno"):
        assert find(open_work, holder, holder, words=words).total == 0
        assert find(open_work, doctor, holder, words=words).total == 1


def test_a_stranger_finds_nothing_and_a_professional_leaves_a_trace(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    a_paper(open_work, holder, "Ferritine")
    doctor = a_doctor_of(open_work, holder)
    for stranger in (a_professional(open_work), a_holder(open_work)):
        with pytest.raises(NotFound):
            find(open_work, stranger, holder, words="ferritine")
    before = actions_of(open_work, holder.space_id)
    assert find(open_work, holder, holder, words="ferritine").total == 1
    assert actions_of(open_work, holder.space_id) == before
    assert find(open_work, doctor, holder, words="ferritine").total == 1
    assert actions_of(open_work, holder.space_id)[-1] == "DOC_SEARCHED"


def test_filters_and_orders_narrow_what_is_found(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    doctor = a_doctor_of(open_work, holder, categories=("RADIO_SC",))
    a_document(open_work, holder, title="Ancien", day=date(2020, 1, 1), category=PatientCategory.RADIO_SC)
    a_document(open_work, holder, title="Récent", day=date(2026, 5, 1))
    a_document(open_work, doctor, space_id=holder.space_id, title="Du médecin", day=date(2025, 1, 1))
    assert doctor.professional_id
    for wanted, expected in (
        ({"author": doctor.professional_id}, ["Du médecin"]),
        ({"own": True}, ["Récent", "Ancien"]),
        ({"new": True}, ["Du médecin"]),
        ({"reader": doctor.professional_id}, ["Du médecin", "Ancien"]),
        ({"since": date(2025, 6, 1)}, ["Récent"]),
        ({"sort": Sort.OLDEST}, ["Ancien", "Du médecin", "Récent"]),
        ({"sort": Sort.ADDED}, ["Du médecin", "Récent", "Ancien"]),
    ):
        assert titles(open_work, holder, holder, **wanted) == expected, wanted
    with pytest.raises(NotFound):
        titles(open_work, doctor, holder, reader=doctor.professional_id)


def test_pages_of_hits_follow_each_other_both_ways_in_every_order(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    for n in range(55):
        a_document(open_work, holder, title=f"Note {n}", day=date(2026, 1, 1 + n % 9))
    for sort in Sort:
        first = find(open_work, holder, holder, words="note", sort=sort)
        second = find(open_work, holder, holder, spots(first, sort=sort)[1], words="note", sort=sort)
        third = find(open_work, holder, holder, spots(second, sort=sort)[1], words="note", sort=sort)
        back = find(open_work, holder, holder, spots(third, sort=sort)[0], words="note", sort=sort)
        assert len({row.id for page in (first, second, third) for row in page.rows}) == 55
        assert (back.rows, third.older, first.newer, second.total) == (second.rows, False, False, 55)


def test_a_new_title_finds_and_the_old_one_does_not(open_work: OpenWork) -> None:
    holder = a_holder(open_work)
    row = a_paper(open_work, holder, "Contenu", title="Brouillon")
    with open_work(holder) as work:
        service.update_document(work, row.id, title="Définitif", document_date=row.document_date, category=row.category)
    assert find(open_work, holder, holder, words="brouillon").total == 0
    assert find(open_work, holder, holder, words="contenu").total == 1
    assert find(open_work, holder, holder, words="definitif").total == 1


def test_the_index_says_nothing_without_the_key_of_the_space(open_work: OpenWork) -> None:
    one, other = a_holder(open_work), a_holder(open_work)
    rows = [a_document(open_work, holder, title="Même titre") for holder in (one, other)]
    with open_work(JOB) as work:
        mine, theirs = (set(work.db.get_one(DocumentReading, row.id).tokens) for row in rows)
    assert mine
    assert not mine & theirs


def test_a_question_travels_sealed_and_only_in_its_own_carnet(open_work: OpenWork) -> None:
    holder, other = a_holder(open_work), a_holder(open_work)
    assert holder.space_id
    assert other.space_id
    with open_work(holder) as work:
        said = seal_question(work, space_id=holder.space_id, typed=" diabète ")
        assert "diab" not in said
        assert open_question(work, space_id=holder.space_id, said=said) == "diabète"
        assert open_question(work, space_id=holder.space_id, said="n’importe quoi") == ""
    with open_work(other) as work:
        assert open_question(work, space_id=other.space_id, said=said) == ""
        with pytest.raises(NotFound):
            open_question(work, space_id=holder.space_id, said=said)
