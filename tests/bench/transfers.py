"""Files of 100 MB in and out through the site, beside the same bytes put and got with boto3 in the same bucket."""

import http.client
import io
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import boto3
import pikepdf
import psutil
from botocore.config import Config

from csn_app.launch.objectstore import _keys, endpoint_of
from tests.bench.figures import Figure
from tests.bench.people import Person
from tests.site import Site

PAGE_BYTES = 5_000_000
AT_ONCE = 3
ALLOWED = 100.0
"""Megabytes above idle."""


def scanned_pdf(megabytes: int) -> bytes:
    """Make a PDF like a scan: pages that each hold one picture, which compresses no further."""
    pdf = pikepdf.new()
    for _ in range(megabytes * 1_000_000 // PAGE_BYTES):
        picture = pikepdf.Stream(pdf, os.urandom(PAGE_BYTES - 1_000))
        picture["/Type"], picture["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
        picture["/Width"], picture["/Height"], picture["/BitsPerComponent"] = 2480, 3508, 8
        picture["/ColorSpace"], picture["/Filter"] = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(picture)))
        page.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def measure_transfers(site: Site, person: Person, *, megabytes: int, times: int) -> list[Figure]:
    """Send and fetch in turns with boto3; the middle speeds count."""
    data = scanned_pdf(megabytes)
    size = len(data) / 1_000_000
    store, bucket = _boto(site)
    raw_up, raw_down, up, down = [], [], [], []
    for _ in range(times):
        raw_up.append(_timed(lambda: store.put_object(Bucket=bucket, Key="bench", Body=data)))
        sent: list[str] = []
        up.append(_timed(lambda sent=sent: sent.append(send(site, person, data))))  # type: ignore[misc]
        raw_down.append(_timed(lambda: store.get_object(Bucket=bucket, Key="bench")["Body"].read()))
        down.append(_timed(lambda sent=sent: _fetch(site, person, sent[0], size=len(data))))  # type: ignore[misc]
    store.delete_object(Bucket=bucket, Key="bench")
    note = f"{size:.0f} MB"
    speeds = [size / median(seconds) for seconds in (up, raw_up, down, raw_down)]
    return [
        Figure("Upload", speeds[0], speeds[1], "MB/s", reach=0.7, at_least=True, note=note),
        Figure("Download", speeds[2], speeds[3], "MB/s", reach=0.4, at_least=True, note=note),
    ]


def measure_memory(site: Site, person: Person, *, megabytes: int, files: int) -> list[Figure]:
    """Send many files, three at once, and watch how much the app's worker grows above idle.

    The clear copies and the checks live outside of it, for a moment: the note says how much they took.
    """
    data = scanned_pdf(megabytes)
    worker = _worker(site)
    idle, shared = worker.memory_info().rss, _shared_memory()
    most = {"worker": 0, "children": 0, "shared": 0}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            most["worker"] = max(most["worker"], worker.memory_info().rss - idle)
            most["children"] = max(most["children"], sum(map(_private, worker.children())))
            most["shared"] = max(most["shared"], _shared_memory() - shared)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        with ThreadPoolExecutor(AT_ONCE) as senders:
            list(senders.map(lambda _: send(site, person, data), range(files)))
    finally:
        over.set()
        watching.join()
    grown, children, copies = (value / 1_000_000 for value in most.values())
    note = f"{files} × {megabytes} MB, {AT_ONCE} at once; beside it checks {children:.0f} MB, copies {copies:.0f} MB"
    return [Figure("App memory above idle", grown, ALLOWED, "MB", reach=1.0, note=note)]


def send(site: Site, person: Person, data: bytes) -> str:
    """Send a file as the page does; returns the document's id."""
    said = {"Cookie": person.cookie, "Origin": site.address, "Idempotency-Key": str(uuid4())}
    said |= {"X-CSN-Nom": quote("Scanner.pdf"), "Content-Type": "application/octet-stream"}
    wire = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=300)
    wire.blocksize = 1 << 20
    wire.request("POST", "/documents/envoi", data, said)
    answer = wire.getresponse()
    told = answer.read().decode()
    wire.close()
    assert answer.status == 200, told[:300]
    return told.split('"id":"')[1].split('"')[0]


def _fetch(site: Site, person: Person, document: str, *, size: int) -> None:
    wire = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=300)
    wire.request("GET", f"/documents/{document}/fichier", headers={"Cookie": person.cookie})
    answer = wire.getresponse()
    got = len(answer.read())
    wire.close()
    assert (answer.status, got) == (200, size), (answer.status, got)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _boto(site: Site) -> tuple[Any, str]:
    folder = site.data.resolve() / "objects"
    keys = _keys(folder)
    client = boto3.client(
        "s3",
        endpoint_url=endpoint_of(folder),
        aws_access_key_id=keys["access"],
        aws_secret_access_key=keys["secret"],
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
    )
    return client, client.list_buckets()["Buckets"][0]["Name"]


def _worker(site: Site) -> psutil.Process:
    """Find the app's worker: granian's own process starts it."""
    assert site.process is not None
    for process in psutil.Process(site.process.pid).children():
        if "granian" in " ".join(process.cmdline()):
            return process.children()[0]
    raise AssertionError("no worker")


def _private(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss - process.memory_info().shared)
    except psutil.Error:
        return 0


def _shared_memory() -> int:
    return int(psutil.virtual_memory().shared)
