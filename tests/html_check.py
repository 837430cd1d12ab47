"""Validate rendered pages with html-validate, the checker that npm installs for developers."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
CHECKER = ROOT / "node_modules" / ".bin" / "html-validate"
NODE_FOLDERS = (ROOT / ".venv" / "bin",)


def html_problems(pages: Mapping[str, str]) -> list[str]:
    """Check pages by name; return «name:line:column rule: message» for each fault. One call starts Node once."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / ".htmlvalidate.json", folder)
        files = {f"page{number}.html": title for number, title in enumerate(pages)}
        for file, title in files.items():
            (folder / file).write_text(pages[title], encoding="utf-8")
        path = ":".join([*map(str, NODE_FOLDERS), "/usr/local/bin:/usr/bin:/bin"])
        done = subprocess.run(
            [str(CHECKER), "--formatter", "json=report.json", *files],
            cwd=folder,
            env={"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        report_file = folder / "report.json"
        assert report_file.exists(), done.stderr
        reports = json.loads(report_file.read_text(encoding="utf-8"))
    return [
        f"{files[Path(report['filePath']).name]}:{message['line']}:{message['column']} "
        f"{message['ruleId']}: {message['message']}"
        for report in reports
        for message in report["messages"]
    ]
