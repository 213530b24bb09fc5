"""The object store for one machine: the S3 server of the wheel, on loopback, behind drawn credentials."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from csn_app.launch.process import PartFailed, free_ports, inherited_environment, is_free, start, stop
from csn_app.launch.secrets_file import kept_secrets

BUCKET = "csn"
PATIENCE = 60.0
# Every port is given: those left out are chosen by the server, on every interface for some.
PORTS = (
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"),
    *("admin.port", "admin.port.grpc", "s3.port", "s3.port.grpc"),
)


@dataclass(frozen=True)
class RunningObjectStore:
    """An S3 server that has stored and given back an object."""

    process: subprocess.Popen[bytes]
    endpoint: str
    access_key: str
    secret_key: str
    bucket: str
    ports: dict[str, int]

    def stop(self) -> None:
        """The store writes what it holds and ends."""
        stop(self.process, patience=10)
        _remove_sockets(self.ports)

    def __enter__(self) -> "RunningObjectStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_objectstore(data: Path, *, log: Path) -> RunningObjectStore:
    """The store is started in this folder and waited for; its ports stay the same from one start to the next.

    Raises PartFailed when it does not answer within 60 seconds.
    """
    try:
        return wait_for_objectstore(launch_objectstore(data, log=log), data=data, log=log)
    except PartFailed:
        # Another program may have taken a port in the instant between its choice and its use.
        return wait_for_objectstore(launch_objectstore(data, log=log), data=data, log=log)


def launch_objectstore(data: Path, *, log: Path) -> subprocess.Popen[bytes]:
    """The store is on its way; wait_for_objectstore says when it answers."""
    data = data.resolve()
    files = data / "files"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.mkdir(mode=0o700, exist_ok=True)
    ports = _choose_ports(data / "ports.json")
    keys = _keys(data)
    command = [
        *(str(Path(sys.executable).parent / "weed"), "-logtostderr=true", "mini", f"-dir={files}"),
        *("-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-webdav=false", "-admin.ui=false"),
        *("-s3.port.iceberg=0", "-s3.port.lance=0", f"-bucket={BUCKET}"),
        # Relative to the working folder: a socket address holds 107 bytes.
        *("-filer.localSocket=filer.sock", "-s3.localSocket=s3.sock"),
        *(f"-{name}={port}" for name, port in ports.items()),
    ]
    env = inherited_environment(without=("AWS_", "S3_", "CSN_", "WEED_")) | {
        # Its configuration is looked for in the home folder: keep it to ours.
        "HOME": str(data),
        "GOMEMLIMIT": "350MiB",
        "AWS_ACCESS_KEY_ID": keys["access"],
        "AWS_SECRET_ACCESS_KEY": keys["secret"],
    }
    # Killed with its parent: it keeps what it acknowledged, and the next start need not wait for it.
    return start(command, log=log, cwd=data, env=env)


def wait_for_objectstore(process: subprocess.Popen[bytes], *, data: Path, log: Path) -> RunningObjectStore:
    """The store holds the bucket and gives back what it was given."""
    keys = _keys(data)
    endpoint = endpoint_of(data)
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=keys["access"],
        aws_secret_access_key=keys["secret"],
        region_name="us-east-1",
        config=Config(
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": 1},
            # Never through a proxy of the environment.
            proxies={},
            connect_timeout=2,
            read_timeout=10,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            client.put_object(Bucket=BUCKET, Key="_ready", Body=b"ready")
            client.delete_object(Bucket=BUCKET, Key="_ready")
            break
        except (BotoCoreError, ClientError) as problem:
            if process.poll() is not None or time.monotonic() > deadline:
                stop(process)
                raise PartFailed("SeaweedFS", log, str(problem)) from problem
            time.sleep(0.1)
    return RunningObjectStore(
        process,
        endpoint=endpoint,
        access_key=keys["access"],
        secret_key=keys["secret"],
        bucket=BUCKET,
        ports=_ports(data),
    )


def endpoint_of(data: Path) -> str:
    """The address of the store that was last launched in this folder."""
    return f"http://127.0.0.1:{_ports(data)['s3.port']}"


def _ports(data: Path) -> dict[str, int]:
    return dict(json.loads((data / "ports.json").read_text()))


def _keys(data: Path) -> dict[str, str]:
    return kept_secrets(data / "keys.json", names=("access", "secret"))


def _choose_ports(path: Path) -> dict[str, int]:
    """The ports of the last time, or free ones when another program has taken one of them."""
    if path.exists():
        kept: dict[str, int] = json.loads(path.read_text())
        _remove_sockets(kept)
        if tuple(kept) == PORTS and all(is_free(port) for port in kept.values()):
            return kept
    chosen = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    path.write_text(json.dumps(chosen))
    return chosen


def _remove_sockets(ports: dict[str, int]) -> None:
    """The store also opens sockets in the temporary folder, whatever the settings, and leaves them there."""
    for port in ports.values():
        for left in Path("/tmp").glob(f"seaweedfs-*-grpc-{port}.sock"):  # noqa: S108 - the store's own choice
            left.unlink(missing_ok=True)
