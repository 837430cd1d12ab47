"""``contest blind`` from the outside: files, findings, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contest.cli import main
from tests.media import samples
from tests.media.canaries import NAME, scan_folder


def blind(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["blind", *arguments])


def test_clean_file_gives_zero(tmp_path: Path) -> None:
    path = samples.jpeg(tmp_path / "a.jpg")
    result = blind(str(path), "--out", str(tmp_path / "out"), "--name", NAME, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert (told["files"], told["findings"]) == (["image-001.jpg", "preview-001.jpg"], [])
    assert scan_folder(tmp_path / "out") == {}


def test_findings_give_three(tmp_path: Path) -> None:
    path = tmp_path / "bai.txt"
    path.write_text("Bài viết.\n\nTS\n\nNguồn Bắc Giang: http://baobacgiang.com.vn/x\n", encoding="utf-8")
    result = blind(str(path), "--out", str(tmp_path / "out"), "--name", "TS", "--outlet", "Báo Bắc Giang", "--json")
    assert result.exit_code == 3
    assert [each["matched"] for each in json.loads(result.output)["findings"]] == [
        "TS",
        "Bắc Giang",
        "http://baobacgiang.com.vn/x",
    ]
    assert (tmp_path / "out" / "text.txt").read_text(encoding="utf-8").startswith("Bài viết.\n\nTS")


def test_page_of_a_finding_is_told(tmp_path: Path) -> None:
    path = samples.printed_page(tmp_path / "a.pdf", "Anh: Nguyen Van Hai")
    result = blind(str(path), "--out", str(tmp_path / "out"), "--name", "Nguyễn Văn Hải")
    assert result.exit_code == 3
    assert "trang 1, Nguyen Van Hai" in result.output


@pytest.mark.parametrize("body", [b"%PDF-1.7\n%%EOF", b"", b"<svg/>", b"\x00\x01"])
def test_refused_file_gives_four_and_leaves_nothing(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(body)
    result = blind(str(path), "--out", str(tmp_path / "out"))
    assert result.exit_code == 4
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
