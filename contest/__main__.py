"""``python -m contest``."""

import os

from contest.cli import main


def begin() -> None:
    """Carry out a command in a process of its own.

    Whatever it and its children write is readable by their own account alone: on a machine that several people use,
    the database and the mails would name every author.
    """
    os.umask(0o077)
    main()


if __name__ == "__main__":
    begin()
