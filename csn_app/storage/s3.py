"""Documents on any S3-compatible store, through the common subset of its interface."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from csn_app.core.errors import NotFound, Unavailable

_ABSENT = {"404", "NoSuchKey", "NotFound"}
_PROBE = "ready"


class S3Store:
    """The port ``core.work.ObjectStore``: path-style, checksums only where required, so that any S3 serves."""

    def __init__(self, *, endpoint: str, access_key: str, secret_key: str, bucket: str, region: str) -> None:
        """Open a client (safe to share between threads); the bucket is made by ``ensure_bucket``."""
        self._bucket = bucket
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            region_name=region,
            config=Config(
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=3,
                read_timeout=30,
                retries={"max_attempts": 4, "mode": "standard"},
                max_pool_connections=20,
            ),
        )

    def ensure_bucket(self) -> None:
        """Make the bucket where it is missing, and the object by which ``ping`` knows that it can be read."""
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except ClientError:
            self._client.create_bucket(Bucket=self._bucket)
        self.put(_PROBE, b"ready")

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data`` under ``key``; raises ``Unavailable``."""
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data)
        except (ClientError, BotoCoreError) as fault:
            raise Unavailable from fault

    def get(self, key: str) -> bytes:
        """Return the bytes under ``key``; raises ``NotFound`` or ``Unavailable``."""
        try:
            data: bytes = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as fault:
            raise (NotFound if _absent(fault) else Unavailable) from fault
        except BotoCoreError as fault:
            raise Unavailable from fault
        return data

    def head(self, key: str) -> int | None:
        """Return the size in bytes under ``key``, or None; raises ``Unavailable``."""
        try:
            return int(self._client.head_object(Bucket=self._bucket, Key=key)["ContentLength"])
        except ClientError as fault:
            if _absent(fault):
                return None
            raise Unavailable from fault
        except BotoCoreError as fault:
            raise Unavailable from fault

    def delete(self, key: str) -> None:
        """Forget what is under ``key``; raises ``Unavailable``."""
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except (ClientError, BotoCoreError) as fault:
            raise Unavailable from fault

    def list(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Yield each key that starts with ``prefix`` and when it was kept; raises ``Unavailable``."""
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                for item in page.get("Contents", ()):
                    yield item["Key"], item["LastModified"]
        except (ClientError, BotoCoreError) as fault:
            raise Unavailable from fault

    def ping(self) -> None:
        """Read an object back, or raise ``Unavailable``: a store may name its buckets before it finds its files."""
        try:
            self.get(_PROBE)
        except NotFound as fault:
            raise Unavailable from fault


def _absent(fault: ClientError) -> bool:
    return str(fault.response.get("Error", {}).get("Code")) in _ABSENT
