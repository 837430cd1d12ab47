"""What every request passes through: headers, language, form protection, error pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from babel import Locale
from flask import Flask, Response, current_app, g, has_request_context, jsonify, make_response, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError, CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from contest.db import begin_reading, begin_writing, could_not_write, db, met_another, utc_now
from contest.errors import ContestError, NotVisible
from contest.settings import ROOT, Settings
from contest.web.addresses import ColumnNumber
from contest.web.form_words import speak_to_forms
from contest.web.sentences import QuickBabel, init_sentences

LANGUAGES = ("vi", "en")
LANGUAGE_COOKIE = "lang"
_LOCALES = {language: Locale.parse(language) for language in LANGUAGES}
"""Parsed once: Flask-Babel takes a locale as it is, and parses a name in every request."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_LIMIT = 8 * 1024 * 1024
"""Largest ordinary form, bytes; views that take files raise it for themselves."""
_STEADY = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
)
"""What every answer says beside its own policy for content."""
JSON_ROOMS = frozenset({"relay", "uploads"})
"""Rooms whose views read JSON; every other one reads forms."""

csrf = CSRFProtect()
babel = QuickBabel()


_DATABASE_AWAY = _l("Máy chủ đang rất bận nên thao tác vừa rồi chưa được lưu. Hãy thử lại sau ít giây.")
_DISK_FULL = _l(
    "Máy chủ không ghi được xuống ổ đĩa (đã đầy hoặc hỏng) nên thao tác vừa rồi chưa được lưu; những gì đã lưu trước "
    "đó vẫn còn. Hãy quay lại trang trước để giữ nội dung vừa gõ, báo cho tổ thư ký và thử lại sau."
)
_MET_ANOTHER = _l(
    "Cùng lúc đó có người, hoặc một cửa sổ khác của bạn, đã làm việc này, nên thao tác vừa rồi không được ghi. Hãy "
    "quay lại và tải lại trang để xem hiện trạng."
)


def init_shell(app: Flask, settings: Settings) -> None:
    """Connect the shell to an application."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=FORM_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        SESSION_COOKIE_NAME="contest",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=settings.session_lifetime,
        WTF_CSRF_TIME_LIMIT=None,
        # Our pages send no referrer, which the strict check would demand.
        WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "contest" / "translations"),
    )
    app.url_map.converters["int"] = ColumnNumber
    app.before_request(_prepare)  # before the form check, whose refusal is a page like any other
    csrf.init_app(app)
    babel.init_app(app, locale_selector=lambda: _LOCALES[chosen_language()])
    init_sentences(app)
    app.before_request(speak_to_forms)
    app.after_request(_finish)
    app.register_error_handler(ContestError, _refuse)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(IntegrityError, _met_another)


class NotAForm(ContestError):
    """JSON where a form is read: Flask-WTF would take any shape of it for the form's fields."""

    status = 415
    message = _l("Trang này chỉ nhận phiếu gửi từ trình duyệt. Hãy mở trang rồi điền và gửi phiếu ở đó.")


def chosen_language() -> str:
    """Vietnamese unless the person, or this browser, has chosen English."""
    if not has_request_context():
        return "vi"  # a task or a command speaks Vietnamese
    given = request.cookies.get(LANGUAGE_COOKIE)
    if given in LANGUAGES:
        return str(given)
    return "vi"


def wants_json() -> bool:
    """Whether the caller is one of our scripts rather than a page load."""
    return request.accept_mimetypes.best == "application/json"


def _prepare() -> None:
    g.received_at = utc_now()
    if request.method in SAFE_METHODS:
        begin_reading()
    else:
        begin_writing()
    if request.is_json and request.blueprint not in JSON_ROOMS:
        raise NotAForm
    if "\x00" in request.path or any("\x00" in value for value in request.args.values()):
        raise NotVisible


def received_at() -> datetime:
    """When the server received this request: the instant that every deadline is held against."""
    instant: datetime = g.received_at
    return instant


def _finish(response: Response) -> Response:
    """What a view has not said itself; asked for once, for a name that is missing costs more to find than one there."""
    headers = response.headers
    said = {name.lower() for name in headers.keys()}  # noqa: SIM118 - a Headers gives its pairs
    wanted = [("content-security-policy", _policy()), *_STEADY]
    if "cache-control" not in said:
        # Default-deny: a page is shared between people only when its view says so.
        headers["Vary"] = "Cookie"
        wanted.append(("cache-control", "private, no-store"))
    for name, value in wanted:
        if name not in said:
            headers.add(name.title(), value)
    return response


def _policy() -> str:
    store = g.get("store_origin", "")
    media = f"'self' {store}".strip()
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src {media} data:; "
        f"media-src {media} blob:; connect-src {media}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "manifest-src 'self'"
    )


def _refuse(error: ContestError) -> ResponseReturnValue:
    db.session.rollback()
    return _try_later(error_answer(error.status, str(error.message)))


def _database_away(error: OperationalError) -> ResponseReturnValue:
    """A database that is down, too busy or without room: nothing was saved, trying again later is right."""
    db.session.rollback()
    if could_not_write(error):
        current_app.logger.error("the database could not write: %s", error.orig)
        return _try_later(error_answer(503, str(_DISK_FULL)))
    current_app.logger.warning("database away: %s", error.orig)
    return _try_later(error_answer(503, str(_DATABASE_AWAY)))


def _met_another(error: IntegrityError) -> ResponseReturnValue:
    """Two acts at once on one thing (PostgreSQL): the first is kept. A fault of ours stays one, and is in the log."""
    if not met_another(error):
        raise error
    db.session.rollback()
    current_app.logger.error("two acts met in the database: %s", error.orig)
    return error_answer(409, str(_MET_ANOTHER))


def _try_later(answer: ResponseReturnValue) -> ResponseReturnValue:
    response = make_response(answer)
    if response.status_code == 503:  # noqa: PLR2004 - HTTP's own number
        response.headers["Retry-After"] = "5"
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:  # noqa: PLR2004 - HTTP's own number
        return error.get_response()
    db.session.rollback()
    return error_answer(error.code, _http_message(error))


_HTTP_MESSAGES = {
    404: NotVisible.message,
    405: _l("Trang này không nhận thao tác vừa rồi. Hãy quay lại và dùng nút trên trang."),
    413: _l("Nội dung gửi lên quá lớn. Hãy gửi tệp bằng khung tải tệp, hoặc rút ngắn văn bản."),
    429: _l("Bạn đã thử quá nhiều lần. Hãy chờ một phút rồi thử lại."),
}
_CSRF_MESSAGE = _l(
    "Phiên làm việc đã đổi từ khi trang này được mở. Hãy quay lại trang trước rồi gửi lại; nội dung đã gõ vẫn còn."
)
_FAULT_MESSAGE = _l("Hệ thống gặp lỗi. Dữ liệu đã lưu vẫn an toàn. Hãy thử lại sau ít phút.")
_SERVER_FAULT = 500


def _http_message(error: HTTPException) -> str:
    if isinstance(error, CSRFError):
        return str(_CSRF_MESSAGE)
    code = error.code or _SERVER_FAULT
    if code >= _SERVER_FAULT:
        return str(_FAULT_MESSAGE)
    return str(_HTTP_MESSAGES.get(code, ContestError.message))


def error_answer(status: int, message: str) -> ResponseReturnValue:
    """One shape for every refusal: a page for people, ``{"error": …}`` for our scripts."""
    if wants_json():
        return jsonify({"error": message}), status
    if request_ctx.url_adapter is None:
        # The Host is not ours (TRUSTED_HOSTS): a page could not build one address.
        return Response(message, status, content_type="text/plain; charset=utf-8")
    if status == 404:  # noqa: PLR2004 - HTTP's own number
        g.season = g.season_slug = None  # a season that is not for everybody is not named either
    broken = status >= 500  # noqa: PLR2004 - HTTP's own number
    page = "errors/500.html" if broken else "errors/error.html"
    response = make_response(render_template(page, status=status, message=message), status)
    if status == 404:  # noqa: PLR2004 - HTTP's own number
        # One body for absent, not yours and not yet.
        response.headers["Cache-Control"] = "private, no-store"
    return response


def set_language(response: Response, language: str) -> None:
    """Remember the language in this browser for a year."""
    if language in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language,
            expires=datetime.now(UTC) + timedelta(days=365),
            httponly=True,
            samesite="Lax",
        )
