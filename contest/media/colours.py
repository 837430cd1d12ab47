"""Child side: colours by a picture's own profile; loaded for pictures that have one."""

from __future__ import annotations

import io

from PIL import Image, ImageCms


def in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert colours by the embedded profile; a profile that is broken or already sRGB is ignored."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).casefold():
            return image
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        colours = image.convert("RGB") if image.mode in ("RGBA", "P") else image
        target = ImageCms.createProfile("sRGB")
        mode = "L" if colours.mode == "L" else "RGB"
        if mode == "L":
            return image
        converted = ImageCms.profileToProfile(colours, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    if converted is None:
        return image
    if alpha is not None:
        converted.putalpha(alpha)
    return converted
