"""Vietnamese article texts with planted identities, made from parts that the three lots do not share.

LEARN served while the rules were written; CHECK corrected two of them; MEASURE was written after the
rules were finished and only measures. Same seed, same corpus.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contest.blinding.identities import Known


@dataclass(frozen=True, slots=True)
class Half:
    """The parts one half is made of."""

    families: tuple[str, ...]
    middles: tuple[str, ...]
    givens: tuple[str, ...]
    outlets: tuple[str, ...]
    others: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """One text, who is behind it, and where the identity stands."""

    form: str
    text: str
    known: Known
    start: int
    end: int


LEARN = Half(
    families=("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô"),
    middles=("Văn", "Thị", "Đức", "Minh", "Thanh", "Hữu", "Thị Bích", "Quang", "Thúy", "Xuân"),
    givens=("Hải", "Hòa", "Thủy", "Đông", "Ngọc", "Quý", "Tuấn", "Hoa", "Khuê", "Mai", "Lan", "Sơn"),
    outlets=("Báo Bắc Giang", "Đài Phát thanh và Truyền hình tỉnh Lạng Sơn", "Báo Hải Dương", "Tạp chí Sông Thương"),
    others=("ông Triệu Văn Quân", "bà Hoàng Thị Sen", "anh Giáp Văn Thành", "chị Lục Thị Hiền", "ông Mai Sơn"),
    sentences=(
        "Năm 2022, {other} ở bản Khuôn Đống, xã Canh Nậu thoát nghèo nhờ trồng keo và nuôi dê.",
        "Huyện Yên Thế hiện còn 1.245 hộ nghèo, giảm 2,3% so với năm trước.",
        "Theo {other}, nguồn vốn vay ưu đãi đã giúp gia đình mua 3 con bò sinh sản.",
        "Ngân hàng Chính sách xã hội giải ngân 45 tỷ đồng cho hơn 900 lượt hộ.",
        "Con đường bê tông dài 2,5 km nối thôn với trung tâm xã được khánh thành tháng 8/2023.",
        "Trao đổi với phóng viên, lãnh đạo xã cho biết sẽ nhân rộng mô hình trong thời gian tới.",
        "Nhiều gia đình tự nguyện viết đơn xin ra khỏi danh sách hộ nghèo.",
        "Vườn vải thiều rộng 2 ha mang về cho {other} khoảng 300 triệu đồng mỗi vụ.",
        "Tổ công tác đến từng nhà rà soát nhu cầu vay vốn, học nghề và xuất khẩu lao động.",
        "Bài học lớn nhất, {other} nói, là phải biết dựa vào sức mình.",
        "Ảnh tư liệu lưu tại phòng truyền thống của xã.",
        "Từ đầu năm đến nay, toàn tỉnh tổ chức 120 lớp tập huấn cho 5.600 lượt người.",
    ),
)
CHECK = Half(
    families=("Phan", "Dương", "Lý", "Hồ", "Võ", "Trịnh", "Đinh", "Cao", "Tạ", "Nông", "Thân", "Lương"),
    middles=("Ngọc", "Kim", "Công", "Thế", "Bảo", "Thị Thu", "Hồng", "Trọng", "Mỹ", "Đình"),
    givens=("Hà", "Loan", "Cường", "Thùy", "Đạt", "Yến", "Hiếu", "Thoa", "Phượng", "Kiên", "Uyên", "Vỹ"),
    outlets=("Báo Bắc Ninh", "Đài Phát thanh - Truyền hình Cao Bằng", "Báo Quảng Trị", "Tạp chí Cửa Việt"),
    others=("bà Chu Thị Mến", "ông Vi Văn Lợi", "anh Nguyễn Đức Anh", "chị Trần Thị Nga", "già làng A Sùng"),
    sentences=(
        "Chiều muộn, {other} lùa đàn trâu về qua con suối cạn đầu bản.",
        "Căn nhà cấp bốn rộng 60 m2 được dựng từ 80 triệu đồng tiền hỗ trợ và ngày công của bà con.",
        "{other} kể mùa giáp hạt năm 2015 cả nhà phải ăn sắn thay cơm.",
        "Đảng ủy xã phân công mỗi đảng viên giúp đỡ ít nhất một hộ cận nghèo.",
        "Ảnh hưởng của bão số 3 làm hơn 40 ha lúa mùa bị ngập úng.",
        "Nguồn nước sạch đã về tới 9/12 thôn; số còn lại hoàn thành trong quý IV.",
        "Cán bộ khuyến nông hướng dẫn {other} ủ phân, tỉa cành và phòng bệnh cho cây na.",
        "Tin vui đến với thầy trò trường bán trú khi dãy phòng học mới được bàn giao.",
        "Theo kế hoạch, đến năm 2025 tỷ lệ hộ nghèo của huyện còn dưới 4%.",
        "Khi được hỏi về dự định, {other} cười: còn sức thì còn làm.",
        "Hợp tác xã bao tiêu sản phẩm với giá 18.000 đồng/kg, cao hơn thị trường 2.000 đồng.",
        "Lãnh đạo huyện yêu cầu công khai danh sách thụ hưởng tại nhà văn hóa.",
    ),
)
MEASURE = Half(
    families=("Mai", "Lưu", "Đoàn", "Chu", "Tống", "Vi", "Hà", "Quách", "Âu", "Huỳnh", "Lâm", "Giáp"),
    middles=("Tiến", "Diệu", "Phương", "Khánh", "Gia", "Thị Kiều", "Anh", "Duy", "Tuyết", "Việt"),
    givens=("Linh", "Trung", "Nhung", "Đức", "Thủy", "Quyên", "Vinh", "Hoài", "Dũng", "Ý", "Thảo", "Mỹ"),
    outlets=("Báo Lào Cai", "Đài Phát thanh và Truyền hình Thái Nguyên", "Báo Yên Bái", "Tạp chí Xứ Thanh"),
    others=("bà Ngô Thị Tâm", "ông Nông Văn Páo", "cụ Hoàng Văn Thàng", "em Sùng Thị Dở", "ông Đỗ Văn Bình"),
    sentences=(
        "Sương còn đặc trên đỉnh đèo khi {other} gùi hai bao phân lên nương chè.",
        "Tổ tiết kiệm và vay vốn của thôn có 42 thành viên, không ai quá hạn.",
        "{other} bảo: nghèo không phải cái tội, lười mới đáng trách.",
        "Hội Liên hiệp Phụ nữ huyện trao 15 mô hình sinh kế trị giá 225 triệu đồng.",
        "Ảnh vệ tinh cho thấy diện tích rừng trồng tăng 1.200 ha sau ba năm.",
        "Bài toán đầu ra cho quả na vẫn làm {other} mất ngủ mỗi khi vào vụ.",
        "Nguồn thu từ du lịch cộng đồng giúp 11 hộ dựng lại nhà sàn.",
        "Đoàn kiểm tra liên ngành phát hiện ba trường hợp bình xét sai đối tượng.",
        "Theo thống kê của xã, thu nhập bình quân đạt 38,5 triệu đồng/người/năm.",
        "Lớp học nghề may công nghiệp khai giảng với 35 học viên, phần lớn là phụ nữ người Nùng.",
        "Tin lời cán bộ, {other} phá vườn tạp, trồng bưởi theo tiêu chuẩn VietGAP.",
        "Clip ghi lại cảnh dòng lũ tràn qua cầu tạm khiến nhiều người xót xa.",
    ),
)
_CYRILLIC = str.maketrans("aeocpAEOCPHKMTB", "аеосрАЕОСРНКМТВ")
_OLD_TONES = {"hòa": "hoà", "thủy": "thuỷ", "thùy": "thuỳ", "thúy": "thuý", "khuê": "khuê", "loan": "loan"}


def _strip(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _other_tones(name: str) -> str:
    return " ".join(_OLD_TONES.get(word.lower(), word.lower()).capitalize() for word in name.split())


def _swap_i_y(name: str) -> str:
    table = {"Mỹ": "Mĩ", "Lý": "Lí", "Quý": "Quí", "Vỹ": "Vĩ", "Kim": "Kym"}
    return " ".join(table.get(word, word) for word in name.split())


def _initials(name: str, mark: str) -> str:
    *leading, given = name.split()
    return mark.join(word[0] for word in leading) + mark + given


IN_TEXT: dict[str, Callable[[str], str]] = {
    "full name": lambda name: name,
    "upper case": str.upper,
    "lower case": str.lower,
    "decomposed (NFD)": lambda name: unicodedata.normalize("NFD", name),
    "without diacritics": _strip,
    "without diacritics, upper": lambda name: _strip(name).upper(),
    "đ as d only": lambda name: name.replace("Đ", "D").replace("đ", "d"),
    "đ as eth": lambda name: name.replace("Đ", "Ð"),
    "other tone placement": _other_tones,
    "i for y": _swap_i_y,
    "spaced capitals": lambda name: "  ".join(" ".join(word.upper()) for word in name.split()),
    "homoglyphs": lambda name: name.translate(_CYRILLIC),
    "zero-width": "\u200b".join,
    "no-break spaces": lambda name: name.replace(" ", "\u00a0"),
    "hyphens": lambda name: name.replace(" ", "-"),
    "joined": lambda name: name.replace(" ", ""),
    "joined without diacritics": lambda name: _strip(name).replace(" ", "").lower(),
    "double spaces": lambda name: name.replace(" ", "  "),
    "broken over a line": lambda name: name.replace(" ", "\n", 1),
    "middle and given": lambda name: " ".join(name.split()[1:]),
    "family and given": lambda name: f"{name.split()[0]} {name.split()[-1]}",
    "given and family": lambda name: f"{name.split()[-1]} {name.split()[0]}",
    "given first": lambda name: f"{name.split()[-1]} {' '.join(name.split()[:-1])}",
    "N.V. Given": lambda name: _initials(name, ".").replace(f".{name.split()[-1]}", f". {name.split()[-1]}"),
    "N.V.Given": lambda name: _initials(name, "."),
    "Family V. Given": lambda name: f"{name.split()[0]} {name.split()[1][0]}. {name.split()[-1]}",
}
AS_BYLINE: dict[str, Callable[[str], str]] = {
    "given name alone, signed": lambda name: name.split()[-1],
    "initials, signed": lambda name: "".join(word[0] for word in name.split()),
    "dotted initials, signed": lambda name: ".".join(word[0] for word in name.split()),
}
CREDITS = ("Ảnh: {}", "Bài và ảnh: {}", "(Ảnh: {})", "Thực hiện: {}")


def people(half: Half, chance: random.Random) -> str:
    """A full name of three or four syllables."""
    return f"{chance.choice(half.families)} {chance.choice(half.middles)} {chance.choice(half.givens)}"


def article(half: Half, chance: random.Random, words: int) -> list[str]:
    """Paragraphs of clean text of at least that many words."""
    paragraphs: list[str] = []
    count = 0
    while count < words:
        picked = chance.sample(half.sentences, k=3)
        paragraph = " ".join(sentence.format(other=chance.choice(half.others)) for sentence in picked)
        paragraph = paragraph[0].upper() + paragraph[1:]
        paragraphs.append(paragraph)
        count += len(paragraph.split())
    return paragraphs


def planted(half: Half, *, texts: int, seed: int) -> Iterator[Planted]:
    """Texts with one planted identity each, going round all forms."""
    chance = random.Random(seed)  # noqa: S311 - the same corpus every time
    makers: list[Callable[[], Planted]] = [
        *(lambda form=form, write=write: _in_text(half, chance, form, write) for form, write in IN_TEXT.items()),
        *(lambda form=form, write=write: _signed(half, chance, form, write) for form, write in AS_BYLINE.items()),
        *(lambda kind=kind: _contact(half, chance, kind) for kind in CONTACTS),
    ]
    for number in range(texts):
        yield makers[number % len(makers)]()


def _in_text(half: Half, chance: random.Random, form: str, write: Callable[[str], str]) -> Planted:
    name = people(half, chance)
    templates = (
        "Cùng đoàn có {} và nhiều cộng tác viên.",
        "Sáng hôm ấy, {} trở lại bản.",
        "Người ghi lại câu chuyện là {}.",
    )
    sentence = chance.choice((*templates, *CREDITS))
    return _put(half, chance, form, sentence, write(name), Known(names=(name,)))


def _signed(half: Half, chance: random.Random, form: str, write: Callable[[str], str]) -> Planted:
    name = people(half, chance)
    return _put(
        half, chance, form, chance.choice(("{}", "({})", *CREDITS)), write(name), Known(names=(name,)), last=True
    )


def _station(outlet: str) -> str:
    return outlet.replace("Đài Phát thanh và Truyền hình", "Đài PT-TH").replace(
        "Đài Phát thanh - Truyền hình", "Đài PTTH"
    )


CONTACTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "outlet": ("Loạt bài đã đăng trên {} tháng trước.", lambda outlet: outlet),
    "outlet, upper": ("Chương trình của {} phát tối thứ Năm.", str.upper),
    "outlet without diacritics": ("Nguồn: {}", _strip),
    "outlet, short station": ("Bạn nghe {} đã quen với chuyên mục này.", _station),
    "outlet's own name as source": ("Nguồn: {}", lambda outlet: " ".join(outlet.split()[-2:])),
    "outlet joined": (
        "Xem thêm tại trang {} của chúng tôi.",
        lambda outlet: _strip(outlet).replace(" ", "").replace("-", "").lower(),
    ),
    "pen name": ("Bài, ảnh: {}", lambda name: name),
    "pen name initials": ("{}", lambda name: "".join(word[0] for word in name.split())),
    "e-mail": ("Thư góp ý xin gửi về {}.", lambda mail: mail),
    "e-mail spelled out": ("Liên hệ {} để nhận tài liệu.", lambda mail: mail.replace("@", " (at) ")),
    "phone": ("Đường dây nóng {}.", lambda phone: f"{phone[:4]} {phone[4:7]} {phone[7:]}"),
    "phone, +84": ("Gọi {} để được hướng dẫn.", lambda phone: f"+84 {phone[1:]}"),
    "web address": ("Đọc bản đầy đủ tại {}", lambda domain: f"https://{domain}/xa-hoi/400949.html"),
    "press card": ("Thẻ nhà báo số {} do Bộ cấp.", lambda card: card),
}


def _contact(half: Half, chance: random.Random, kind: str) -> Planted:
    sentence, write = CONTACTS[kind]
    outlet = chance.choice(half.outlets)
    pen_name = f"{chance.choice(half.middles).split()[0]} {chance.choice(half.givens)}"
    mail = f"{_strip(people(half, chance)).replace(' ', '.').lower()}@{chance.choice(('gmail.com', 'yahoo.com.vn'))}"
    phone = f"09{chance.randrange(10**7, 10**8)}"
    domain = f"bao{chance.randrange(100)}{_strip(chance.choice(half.givens)).lower()}.vn"
    card = f"IBT{chance.randrange(10**4, 10**5)}"
    values = {"out": outlet, "pen": pen_name, "e-m": mail, "pho": phone, "web": domain, "pre": card}
    known = Known(
        outlets=(outlet,),
        pen_names=(pen_name, "".join(word[0] for word in pen_name.split())),
        emails=(mail,),
        phones=(phone,),
        domains=(domain,),
        cards=(card,),
    )
    return _put(half, chance, kind, sentence, write(values[kind[:3]]), known, last=sentence == "{}")


def _put(  # noqa: PLR0917 - one place builds every text
    half: Half, chance: random.Random, form: str, sentence: str, written: str, known: Known, *, last: bool = False
) -> Planted:
    paragraphs = article(half, chance, 200)
    place = len(paragraphs) if last or sentence == "{}" else chance.randrange(1, len(paragraphs))
    before = "\n\n".join(paragraphs[:place]) + "\n\n" + sentence.partition("{}")[0]
    after = sentence.partition("{}")[2] + "\n\n" + "\n\n".join(paragraphs[place:])
    return Planted(form, before + written + after, known, len(before), len(before) + len(written))
