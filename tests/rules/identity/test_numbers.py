from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csn_app.core.reference import rows
from csn_app.identity.card import WITH_PHOTO, WITHOUT_PHOTO, SerialFlaw, SerialNotUnderstood, parse_serial
from csn_app.identity.nir import NirFlaw, NirNotUnderstood, grouped, key_of, parse_nir

VECTORS = {
    "1891275125012": "82",
    "2620875032039": "77",
    "284052A321025": "52",
    "284052B321025": "79",
    "284202B321025": "28",
}


@pytest.mark.parametrize(("number", "key"), VECTORS.items())
def test_key_of_the_published_numbers(number: str, key: str) -> None:
    assert key_of(number) == key
    assert parse_nir(number + key) == number + key


@pytest.mark.parametrize("row", rows("test_identities"), ids=lambda row: row["id"])
def test_every_fictional_number_is_accepted_as_people_type_it(row: dict[str, str]) -> None:
    number = row["nir13"] + row["nir_key"]
    assert parse_nir(grouped(number)) == number
    assert parse_nir(number.lower().replace("", "\u00a0")) == number


@pytest.mark.parametrize(
    ("typed", "flaw", "missing"),
    [
        ("", NirFlaw.EMPTY, 0),
        (" . ", NirFlaw.EMPTY, 0),
        ("2 84 05 44 109 961", NirFlaw.LENGTH, 2),
        ("1891275125012820", NirFlaw.LENGTH, -1),
        ("389127512501282", NirFlaw.SHAPE, 0),
        ("189137512501282", NirFlaw.SHAPE, 0),
        ("189120012501282", NirFlaw.SHAPE, 0),
        ("284052C32102552", NirFlaw.SHAPE, 0),
        ("１89127512501282", NirFlaw.SHAPE, 0),
        ("18912751250128²", NirFlaw.SHAPE, 0),
        ("189127512501283", NirFlaw.KEY, 0),
    ],
)
def test_what_does_not_hold_is_named(typed: str, flaw: NirFlaw, missing: int) -> None:
    with pytest.raises(NirNotUnderstood) as refused:
        parse_nir(typed)
    assert (refused.value.flaw, refused.value.missing) == (flaw, missing)


@given(st.integers(0, 12), st.integers(0, 9))
def test_one_wrong_digit_never_passes(position: int, digit: int) -> None:
    number = "1891275125012"
    changed = number[:position] + str(digit) + number[position + 1 :]
    if changed != number:
        assert key_of(changed) != key_of(number)


@given(st.text(max_size=40))
def test_any_text_is_understood_or_refused(typed: str) -> None:
    with suppress(NirNotUnderstood):
        assert len(parse_nir(typed)) == 15


@pytest.mark.parametrize("row", [r for r in rows("test_identities") if r["card_serial"]], ids=lambda row: row["id"])
def test_every_fictional_card_is_accepted(row: dict[str, str]) -> None:
    nir = row["nir13"] + row["nir_key"]
    assert parse_serial(row["card_serial"], card=row["card_type"], nir=nir) == row["card_serial"]


@pytest.mark.parametrize(
    ("typed", "card", "flaw"),
    [
        ("", WITH_PHOTO, SerialFlaw.EMPTY),
        ("7410951680A", WITH_PHOTO, SerialFlaw.NOT_DIGITS),
        ("7410951680²", WITH_PHOTO, SerialFlaw.NOT_DIGITS),
        ("741 0951 680", WITH_PHOTO, SerialFlaw.LENGTH),
        ("1234567", WITHOUT_PHOTO, SerialFlaw.LENGTH),
        ("12345678901234", WITHOUT_PHOTO, SerialFlaw.LENGTH),
        ("14/03/1951".replace("/", " "), WITHOUT_PHOTO, SerialFlaw.LOOKS_LIKE_DATE),
        ("19510314", WITHOUT_PHOTO, SerialFlaw.LOOKS_LIKE_DATE),
        ("80250000025", WITH_PHOTO, SerialFlaw.FIXED_PREFIX),
        ("8025000002574109516807", WITH_PHOTO, SerialFlaw.FIXED_PREFIX),
        ("18912751250", WITH_PHOTO, SerialFlaw.PART_OF_NIR),
        ("189127512501282", WITHOUT_PHOTO, SerialFlaw.PART_OF_NIR),
    ],
)
def test_a_number_from_elsewhere_on_the_card_is_refused(typed: str, card: str, flaw: SerialFlaw) -> None:
    with pytest.raises(SerialNotUnderstood) as refused:
        parse_serial(typed, card=card, nir="189127512501282")
    assert refused.value.flaw is flaw


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_no_day_passes_for_a_serial_number(day: date) -> None:
    for typed in (day.strftime("%d%m%Y"), day.strftime("%Y%m%d")):
        with pytest.raises(SerialNotUnderstood):
            parse_serial(typed, card=WITHOUT_PHOTO)
