"""Facts that stop a use case. Sentences live in ``ui/sentences.py``."""


class CsnError(Exception):
    """A fact that stops a use case; it carries what a sentence needs, never a sentence."""


class NotFound(CsnError):
    """The thing does not exist for the one who asks: absent and forbidden look the same."""


class Refused(CsnError):
    """The one who asks is known, and may not do this."""


class SessionEnded(CsnError):
    """No live session stands behind the request."""


class Unreadable(CsnError):
    """A sealed value does not open: altered, or sealed under another space's key."""


class Unavailable(CsnError):
    """A part that the request needs does not answer for the moment."""
