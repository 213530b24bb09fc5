"""The fields of the plain HTML forms say the same words on top of the page and beside the field."""

import htpy as h
import pytest

from csn_app.ui import fields, html
from tests.ui import gallery


def test_error_is_said_in_the_summary_and_beside_the_field():
    typed = fields.Typed(values={"nir": "2 84"}, errors={"nir": "Il manque 12 caractères."})
    body = h.form[fields.text_field("nir", label="Numéro", typed=typed)]
    answer = html.page(body, title="Activer", errors=typed.errors)
    page = bytes(answer.body).decode()
    assert answer.status_code == 422
    assert page.count("Il manque 12 caractères.") == 2
    assert '<a href="#nir">' in page
    assert 'aria-describedby="nir-e"' in page
    assert 'value="2 84"' in page
    assert "<title>Erreur\u00a0: Activer — Carnet de santé numérique</title>" in page


def test_typed_text_is_escaped():
    typed = fields.Typed(values={"nom": '"><script>alert(1)</script>'})
    assert "<script>" not in str(fields.text_field("nom", label="Nom", typed=typed))


def test_password_is_never_written_back():
    typed = fields.Typed(values={"mdp": "lampe-jardin-3"})
    assert "lampe" not in str(h.div[fields.password_field("mdp", typed=typed)])


@pytest.mark.parametrize("name", sorted(gallery.WRONG.errors))
def test_summary_link_leads_to_an_input(name):
    page = str(h.div[gallery._form(gallery.WRONG)])
    assert f'id="{name}"' in page


def test_nothing_is_ticked_in_advance():
    assert " checked" not in str(h.div[gallery._form(gallery.EMPTY)])


def test_page_without_a_helpline_shows_none():
    page = bytes(html.page(h.h1["Me connecter"], title="Me connecter").body).decode()
    assert "tel:" not in page
    assert "3422" not in page


def test_page_is_live_without_a_script():
    page = bytes(html.page(h.h1["Me connecter"], title="Me connecter").body).decode()
    assert "data-pret" in page
    assert 'lang="fr"' in page
    assert "style=" not in page
