# mypy: disable-error-code="attr-defined, operator, no-any-return, misc, index, arg-type, call-arg"
"""The curve of measures as an inline drawing, one for wide screens and one for phones; a slider walks along it."""

import reflex as rx

from csn_app.profile.chart import BOTTOM, Dot, Drawing, Word
from csn_app.profile.state_measures import MeasuresState


def chart() -> rx.Component:
    """Show the curve; the same figures stand in the table below."""
    curve, spot = MeasuresState.curve, MeasuresState.curve.spots[MeasuresState.at]
    walk = rx.el.div(
        rx.el.label("Parcourir la courbe", html_for="parcourir", class_name="label"),
        rx.el.input(
            type="range",
            id="parcourir",
            min=0,
            max=curve.spots.length() - 1,
            step=1,
            default_value=MeasuresState.at,
            key=curve.title + MeasuresState.round.to_string(),
            aria_valuetext=spot.words,
            class_name="walk",
            data_testid="parcourir-courbe",
            on_change=MeasuresState.walk,
        ),
        rx.el.p(spot.words, class_name="b", data_testid="point-courbe"),
        class_name="field mt-3",
    )
    return rx.el.figure(
        _drawing(curve.wide, name="large", spot_x=spot.wide_x, shown="chart only-d"),
        _drawing(curve.narrow, name="etroit", spot_x=spot.narrow_x, shown="chart only-m"),
        walk,
        class_name="mt-4",
    )


def _drawing(drawing: rx.Var[Drawing], *, name: str, spot_x: rx.Var[float], shown: str) -> rx.Component:
    spot = MeasuresState.curve.spots[MeasuresState.at]
    return rx.el.svg(
        rx.el.svg.title(MeasuresState.curve.title, id=f"courbe-{name}"),
        rx.el.svg.desc(MeasuresState.curve.said, id=f"courbe-{name}-d"),
        rx.foreach(drawing.grid, lambda word: _grid(word, drawing)),
        rx.foreach(drawing.days, lambda word: _word(word, "")),
        rx.foreach(drawing.bars, _bar),
        rx.el.svg.line(x1=spot_x, x2=spot_x, y1=20, y2=BOTTOM, class_name="here"),
        rx.cond(drawing.high != "", rx.el.svg.polyline(points=drawing.high, class_name="l1")),
        rx.cond(drawing.low != "", rx.el.svg.polyline(points=drawing.low, class_name="l2")),
        rx.foreach(drawing.high_dots, lambda dot: rx.el.svg.circle(cx=dot.x, cy=dot.y, r=6, class_name="p1")),
        rx.foreach(
            drawing.low_dots,
            lambda dot: rx.el.svg.rect(x=dot.x, y=dot.y, width=10, height=10, class_name="p2"),
        ),
        rx.el.svg.circle(cx=spot_x, cy=spot.high_y, r=9, class_name="here"),
        rx.cond(drawing.low != "", rx.el.svg.circle(cx=spot_x, cy=spot.low_y, r=9, class_name="here")),
        rx.foreach(drawing.ends, lambda word: _word(word, "t1")),
        view_box=drawing.view_box,
        role="img",
        aria_labelledby=f"courbe-{name} courbe-{name}-d",
        class_name=shown,
    )


def _grid(word: rx.Var[Word], drawing: rx.Var[Drawing]) -> rx.Component:
    return rx.el.svg.g(
        rx.el.svg.line(x1=drawing.left, x2=drawing.right, y1=word.y, y2=word.y, class_name="gl"),
        rx.el.svg.text(word.text, x=word.x, y=word.y + 6, text_anchor=word.anchor),
    )


def _word(word: rx.Var[Word], kind: str) -> rx.Component:
    return rx.el.svg.text(word.text, x=word.x, y=word.y, text_anchor=word.anchor, class_name=kind)


def _bar(bar: rx.Var[Dot]) -> rx.Component:
    return rx.el.svg.rect(x=bar.x, y=bar.y, width=8, height=bar.height, class_name="bar-1")
