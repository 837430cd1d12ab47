"""What may differ between two answers without telling anything: form tokens and signatures. Nothing else.

Signed texts (links of the store, the session's cookie) are opened and compared by their content.
"""

from __future__ import annotations

import base64
import json
import re
import zlib

# Flask-WTF's token: forty random hex digits as JSON, the time, the signature.
_CSRF = re.compile(r"\bI[A-Za-z0-9_-]{54,58}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}\b")
_LINK = re.compile(r"(/kho/(?:phan/)?)([A-Za-z0-9_\-.]{20,})")
_SESSION = re.compile(r"^contest=([^;]*)")
_FORGET = {"csrf_token", "_id", "expires"}


def masked_text(body: str) -> str:
    """A body without its form tokens, with its signed links opened."""
    return _LINK.sub(lambda found: f"{found[1]}{opened(found[2])}", _CSRF.sub("…", body))


def masked_cookie(cookie: str) -> str:
    """A Set-Cookie header with the session's content in the place of its signature."""
    found = _SESSION.match(cookie)
    return re.sub(r"Expires=[^;]*", "Expires=…", cookie) if not found else f"contest={opened(found[1])}"


def opened(token: str) -> str:
    """What a signed text says, without signature, expiry and form token; the text itself where it is none."""
    packed = token.startswith(".")
    payload = token.lstrip(".").partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        content = json.loads(zlib.decompress(raw) if packed else raw)
    except (ValueError, zlib.error):
        return token
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name not in _FORGET}
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
