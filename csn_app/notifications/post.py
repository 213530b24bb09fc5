"""Handing messages over: the operator's addresses are Apprise's, one for e-mail and one for text messages.

An e-mail by SMTP is written here, because it needs both parts and a Message-ID of its own; every other service of
Apprise gets subject and text.
"""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import quote

from apprise import Apprise
from apprise.plugins.email.base import NotifyEmail

from csn_app.core.work import Channel
from csn_app.notifications.mail import Message, PerhapsLeft

_SECONDS = 10.0
_TLS, _STARTTLS = "ssl", "starttls"


def hand_over(address: str, message: Message) -> bool:
    """Send one message through an Apprise address, where ``{to}`` is the recipient; False where it did not leave.

    Raises ``PerhapsLeft`` where the mail server's answer was lost.
    """
    service = Apprise.instantiate(address.replace("{to}", quote(message.to, safe="")))
    if service is None:
        return False
    if message.channel is Channel.EMAIL and isinstance(service, NotifyEmail):
        return _by_smtp(service, message)
    post = Apprise()
    post.add(service)
    return bool(post.notify(title=message.subject, body=message.text))


def written(message: Message, *, sender: str) -> EmailMessage:
    """Write an e-mail: text first, the same words as HTML, and the headers that its line gives it."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = message.subject, sender, message.to
    mail["Date"] = formatdate(localtime=False)
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        mail[name] = value
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _by_smtp(service: NotifyEmail, message: Message) -> bool:
    sender, secure, port = str(service.from_addr[1]), str(service.secure_mode), int(service.port or 0)
    context = ssl.create_default_context()
    if not service.verify_certificate:
        # The operator's address says so (``?verify=no``): a mail server of their own, without a public certificate.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if secure == _TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(service.smtp_host, port, timeout=_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(service.smtp_host, port, timeout=_SECONDS)
    try:
        if secure == _STARTTLS:
            smtp.starttls(context=context)
        if service.user and service.password:
            smtp.login(service.user, service.password)
        left = _send(smtp, message, sender=sender)
        # Whether the goodbye is heard changes nothing of what was taken.
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        return left
    finally:
        smtp.close()


def _send(smtp: smtplib.SMTP, message: Message, *, sender: str) -> bool:
    try:
        refused = smtp.send_message(written(message, sender=sender), from_addr=sender, to_addrs=[message.to])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
        # The server said no: that is sure.
        return False
    except OSError as fault:
        raise PerhapsLeft from fault
    return not refused
