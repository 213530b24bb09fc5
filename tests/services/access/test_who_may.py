"""Everybody × every permission × two spaces, against a table that a lawyer can read (``who_may.csv``).

« oui »: in the space that concerns them; « soi »: what concerns no one's space; « non »: nowhere. Whatever the table
says, nobody may anything in a space that is not theirs to act in.
"""

import csv
from pathlib import Path

import pytest

from csn_app.access import policy
from csn_app.access.policy import Permission
from tests.factories import OpenWork, a_holder
from tests.services.access.roles import ROLES

_TABLE = Path(__file__).with_name("who_may.csv")


def table() -> dict[str, dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("permission"): row for row in csv.DictReader(file)}


def test_the_table_names_every_permission_and_everybody() -> None:
    rows = table()
    assert set(rows) == set(Permission)
    assert set(rows["DOCUMENT_READ"]) == {"en clair", *ROLES}


@pytest.mark.parametrize("name", ROLES)
def test_everybody_may_what_the_table_says_and_nothing_elsewhere(open_work: OpenWork, name: str) -> None:
    role, elsewhere = ROLES[name](open_work), a_holder(open_work)
    said = {permission: row[name] for permission, row in table().items()}
    found, leaks = {}, []
    for permission in Permission:
        with open_work(role.actor) as work:
            alone = policy.allowed(work, permission)
            here = policy.allowed(work, permission, role.space_id)
            there = policy.allowed(work, permission, elsewhere.space_id)
        found[permission.value] = "soi" if alone else "oui" if here else "non"
        if there and not alone:
            leaks.append(permission.value)
    assert found == said
    assert leaks == []
