"""The words of the rules as people read them in menus and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from contest.seasons.policy import Method, OnDeviation, Rounding
from contest.seasons.types import BlindMode, NamingScheme, PressType, PrizeKind, RoundKind, Stage

PRESS_WORDS: Final[Mapping[PressType, LazyString]] = {
    PressType.PRINT: _l("Báo in"),
    PressType.ONLINE: _l("Báo điện tử"),
    PressType.RADIO: _l("Phát thanh"),
    PressType.TELEVISION: _l("Truyền hình"),
    PressType.PHOTO: _l("Ảnh"),
    PressType.MULTIMEDIA: _l("Đa phương tiện"),
    PressType.CITIZEN: _l("Người dân"),
}
BLIND_WORDS: Final[Mapping[BlindMode, LazyString]] = {
    BlindMode.FULL: _l("Kín hoàn toàn: che tác giả và cơ quan báo chí"),
    BlindMode.SEMI: _l("Nửa kín: che tác giả, để lộ cơ quan báo chí"),
    BlindMode.OPEN: _l("Mở: không che"),
}
NAMING_WORDS: Final[Mapping[NamingScheme, LazyString]] = {
    NamingScheme.NHAT: _l("Nhất, Nhì, Ba, Khuyến khích"),
    NamingScheme.ABC: _l("Đặc biệt, A, B, C, Khuyến khích"),
}
PRIZE_KIND_WORDS: Final[Mapping[PrizeKind, LazyString]] = {
    PrizeKind.INDIVIDUAL: _l("Tác phẩm"),
    PrizeKind.COLLECTIVE: _l("Tập thể"),
    PrizeKind.SIDE: _l("Giải phụ, chuyên đề"),
}
ROUND_KIND_WORDS: Final[Mapping[RoundKind, LazyString]] = {
    RoundKind.PRELIMINARY: _l("Hội đồng sơ khảo"),
    RoundKind.FINAL: _l("Hội đồng chung khảo"),
}
METHOD_CHOICES: Final[Mapping[Method, LazyString]] = {
    Method.MEAN: _l("Trung bình cộng"),
    Method.TRIMMED_MEAN: _l("Trung bình cộng, bỏ điểm cao nhất và thấp nhất"),
    Method.MEDIAN: _l("Trung vị"),
    Method.SUM: _l("Tổng điểm"),
}
ROUNDING_WORDS: Final[Mapping[Rounding, LazyString]] = {
    Rounding.HALF_EVEN: _l("Số lẻ một nửa về số chẵn gần nhất"),
    Rounding.HALF_UP: _l("Số lẻ một nửa lên"),
}
DEVIATION_CHOICES: Final[Mapping[OnDeviation, LazyString]] = {
    OnDeviation.FLAG: _l("Báo chủ tịch hội đồng"),
    OnDeviation.THIRD_JUDGE_OFFICIAL: _l("Giám khảo thứ ba chấm, lấy điểm đó"),
    OnDeviation.THIRD_JUDGE_MEAN: _l("Giám khảo thứ ba chấm, lấy trung bình cả ba"),
    OnDeviation.PANEL_RECONCILE: _l("Tiểu ban hội ý"),
}
STAGE_WORDS: Final[Mapping[Stage, LazyString]] = {
    Stage.SETUP: _l("Chuẩn bị"),
    Stage.ENTRY: _l("Nhận bài dự thi"),
    Stage.SCREENING: _l("Thẩm định hồ sơ"),
    Stage.PRELIMINARY: _l("Chấm sơ khảo"),
    Stage.FINAL: _l("Chấm chung khảo"),
    Stage.RESULTS: _l("Xét giải"),
    Stage.PUBLISHED: _l("Đã công bố kết quả"),
}
