"""The headers of every answer: a policy of content by hashes, nothing kept but hashed files."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope, Send

from csn_app.config import settings

_KEPT = ("/assets/", "/s/")
_OF_A_FILE = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_PAGE = ("text/html", "text/javascript")
"""What runs or lets run: pages, and the service worker, which fetches under the policy of its own answer."""

_ANY = "*"
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_HOST = re.compile(r"[\w.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?", re.ASCII)

FRAMED = "x-csn-framed"
"""A route sets this header where its answer is shown inside one of our pages (a document's preview)."""


@dataclass(frozen=True, slots=True)
class ContentPolicy:
    """The hashes of what Reflex's build writes into its pages, read once at start.

    ``scripts`` by the page's address; an address that is no page of the build gets those of every page.
    """

    scripts: Mapping[str, frozenset[str]]
    styles: frozenset[str]

    @classmethod
    def of_build(cls, folder: Path) -> "ContentPolicy":
        """Read the inline scripts and styles of every page of a build."""
        pages = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}
        scripts = {
            path.parent.relative_to(folder).as_posix(): frozenset(map(_hash, _SCRIPT.findall(page)))
            for path, page in pages.items()
            if path.name == "index.html"
        }
        every = frozenset(_hash(text) for page in pages.values() for text in _SCRIPT.findall(page))
        return cls(
            scripts=scripts | {_ANY: every},
            # Emotion makes one empty style element and fills it by rule: the empty string's hash lets it live.
            styles=frozenset(_hash(text) for page in pages.values() for text in _STYLE.findall(page)) | {_hash("")},
        )

    def text(self, path: str, *, framed: bool, host: str, secure: bool) -> str:
        """Write the policy of one answer; ``framed`` lets our own pages show it in a frame."""
        # A host is what the client says: nothing but a host may enter the policy.
        socket = f"{'wss' if secure else 'ws'}://{host}" if _HOST.fullmatch(host) else ""
        if framed:
            return "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
        return "; ".join(
            (
                "default-src 'none'",
                "script-src 'self' " + " ".join(sorted(self.scripts.get(path.strip("/"), self.scripts[_ANY]))),
                "style-src 'self' " + " ".join(sorted(self.styles)),
                "img-src 'self' blob: data:",
                "font-src 'self'",
                f"connect-src 'self' {socket}",
                "frame-src 'self'",
                "manifest-src 'self'",
                "worker-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            )
        )


def adding(send: Send, *, scope: Scope, policy: ContentPolicy) -> Send:
    """Return a ``send`` that adds our headers to the answer of ``scope``."""
    path: str = scope["path"]
    asked = Headers(scope=scope)
    secure = scope["scheme"] == "https" or settings().public_url.startswith("https://")

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = MutableHeaders(scope=message)
            framed = FRAMED in added
            if framed:
                del added[FRAMED]
            kept = path.startswith(_KEPT) and message["status"] == 200
            _write(added, secure=secure)
            if kept:
                # What a page says of itself would weigh more than some of its files.
                added["Content-Security-Policy"] = _OF_A_FILE
                added["Cache-Control"] = "public, max-age=31536000, immutable"
                # Its name changes with its content: nobody ever asks whether it is still the same.
                for name in ("ETag", "Last-Modified", "Accept-Ranges"):
                    del added[name]
            elif framed or added.get("content-type", _PAGE[0]).startswith(_PAGE):
                _write_of_page(added, policy.text(path, framed=framed, host=asked.get("host", ""), secure=secure))
            else:
                # What is no page runs nothing: the hashes of our scripts would weigh more than the answer.
                _write_of_page(added, _OF_A_FILE)
        await send(message)

    return send_with_headers


def _write(added: MutableHeaders, *, secure: bool) -> None:
    added["X-Content-Type-Options"] = "nosniff"
    added["Cross-Origin-Resource-Policy"] = "same-origin"
    if secure:
        added["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


def _write_of_page(added: MutableHeaders, policy: str) -> None:
    added["Content-Security-Policy"] = policy
    added["Cache-Control"] = "no-store"
    added["Referrer-Policy"] = "same-origin"
    added["Cross-Origin-Opener-Policy"] = "same-origin"
    added["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
