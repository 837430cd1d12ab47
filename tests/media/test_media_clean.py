"""Every kind of file, made with an identity in every place it has, comes out without it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.reasons import Reason
from contest.media.types import Kind
from tests.media import samples
from tests.media.canaries import found_in, scan_folder
from tests.media.kinds import MAKERS


@pytest.mark.parametrize("name", MAKERS)
def test_clean_file_names_nobody(tmp_path: Path, name: str) -> None:
    source = MAKERS[name](tmp_path / name)
    before = source.read_bytes()
    result = clean(source, tmp_path / "out", name=name)
    assert scan_folder(tmp_path / "out") == {}
    assert found_in(result.text.encode()) == set()
    assert result.files or result.paragraphs
    assert source.read_bytes() == before


@pytest.mark.parametrize("name", MAKERS)
def test_scanner_sees_the_name_in_the_original(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    MAKERS[name](tmp_path / "in" / name)
    assert name in scan_folder(tmp_path / "in")


def test_word_document_keeps_paragraphs_and_emphasis(tmp_path: Path) -> None:
    result = clean(samples.word(tmp_path / "a.docx"), tmp_path / "out")
    looks = [[(run.text, run.bold, run.italic) for run in each.runs] for each in result.paragraphs]
    assert looks == [
        [("Thoát nghèo ở bản Khuôn Đống", False, False)],
        [
            ("Ông Quân trồng ", False, False),
            ("vải thiều", True, False),
            (" trên đồi.", False, True),
            ("Rất tốt.", False, False),
        ],
        [("Hộ nghèo: 12", False, False)],
    ]
    assert [each.heading for each in result.paragraphs] == [True, False, False]


@pytest.mark.parametrize(
    ("maker", "name", "text"),
    [
        (samples.odt, "a.odt", "Thoát nghèo\n\nÔng Quân trồng vải thiều trên đồi."),
        (samples.rtf, "a.rtf", "Thoát nghèo vải thiều trên đồi.\n\nXong."),
    ],
)
def test_other_documents_keep_text(tmp_path: Path, maker: Callable[[Path], Path], name: str, text: str) -> None:
    result = clean(maker(tmp_path / name), tmp_path / "out")
    assert result.text == text
    bold = [run.text for paragraph in result.paragraphs for run in paragraph.runs if run.bold]
    assert bold == ["vải thiều"]


def test_plain_text_counts_words(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Dòng một.\r\n\r\nDòng hai có năm chữ.\n", encoding="utf-8-sig")
    result = clean(path, tmp_path / "out")
    assert (result.text, result.facts.words) == ("Dòng một.\n\nDòng hai có năm chữ.", 7)


def test_photo_is_turned_upright(tmp_path: Path) -> None:
    result = clean(samples.jpeg(tmp_path / "a.jpg", orientation=6), tmp_path / "out")
    assert (result.facts.width, result.facts.height) == (240, 320)
    with Image.open(result.files[0].path) as image:
        assert (image.size, image.getexif().get(0x0112)) == ((240, 320), None)


def test_tiff_gives_every_page(tmp_path: Path) -> None:
    result = clean(samples.tiff(tmp_path / "a.tif"), tmp_path / "out")
    assert [(file.role, file.width) for file in result.files] == [
        ("image", 320),
        ("preview", 320),
        ("image", 200),
        ("preview", 200),
    ]


@pytest.mark.parametrize("kind", ["png", "webp", "tif"])
def test_see_through_pictures_lie_on_white_and_hide_nothing(tmp_path: Path, kind: str) -> None:
    """Half clear red is pink; black below clear pixels, which draws a name for whoever drops the mask, is paper."""
    image = Image.new("RGBA", (40, 30), (255, 0, 0, 128))
    image.paste((0, 0, 0, 0), (10, 10, 20, 20))
    image.paste((255, 255, 255, 255), (25, 10, 35, 20))  # white letters on clear ground
    if kind == "webp":
        image.save(tmp_path / "a.webp", lossless=True, exact=True)
    else:
        image.save(tmp_path / f"a.{kind}")
    with Image.open(tmp_path / f"a.{kind}") as before:  # control: it is there, and seen without the mask
        assert before.convert("RGBA").crop((15, 15, 16, 16)).tobytes() == bytes(4)
    result = clean(tmp_path / f"a.{kind}", tmp_path / "out")
    with Image.open(result.files[0].path) as after:
        assert after.mode == "RGB"
        half, below, letters = (after.crop((x, y, x + 1, y + 1)).tobytes() for x, y in ((5, 5), (15, 15), (30, 15)))
    assert min(below + letters) > (254 if kind == "png" else 200)
    assert all(abs(one - wanted) < 20 for one, wanted in zip(half, (255, 127, 127), strict=True))


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16", "LA", "YCbCr"])
def test_every_colour_mode_is_written(tmp_path: Path, mode: str) -> None:
    base = samples.picture(64, 48)
    image = Image.new("I;16", (64, 48), 30000) if mode == "I;16" else base.convert(mode)
    image.save(tmp_path / "a.tif")
    result = clean(tmp_path / "a.tif", tmp_path / "out")
    assert (result.files[0].width, result.files[0].height) == (64, 48)


def test_pdf_gives_pages_and_text(tmp_path: Path) -> None:
    seen: list[float] = []
    result = clean(samples.pdf(tmp_path / "a.pdf", pages=3), tmp_path / "out", progress=seen.append)
    assert [file.path.name for file in result.files] == ["page-001.jpg", "page-002.jpg", "page-003.jpg"]
    assert result.text == "Ban tin ve giam ngheo ben vung"
    assert (result.facts.pages, result.facts.words, seen[-1]) == (3, 7, 1.0)


def test_playable_video_is_copied_and_other_video_made_smaller(tmp_path: Path) -> None:
    small = clean(samples.video(tmp_path / "a.mp4"), tmp_path / "one")
    large = clean(
        samples.video(tmp_path / "b.mkv", size="1920x1080", codec=["-c:v", "mpeg4", "-q:v", "2"]),
        tmp_path / "two",
    )
    assert [(file.role, file.width, file.height) for file in small.files] == [
        ("video", 320, 240),
        ("poster", None, None),
        ("strip", None, None),
    ]
    assert (large.files[0].width, large.files[0].height) == (1280, 720)
    assert small.duration is not None
    assert abs(small.duration - 2) < Decimal("0.1")


def test_facts_of_sound_and_video(tmp_path: Path) -> None:
    sound = clean(samples.sound(tmp_path / "a.m4a"), tmp_path / "one").facts
    video = clean(samples.video(tmp_path / "a.mov"), tmp_path / "two").facts
    assert (sound.kind, sound.mime, sound.audio_codec, sound.extension) == (
        Kind.AUDIO,
        "audio/mp4",
        "aac",
        "m4a",
    )
    assert (video.kind, video.video_codec, video.audio_codec, video.width) == (Kind.VIDEO, "h264", "aac", 320)


def test_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    whole = samples.pdf(tmp_path / "whole.pdf").read_bytes()
    (tmp_path / "a.pdf").write_bytes(whole[:800])
    with pytest.raises(CannotProcess) as caught:
        clean(tmp_path / "a.pdf", tmp_path / "out")
    assert caught.value.reason is Reason.BROKEN
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(("longer", "preview"), [(1000, 1000), (1700, 1600), (3300, 1600), (4000, 1334), (6000, 1500)])
def test_preview_is_small_but_not_too_small(tmp_path: Path, longer: int, preview: int) -> None:
    samples.picture(longer, 600).save(tmp_path / "a.jpg")
    files = clean(tmp_path / "a.jpg", tmp_path / "out").files
    assert [(file.role, file.width) for file in files] == [("image", longer), ("preview", preview)]
