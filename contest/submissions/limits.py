"""How long a typed text may be: the width of its column, held by forms, imports and services alike."""

from __future__ import annotations

from typing import Final

TITLE: Final = 300
SUMMARY: Final = 2_000
BODY: Final = 200_000
OTHER_AWARDS: Final = 2_000
FULL_NAME: Final = 120
PEN_NAME: Final = 120
BYLINE: Final = 120
EMAIL: Final = 254
PHONE: Final = 30
PRESS_CARD: Final = 40
ORGANISATION: Final = 200
PART_TITLE: Final = 300
OUTLET: Final = 200
ISSUE: Final = 80
PROGRAMME: Final = 160
URL: Final = 1_000
FILE_NAME: Final = 255
CAPTION: Final = 1_000
REASON: Final = 2_000
AUTHORS: Final = 30
"""Rows a form may have; the season's own limit is a rule, told with its clause."""
PARTS: Final = 30
OLDEST_BIRTH: Final = 1900
