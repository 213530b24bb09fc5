"""``python -m csn_app``: what an operator can ask of an installation."""

from csn_app.launch.commands import commands

if __name__ == "__main__":
    commands()
