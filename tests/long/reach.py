"""A way into the embedded parts of a running installation, beside the app."""

import json

import boto3
import psycopg

from tests.long.machine import Machine


def database(machine: Machine) -> psycopg.Connection:
    passwords = json.loads((machine.data / "postgres" / "passwords.json").read_text())
    command = machine.find("bin/postgres -D").cmdline()
    sockets = command[command.index("-k") + 1]
    return psycopg.connect(host=sockets, user="csn", password=passwords["csn"], dbname="csn", autocommit=True)


def store(machine: Machine):  # type: ignore[no-untyped-def]
    keys = json.loads((machine.data / "objects" / "keys.json").read_text())
    ports = json.loads((machine.data / "objects" / "ports.json").read_text())
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{ports['s3.port']}",
        aws_access_key_id=keys["access"],
        aws_secret_access_key=keys["secret"],
        region_name="us-east-1",
    )
