# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The place where a document is read in the page; ``viewer.js`` fills it, for its person and at the desk alike."""

import reflex as rx

from csn_app.ui.assets import asset_url


def viewer(
    *, document_id: rx.Var[str], title: rx.Var[str], kind: rx.Var[str], pages: rx.Var[int], page: rx.Var[int]
) -> rx.Component:
    """Show a document: ``kind`` is « pages » (drawn one by one by the server), « image », or « frame » for a text.

    ``page`` (from 1) is the one that it opens at, 0 for the first.
    """
    address = "/documents/" + document_id
    frame = rx.el.iframe(src=address + "/fichier?vue=1", title="Contenu du document", class_name="preview-frame")
    place = rx.el.div(
        key=address + "-" + page.to_string(),
        custom_attrs={
            "data-lecteur": address,
            "data-genre": kind,
            "data-pages": pages.to_string(),
            "data-page": page.to_string(),
            "data-titre": title,
            "data-icones": asset_url("icons.svg"),
        },
    )
    script = rx.el.script(src=asset_url("viewer.js"), custom_attrs={"async": True})
    return rx.fragment(rx.cond(kind == "frame", frame, place), script)
