"""The bucket's rules, and the command that applies them."""

from __future__ import annotations

import json
import stat
import subprocess

import pytest

from lib import track
from lib.coordination.jobs import QUEUED_AT_MOST_S, UPLOAD_TTL_S
from scripts import bucket

PREVIEW = "preview-feature-new-meter"


@pytest.fixture
def gcloud(tmp_path, monkeypatch):
    """A gcloud that notes what it is told and what the files hold, and then ends as it should."""

    def install(*, status: int = 0):
        tool, log = tmp_path / "gcloud", tmp_path / "log"
        tool.write_text(
            f'#!/bin/sh\necho "$*" >>{log}\n'
            f'for one; do case "$one" in --*-file=*) cat "${{one#*=}}" >>{log}; echo >>{log};; '
            f'esac; done\n[ {status} = 0 ] || echo "PERMISSION_DENIED" >&2\nexit {status}\n'
        )
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        return log

    return install


@pytest.mark.parametrize("rule", bucket.lifecycle()["rule"])
def test_only_uploads_are_deleted_and_those_of_every_environment_are(rule):
    def matches(name: str) -> bool:
        return any(name.startswith(prefix) for prefix in rule["condition"]["matchesPrefix"])

    upload_id = track.new_upload_id("ab" * 32, uid="ana")
    assert matches(track.object_name("production", upload_id))
    assert matches(track.object_name(PREVIEW, upload_id))
    assert not matches("website/index.html")
    assert not matches("production/backups/2026")


def test_nothing_is_deleted_while_a_job_may_still_read_it():
    [age] = [
        rule["condition"]["age"]
        for rule in bucket.lifecycle()["rule"]
        if rule["action"]["type"] == "Delete"
    ]

    assert age * 24 * 3600 > QUEUED_AT_MOST_S + UPLOAD_TTL_S


def test_a_namespace_of_ones_own_is_cleaned_up_too():
    rules = bucket.lifecycle(namespaces=["staging"])["rule"]

    assert all("staging/uploads/" in rule["condition"]["matchesPrefix"] for rule in rules)


def test_pages_may_send_and_read_how_far_the_upload_is():
    [rule] = bucket.cors(origins=["https://a.example"])

    assert rule["origin"] == ["https://a.example"]
    assert "PUT" in rule["method"]
    assert "GET" not in rule["method"]
    assert "Range" in rule["responseHeader"]


def test_what_is_printed_is_what_would_be_run(gcloud, capsys, tmp_path):
    log = gcloud()

    assert bucket.main(["--bucket", "mixes", "--origin", "https://a.example"]) == 0

    assert not log.exists()
    said = capsys.readouterr().out
    assert said.splitlines()[-1].startswith("gcloud storage buckets update gs://mixes --lifecycle")

    subprocess.run(["sh", "-euc", said], cwd=tmp_path, check=True)
    assert "https://a.example" in (tmp_path / "cors.json").read_text()
    assert log.read_text().startswith("storage buckets update gs://mixes")


def test_the_bucket_and_the_pages_come_from_the_settings_where_they_are_not_given(
    gcloud, monkeypatch
):
    log = gcloud()
    monkeypatch.setenv("STORAGE_BUCKET", "mixes")
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://a.example,https://b.example")

    assert bucket.main(["--apply"]) == 0

    said, rules, origins = log.read_text().splitlines()
    assert said.startswith("storage buckets update gs://mixes")
    assert json.loads(rules) == bucket.lifecycle()
    assert json.loads(origins)[0]["origin"] == ["https://a.example", "https://b.example"]


def test_without_a_bucket_or_a_page_it_says_what_to_name(gcloud, capsys):
    log = gcloud()

    assert bucket.main(["--bucket", "mixes", "--apply"]) == 1
    assert bucket.main(["--origin", "https://a.example", "--apply"]) == 1

    assert "--origin" in capsys.readouterr().err
    assert not log.exists()


def test_what_gcloud_refuses_is_told(gcloud, capsys):
    gcloud(status=1)

    assert bucket.main(["--bucket", "mixes", "--origin", "https://a.example", "--apply"]) == 1

    assert "PERMISSION_DENIED" in capsys.readouterr().out
