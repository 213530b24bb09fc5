# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The medical profile: what professionals must know, rubric by rubric."""

import reflex as rx

from csn_app.profile.page_form import entry_form
from csn_app.profile.state import ProfileState, Watching
from csn_app.profile.wording import GROUPS, Before, EntryCard, Rubric
from csn_app.routes import FIRST_STEPS, SUMMARY
from csn_app.ui import layout
from csn_app.ui.components import badge, button, hidden_text, icon, skeleton


def profile_page() -> rx.Component:
    """What do my carers know of me, and who sees it?"""
    shown = (ProfileState.care, ProfileState.health, ProfileState.people)
    groups = [
        rx.el.section(
            rx.el.h2(words, id=f"{group}-titre", tab_index=-1, class_name="sec-h"),
            rx.foreach(rubrics, _rubric),
            aria_labelledby=f"{group}-titre",
        )
        for (group, words, _), rubrics in zip(GROUPS, shown, strict=True)
    ]
    body = rx.el.div(
        rx.el.div(*groups, class_name="stack gap-8"),
        rx.el.div(_count(), _summary(), _watchers(), class_name="stack gap-8"),
        class_name="split",
    )
    return layout.shell(
        layout.heading("Profil médical", lead="Ce que vos soignants doivent savoir de vous"),
        rx.cond(ProfileState.loaded, body, skeleton(lines=6)),
        nav="profil-medical",
        loaded=ProfileState.loaded,
    )


def _rubric(rubric: rx.Var[Rubric]) -> rx.Component:
    here = ProfileState.form.section == rubric.code
    state = rx.match(
        rubric.kind,
        ("ok", badge(rubric.badge, kind="ok", icon_name="check")),
        ("warn", badge(rubric.badge, kind="warn")),
        badge(rubric.badge, icon_name="check"),
    )
    entries = rx.el.ul(rx.foreach(rubric.cards, _entry), class_name="stack gap-3 mb-4")
    return rx.el.details(
        rx.el.summary(
            rx.el.span(icon(rubric.icon), class_name="tile tile-s k-" + rubric.hue, aria_hidden="true"),
            rx.el.span(rubric.title, class_name="fill"),
            state,
        ),
        rx.el.div(
            rx.cond(rubric.cards.length() > 0, entries),
            rx.cond(rubric.none != "", _none(rubric)),
            rx.cond((rubric.badge == "À remplir") & ~here, rx.el.p(rubric.helps, class_name="muted mb-4")),
            rx.cond(here, entry_form(), _acts(rubric)),
            rx.cond((rubric.code == "DIRECTIVES") & (ProfileState.earlier.length() > 0), _earlier()),
        ),
        open=ProfileState.opened == rubric.code,
        key=rubric.code,
        class_name="fold",
        data_testid="rubrique-" + rubric.slug,
    )


def _entry(entry: rx.Var[EntryCard]) -> rx.Component:
    name = hidden_text(" " + entry.title)
    end = button(
        "Terminé", name, testid="terminer-" + entry.id, kind="3", small=True, on_click=ProfileState.end(entry.id)
    )
    change = button(
        "Modifier", name, testid="modifier-" + entry.id, kind="3", small=True, on_click=ProfileState.edit(entry.id)
    )
    return rx.el.li(
        rx.el.div(
            rx.el.b(entry.title),
            rx.cond(entry.more != "", rx.el.span(entry.more, class_name="hint")),
            rx.foreach(entry.lines, lambda line: rx.el.span(line, class_name="hint")),
            class_name="fill wrap",
        ),
        rx.el.div(rx.cond(entry.can_end, end), rx.cond(entry.mine, change), class_name="line gap-btns"),
        class_name="line between line-top",
        data_testid="entree-" + entry.id,
    )


def _earlier() -> rx.Component:
    """List the versions of advance directives that others replaced: their person alone sees them."""

    def version(one: rx.Var[Before]) -> rx.Component:
        forget = button(
            "Supprimer",
            hidden_text("\u00a0: " + one.title),
            testid="oublier-" + one.id,
            kind="3",
            small=True,
            on_click=ProfileState.forget_version(one.id),
        )
        words = rx.el.div(
            rx.el.b(one.title),
            rx.foreach(one.lines, lambda line: rx.el.span(line, class_name="hint")),
            class_name="fill",
        )
        return rx.el.li(words, forget, class_name="line between line-top")

    return rx.el.details(
        rx.el.summary("Versions précédentes, visibles de vous seul", data_testid="versions-directives"),
        rx.el.ul(rx.foreach(ProfileState.earlier, version), class_name="stack gap-3 mt-3"),
        class_name="mot mt-4",
    )


def _none(rubric: rx.Var[Rubric]) -> rx.Component:
    back = button(
        "Retirer cette réponse",
        hidden_text("\u00a0: " + rubric.title),
        testid="retirer-rien-" + rubric.slug,
        kind="3",
        small=True,
        on_click=ProfileState.delete(rubric.none_id),
    )
    return rx.el.div(rx.el.p(rubric.none), back, class_name="mb-3")


def _acts(rubric: rx.Var[Rubric]) -> rx.Component:
    add = button(
        icon("plus"),
        rubric.add,
        hidden_text("\u00a0: " + rubric.title),
        testid="ajouter-" + rubric.form,
        kind="2",
        on_click=ProfileState.add(rubric.code),
    )
    none = button(rubric.can_none, testid="rien-" + rubric.slug, kind="3", on_click=ProfileState.none(rubric.code))
    return rx.el.p(rx.cond(rubric.add != "", add), rx.cond(rubric.can_none != "", none), class_name="line btns")


def _count() -> rx.Component:
    total = sum(len(sections) for _, _, sections in GROUPS)
    return rx.el.section(
        rx.el.h2(
            rx.match(
                ProfileState.filled,
                (0, "Rien de rempli pour le moment"),
                (1, "1 rubrique remplie"),
                f"{ProfileState.filled} rubriques remplies",
            ),
            class_name="size-lg",
            data_testid="rubriques-remplies",
        ),
        rx.el.p(
            f"Il y en a {total}, toutes facultatives. Une réponse «\u00a0je n’en ai pas\u00a0» compte aussi\u00a0: "
            "elle évite à un soignant de chercher.",
            class_name="sm muted mt-2",
        ),
        rx.el.p(rx.el.a("L’essentiel en cinq minutes", href=FIRST_STEPS, data_testid="essentiel"), class_name="mt-3"),
        class_name="card couture",
    )


def _summary() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Ma santé en résumé", class_name="size-lg"),
        rx.el.p(
            "Deux pages à donner à un soignant, avec les documents que vous choisissez.", class_name="sm muted mt-2"
        ),
        rx.el.p(rx.el.a("Voir le résumé", href=SUMMARY, data_testid="voir-resume"), class_name="mt-3"),
        class_name="card",
    )


def _watchers() -> rx.Component:
    def line(one: rx.Var[Watching]) -> rx.Component:
        return rx.el.li(rx.el.b(one.name), rx.el.br(), rx.el.span(one.sees, class_name="sm muted"))

    some = rx.el.ul(rx.foreach(ProfileState.watching, line), class_name="stack gap-3 mt-3")
    nobody = rx.el.p("Personne pour le moment. Vous seul lisez ce profil.", class_name="muted mt-2")
    return rx.el.section(
        rx.el.h2("Qui voit ce profil\u00a0?", class_name="size-lg"),
        rx.cond(ProfileState.watching.length() > 0, some, nobody),
        rx.el.p(rx.el.a("Changer", href="/soignants", data_testid="changer-profil-vu"), class_name="mt-3"),
        class_name="card",
        data_testid="qui-voit-profil",
    )
