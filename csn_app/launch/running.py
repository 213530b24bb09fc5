"""The parts that run for a data folder, found by what they left there: an operator's command works on them."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import psycopg

from csn_app.config import Settings, settings
from csn_app.core.errors import CsnError
from csn_app.launch.objectstore import BUCKET, endpoint_of
from csn_app.launch.postgres import urls_of


@dataclass(eq=False)
class NothingRuns(CsnError):
    """No installation runs on this data folder."""

    folder: Path


def join_running() -> None:
    """This process works on the parts that run under CSN_DATA, where the settings name no others.

    Raises NothingRuns.
    """
    chosen = Settings()
    data = chosen.data.resolve()
    try:
        if not chosen.database_url:
            os.environ.update(_database(data / "postgres"))
        if not chosen.s3_endpoint:
            os.environ.update(_objects(data / "objects"))
    except (OSError, psycopg.OperationalError) as problem:
        raise NothingRuns(data) from problem
    settings.cache_clear()


def _database(folder: Path) -> dict[str, str]:
    url, keys_url = urls_of(folder, passwords=json.loads((folder / "passwords.json").read_text()))
    psycopg.connect(url.replace("+psycopg", ""), connect_timeout=3).close()
    return {"CSN_DATABASE_URL": url, "CSN_KEYS_DATABASE_URL": keys_url, "CSN_EMBEDDED": "1"}


def _objects(folder: Path) -> dict[str, str]:
    keys = json.loads((folder / "keys.json").read_text())
    return {
        "CSN_S3_ENDPOINT": endpoint_of(folder),
        "CSN_S3_ACCESS_KEY": keys["access"],
        "CSN_S3_SECRET_KEY": keys["secret"],
        "CSN_S3_BUCKET": BUCKET,
    }
