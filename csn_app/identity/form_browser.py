"""What this room's pages before sign-in share; it lies in ``browsing`` for the pages of other rooms."""

from csn_app.identity.browsing import browser_of, enter, go, remember

__all__ = ["browser_of", "enter", "go", "remember"]
