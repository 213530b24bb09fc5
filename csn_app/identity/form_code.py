"""The page of a security code; it lies in ``code_step`` for the pages of other rooms."""

from csn_app.identity.code_step import authenticator_card, code_page, qr_code, resend

__all__ = ["authenticator_card", "code_page", "qr_code", "resend"]
