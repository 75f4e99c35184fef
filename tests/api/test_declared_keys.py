"""Upstash locks only the keys that a script declares, and refuses it any other.

The embedded server does not mind, so here it is watched: whatever a script touches must be among
the keys of the call that ran it.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import httpx
import pytest
import valkey

from lib.coordination import admission_scripts, figures, scripts
from lib.offline.gemini_behaviour import Answer
from lib.offline.gemini_server import FakeGemini
from lib.offline.redis_front import create_front
from lib.offline.serving import ServedApp
from lib.offline.valkey_server import ValkeyServer
from lib.ports import Script


class Watch:
    """What a server runs, as its MONITOR tells: each script's call with the commands it made."""

    def __init__(self, server: ValkeyServer) -> None:
        self._client = valkey.Valkey.from_url(server.url)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(unquote(urlsplit(server.url).path))
        self._lines = self._socket.makefile("rb")
        self._socket.sendall(b"MONITOR\r\n")
        assert self._lines.readline() == b"+OK\r\n"
        self.calls: list[tuple[list[bytes], list[list[bytes]]]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._lines:
            words = [_unescaped(word) for word in re.findall(rb'"((?:[^"\\]|\\.)*)"', line)]
            if words[:2] == [b"echo", b"that is all"]:
                return
            if b" lua] " in line.partition(b'"')[0]:
                self.calls[-1][1].append(words)
            else:
                self.calls.append((words, []))

    def end(self) -> None:
        """Stop watching; what was seen so far is in `calls`."""
        if self._reader.is_alive():
            self._client.execute_command("echo", "that is all")
            self._reader.join(10)

    def close(self) -> None:
        self.end()
        self._lines.close()
        self._socket.close()
        self._client.close()

    def keys_of(self, command: list[bytes]) -> set[bytes]:
        try:
            return {
                key if isinstance(key, bytes) else str(key).encode()
                for key in self._client.execute_command("COMMAND GETKEYS", *command)
            }
        except valkey.ResponseError as error:
            if "no key arguments" not in str(error):
                raise
            return set()

    def undeclared(self) -> set[tuple[bytes, bytes]]:
        """Commands and keys that no call of a script had declared."""
        return {
            (command[0], key)
            for call, commands in self.calls
            for command in commands
            for key in self.keys_of(command) - declared(call)
        }


def _unescaped(word: bytes) -> bytes:
    return word.decode("unicode_escape").encode("latin-1")


def declared(call: list[bytes]) -> set[bytes]:
    return set(call[3 : 3 + int(call[2])])


@pytest.fixture
def watched(tmp_path, open_site) -> Iterator:
    with (
        ValkeyServer(tmp_path / "watched") as server,
        ServedApp(create_front(server.url, token="watched")) as front,
        FakeGemini(unsure, keys=["key-0"]) as gemini,
    ):
        site = open_site(
            UPSTASH_REDIS_REST_URL=front.url,
            UPSTASH_REDIS_REST_TOKEN="watched",
            GEMINI_API_KEYS="key-0",
            GEMINI_BASE_URL=gemini.url,
        )
        watch = Watch(server)
        yield site, watch
        watch.close()


def unsure(seen) -> Answer:
    """An answer that the Senior is asked about too."""
    identifier = re.search(r"^id: (\w+)", seen.message, re.MULTILINE)[1]
    text = '{"id": "%s", "claims": [], "answer": "It depends.", "confidence": 0.1}'
    return Answer(text % identifier, input_tokens=100, output_tokens=10)


def use_everything(site, tone, environment) -> None:
    first = site.measured(tone(hz=431.7))["analysis_id"]
    for question in ("Is it muddy?", "Is it muddy?", "what is LUFS?", "Would you change a thing?"):
        body = {"question": question, "analysis_id": first, "session_id": "s"}
        assert site.call("POST", "/api/ask", json=body).status_code == 200
    second, _ = (
        site.analyze(site.send(tone(hz=hz)), prefer="respond-async").headers["location"]
        for hz in (433.9, 435.1)
    )
    for path in (f"/api/status?job={first}", f"/api/analyze?id={first}", "/api/analyze"):
        assert site.call("GET", path).status_code == 200
    operator = {"Authorization": f"Bearer {site.token(operator=True)}"}
    assert site.call("GET", "/api/status?view=metrics", headers=operator).status_code == 200
    assert site.call("DELETE", second).status_code == 200
    assert site.call("DELETE", f"/api/analyze?id={first}").status_code == 204
    assert site.call("DELETE", "/api/analyze?all=true").status_code == 204
    bearer = {"Authorization": f"Bearer {environment['CRON_SECRET']}"}
    for _ in range(2):
        site.clock.advance(2 * 24 * 3600)
        assert httpx.get(site.url + "/api/warm", headers=bearer, timeout=60).status_code == 200


def test_every_key_that_a_script_touches_is_declared(watched, tone, environment):
    site, watch = watched
    use_everything(site, tone, environment)
    watch.end()

    assert watch.undeclared() == set()
    named = {call[1] for call, _ in watch.calls if call[0].lower() in {b"eval", b"evalsha"}}
    seen = [s for s in SCRIPTS if {s.digest.encode(), s.source.encode()} & named]
    assert len(seen) > len(SCRIPTS) / 2, "too few of the scripts ran for this to say much"


def test_a_key_that_is_not_declared_is_noticed(tmp_path):
    with ValkeyServer(tmp_path) as server, valkey.Valkey.from_url(server.url) as client:
        watch = Watch(server)
        sneaky = "redis.call('SET', KEYS[1], 1) return redis.call('MGET', KEYS[1], ARGV[1])"
        client.eval(sneaky, 1, "declared", 'not "declared" \\ é')
        client.set("a key of no script", 1)
        watch.end()
        assert watch.undeclared() == {(b"MGET", 'not "declared" \\ é'.encode())}
        watch.close()


SCRIPTS = [
    value
    for module in (scripts, admission_scripts, figures)
    for value in vars(module).values()
    if isinstance(value, Script)
]
