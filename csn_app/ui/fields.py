"""The fields of the plain HTML forms: label above, hint, field, and what to correct written beside it.

A form is read with ``Typed``: what the person typed, shown again, and one sentence per field to correct.
The same sentence stands in the summary on top of the page. Nothing here needs a script.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import htpy as h
from htpy import Element, Node

from csn_app.ui.parts import icon


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in a form, and the sentence to show beside each field that must be corrected."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return what was typed in a field, or nothing."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """Return the sentence of a field, or nothing."""
        return self.errors.get(name, "")


NOTHING_TYPED = Typed()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer among several, with its hint, and its drawing or badge when it has one."""

    value: str
    label: Node
    hint: str = ""
    drawing: Node = None
    testid: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a password; ``check`` lets the browser tick it while one types (``min:12``, ``letter``)."""

    text: str
    check: str = ""


def error_summary(errors: Mapping[str, str]) -> Node:
    """List on top of the page what must be corrected, each line leading to its field."""
    if not errors:
        return None
    count = len(errors)
    title = "Il y a 1 problème" if count == 1 else f"Il y a {count} problèmes"
    return h.div(".errors", role="alert", tabindex="-1", aria_labelledby="erreurs-titre", data_testid="resume-erreurs")[
        h.h2("#erreurs-titre")[title],
        h.ul[(h.li[h.a(href=f"#{name}")[sentence]] for name, sentence in errors.items())],
    ]


def text_field(
    name: str,
    *,
    label: str,
    typed: Typed = NOTHING_TYPED,
    hint: Node = None,
    testid: str | None = None,
    kind: str = "text",
    width: str = "",
    autocomplete: str = "off",
    optional: bool = False,
    **attributes: str,
) -> Element:
    """Ask for one line of text. Width "4", "8", "16" or "24" announces the expected length."""
    size = f"input f-{width}" if width else "input"
    numeric = " num" if attributes.get("inputmode") == "numeric" or "data_group" in attributes else ""
    return h.div(".field")[
        _label(name, label=label, optional=optional),
        _hint(name, hint=hint),
        h.input(
            class_=size + numeric,
            id=name,
            name=name,
            type=kind,
            value=typed.value(name) or None,
            autocomplete=autocomplete,
            data_testid=testid,
            **_described(name, typed=typed, hint=hint),
            **attributes,
        ),
        _error(name, typed=typed),
    ]


def identifier_field(name: str, *, label: str, typed: Typed = NOTHING_TYPED, hint: Node = None) -> Element:
    """Ask for the identifiant: lower case, no capital added by the phone, no spelling."""
    return text_field(
        name,
        label=label,
        typed=typed,
        hint=hint,
        testid="champ-identifiant",
        autocomplete="username",
        autocapitalize="none",
        spellcheck="false",
    )


def password_field(
    name: str,
    *,
    label: str = "Mot de passe",
    typed: Typed = NOTHING_TYPED,
    hint: Node = None,
    new: bool = False,
    rules: Sequence[Rule] = (),
    testid: str = "champ-mot-de-passe",
) -> Node:
    """Ask for a password, never written back into the page; the button that shows it appears with the script."""
    described = _described(name, typed=typed, hint=hint)
    if rules:
        described["aria_describedby"] = f"{described.get('aria_describedby') or ''} {name}-r".strip()
    show = h.button(
        ".btn.btn-3.btn-s",
        type="button",
        aria_pressed="false",
        hidden=True,
        data_show=name,
        data_testid="afficher-mot-de-passe",
    )
    field_ = h.div(".field")[
        _label(name, label=label),
        _hint(name, hint=hint),
        h.span(".affix")[
            h.input(
                ".input",
                id=name,
                name=name,
                type="password",
                autocomplete="new-password" if new else "current-password",
                data_testid=testid,
                **described,
            ),
            show[icon("eye"), h.span["Afficher"]],
        ],
        _error(name, typed=typed),
    ]
    return h.fragment[field_, _rules(name, rules=rules) if rules else None]


def code_field(
    name: str,
    *,
    label: str = "Code à 6 chiffres",
    typed: Typed = NOTHING_TYPED,
    hint: Node = "Vous pouvez le coller. Il est valable 10 minutes.",
    testid: str = "champ-code",
) -> Element:
    """Ask for the six digits of a security code, in one field that the phone can fill."""
    return h.div(".field")[
        _label(name, label=label),
        _hint(name, hint=hint),
        h.span(".codebox")[
            h.input(
                ".code",
                id=name,
                name=name,
                inputmode="numeric",
                autocomplete="one-time-code",
                # One more than six: a code pasted with a space is not cut.
                maxlength="7",
                value=typed.value(name) or None,
                data_testid=testid,
                data_code=True,
                **_described(name, typed=typed, hint=hint),
            )
        ],
        _error(name, typed=typed),
    ]


def date_field(
    name: str, *, label: str, typed: Typed = NOTHING_TYPED, hint: Node = None, birth: bool = False
) -> Element:
    """Ask for a date in three boxes, sent as ``name``, ``name-m`` and ``name-a``; an error names the box to correct."""
    parts = (("", "Jour", "bday-day", "4"), ("-m", "Mois", "bday-month", "4"), ("-a", "Année", "bday-year", "8"))
    wrong = {name + suffix for suffix, *_ in parts} & set(typed.errors)
    whole = name in wrong
    boxes = [
        h.div[
            h.label(".label", for_=name + suffix)[word],
            h.input(
                class_=f"input f-{width}",
                id=name + suffix,
                name=name + suffix,
                inputmode="numeric",
                autocomplete=filled if birth else "off",
                maxlength="4" if suffix == "-a" else "2",
                value=typed.value(name + suffix) or None,
                aria_invalid="true" if whole or name + suffix in wrong else None,
                data_testid=f"champ-{name}{suffix}",
            ),
        ]
        for suffix, word, filled, width in parts
    ]
    said = [_error(key, typed=typed) for key in sorted(wrong)]
    return _group(name, label=label, hint=hint, wrong=sorted(wrong), content=[h.div(".date")[boxes], said])


def choice_field(
    name: str,
    *,
    label: Node,
    choices: Sequence[Choice],
    typed: Typed = NOTHING_TYPED,
    hint: Node = None,
    side_by_side: bool = False,
    default: str = "",
) -> Element:
    """Ask for one answer among a few, each a card pressed anywhere; an answer that opens data is never the default."""
    chosen = typed.value(name) or default
    cards = [
        h.label(class_="choice mt-0" if side_by_side else "choice", for_=_choice_id(name, number=number))[
            h.input(
                ".check",
                type="radio",
                name=name,
                id=_choice_id(name, number=number),
                value=choice.value,
                checked=choice.value == chosen,
                data_testid=choice.testid,
            ),
            h.span(".fill")[h.span(".b")[choice.label], choice.hint and h.span(".hint")[choice.hint], choice.drawing],
        ]
        for number, choice in enumerate(choices)
    ]
    wrong = [name] if typed.error(name) else []
    content = [h.div(class_="g2 mt-4" if side_by_side else "mt-4")[cards], _error(name, typed=typed)]
    return _group(name, label=label, hint=hint, wrong=wrong, content=content)


def tick_field(
    name: str, *, label: Node, typed: Typed = NOTHING_TYPED, hint: Node = None, testid: str | None = None
) -> Element:
    """Ask for an agreement or an option, never ticked in advance."""
    return h.div(".field")[
        h.label(".tick", for_=name)[
            h.input(
                ".check",
                type="checkbox",
                name=name,
                id=name,
                value="oui",
                checked=typed.value(name) == "oui",
                data_testid=testid,
                **_described(name, typed=typed, hint=None),
            ),
            h.span[label, hint and h.span(".hint")[hint]],
        ],
        _error(name, typed=typed),
    ]


def select_field(
    name: str,
    *,
    label: str,
    options: Sequence[tuple[str, str]],
    typed: Typed = NOTHING_TYPED,
    hint: Node = None,
    testid: str | None = None,
) -> Element:
    """Ask for one value in a short list; the first is the default."""
    return h.div(".field")[
        _label(name, label=label),
        _hint(name, hint=hint),
        h.select(".input", id=name, name=name, data_testid=testid, **_described(name, typed=typed, hint=hint))[
            (h.option(value=value, selected=value == typed.value(name))[words] for value, words in options)
        ],
        _error(name, typed=typed),
    ]


def _label(name: str, *, label: str, optional: bool = False) -> Element:
    return h.label(".label", for_=name)[label, optional and h.span(".normal")[" (facultatif)"]]


def _hint(name: str, *, hint: Node) -> Node:
    return hint and h.span(".hint", id=f"{name}-h")[hint]


def _error(name: str, *, typed: Typed) -> Node:
    sentence = typed.error(name)
    return sentence and h.p(".err", id=f"{name}-e")[icon("circle-alert"), h.span[sentence]]


def _described(name: str, *, typed: Typed, hint: Node) -> dict[str, str | None]:
    ids = [*([f"{name}-h"] if hint else []), *([f"{name}-e"] if typed.error(name) else [])]
    return {"aria_describedby": " ".join(ids) or None, "aria_invalid": "true" if typed.error(name) else None}


def _group(name: str, *, label: Node, hint: Node, wrong: Sequence[str], content: Node) -> Element:
    """Put several inputs under one question; the title of a page may be that question."""
    ids = [*([f"{name}-h"] if hint else []), *(f"{key}-e" for key in wrong)]
    return h.fieldset(".field", aria_describedby=" ".join(ids) or None)[
        h.legend(class_="label" if isinstance(label, str) else None)[label], _hint(name, hint=hint), content
    ]


def _choice_id(name: str, *, number: int) -> str:
    """The first answer carries the field's name, so that the summary's link leads to it."""
    return name if number == 0 else f"{name}-{number}"


def _rules(name: str, *, rules: Sequence[Rule]) -> Element:
    return h.ul(".rules.mt-4", id=f"{name}-r", data_rules=name, data_testid="regles-mot-de-passe")[
        (h.li(data_check=rule.check or None)[icon("minus", size="s"), h.span[rule.text]] for rule in rules)
    ]
