"""The sample works are complete, invented, marked as samples and of the real contest's size."""

from __future__ import annotations

from collections import Counter
from datetime import date

from contest.demo.content import SAMPLE_LINE, Fate, sample_contest

TOPICS = {f"T{number:02d}" for number in range(1, 12)}
DISTRICTS = {
    "TP Bắc Giang",
    "Hiệp Hòa",
    "Lạng Giang",
    "Lục Nam",
    "Lục Ngạn",
    "Sơn Động",
    "Tân Yên",
    "Việt Yên",
    "Yên Dũng",
    "Yên Thế",
}


def test_there_are_as_many_works_as_in_the_real_contest() -> None:
    works = sample_contest().works
    assert len(works) == 52
    assert Counter(work.category for work in works) == {
        "online": 17,
        "television": 14,
        "print": 12,
        "citizen": 3,
        "radio": 2,
        "photo": 2,
        "multimedia": 2,
    }
    assert Counter(work.fate for work in works) == {Fate.JUDGED: 49, Fate.REFUSED: 2, Fate.WITHDRAWN: 1}


def test_every_text_says_that_it_is_a_sample_and_who_signs_it() -> None:
    for work in sample_contest().works:
        assert work.body.endswith(SAMPLE_LINE), work.key
        assert all(author.pen in work.body for author in work.authors), work.key
        assert len(work.body.split()) > 90, work.key


def test_every_work_has_known_topics_a_real_district_and_a_date() -> None:
    for work in sample_contest().works:
        assert set(work.topics) <= TOPICS, work.key
        assert work.topics, work.key
        assert work.district in DISTRICTS | {"Bắc Giang", ""}, work.key
        assert all(date(2023, 4, 1) <= part.published <= date(2023, 10, 15) for part in work.parts), work.key


def test_nobody_enters_more_works_than_the_season_allows() -> None:
    works = sample_contest().works
    assert max(Counter(author.key for work in works for author in work.authors).values()) <= 3
    assert max(len(work.authors) for work in works) <= 5


def test_keys_and_titles_are_unique() -> None:
    works = sample_contest().works
    assert len({work.key for work in works}) == len({work.title for work in works}) == len(works)


def test_no_address_can_be_real() -> None:
    contest = sample_contest()
    links = [part.url for work in contest.works for part in work.parts if part.url]
    assert links
    assert all(link.split("/")[2].endswith(".example") for link in links)
    assert all(domain.endswith(".example") for unit in contest.units.values() for domain in unit.domains)
