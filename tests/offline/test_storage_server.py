"""The local object storage, spoken to over real HTTP as browsers and functions do."""

from __future__ import annotations

import http.client
import os
import socket
import tracemalloc
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.live.signing import Signer, signed_url
from lib.offline.clock import ManualClock
from lib.offline.keys import rsa_key
from lib.offline.serving import ServedApp
from lib.offline.storage_server import create_storage

GRAIN = 256 * 1024
MAX_BYTES = 60_000_000
ORIGIN = "http://localhost:3000"
SOME = os.urandom(5 * GRAIN + 1000)


@dataclass
class Bucket:
    """A client that holds the key: signs, starts sessions, sends parts."""

    url: str
    clock: ManualClock
    signer: Signer
    client: httpx.Client

    def signed(
        self,
        method: str,
        name: str,
        *,
        headers: Mapping[str, str] | None = None,
        life_s: int = 3600,
        bucket: str = "mixes",
        signer: Signer | None = None,
    ) -> str:
        return signed_url(
            signer or self.signer,
            method=method,
            endpoint=self.url,
            bucket=bucket,
            name=name,
            headers=headers or {},
            at_s=self.clock.now(),
            expires_s=life_s,
        )

    def start(self, name: str, *, size: int, kind: str = "audio/wav", origin: str = "") -> str:
        headers = start_headers(size, kind=kind)
        answer = self.client.post(
            self.signed("POST", name, headers=headers),
            headers=headers | ({"Origin": origin} if origin else {}),
        )
        assert answer.status_code == 201
        return answer.headers["Location"]

    def part(self, session: str, body: bytes, *, first: int, total: int | str) -> httpx.Response:
        span = f"bytes {first}-{first + len(body) - 1}/{total}"
        return self.client.put(session, content=body, headers={"Content-Range": span})

    def standing(self, session: str, total: int | str = "*") -> httpx.Response:
        return self.client.put(session, headers={"Content-Range": f"bytes */{total}"})

    def get(self, name: str, **headers: str) -> httpx.Response:
        return self.client.get(self.signed("GET", name), headers=headers)


def start_headers(size: int, *, kind: str = "audio/wav") -> dict[str, str]:
    return {
        "Content-Type": kind,
        "x-goog-content-length-range": f"{size},{size}",
        "x-goog-resumable": "start",
    }


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return rsa_key(tmp_path_factory.mktemp("keys") / "key.pem")


@contextmanager
def serving(data_dir: Path, keys: tuple[str, str], clock: ManualClock) -> Iterator[Bucket]:
    private_pem, public_pem = keys
    app = create_storage(
        data_dir, bucket="mixes", public_key_pem=public_pem, allowed_origins=[ORIGIN], clock=clock
    )
    signer = Signer(email="uploads@local", private_key_pem=private_pem)
    with ServedApp(app) as served, httpx.Client(trust_env=False, timeout=20) as client:
        yield Bucket(served.url, clock, signer, client)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, keys: tuple[str, str]) -> Iterator[Bucket]:
    """One server for the tests that leave the clock alone and use names of their own."""
    with serving(tmp_path_factory.mktemp("shared"), keys, ManualClock()) as bucket:
        yield bucket


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "storage"


@pytest.fixture
def bucket(data_dir: Path, keys: tuple[str, str]) -> Iterator[Bucket]:
    with serving(data_dir, keys, ManualClock()) as bucket:
        yield bucket


def code(answer: httpx.Response) -> str:
    assert answer.headers["Content-Type"].startswith("application/xml")
    return answer.text.partition("<Code>")[2].partition("</Code>")[0]


# Uploading


def test_a_whole_file_in_one_put_becomes_an_object(shared: Bucket) -> None:
    session = shared.start("whole", size=len(SOME), kind="audio/flac")
    answer = shared.client.put(session, content=SOME, headers={"Content-Type": "audio/flac"})
    assert answer.status_code == 200
    got = shared.get("whole")
    assert (got.content, got.headers["Content-Type"]) == (SOME, "audio/flac")
    assert got.headers["ETag"] == answer.headers["ETag"]


def test_a_file_in_chunks_becomes_an_object_with_its_last_chunk(shared: Bucket) -> None:
    session = shared.start("chunks", size=len(SOME))
    first = shared.part(session, SOME[: 2 * GRAIN], first=0, total=len(SOME))
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{2 * GRAIN - 1}")
    second = shared.part(session, SOME[2 * GRAIN : 5 * GRAIN], first=2 * GRAIN, total=len(SOME))
    assert (second.status_code, second.headers["Range"]) == (308, f"bytes=0-{5 * GRAIN - 1}")
    assert shared.get("chunks").status_code == 404
    assert shared.part(session, SOME[5 * GRAIN :], first=5 * GRAIN, total=len(SOME)).is_success
    assert shared.get("chunks").content == SOME


@given(cuts=st.lists(st.integers(0, 5), max_size=4), resent=st.lists(st.integers(0, 5), max_size=4))
@settings(max_examples=15)
def test_any_cut_into_chunks_gives_the_same_object(
    shared: Bucket, cuts: list[int], resent: list[int]
) -> None:
    """Chunks sent again, from where nothing was asked for, included."""
    session = shared.start("any", size=len(SOME))
    edges = sorted({0, *(cut * GRAIN for cut in cuts), len(SOME)})
    for first, end in pairwise(edges):
        for grains in resent:
            if grains * GRAIN < first:
                again = shared.part(
                    session, SOME[grains * GRAIN : first], first=grains * GRAIN, total=len(SOME)
                )
                assert again.headers["Range"] == f"bytes=0-{first - 1}"
        answer = shared.part(session, SOME[first:end], first=first, total=len(SOME))
    assert answer.status_code == 200
    assert shared.get("any").content == SOME


def test_a_chunk_that_overlaps_what_is_there_adds_only_what_is_new(shared: Bucket) -> None:
    session = shared.start("overlap", size=len(SOME))
    shared.part(session, SOME[: 3 * GRAIN], first=0, total=len(SOME))
    answer = shared.part(session, SOME[GRAIN:], first=GRAIN, total=len(SOME))
    assert answer.status_code == 200
    assert shared.get("overlap").content == SOME


def test_a_session_says_where_it_stands(shared: Bucket) -> None:
    session = shared.start("standing", size=len(SOME))
    assert "Range" not in shared.standing(session).headers
    shared.part(session, SOME[:GRAIN], first=0, total=len(SOME))
    answer = shared.standing(session, len(SOME))
    assert (answer.status_code, answer.headers["Range"]) == (308, f"bytes=0-{GRAIN - 1}")
    shared.part(session, SOME[GRAIN:], first=GRAIN, total=len(SOME))
    assert shared.standing(session, len(SOME)).status_code == 200


def test_a_total_told_only_at_the_end_completes_the_upload(shared: Bucket) -> None:
    session = shared.start("late", size=GRAIN)
    assert shared.part(session, SOME[:GRAIN], first=0, total="*").status_code == 308
    assert shared.standing(session, GRAIN).status_code == 200
    assert shared.get("late").content == SOME[:GRAIN]


def test_a_chunk_ahead_of_what_arrived_is_refused_until_the_gap_is_filled(shared: Bucket) -> None:
    session = shared.start("gap", size=len(SOME))
    answer = shared.part(session, SOME[GRAIN:], first=GRAIN, total=len(SOME))
    assert (answer.status_code, code(answer)) == (503, "ServiceUnavailable")
    assert shared.part(session, SOME[:GRAIN], first=0, total=len(SOME)).status_code == 308
    assert shared.part(session, SOME[GRAIN:], first=GRAIN, total=len(SOME)).status_code == 200


def test_a_finished_session_answers_as_when_it_finished(shared: Bucket) -> None:
    session = shared.start("twice", size=3)
    first = shared.client.put(session, content=b"abc")
    again = shared.client.put(session, content=b"xyz")
    assert (again.status_code, again.headers["ETag"]) == (200, first.headers["ETag"])
    assert shared.get("twice").content == b"abc"


def test_an_empty_object_is_an_object(shared: Bucket) -> None:
    assert shared.client.put(shared.start("empty", size=0), content=b"").status_code == 200
    assert (shared.get("empty").status_code, shared.get("empty").content) == (200, b"")


def test_a_new_upload_replaces_the_object_only_when_it_is_whole(
    bucket: Bucket, data_dir: Path
) -> None:
    bucket.client.put(bucket.start("m", size=3), content=b"old")
    session = bucket.start("m", size=GRAIN + 1)
    bucket.part(session, SOME[:GRAIN], first=0, total=GRAIN + 1)
    assert bucket.get("m").content == b"old"
    bucket.part(session, SOME[GRAIN : GRAIN + 1], first=GRAIN, total=GRAIN + 1)
    assert bucket.get("m").content == SOME[: GRAIN + 1]
    assert len(files_in(data_dir / "files")) == 1


# Interruptions


def test_an_interrupted_transfer_goes_on_where_it_broke(shared: Bucket) -> None:
    session = shared.start("broken", size=len(SOME))
    with sending(session, {"Content-Length": str(len(SOME))}) as connection:
        connection.sendall(SOME[: 3 * GRAIN + 77])
        wait_for_bytes(shared, session)
    kept = wait_for_bytes(shared, session)
    assert kept % GRAIN == 0
    answer = shared.part(session, SOME[kept:], first=kept, total=len(SOME))
    assert answer.status_code == 200
    assert shared.get("broken").content == SOME


def test_an_upload_goes_on_after_the_server_was_restarted(
    data_dir: Path, keys: tuple[str, str]
) -> None:
    clock = ManualClock()
    with serving(data_dir, keys, clock) as before:
        session = before.start("m", size=len(SOME))
        before.part(session, SOME[: 2 * GRAIN], first=0, total=len(SOME))
        whole = before.start("whole", size=3)
        before.client.put(whole, content=b"abc")
    with serving(data_dir, keys, clock) as after:
        moved = session.replace(before.url, after.url)
        assert after.standing(moved).headers["Range"] == f"bytes=0-{2 * GRAIN - 1}"
        after.part(moved, SOME[2 * GRAIN :], first=2 * GRAIN, total=len(SOME))
        assert after.get("m").content == SOME
        assert after.get("whole").content == b"abc"
        assert after.standing(whole.replace(before.url, after.url)).status_code == 200


def test_bytes_after_the_last_full_grain_are_asked_for_again(
    data_dir: Path, keys: tuple[str, str]
) -> None:
    """A killed server leaves a file that ends anywhere."""
    clock = ManualClock()
    with serving(data_dir, keys, clock) as before:
        session = before.start("m", size=len(SOME))
    (data_dir / "files" / session.partition("upload_id=")[2]).write_bytes(SOME[: GRAIN + 5])
    with serving(data_dir, keys, clock) as after:
        moved = session.replace(before.url, after.url)
        assert after.standing(moved).headers["Range"] == f"bytes=0-{GRAIN - 1}"
        assert after.part(moved, SOME[GRAIN:], first=GRAIN, total=len(SOME)).status_code == 200
        assert after.get("m").content == SOME


def test_a_second_transfer_of_a_session_takes_over_from_the_first(shared: Bucket) -> None:
    """A browser that lost its connection tries again before the server has noticed."""
    session = shared.start("taken-over", size=len(SOME))
    with sending(session, {"Content-Length": str(len(SOME))}) as connection:
        connection.sendall(bytes(2 * GRAIN))
        wait_for_bytes(shared, session)
        assert shared.client.put(session, content=SOME).status_code == 200
        connection.sendall(bytes(len(SOME) - 2 * GRAIN))
        assert b" 503 " in connection.recv(64)
    assert shared.get("taken-over").content == SOME


def test_a_transfer_that_was_taken_over_cannot_finish_the_upload(shared: Bucket) -> None:
    """Its bytes are all sent, but the newer transfer has cut the file off and begun again."""
    session = shared.start("half", size=len(SOME))
    with sending(session, {"Transfer-Encoding": "chunked"}) as old:
        old.sendall(f"{len(SOME):x}\r\n".encode() + SOME + b"\r\n")
        wait_for_bytes(shared, session, at_least=5 * GRAIN)
        with sending(session, {"Content-Length": str(len(SOME))}) as new:
            new.sendall(SOME[:GRAIN])
            wait_for_bytes(shared, session, at_most=GRAIN)
            old.sendall(b"0\r\n\r\n")
            assert b" 503 " in old.recv(64)
            assert shared.get("half").status_code == 404
            new.sendall(SOME[GRAIN:])
            assert b" 200 " in new.recv(64)
    assert shared.get("half").content == SOME


def test_uploads_at_the_same_time_do_not_mix(shared: Bucket) -> None:
    bodies = {f"parallel-{index}": os.urandom(GRAIN + index) for index in range(1, 6)}

    def upload(name: str) -> int:
        session = shared.start(name, size=len(bodies[name]))
        shared.part(session, bodies[name][:GRAIN], first=0, total=len(bodies[name]))
        rest = shared.part(session, bodies[name][GRAIN:], first=GRAIN, total=len(bodies[name]))
        return rest.status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(upload, bodies)) == {200}
    assert {name: shared.get(name).content for name in bodies} == bodies


def test_sixty_megabytes_pass_through_in_little_memory(shared: Bucket) -> None:
    block = os.urandom(64 * 1024)
    blocks = MAX_BYTES // len(block)
    session = shared.start("large", size=blocks * len(block))
    tracemalloc.start()
    answer = shared.client.put(
        session,
        content=(block for _ in range(blocks)),
        headers={"Content-Length": str(blocks * len(block))},
    )
    with shared.client.stream("GET", shared.signed("GET", "large")) as got:
        received = sum(len(piece) for piece in got.iter_bytes(1 << 20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (answer.status_code, received) == (200, blocks * len(block))
    assert peak < 8_000_000  # client and server together


# Refusals


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ({}, b"123456", "EntityTooLarge"),
        ({}, b"1234", "EntityTooSmall"),
        ({"Content-Range": "bytes 0-5/6"}, b"123456", "EntityTooLarge"),
        ({"Content-Range": "bytes 0-3/4"}, b"1234", "EntityTooSmall"),
        ({"Content-Range": "bytes 0-262143/*"}, bytes(GRAIN), "EntityTooLarge"),
        ({"Content-Range": "bytes */6"}, b"", "EntityTooLarge"),
        ({"Content-Range": "bytes 0-3/5"}, b"1234", "InvalidArgument"),
        ({"Content-Range": "bytes 0-4/5"}, b"1234", "InvalidArgument"),
        ({"Content-Range": "bytes 3-2/5"}, b"", "InvalidArgument"),
        ({"Content-Range": "bytes 0-5/5"}, b"123456", "InvalidArgument"),
        ({"Content-Range": "bytes */5"}, b"12345", "InvalidArgument"),
        ({"Content-Range": "characters 0-4/5"}, b"12345", "InvalidArgument"),
        ({"Content-Type": "text/html"}, b"12345", "InvalidArgument"),
    ],
)
def test_bytes_that_were_not_announced_are_refused_and_nothing_is_stored(
    shared: Bucket, headers: dict[str, str], body: bytes, expected: str
) -> None:
    session = shared.start("announced", size=5)
    answer = shared.client.put(session, content=body, headers=headers)
    assert (answer.status_code, code(answer)) == (400, expected)
    assert shared.get("announced").status_code == 404
    assert shared.client.put(session, content=b"12345").status_code == 200
    shared.client.delete(shared.signed("DELETE", "announced"))


@pytest.mark.parametrize("body", [b"123456", b"1234"])
def test_a_body_of_unstated_length_is_counted(shared: Bucket, body: bytes) -> None:
    session = shared.start("counted", size=5)
    answer = shared.client.put(session, content=(piece for piece in (body[:2], body[2:])))
    assert answer.status_code == 400
    assert shared.get("counted").status_code == 404
    assert "Range" not in shared.standing(session).headers


def test_no_signature_lifts_the_servers_own_limit(shared: Bucket) -> None:
    headers = start_headers(MAX_BYTES + 1)
    answer = shared.client.post(shared.signed("POST", "big", headers=headers), headers=headers)
    assert (answer.status_code, code(answer)) == (400, "EntityTooLarge")
    headers = {"x-goog-resumable": "start"}
    open_end = shared.client.post(shared.signed("POST", "big", headers=headers), headers=headers)
    assert open_end.status_code == 201
    over = shared.standing(open_end.headers["Location"], MAX_BYTES + 1)
    assert (over.status_code, code(over)) == (400, "EntityTooLarge")


@pytest.mark.parametrize("limits", ["5,4", "-1,5", "5", "a,b", "1,2,3"])
def test_a_size_range_without_sense_is_refused(shared: Bucket, limits: str) -> None:
    headers = start_headers(5) | {"x-goog-content-length-range": limits}
    answer = shared.client.post(shared.signed("POST", "m", headers=headers), headers=headers)
    assert (answer.status_code, code(answer)) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    ("altered", "expected"),
    [
        ({"x-goog-content-length-range": "0,60000000"}, (403, "SignatureDoesNotMatch")),
        ({"Content-Type": "text/html"}, (403, "SignatureDoesNotMatch")),
        ({"Host": "storage.example"}, (403, "SignatureDoesNotMatch")),
        ({"x-goog-resumable": ""}, (403, "SignatureDoesNotMatch")),
        ({"x-goog-meta-more": "1"}, (400, "MalformedSecurityHeader")),
    ],
)
def test_a_start_whose_headers_are_not_the_signed_ones_is_refused(
    shared: Bucket, altered: dict[str, str], expected: tuple[int, str]
) -> None:
    headers = start_headers(5)
    url = shared.signed("POST", "m", headers=headers)
    answer = shared.client.post(url, headers=headers | altered)
    assert (answer.status_code, code(answer)) == expected


@pytest.mark.parametrize("missing", ["x-goog-content-length-range", "Content-Type"])
def test_a_signed_header_left_out_is_refused(shared: Bucket, missing: str) -> None:
    headers = start_headers(5)
    url = shared.signed("POST", "m", headers=headers)
    del headers[missing]
    answer = shared.client.post(url, headers=headers)
    assert (answer.status_code, code(answer)) == (400, "MalformedSecurityHeader")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("/mixes/m?", "/mixes/other?", "SignatureDoesNotMatch"),
        ("Expires=3600", "Expires=7200", "SignatureDoesNotMatch"),
        ("uploads%40local", "someone%40local", "SignatureDoesNotMatch"),
        ("Signature=", "Signature=00", "SignatureDoesNotMatch"),
        ("Signature=", "Signature=zz", "SignatureDoesNotMatch"),
        ("&X-Goog-Signature=", "&x=1&X-Goog-Signature=", "SignatureDoesNotMatch"),
        ("X-Goog-Signature=", "Nothing=", "AccessDenied"),
        ("Expires=3600", "Expires=999999999", "MalformedSecurityHeader"),
        ("Expires=3600", "Expires=0", "MalformedSecurityHeader"),
        ("Expires=3600", "Expires=soon", "MalformedSecurityHeader"),
        ("X-Goog-Date=", "X-Goog-Date=9", "MalformedSecurityHeader"),
        ("RSA-SHA256", "HMAC-SHA256", "MalformedSecurityHeader"),
        ("SignedHeaders=host", "SignedHeaders=", "MalformedSecurityHeader"),
        ("&X-Goog-Signature=", "&X-Goog-Expires=3600&X-Goog-Signature=", "MalformedSecurityHeader"),
        ("%2Fstorage%2F", "%2Fcompute%2F", "MalformedSecurityHeader"),
    ],
)
def test_an_altered_url_opens_nothing(shared: Bucket, old: str, new: str, expected: str) -> None:
    shared.client.put(shared.start("m", size=6), content=b"secret")
    url = shared.signed("GET", "m")
    assert old in url
    answer = shared.client.get(url.replace(old, new))
    assert answer.status_code in (400, 403)
    assert code(answer) == expected


def test_a_url_signed_for_reading_does_not_delete(shared: Bucket) -> None:
    shared.client.put(shared.start("m", size=1), content=b"1")
    assert shared.client.delete(shared.signed("GET", "m")).status_code == 403
    assert shared.get("m").status_code == 200


def test_another_key_opens_nothing(shared: Bucket, tmp_path: Path) -> None:
    stranger = Signer(email="uploads@local", private_key_pem=rsa_key(tmp_path / "key.pem")[0])
    answer = shared.client.get(shared.signed("GET", "m", signer=stranger))
    assert (answer.status_code, code(answer)) == (403, "SignatureDoesNotMatch")


def test_an_unsigned_request_opens_nothing(shared: Bucket) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        assert shared.client.request(method, f"{shared.url}/mixes/m").status_code == 403


def test_a_signed_url_expires(bucket: Bucket) -> None:
    bucket.client.put(bucket.start("m", size=1), content=b"1")
    url = bucket.signed("GET", "m", life_s=60)
    bucket.clock.advance(59)
    assert bucket.client.get(url).status_code == 200
    bucket.clock.advance(1)
    answer = bucket.client.get(url)
    assert (answer.status_code, code(answer)) == (400, "ExpiredToken")


def test_a_url_signed_in_the_future_does_not_hold_yet(bucket: Bucket) -> None:
    bucket.clock.advance(3600)
    url = bucket.signed("GET", "m")
    bucket.clock.advance(-3600)
    answer = bucket.client.get(url)
    assert (answer.status_code, code(answer)) == (400, "MalformedSecurityHeader")


def test_a_session_expires_and_its_bytes_are_swept(bucket: Bucket, data_dir: Path) -> None:
    session = bucket.start("m", size=len(SOME))
    bucket.part(session, SOME[:GRAIN], first=0, total=len(SOME))
    bucket.clock.advance(3600)
    answer = bucket.part(session, SOME[GRAIN:], first=GRAIN, total=len(SOME))
    assert (answer.status_code, code(answer)) == (410, "UploadExpired")
    bucket.clock.advance(2 * 24 * 3600)
    bucket.start("other", size=1)
    assert bucket.standing(session).status_code == 404
    assert files_in(data_dir / "files") == set()


def test_sweeping_sessions_leaves_the_objects_they_brought(bucket: Bucket) -> None:
    bucket.client.put(bucket.start("m", size=1), content=b"1")
    bucket.clock.advance(3 * 24 * 3600)
    bucket.start("other", size=1)
    assert bucket.get("m").content == b"1"


def test_a_cancelled_session_is_over_and_leaves_nothing(bucket: Bucket, data_dir: Path) -> None:
    session = bucket.start("m", size=len(SOME))
    bucket.part(session, SOME[:GRAIN], first=0, total=len(SOME))
    assert bucket.client.delete(session).status_code == 499
    assert bucket.client.put(session, content=SOME).status_code == 499
    assert bucket.get("m").status_code == 404
    assert files_in(data_dir / "files") == set()


def test_cancelling_a_finished_session_does_not_take_the_object(shared: Bucket) -> None:
    session = shared.start("kept", size=1)
    shared.client.put(session, content=b"1")
    shared.client.delete(session)
    assert shared.get("kept").content == b"1"


def test_a_session_that_was_never_opened_is_not_found(shared: Bucket) -> None:
    session = shared.start("mine", size=1)
    for wrong in (session[:-1] + "!", session.replace("/mine?", "/other?")):
        answer = shared.client.put(wrong, content=b"1")
        assert (answer.status_code, code(answer)) == (404, "NoSuchUpload")


def test_session_addresses_cannot_be_guessed(shared: Bucket) -> None:
    ids = {shared.start("m", size=1).partition("upload_id=")[2] for _ in range(3)}
    assert len(ids) == 3
    assert min(len(one) for one in ids) >= 43  # 256 bits in base64


@pytest.mark.parametrize(
    "name", ["../../escape", "..", "a/../../b", "/etc/passwd", "..%2Fescape", "a\x00b", "x" * 1024]
)
def test_no_name_leaves_the_folder(bucket: Bucket, tmp_path: Path, name: str) -> None:
    """Sent as written: most clients would tidy the dots away first."""
    before = files_in(tmp_path)
    headers = start_headers(5)
    status, location = as_written("POST", bucket.signed("POST", name, headers=headers), headers)
    assert status == 201
    assert as_written("PUT", location, {}, body=b"bytes")[0] == 200
    assert as_written("GET", bucket.signed("GET", name), {})[0] == 200
    new = files_in(tmp_path) - before
    assert {path.relative_to(tmp_path).parts[0] for path in new} == {"storage"}
    assert as_written("DELETE", bucket.signed("DELETE", name), {})[0] == 204


@pytest.mark.parametrize("path", ["/mixes/%ff", "/mixes/", "/mixes/" + "x" * 1025])
def test_a_name_that_is_none_is_refused(shared: Bucket, path: str) -> None:
    answer = shared.client.get(shared.url + path)
    assert (answer.status_code, code(answer)) == (400, "InvalidObjectName")


def test_another_bucket_is_not_there(shared: Bucket) -> None:
    answer = shared.client.get(shared.signed("GET", "m", bucket="other"))
    assert (answer.status_code, code(answer)) == (404, "NoSuchBucket")


# Reading and deleting


def test_part_of_an_object_can_be_read(shared: Bucket) -> None:
    shared.client.put(shared.start("ranged", size=10), content=b"0123456789")
    answer = shared.get("ranged", Range="bytes=2-5")
    assert (answer.status_code, answer.content) == (206, b"2345")
    assert answer.headers["Content-Range"] == "bytes 2-5/10"
    assert shared.get("ranged", Range="bytes=10-").status_code == 416


def test_an_objects_head_tells_its_size(shared: Bucket) -> None:
    shared.client.put(shared.start("head", size=10), content=b"0123456789")
    answer = shared.client.head(shared.signed("HEAD", "head"))
    assert (answer.headers["Content-Length"], answer.content) == ("10", b"")


def test_a_deleted_object_is_gone_with_its_bytes(bucket: Bucket, data_dir: Path) -> None:
    bucket.client.put(bucket.start("m", size=1), content=b"1")
    assert bucket.client.delete(bucket.signed("DELETE", "m")).status_code == 204
    again = bucket.client.delete(bucket.signed("DELETE", "m"))
    assert (again.status_code, code(again)) == (404, "NoSuchKey")
    assert bucket.get("m").status_code == 404
    assert files_in(data_dir / "files") == set()


# CORS


def preflight(bucket: Bucket, url: str, *, origin: str, method: str = "PUT") -> httpx.Headers:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-range,content-type",
    }
    answer = bucket.client.options(url, headers=headers)
    assert answer.status_code == 200
    return answer.headers


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_preflight_from_a_configured_origin_is_granted(shared: Bucket, method: str) -> None:
    granted = preflight(shared, f"{shared.url}/mixes/m", origin=ORIGIN, method=method)
    assert granted["Access-Control-Allow-Origin"] == ORIGIN
    assert method in granted["Access-Control-Allow-Methods"]
    assert granted["Access-Control-Allow-Headers"] == "content-range,content-type"


def test_a_preflight_from_another_origin_is_not_granted(shared: Bucket) -> None:
    refused = preflight(shared, f"{shared.url}/mixes/m", origin="https://evil.example")
    assert not [name for name in refused if name.startswith("access-control-")]


def test_a_session_answers_the_origin_that_opened_it_and_no_other(shared: Bucket) -> None:
    session = shared.start("cors", size=GRAIN + 1, origin="https://preview.example")
    opened = preflight(shared, session, origin="https://preview.example")
    assert opened["Access-Control-Allow-Origin"] == "https://preview.example"
    assert "access-control-allow-origin" not in preflight(shared, session, origin=ORIGIN)
    answer = shared.client.put(
        session,
        content=SOME[:GRAIN],
        headers={
            "Origin": "https://preview.example",
            "Content-Range": f"bytes 0-{GRAIN - 1}/{GRAIN + 1}",
        },
    )
    assert answer.status_code == 308
    assert answer.headers["Access-Control-Allow-Origin"] == "https://preview.example"
    exposed = answer.headers["Access-Control-Expose-Headers"]
    assert {"Range", "Location", "ETag"} <= set(exposed.split(", "))


def test_a_refusal_can_be_read_by_the_page_too(shared: Bucket) -> None:
    session = shared.start("refused", size=5, origin=ORIGIN)
    answer = shared.client.put(session, content=b"123456", headers={"Origin": ORIGIN})
    assert answer.status_code == 400
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN


# Tools


@contextmanager
def sending(session: str, headers: Mapping[str, str]) -> Iterator[socket.socket]:
    """A PUT whose body is sent by hand; closed without a word at the end."""
    parts = urlsplit(session)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as open_:
        head = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n{lines}\r\n"
        open_.sendall(head.encode())
        yield open_


def wait_for_bytes(
    bucket: Bucket, session: str, *, at_least: int = 1, at_most: int = MAX_BYTES
) -> int:
    """How many bytes the session holds, once they are in number as expected."""
    end = monotonic() + 10
    while monotonic() < end:
        stands = bucket.standing(session).headers.get("Range", "bytes=0--1")
        kept = int(stands.removeprefix("bytes=0-")) + 1
        if at_least <= kept <= at_most:
            return kept
    raise TimeoutError("the bytes did not arrive")


def as_written(
    method: str, url: str, headers: Mapping[str, str], *, body: bytes | None = None
) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, url.removeprefix(f"http://{parts.netloc}"), body, dict(headers))
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}
