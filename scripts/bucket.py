"""Give the bucket its rules: who may send from a page, and when what was left behind is deleted."""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lib.settings import Settings, SettingsError

ROOT = Path(__file__).resolve().parent.parent
LIFECYCLE = ROOT / "storage.lifecycle.json"
CORS = ROOT / "storage.cors.json"


def lifecycle(*, namespaces: Sequence[str] = (), path: Path = LIFECYCLE) -> dict[str, Any]:
    """When objects go, those of further namespaces with them."""
    rules = json.loads(path.read_text())
    for rule in rules["rule"]:
        rule["condition"]["matchesPrefix"] += [f"{name}/uploads/" for name in namespaces]
    return dict(rules)


def cors(*, origins: Sequence[str], path: Path = CORS) -> list[dict[str, Any]]:
    """From which pages browsers may send, and what these may read of the answers."""
    return [{**rule, "origin": list(origins)} for rule in json.loads(path.read_text())]


def command(bucket: str, *, lifecycle_file: Path, cors_file: Path) -> list[str]:
    """The gcloud command that gives a bucket both."""
    files = [f"--lifecycle-file={lifecycle_file}", f"--cors-file={cors_file}"]
    return ["gcloud", "storage", "buckets", "update", f"gs://{bucket}", *files]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what makes the files, and the command; with --apply run it."""
    try:
        settings = Settings.from_environment()
    except SettingsError as wrong:
        settings = None
        refused = f"bucket: the environment is wrong: {wrong}"
    given = _given(arguments, settings or Settings())
    if settings is None:
        print(refused, file=sys.stderr)
        return 1
    if not given.bucket or not given.origin:
        missing = "--bucket (STORAGE_BUCKET), --origin (ALLOWED_ORIGINS)"
        print(f"bucket: name the bucket and the page: {missing}", file=sys.stderr)
        return 1
    rules = {
        "lifecycle": lifecycle(namespaces=given.namespace),
        "cors": cors(origins=given.origin),
    }
    return _apply(given.bucket, rules) if given.apply else _show(given.bucket, rules)


def _given(arguments: Sequence[str] | None, settings: Settings) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./scripts/bucket", description=__doc__)
    parser.add_argument("--bucket", default=settings.storage_bucket, help="as STORAGE_BUCKET")
    parser.add_argument("--origin", action="append", help="a page that sends; again for another")
    parser.add_argument("--namespace", action="append", help="another one to clean up")
    parser.add_argument("--apply", action="store_true", help="run it; else it is printed")
    given = parser.parse_args(arguments)
    given.origin = given.origin or list(settings.allowed_origins)
    own = [settings.namespace] if settings.namespace_override else []
    given.namespace = given.namespace or own
    return given


def _show(bucket: str, rules: Mapping[str, Any]) -> int:
    for name, rule in rules.items():
        print(f"{shlex.join(['echo', json.dumps(rule)])} >{name}.json")
    files = {f"{name}_file": Path(f"{name}.json") for name in rules}
    print(shlex.join(command(bucket, **files)))
    return 0


def _apply(bucket: str, rules: Mapping[str, Any]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        files = {f"{name}_file": Path(folder) / f"{name}.json" for name in rules}
        for name, rule in rules.items():
            files[f"{name}_file"].write_text(json.dumps(rule))
        told = subprocess.run(command(bucket, **files), capture_output=True, text=True, check=False)
    print(f"{bucket}: updated" if told.returncode == 0 else f"{bucket}: {told.stderr.strip()}")
    return told.returncode and 1


if __name__ == "__main__":
    raise SystemExit(main())
