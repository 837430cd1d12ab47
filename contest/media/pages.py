"""Parent side: what stands on a web page, read in a confined child."""

from __future__ import annotations

from dataclasses import dataclass

from contest.media.sandbox import Limits, run, scratch


@dataclass(frozen=True, slots=True)
class PageWords:
    """Paragraphs in order, and the addresses of pictures as the page writes them."""

    paragraphs: tuple[str, ...]
    pictures: tuple[str, ...]


def read_web_page(body: bytes, *, charset: str) -> PageWords:
    """Read the bytes of an HTML page; ``charset`` is what the server said, perhaps empty.

    Errors: CannotProcess.
    """
    with scratch() as folder:
        source = folder / "page.html"
        source.write_bytes(body)
        arguments = {"source": str(source), "charset": charset}
        answer = run("web-page", arguments, folder=folder, limits=Limits(cpu_seconds=20, wall_seconds=30.0))
    return PageWords(tuple(map(str, answer["paragraphs"])), tuple(map(str, answer["pictures"])))
