"""The README's promises."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lib.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
def test_its_curl_lines_work(tmp_path, tone):
    from tests.test_dev import running

    mix = tmp_path / "mix.wav"
    mix.write_bytes(tone(5.0))
    script = re.search(r"```bash\n(.*?)```", README, flags=re.DOTALL).group(1)
    with running(tmp_path / "data") as dev:
        told = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "site": dev.url, "file": str(mix)},
            check=False,
        )

    assert (told.returncode, told.stderr) == (0, "")
    job, answer, history, ready = told.stdout.replace("}{", "}\n{").splitlines()
    assert json.loads(job)["state"] == "succeeded"
    assert "Spotify" in json.loads(answer)["answer"]
    assert len(json.loads(history)["analyses"]) == 1
    assert json.loads(ready)["status"] == "ok"


def test_every_variable_is_in_its_table():
    names = {field.alias for field in Settings.model_fields.values()}
    unsupported = {"FIREBASE_AUTH_EMULATOR_HOST"}

    assert all(f"`{name}`" in README for name in names - unsupported)


def test_every_link_in_the_documentation_leads_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
