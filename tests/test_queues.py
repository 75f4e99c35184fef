"""The description of the managed queues, and the commands that make them."""

from __future__ import annotations

import stat

from lib.coordination.jobs import Capacity
from lib.offline.task_server import DEFAULT_LANES
from lib.settings import Settings
from scripts import queues

NOTHING_SET = Settings.from_environment({})


def test_the_local_queues_and_the_leases_hold_what_the_managed_queues_do():
    described = {
        name: (queue["max-concurrent-dispatches"], queue["max-attempts"])
        for name, queue in queues.load().items()
    }

    assert described == {
        name: (lane.max_concurrent, lane.max_attempts) for name, lane in DEFAULT_LANES.items()
    }
    assert described["heavy"][0] == NOTHING_SET.heavy_at_most == Capacity().heavy
    assert described["quick"][0] == NOTHING_SET.running_at_most == Capacity().running


def test_the_commands_are_printed_and_nothing_is_run(capsys):
    assert queues.main(["--location", "europe-west1", "--project", "studio"]) == 0

    quick, heavy = capsys.readouterr().out.splitlines()
    assert quick.startswith(
        "gcloud tasks queues create quick --location=europe-west1 --project=studio"
    )
    assert "--max-concurrent-dispatches=8" in quick
    assert "--max-concurrent-dispatches=3" in heavy
    assert "--max-attempts=-1" in heavy


def test_queues_that_are_there_are_updated_and_others_created(tmp_path, monkeypatch, capsys):
    gcloud, log = tmp_path / "gcloud", tmp_path / "log"
    gcloud.write_text(
        f'#!/bin/sh\necho "$*" >>{log}\n'
        'case "$*" in *update\\ heavy*) echo "NOT_FOUND" >&2; exit 1;; esac\n'
    )
    gcloud.chmod(gcloud.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    assert queues.main(["--location", "here", "--apply"]) == 0

    assert capsys.readouterr().out.splitlines() == ["quick: updated", "heavy: created"]
    verbs = [line.split()[2:4] for line in log.read_text().splitlines()]
    assert verbs == [["update", "quick"], ["update", "heavy"], ["create", "heavy"]]


def test_what_gcloud_refuses_is_told(tmp_path, monkeypatch, capsys):
    gcloud = tmp_path / "gcloud"
    gcloud.write_text('#!/bin/sh\necho "PERMISSION_DENIED" >&2\nexit 1\n')
    gcloud.chmod(gcloud.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    assert queues.main(["--location", "here", "--apply"]) == 1

    assert "PERMISSION_DENIED" in capsys.readouterr().out
