"""Child side: teach Pillow HEIC; imported for such a picture only, for it takes long to load."""

from __future__ import annotations

import pillow_heif

pillow_heif.register_heif_opener(thumbnails=False)
