"""Photos."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import Image, PngImagePlugin, TiffImagePlugin

from tests.media.samples import picture, profile
from tests.media.writers.planting import Planted, Writer, run

_XMP: Final = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>'
    "%s</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
)
_EXIF_WORDS: Final = {
    270: "description",
    271: "maker",
    305: "software",
    315: "artist",
    316: "computer",
    33432: "copyright",
}


def _exif(who: Planted) -> bytes:
    exif = Image.Exif()
    for tag, place in _EXIF_WORDS.items():
        exif[tag] = who(f"EXIF {place}")
    exif[0x9C9D] = who("EXIF XPAuthor").encode("utf-16-le") + b"\0\0"
    more, where = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    more[0x9286] = b"UNICODE\0" + who("EXIF user comment").encode("utf-16-be")
    more[0xA430] = who("EXIF camera owner")
    where[0x001C] = who("GPS area").encode()
    where[2] = (21.0, 16.0, 0.0)
    return exif.tobytes()


def _xmp(who: Planted) -> bytes:
    return (_XMP % who("XMP creator")).encode()


def _pillow_jpeg(path: Path, who: Planted) -> None:
    picture().save(path, "JPEG", exif=_exif(who), xmp=_xmp(who), comment=who("comment").encode())
    with path.open("ab") as file:
        file.write(who("bytes after the end").encode())


def _pillow_png(path: Path, who: Planted) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", who.plain("tEXt"))
    info.add_text("Comment", who.plain("zTXt"), zip=True)
    info.add_itxt("Description", who("iTXt, packed"), zip=True)
    info.add(b"prVt", who("private chunk").encode())
    colours = profile() + who("colour profile").encode()
    picture().save(path, "PNG", pnginfo=info, exif=_exif(who), icc_profile=colours)


def _pillow_webp(path: Path, who: Planted) -> None:
    picture().save(path, "WEBP", exif=_exif(who), xmp=_xmp(who), icc_profile=profile() + who("colour profile").encode())


def _pillow_tiff(path: Path, who: Planted) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, place in _EXIF_WORDS.items():
        tags[tag] = who(f"TIFF {place}")
    tags[700] = _xmp(who)
    tags[33723] = b"\x1c\x02\x50\0\x1e" + who("IPTC").encode()
    tags[65000] = who("private tag")
    picture().save(path, "TIFF", tiffinfo=tags)


def _heif(path: Path, who: Planted) -> None:
    pillow_heif.from_pillow(picture()).save(str(path), exif=_exif(who), xmp=_xmp(who), quality=70)


def _exiftool(path: Path, who: Planted) -> None:
    kinds = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tif": "TIFF", "heic": "HEIF"}
    pillow_heif.register_heif_opener()
    picture().save(path, kinds[path.suffix[1:]])
    tags = ["EXIF:Artist", "EXIF:ImageDescription", "EXIF:Copyright", "EXIF:OwnerName", "EXIF:UserComment"]
    tags += ["EXIF:XPAuthor", "EXIF:GPSAreaInformation", "EXIF:CameraSerialNumber"]
    tags += ["XMP-dc:Creator", "XMP-photoshop:Credit", "XMP-xmpRights:Owner", "XMP-iptcExt:PersonInImage"]
    if path.suffix in (".jpg", ".tif"):
        tags += ["IPTC:By-line", "IPTC:Caption-Abstract", "IPTC:Credit", "IPTC:Writer-Editor"]
    if path.suffix == ".jpg":
        tags += ["Comment"]
    if path.suffix == ".png":
        tags += ["PNG:Author", "PNG:Comment"]
    values = [f"-{tag}={who(tag)}" for tag in tags]
    run("exiftool", "-q", "-m", "-overwrite_original", "-codedcharacterset=utf8", *values, path)


def _magick(path: Path, who: Planted) -> None:
    plain, xmp = path.with_suffix(".in.png"), path.with_suffix(".xmp")
    picture().save(plain)
    xmp.write_bytes(_xmp(who))
    words = ["-set", "comment", who("comment")]
    if path.suffix == ".png":
        words += ["-set", "Author", who("Author")]
    run("convert", plain, *words, "-profile", f"xmp:{xmp}", path)


def _graphics(path: Path, who: Planted) -> None:
    source = path.with_suffix(".in.jpg")
    picture().save(source, "JPEG", exif=_exif(who))
    run("gm", "convert", source, "-comment", who("comment"), path)


def _exiv2(path: Path, who: Planted) -> None:
    picture().save(path, {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".tif": "TIFF"}[path.suffix])
    keys = ["Exif.Image.Artist", "Exif.Photo.CameraOwnerName", "Xmp.dc.creator"]
    keys += ["Exif.Canon.OwnerName", "Iptc.Application2.Byline"] if path.suffix == ".jpg" else []
    run("exiv2", *(f"-Mset {key} {who(key)}" for key in keys), path)


def _cwebp(path: Path, who: Planted) -> None:
    source = path.with_suffix(".in.jpg")
    picture().save(source, "JPEG", exif=_exif(who), xmp=_xmp(who))
    run("cwebp", "-quiet", "-metadata", "all", source, "-o", path)


def _webpmux(path: Path, who: Planted) -> None:
    plain, exif, xmp = (path.with_suffix(ending) for ending in (".in.webp", ".exif", ".xmp"))
    picture().save(plain, "WEBP")
    exif.write_bytes(_exif(who).removeprefix(b"Exif\0\0"))
    xmp.write_bytes(_xmp(who))
    run("webpmux", "-set", "exif", exif, plain, "-o", path)
    run("webpmux", "-set", "xmp", xmp, path, "-o", path)


def _tiffset(path: Path, who: Planted) -> None:
    picture().save(path, "TIFF")
    for tag, place in _EXIF_WORDS.items():
        run("tiffset", "-s", str(tag), who(f"TIFF {place}"), path)


def _tifffile(path: Path, who: Planted) -> None:
    others = {tag: place for tag, place in _EXIF_WORDS.items() if tag not in (270, 305)}
    words = [(tag, 2, 0, who.plain(f"TIFF {place}"), True) for tag, place in others.items()]
    tifffile = import_module("tifffile")
    numbers = import_module("numpy").asarray(picture())
    about = {"description": who.plain("TIFF description"), "software": who.plain("TIFF software")}
    tifffile.imwrite(path, numbers, photometric="rgb", extratags=words, metadata=None, **about)


def _heif_enc(path: Path, who: Planted) -> None:
    source = path.with_suffix(".in.jpg")
    picture().save(source, "JPEG", exif=_exif(who), xmp=_xmp(who))
    run("heif-enc", source, "-o", path)


PICTURES: Final = (
    Writer(file="anh.jpg", program="Pillow", make=_pillow_jpeg, light=True),
    Writer(file="anh.png", program="Pillow", make=_pillow_png, light=True),
    Writer(file="anh.webp", program="Pillow", make=_pillow_webp, light=True),
    Writer(file="anh.tif", program="Pillow", make=_pillow_tiff, light=True),
    Writer(file="anh.heic", program="pillow-heif", make=_heif, light=True),
    *(
        Writer(file=f"anh.{ending}", program="exiftool", make=_exiftool, needs=("exiftool",), light=True)
        for ending in ("jpg", "png", "webp", "tif", "heic")
    ),
    *(
        Writer(file=f"anh.{ending}", program="ImageMagick", make=_magick, needs=("convert",))
        for ending in ("jpg", "png", "webp", "tif")
    ),
    *(
        Writer(file=f"anh.{ending}", program="GraphicsMagick", make=_graphics, needs=("gm",))
        for ending in ("jpg", "png", "tif")
    ),
    *(
        Writer(file=f"anh.{ending}", program="exiv2", make=_exiv2, needs=("exiv2",))
        for ending in ("jpg", "png", "webp", "tif")
    ),
    Writer(file="anh.webp", program="cwebp", make=_cwebp, needs=("cwebp",)),
    Writer(file="anh.webp", program="webpmux", make=_webpmux, needs=("webpmux",)),
    Writer(file="anh.tif", program="tiffset", make=_tiffset, needs=("tiffset",)),
    Writer(file="anh.tif", program="tifffile", make=_tifffile, needs=("python:tifffile", "python:numpy")),
    Writer(file="anh.heic", program="heif-enc", make=_heif_enc, needs=("heif-enc",)),
)
