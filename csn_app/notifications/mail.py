"""What a message looks like when it leaves: text, the same words as HTML, and its headers (R-NO-3)."""

import hmac
from dataclasses import dataclass, field
from uuid import UUID

import htpy as h

from csn_app import routes
from csn_app.config import settings
from csn_app.core.errors import CsnError
from csn_app.core.work import Channel, Work

MOBILE_TEXT = "Carnet de santé numérique\u00a0: vous avez du nouveau. Ouvrez votre carnet pour le lire."
_LABEL = "notifications.unsubscribe"


class PerhapsLeft(CsnError):
    """The connection was lost while a message was being handed over: it may have left, or not."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a channel takes it; ``headers`` are those of an e-mail."""

    channel: Channel
    to: str
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def headers_of(line_id: UUID, *, unsubscribe: str) -> dict[str, str]:
    """Return the headers of an e-mail. Its Message-ID is that of its line: sent twice, it is one message for a reader.

    With an address to unsubscribe, one press of the mail program suffices (RFC 8058).
    """
    host = settings().public_url.partition("://")[2].split("/")[0].split(":")[0] or "csn.invalid"
    headers = {"Message-ID": f"<{line_id}@{host}>"}
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def html_of(subject: str, text: str, *, unsubscribe: str) -> str:
    """Write the words of a message as a small HTML page: no image, no script, no address that asks for a secret."""
    stop = h.p(style=_SMALL)[
        "Vous ne voulez plus de ces e-mails\u00a0? ", h.a(href=unsubscribe)["Ne plus recevoir ces e-mails"], "."
    ]
    page = h.html(lang="fr")[
        h.head[h.meta(charset="utf-8"), h.title[subject]],
        h.body(style="margin:0;background:#f6f4ee;padding:24px 12px")[
            h.div(style=_SHEET)[
                h.p(style="margin:0 0 16px;color:#0d4740;font-weight:bold")["Carnet de santé numérique"],
                h.h1(style="margin:0 0 16px;font-size:22px;line-height:1.3")[subject],
                (h.p(style="margin:0 0 14px")[part] for part in text.split("\n\n")),
                unsubscribe and stop,
            ]
        ],
    ]
    return str(page)


_SHEET = (
    "max-width:560px;margin:0 auto;background:#ffffff;color:#1c2b29;border-radius:12px;padding:28px 24px;"
    "font:17px/1.5 Verdana,Arial,sans-serif"
)
_SMALL = "margin:24px 0 0;color:#55635f;font-size:14px"


def unsubscribe_address(work: Work, *, account_id: UUID | None, group: str) -> str:
    """Return the signed address that stops the e-mails of one group; empty for what cannot be stopped."""
    base = settings().public_url.rstrip("/")
    if account_id is None or not base:
        return ""
    return f"{base}{routes.UNSUBSCRIBE}?jeton={token_of(work, account_id=account_id, group=group)}"


def token_of(work: Work, *, account_id: UUID, group: str) -> str:
    """Sign which e-mails of whom an address stops; it gives nothing else and opens nothing."""
    said = f"{account_id.hex}.{group}"
    return f"{said}.{work.keys.mac(_LABEL, said).hex()[:40]}"


def read_token(work: Work, token: str) -> tuple[UUID, str] | None:
    """Return whose e-mails of which group a token stops; None where we did not sign it."""
    said, _, mark = token.rpartition(".")
    account, _, group = said.partition(".")
    if not hmac.compare_digest(mark.encode(), work.keys.mac(_LABEL, said).hex()[:40].encode()):
        return None
    return UUID(account), group
