"""Child side: one file from its first byte to its clean derivative, in one process."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from contest.media.channel import tell_kind
from contest.media.facts import as_json, bare_facts, read_facts
from contest.media.isolation import tighten
from contest.media.sniff import sniff
from contest.media.types import JsonObject, Kind

_CLEANERS: Final = {
    Kind.TEXT: "contest.media.clean_text",
    Kind.PDF: "contest.media.clean_pdf",
    Kind.IMAGE: "contest.media.clean_image",
    Kind.AUDIO: "contest.media.clean_sound",
    Kind.VIDEO: "contest.media.clean_video",
}


def clean(arguments: JsonObject) -> JsonObject:
    """Sniff, measure and clean ``source`` into ``folder``.

    The limits at the start are the widest; those of the kind follow as soon as it is known. A PDF and a
    text are read only once: their facts come from the cleaning.
    """
    source, folder = Path(arguments["source"]), Path(arguments["folder"])
    found = sniff(source, name=arguments["name"])
    read_once = found.kind in (Kind.PDF, Kind.TEXT)
    facts = bare_facts(found) if read_once else read_facts(source, found)
    tell_kind(facts.kind)
    tighten(arguments["limits_by_kind"][facts.kind])
    answer: JsonObject = import_module(_CLEANERS[facts.kind]).clean(source, folder, facts)
    return {"facts": as_json(facts), **answer}
