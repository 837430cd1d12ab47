"""Makes the files of the sample dossiers, true files with their author's name in them, and keeps them for next time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import ExifTags, Image

from contest.demo.content import SampleFile, SampleWork
from contest.demo.papers import write_letter, write_manuscript, write_page
from contest.demo.recordings import write_film, write_sound
from contest.demo.scenes import draw_scene
from contest.text.folding import fold

_RECIPE: Final = "3"
"""Grows when a file would be made differently, so that an old cache is left aside."""

_ENDINGS: Final = {
    "docx": "docx",
    "pdf": "pdf",
    "jpeg": "jpg",
    "mp3": "mp3",
    "mp4": "mp4",
    "evidence": "pdf",
}
NAMED_FILMS: Final = frozenset({"dong-cao", "chuyen-do"})
"""Films that show their makers' names: the secretariat has to ask for a clean one."""
_EVIDENCE: Final = SampleFile(kind="evidence", scene="")
_PHOTO: Final = (1280, 854)


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeFile:
    """A file on disk with the name its author would give it, which names the author."""

    name: str
    path: Path
    kind: str


def make_files(works: Iterable[SampleWork], folder: Path) -> dict[str, tuple[MadeFile, ...]]:
    """Make what is missing under ``folder``; by key of the work, in the order of the dossier.

    A dossier holds the work's own files, its outlet's letter that confirms all its works, and evidence
    where a topic demands it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(works)
    of_outlet: dict[str, list[SampleWork]] = {}
    for work in listed:
        of_outlet.setdefault(work.outlet, []).append(work)
    letters = {outlet: _letter(sent, folder) for outlet, sent in of_outlet.items()}
    return {work.key: (*_own(work, folder), letters[work.outlet], *_proof(work, folder)) for work in listed}


def _own(work: SampleWork, folder: Path) -> Iterator[MadeFile]:
    for position, file in enumerate(work.files):
        yield _make(work, file, folder, position)


def _proof(work: SampleWork, folder: Path) -> Iterator[MadeFile]:
    if work.evidence:
        yield _make(work, _EVIDENCE, folder, len(work.files))


def _letter(works: Sequence[SampleWork], folder: Path) -> MadeFile:
    """One letter of an outlet for all its works, as agencies write it."""
    first, text = works[0], _confirmation(works)
    mark = hashlib.sha256(f"{_RECIPE}{text}".encode()).hexdigest()[:24]
    made = MadeFile(
        name=f"xac-nhan-{fold(first.outlet).replace(' ', '-')}.pdf", path=folder / f"{mark}.pdf", kind="confirmation"
    )
    if not made.path.exists():
        unfinished = made.path.with_name(f".{os.getpid()}-{made.path.name}")
        write_letter(first, unfinished, title="Giấy xác nhận đăng, phát", text=text)
        unfinished.replace(made.path)
    return made


def clean_film(work: SampleWork, folder: Path) -> Path:
    """The film of a work without names in its picture, as the secretariat gets it on request."""
    scene = next(file.scene for file in work.files if file.kind == "mp4")
    path = folder / f"{_mark(work, SampleFile(kind='clean-film', scene=scene), 0)}.mp4"
    if not path.exists():
        unfinished = path.with_name(f".{os.getpid()}-{path.name}")
        write_film(work, scene, unfinished)
        unfinished.replace(path)
    return path


def _make(work: SampleWork, file: SampleFile, folder: Path, position: int) -> MadeFile:
    ending = _ENDINGS[file.kind]
    made = MadeFile(
        name=_name(work, file, position), path=folder / f"{_mark(work, file, position)}.{ending}", kind=file.kind
    )
    if not made.path.exists():
        # Written beside and moved: a run that was stopped leaves no half file under the final name.
        unfinished = made.path.with_name(f".{os.getpid()}-{made.path.name}")
        _write(work, file, unfinished, folder, position)
        unfinished.replace(made.path)
    return made


def _write(work: SampleWork, file: SampleFile, path: Path, folder: Path, position: int) -> None:
    if file.kind == "docx":
        write_manuscript(work, path)
    elif file.kind == "pdf":
        write_page(work, path, _picture(work, folder))
    elif file.kind == "jpeg":
        write_photo(work, file.scene, path, seed=f"{work.key}{position}")
    elif file.kind == "evidence":
        write_letter(work, path, title="Kết luận kiểm tra", text=_evidence(work))
    elif file.kind == "mp3":
        write_sound(work, path)
    else:
        write_film(work, file.scene, path, named=work.key in NAMED_FILMS)


def write_photo(work: SampleWork, scene: str, path: Path, *, seed: str) -> None:
    """A JPEG whose EXIF names the photographer, the camera's owner and the spot."""
    author = work.authors[0]
    exif = Image.Exif()
    # As bytes: EXIF knows only ASCII, and cameras put UTF-8 there all the same.
    exif[ExifTags.Base.Artist] = author.name.encode()
    exif[ExifTags.Base.Copyright] = f"© {author.name} / {work.outlet}".encode()
    exif[ExifTags.Base.ImageDescription] = f"{work.title} ({work.byline})".encode()
    exif[ExifTags.Base.Model] = "Mau-01"
    exif[ExifTags.Base.DateTime] = f"{work.parts[0].published:%Y:%m:%d} 06:41:00"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.CameraOwnerName] = author.name.encode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (21.0, 16.0, 23.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (106.0, 11.0, 40.0),
        }
    )
    picture = draw_scene(scene, width=_PHOTO[0], height=_PHOTO[1], seed=seed)
    picture.save(path, "JPEG", quality=84, exif=exif, optimize=True)


def _confirmation(works: Sequence[SampleWork]) -> str:
    lines = [f"{works[0].outlet} xác nhận các tác phẩm sau đã được đăng, phát:"]
    for number, work in enumerate(works, 1):
        names = ", ".join(author.name for author in work.authors)
        lines.append(f"{number}. «{work.title}» của {names}, ngày {work.parts[0].published:%d/%m/%Y}.")
    return "\n\n".join([*lines, "Giấy này dùng để nộp kèm hồ sơ dự thi."])


def _evidence(work: SampleWork) -> str:
    return (
        f"Về nội dung tác phẩm «{work.title}» của {work.byline.partition(': ')[2]} nêu: "
        "qua kiểm tra hồ sơ và thực địa, "
        "các sự việc được phản ánh là có thật. Địa phương đã thu hồi phần chi sai, bàn giao bổ sung cho người dân "
        "và kiểm điểm trách nhiệm những người liên quan."
    )


def _picture(work: SampleWork, folder: Path) -> Path | None:
    """The photo of the same dossier, for the printed page."""
    for position, file in enumerate(work.files):
        if file.kind == "jpeg":
            return _make(work, file, folder, position).path
    return None


def _mark(work: SampleWork, file: SampleFile, position: int) -> str:
    told = "\x1f".join((_RECIPE, work.key, work.title, work.body, file.kind, file.scene, str(position)))
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def _name(work: SampleWork, file: SampleFile, position: int) -> str:
    author = fold(work.authors[0].pen).replace(" ", "-")
    return f"{author}-{work.key}-{position + 1}.{_ENDINGS[file.kind]}"
