"""What the supervisor does between the parts and the app, in one process: each start of Python is felt."""

from csn_app import wiring
from csn_app.config import settings
from csn_app.launch import demo


def prepare() -> None:
    """The database and the reference tables are brought to this version; in demo mode the people are loaded."""
    wiring.migrate()
    wiring.prepare()
    if settings().demo:
        demo.seed()


if __name__ == "__main__":
    prepare()
