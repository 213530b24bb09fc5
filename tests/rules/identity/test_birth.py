from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csn_app.identity.birth import BirthFlaw, BirthNotUnderstood, parse_birth
from csn_app.identity.rules import device_of, local_path

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("boxes", "read"),
    [(("27", "3", "1984"), "1984-03-27"), ((" 01", "02 ", "2000"), "2000-02-01"), (("", "", "1962"), "1962")],
)
def test_a_birth_date_is_read(boxes: tuple[str, str, str], read: str) -> None:
    assert parse_birth(*boxes, today=TODAY) == read


@pytest.mark.parametrize(
    ("boxes", "flaw"),
    [
        (("", "", ""), BirthFlaw.EMPTY),
        (("1", "1", "84"), BirthFlaw.YEAR),
        (("1", "1", "198²"), BirthFlaw.YEAR),
        (("1", "13", "1984"), BirthFlaw.MONTH),
        (("1", "", "1984"), BirthFlaw.MONTH),
        (("32", "1", "1984"), BirthFlaw.DAY),
        (("31", "2", "1984"), BirthFlaw.NO_SUCH_DAY),
        (("29", "2", "1983"), BirthFlaw.NO_SUCH_DAY),
        (("25", "11", "2026"), BirthFlaw.FUTURE),
        (("", "", "2027"), BirthFlaw.MONTH),
    ],
)
def test_the_box_to_correct_is_named(boxes: tuple[str, str, str], flaw: BirthFlaw) -> None:
    with pytest.raises(BirthNotUnderstood) as refused:
        parse_birth(*boxes, today=TODAY)
    assert refused.value.flaw is flaw


@given(st.text(max_size=4), st.text(max_size=4), st.text(max_size=6))
def test_any_boxes_are_read_or_refused(day: str, month: str, year: str) -> None:
    with suppress(BirthNotUnderstood):
        assert parse_birth(day, month, year, today=TODAY)


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/documents", "/documents"),
        ("/pro/dossier/3?a=1&b=2", "/pro/dossier/3?a=1&b=2"),
        ("//mechant.test", ""),
        ("/\\mechant.test", ""),
        ("https://mechant.test", ""),
        ("/a\nb", ""),
        ("", ""),
        ("/" + "a" * 900, ""),
    ],
)
def test_only_a_page_of_ours_is_gone_back_to(wanted: str, kept: str) -> None:
    assert local_path(wanted) == kept


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox sur Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile Safari/604",
            "Safari sur iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge sur Linux"),
        ("curl/8", "Navigateur"),
    ],
)
def test_a_device_is_named_as_its_owner_knows_it(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
