"""Marks as real juries give them: each judge strict or mild in their own way, a little noise, now and then a quarrel.

Pure, and the same for the same work, judge and round.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from contest.judging.totals import Criterion, full_marks

_FLOOR, _RISE = 0.28, 0.068
"""A work of quality q is worth ``_FLOOR + _RISE * q`` of the full marks: 6 is 69 %, 9.5 is 93 %."""
_QUARREL: Final = 0.05
"""Share of the sheets that stand far from the others."""
_TEMPERS: Final = (0.0, -0.035, 0.02, 0.03, -0.015, -0.05, 0.01)
"""How far each judge in turn is from the jury's middle, as a share of the full marks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleSheet:
    """What a judge gives: marks by criterion and the two comments."""

    marks: Mapping[str, Decimal]
    comment_jury: str
    comment_author: str


def sample_sheet(
    *, work: str, quality: Decimal, judge: int, round_: int, rubric: Sequence[Criterion], evenly: bool = False
) -> SampleSheet:
    """One judge's sheet on one work; ``evenly`` leaves the quarrels out.

    Shape: ``judge`` counts the judges from 0; every mark is on its criterion's step and within its range.
    """
    chance = random.Random(f"{work}:{judge}:{round_}")  # noqa: S311 - makes up marks, no secret
    share = _FLOOR + _RISE * float(quality) + _TEMPERS[judge % len(_TEMPERS)] + chance.gauss(0, 0.022)
    if not evenly and chance.random() < _QUARREL:
        share -= chance.uniform(0.2, 0.28)
    marks = {one.key: _mark(one, share + chance.gauss(0, 0.03)) for one in rubric}
    total = float(sum(marks.values(), Decimal(0)) / full_marks(rubric))
    return SampleSheet(
        marks=marks,
        comment_jury=_chosen(_FOR_JURY, total, chance) if chance.random() < 0.55 else "",  # noqa: PLR2004 - half of them
        comment_author=_chosen(_FOR_AUTHOR, total, chance),
    )


def _mark(criterion: Criterion, share: float) -> Decimal:
    steps = Decimal(str(min(max(share, 0.0), 1.0))) * criterion.max_points / criterion.step
    return min(steps.quantize(Decimal(1), ROUND_HALF_EVEN) * criterion.step, criterion.max_points)


def _chosen(comments: Sequence[tuple[float, Sequence[str]]], total: float, chance: random.Random) -> str:
    return next(chance.choice(found) for least, found in comments if total >= least)


_FOR_JURY: Final = (
    (
        0.85,
        (
            "Đề tài có phát hiện, nên đưa vào nhóm xét giải cao.",
            "Chi tiết tốt, cái kết gọn. Tôi đề nghị thảo luận ở mức Nhì trở lên.",
            "Tác phẩm có sức nặng, chứng cứ chắc. Đọc lại lần hai vẫn giữ điểm.",
        ),
    ),
    (
        0.72,
        (
            "Viết chắc tay, phần giải pháp còn mỏng.",
            "Nhân vật hay nhưng hơi thiếu tiếng nói của chính quyền cơ sở.",
            "Ở mức khá. Nếu so trong cùng loại hình thì nên xếp nhóm giữa.",
        ),
    ),
    (
        0.0,
        (
            "Thông tin một chiều, giống báo cáo.",
            "Đúng chủ đề nhưng chưa có phát hiện, tôi không đề nghị vào vòng sau.",
            "Thiếu số liệu kiểm chứng, phần kết vội.",
        ),
    ),
)
_FOR_AUTHOR: Final = (
    (
        0.85,
        (
            "Cách chọn chi tiết tiết chế và đắt. Tác phẩm để người đọc tự kết luận, đó là điểm mạnh nhất.",
            "Nhân vật hiện lên bằng việc làm, không bằng lời khen. Cấu trúc chặt, đọc hết mới thấy hết ý.",
            "Phát hiện tốt, có đối chiếu nhiều nguồn. Có thể theo dõi tiếp câu chuyện sau một năm.",
        ),
    ),
    (
        0.72,
        (
            "Câu chuyện gần gũi, nên bổ sung số liệu so sánh trước và sau để thấy rõ hiệu quả.",
            "Lối kể sinh động. Đoạn giữa hơi dài, có thể rút gọn để phần giải pháp nổi hơn.",
            "Đề tài có ích cho cơ sở. Nên có thêm ý kiến của người chưa thành công.",
        ),
    ),
    (
        0.0,
        (
            "Tác phẩm mới dừng ở việc nêu kết quả. Nên tìm một nhân vật và đi sâu hơn.",
            "Cần thêm bối cảnh và nguồn kiểm chứng để người đọc tin vào các con số.",
            "Ngôn ngữ còn nặng tính báo cáo. Hãy để người trong cuộc nói nhiều hơn.",
        ),
    ),
)
