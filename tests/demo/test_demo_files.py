"""The files of the sample dossiers are true files that carry their author's name where real ones do."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import imageio_ffmpeg
import pikepdf
import pypdfium2
import pytest
from PIL import ExifTags, Image

from contest.demo.content import SampleWork, sample_contest
from contest.demo.files import MadeFile, make_files
from contest.demo.scenes import SCENES, draw_scene

CHOSEN = ("khe-nghe", "loa-tieng-nung", "hien-dat")

Made = dict[str, tuple[MadeFile, ...]]


def work(key: str) -> SampleWork:
    """A sample work by its key."""
    return next(item for item in sample_contest().works if item.key == key)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The files of three dossiers, which between them have every kind."""
    return make_files([work(key) for key in CHOSEN], tmp_path_factory.mktemp("demo"))


def one(made: Made, key: str, kind: str) -> MadeFile:
    """The file of a kind in a dossier."""
    return next(file for file in made[key] if file.kind == kind)


def metadata(path: Path) -> str:
    """What ffmpeg reads of a recording's tags."""
    reading = [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(path), "-f", "ffmetadata", "-loglevel", "error", "-"]
    return subprocess.run(reading, check=True, capture_output=True, text=True).stdout


def test_a_manuscript_names_author_and_outlet_in_text_and_properties(made: Made) -> None:
    with zipfile.ZipFile(one(made, "khe-nghe", "docx").path) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    assert "Nguyễn Đức Hải" in members["docProps/core.xml"]
    assert "<Company>Báo Bắc Giang</Company>" in members["docProps/app.xml"]
    assert "Bài và ảnh: Đức Hải" in members["word/document.xml"]


def test_a_printed_page_has_true_text_and_its_author_in_the_metadata(made: Made) -> None:
    path = one(made, "khe-nghe", "pdf").path
    with pikepdf.open(path) as document:
        assert str(document.docinfo["/Author"]) == "Nguyễn Đức Hải"
        assert "Nguyễn Đức Hải" in str(document.open_metadata())
    document = pypdfium2.PdfDocument(path)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "BÁO BẮC GIANG" in text
    assert "Bài và ảnh: Đức Hải" in text
    assert "Chiếc xuồng nan úp ngược dưới gầm sàn" in text


def test_a_photo_names_its_maker_and_its_spot(made: Made) -> None:
    with Image.open(one(made, "khe-nghe", "jpeg").path) as photo:
        exif = photo.getexif()
        assert exif[ExifTags.Base.Artist].encode("latin-1").decode() == "Nguyễn Đức Hải"
        assert exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLongitudeRef] == "E"
        assert photo.size == (1280, 854)


@pytest.mark.parametrize(
    ("key", "kind", "author"), [("loa-tieng-nung", "mp3", "Triệu Thị Hoa"), ("hien-dat", "mp4", "Hà Kiều Trang")]
)
def test_a_recording_names_its_makers_and_its_place(made: Made, key: str, kind: str, author: str) -> None:
    tags = metadata(one(made, key, kind).path)
    assert f"artist={author}" in tags
    assert f"title={work(key).title}" in tags
    assert "location=+21.2731+106.1946/" in tags


def test_every_dossier_encloses_the_letter_of_its_outlet(made: Made) -> None:
    for key in CHOSEN:
        document = pypdfium2.PdfDocument(one(made, key, "confirmation").path)
        text = " ".join(document[0].get_textpage().get_text_bounded().split())
        document.close()
        assert f"{work(key).outlet} xác nhận các tác phẩm sau" in text
        assert f"«{work(key).title}»" in text


def test_files_are_made_once(made: Made) -> None:
    file = one(made, "khe-nghe", "pdf")
    before = file.path.stat().st_mtime_ns
    again = make_files([work(key) for key in CHOSEN], file.path.parent)
    assert again == made
    assert file.path.stat().st_mtime_ns == before


def test_every_scene_a_work_asks_for_can_be_drawn() -> None:
    asked = {file.scene for item in sample_contest().works for file in item.files if file.scene}
    assert asked == set(SCENES)
    for name in SCENES:
        picture = draw_scene(name, width=96, height=64, seed="x")
        assert picture.size == (96, 64)
        assert len(picture.getcolors(96 * 64) or []) > 20


def test_a_scene_is_the_same_each_time() -> None:
    first, second = (io.BytesIO(), io.BytesIO())
    for target in (first, second):
        draw_scene("lake", width=60, height=40, seed="x").convert("P").save(target, "PNG")
    # The grain is drawn by the imaging library's own dice; the drawing beneath it is not.
    assert abs(len(first.getvalue()) - len(second.getvalue())) < 400
