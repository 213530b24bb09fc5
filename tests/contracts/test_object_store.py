"""One contract for whatever keeps bytes: the S3 endpoint that is given, and the dictionary of the pure tests."""

from uuid import uuid4

import pytest

from csn_app import wiring
from csn_app.core.errors import NotFound, Unavailable
from csn_app.core.work import ObjectStore
from csn_app.storage.memory import MemoryStore
from csn_app.storage.s3 import S3Store


@pytest.fixture(params=["s3", "memory"])
def store(request: pytest.FixtureRequest) -> ObjectStore:
    if request.param == "memory":
        return MemoryStore()
    built: wiring.Parts = request.getfixturevalue("parts")
    return built.blobs


@pytest.fixture
def prefix() -> str:
    return f"contract/{uuid4()}/"


@pytest.mark.parametrize("data", [b"", b"a", bytes(range(256)) * 33_000], ids=["empty", "one byte", "8 MB"])
def test_what_is_put_is_got(store: ObjectStore, prefix: str, data: bytes) -> None:
    store.put(prefix + "a", data)
    assert store.get(prefix + "a") == data
    assert store.head(prefix + "a") == len(data)


def test_what_is_put_again_replaces(store: ObjectStore, prefix: str) -> None:
    store.put(prefix + "a", b"first")
    store.put(prefix + "a", b"second")
    assert store.get(prefix + "a") == b"second"


def test_what_is_absent_is_not_found(store: ObjectStore, prefix: str) -> None:
    with pytest.raises(NotFound):
        store.get(prefix + "absent")
    assert store.head(prefix + "absent") is None


def test_what_is_deleted_is_gone_and_deleting_again_is_no_fault(store: ObjectStore, prefix: str) -> None:
    store.put(prefix + "a", b"x")
    store.delete(prefix + "a")
    store.delete(prefix + "a")
    assert store.head(prefix + "a") is None


def test_a_list_holds_every_key_of_its_prefix_and_no_other(store: ObjectStore, prefix: str) -> None:
    for name in ("d/00001", "d/00000", "e/00000"):
        store.put(prefix + name, b"x")
    found = list(store.list(prefix + "d/"))
    assert sorted(key for key, _ in found) == [prefix + "d/00000", prefix + "d/00001"]
    assert all(at.tzinfo is not None for _, at in found)


def test_a_list_goes_on_past_a_thousand_keys(store: ObjectStore, prefix: str) -> None:
    for n in range(1005):
        store.put(f"{prefix}{n:05d}", b"")
    assert len(list(store.list(prefix))) == 1005


def test_a_store_that_is_there_answers(store: ObjectStore) -> None:
    store.ping()


def test_a_store_that_is_away_says_so() -> None:
    away = S3Store(endpoint="http://127.0.0.1:9", access_key="a", secret_key="b", bucket="c", region="us-east-1")
    for act in (away.ping, lambda: away.put("k", b""), lambda: away.get("k"), lambda: list(away.list(""))):
        with pytest.raises(Unavailable):
            act()
