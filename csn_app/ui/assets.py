"""Give every static file a name made from its content, so that a browser keeps it for ever.

A file ``assets/csn.css`` is served as ``/s/csn.<hash>.css``. A style sheet or a manifest names its
neighbours by their plain names; the served bytes name them by their hashed ones.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli

FOLDER = Path(__file__).parents[2] / "assets"
PREFIX = "/s/"

_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_NAMES_OTHERS = {".css", ".webmanifest"}
_ALREADY_SMALL = {".png", ".woff2", ".ico"}
# What only its author reads, comments and what begins a line, and what stands in its place.
_FOR_AUTHORS = {
    ".css": (re.compile(rb"/\*.*?\*/|\n\s*", re.DOTALL), b" "),
    ".js": (re.compile(rb"^[ \t]*(//.*\n)?", re.MULTILINE), b""),
}


@dataclass(frozen=True, slots=True)
class StaticAsset:
    """A file under the name that changes with its content, ready to send as it is or compressed."""

    name: str
    media_type: str
    body: bytes
    gzip: bytes | None
    brotli: bytes | None


def _files() -> Iterator[Path]:
    """Yield the files to serve, those that name others last."""
    found = [path for path in sorted(FOLDER.iterdir()) if path.suffix in _MEDIA_TYPES]
    yield from sorted(found, key=lambda path: path.suffix in _NAMES_OTHERS)


def _asset(path: Path, *, hashed: dict[str, str]) -> StaticAsset:
    body = path.read_bytes()
    if path.suffix in _FOR_AUTHORS:
        written, read = _FOR_AUTHORS[path.suffix]
        body = written.sub(read, body)
    if path.suffix in _NAMES_OTHERS:
        for plain, name in hashed.items():
            body = body.replace(f'"{plain}"'.encode(), f'"{name}"'.encode())
    digest = hashlib.sha256(body).hexdigest()[:8]
    small = path.suffix in _ALREADY_SMALL
    return StaticAsset(
        name=f"{path.stem}.{digest}{path.suffix}",
        media_type=_MEDIA_TYPES[path.suffix],
        body=body,
        gzip=None if small else gzip.compress(body, mtime=0),
        brotli=None if small else brotli.compress(body),
    )


def _load() -> tuple[dict[str, str], dict[str, StaticAsset]]:
    hashed: dict[str, str] = {}
    assets: dict[str, StaticAsset] = {}
    for path in _files():
        asset = _asset(path, hashed=hashed)
        hashed[path.name] = asset.name
        assets[asset.name] = asset
    return hashed, assets


_HASHED, ASSETS = _load()


def asset_url(name: str) -> str:
    """Return the address of a file of ``assets/``; KeyError when there is no such file."""
    return PREFIX + _HASHED[name]
