"""What visitors typed: kept for those who began, and not without end for one address."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col

from csn_app.core.work import Work
from csn_app.identity import visits
from csn_app.identity.model import Visit
from csn_app.identity.sessions import mark_of
from csn_app.identity.signin import Browser
from csn_app.identity.throttles import MustWait
from tests.services.identity.people import a_browser


def kept(work: Work, browser: Browser) -> bool:
    return work.db.scalar(select(Visit).where(col(Visit.token_mark) == mark_of(browser.visit))) is not None


def test_one_address_opens_only_so_many_visits(job: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "VISITS_OF_ADDRESS", 8)
    first = a_browser()
    for _ in range(8):
        browser = replace(a_browser(), address=first.address)
        visits.keep_typed(job, token=browser.visit, answers={"serie": "1"}, address=browser.address)
    with pytest.raises(MustWait):
        visits.keep_typed(job, token=first.visit, answers={"serie": "1"}, address=first.address)
    assert not kept(job, first)
    visits.keep_typed(job, token=browser.visit, answers={"serie": "2"}, address=browser.address)
    assert visits.read_visit(job, token=browser.visit) == {"serie": "2"}


def test_a_page_that_follows_another_opens_no_visit(job: Work) -> None:
    browser = a_browser()
    visits.keep_typed(job, token=browser.visit, answers={"provisoire": "AAAABBBBCCCC"})
    assert not kept(job, browser)
