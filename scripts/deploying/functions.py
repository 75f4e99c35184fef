"""What Cloud Functions builds from: the app, and one list of all that it needs."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".build" / "functions"
ENTRY_POINT = "serve"
# In the order in which the builder would have to install them: what a server needs, then this
# platform's framework with the server that it starts.
REQUIREMENTS = ("requirements.txt", "requirements-server.txt", "requirements-functions.txt")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "offline")


def lay_out(folder: Path) -> Path:
    """Make the folder anew; its requirements are all in the one file that the platform reads."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("api", "lib"):
        shutil.copytree(ROOT / name, folder / name, ignore=_LEFT_OUT)
    shutil.copy(ROOT / "main.py", folder)
    lists = [(ROOT / name).read_text() for name in REQUIREMENTS]
    (folder / "requirements.txt").write_text("".join(lists))
    return folder


def command(
    folder: Path, *, service: str, region: str, variables: str, account: str | None
) -> list[str]:
    """The gcloud command that deploys it, with the file that its variables are in."""
    return [
        *("gcloud", "run", "deploy", service, f"--region={region}"),
        *(f"--source={folder}", f"--function={ENTRY_POINT}", "--base-image=python312"),
        *("--memory=2Gi", "--cpu=2", "--concurrency=8", "--timeout=300", "--max-instances=10"),
        *("--no-cpu-throttling", "--allow-unauthenticated", f"--env-vars-file={variables}"),
        *([f"--service-account={account}"] if account else []),
    ]
