"""Pages of the shell itself: static files, health, language."""

from __future__ import annotations

from mimetypes import guess_type

from flask import Blueprint, jsonify, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from contest.access import Audience, allow
from contest.db import db
from contest.web.addresses import is_local
from contest.web.assets import DIST, TWINS, twin_exists
from contest.web.shell import set_language

bp = Blueprint("web", __name__)


@bp.get("/static/<path:name>")
@allow(Audience.PUBLIC)
def asset(name: str) -> ResponseReturnValue:
    """A built file, compressed where the browser takes it; its name holds its hash, so it may be kept for ever."""
    encoding = next(
        (known for known in TWINS if request.accept_encodings.quality(known) and twin_exists(name, known)), ""
    )
    sent = f"{name}.{TWINS[encoding]}" if encoding else name
    response = send_from_directory(DIST, sent, mimetype=guess_type(name)[0])
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@bp.get("/suc-khoe")
@allow(Audience.PUBLIC)
def health() -> ResponseReturnValue:
    """Whether the database answers; for a monitor, tells nothing else."""
    db.session.execute(text("SELECT 1"))
    return jsonify({"ok": True})


@bp.post("/ngon-ngu/<language>")
@allow(Audience.PUBLIC)
def language(language: str) -> ResponseReturnValue:
    """Choose the language of this browser and go back to the page it was chosen on."""
    target = request.form.get("next", "/")
    response = redirect(target if is_local(target) else "/")
    set_language(response, language)  # type: ignore[arg-type]  # werkzeug's and Flask's response are one at run time
    return response
