"""E-mail addresses in the one form in which they are stored and compared."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

MAX_LENGTH = 254


def clean_email(text: str) -> str | None:
    """The address in lower case and ASCII, or nothing when no mail could reach it."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        # test_environment: the demo's people live at demo.test; no name server is asked.
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        return None
    return (found.ascii_email or found.normalized).lower()
