"""POST /api/upload."""

from __future__ import annotations

import httpx
import pytest


def test_an_announced_file_gets_a_resumable_session_on_storage(site, any_tone):
    answer = site.announce(any_tone)

    assert answer.status_code == 201
    session = answer.json()
    assert session["cached"] is False
    assert session["method"] == "PUT"
    assert session["chunk_bytes"] % (256 * 1024) == 0
    assert session["expires_at"].endswith("Z")
    assert not session["url"].startswith(site.url)


def test_a_session_takes_the_file_in_pieces_and_says_where_it_stands(site):
    data = bytes(600 * 1024)
    session = site.announce(data).json()
    half = 256 * 1024

    def put(content: bytes, content_range: str) -> httpx.Response:
        headers = {**session["headers"], "Content-Range": content_range}
        return httpx.put(session["url"], content=content, headers=headers)

    first = put(data[:half], f"bytes 0-{half - 1}/{len(data)}")
    asked = put(b"", f"bytes */{len(data)}")
    last = put(data[half:], f"bytes {half}-{len(data) - 1}/{len(data)}")

    assert (first.status_code, first.headers["range"]) == (308, f"bytes=0-{half - 1}")
    assert (asked.status_code, asked.headers["range"]) == (308, f"bytes=0-{half - 1}")
    assert last.status_code == 200


def test_content_this_user_had_analysed_needs_no_upload(site, any_tone):
    analysis_id = site.measured(any_tone)["analysis_id"]

    answer = site.announce(any_tone, name="the same under another name.wav")

    assert answer.status_code == 200
    assert answer.json() == {"cached": True, "analysis_id": analysis_id}


def test_a_hash_finds_nothing_of_another_user(site, any_tone):
    site.measured(any_tone)

    assert site.other().announce(any_tone).status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"size": 0}, 422, "file-empty"),
        ({"size": 61_000_000}, 413, "file-too-large"),
        ({"filename": "song.m4a", "content_type": "audio/mp4"}, 415, "unsupported-type"),
        ({"filename": "notes.pdf"}, 415, "unsupported-type"),
        ({"filename": "no ending", "content_type": "text/plain"}, 415, "unsupported-type"),
        ({"sha256": "abc"}, 422, "invalid-request"),
        ({"size": -1}, 422, "invalid-request"),
        ({"size": "many"}, 422, "invalid-request"),
        ({"size": "12"}, 422, "invalid-request"),
        ({"size": True}, 422, "invalid-request"),
        ({"size": 10**400}, 422, "invalid-request"),
        ({"filename": "half a pair \ud800.wav"}, 422, "invalid-request"),
        ({"filename": "x.\u202e<script>"}, 415, "unsupported-type"),
        ({"filename": ""}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(site, changes, status, code):
    answer = site.announce(b"x" * 1000, **changes)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_an_origin_that_is_no_text_is_no_reason_to_fail(site):
    opened = site.call(
        "POST",
        "/api/upload",
        json={"filename": "a.wav", "size": 1, "sha256": "0" * 64},
        headers={"Origin": "http://é".encode("latin-1")},
    )

    assert opened.status_code == 201


def test_a_file_of_which_nothing_is_said_is_taken_and_told_by_its_bytes(site, any_tone):
    assert site.measured(any_tone, name="mix")["report"]["file"]["format"] == "WAV"


def test_one_byte_too_many_is_not_called_the_limit_itself(site):
    told = site.announce(b"x", size=60_000_001).json()

    assert (told["limit_mb"], told["size_mb"]) == (60, 60.1)


def test_sixty_megabytes_are_taken(site):
    assert site.announce(b"x", size=60_000_000).status_code == 201


def test_a_file_without_a_known_ending_is_taken_by_its_media_type(site):
    answer = site.announce(b"x", name="mix", content_type="audio/flac; charset=x")

    assert answer.status_code == 201
    assert answer.json()["headers"]["Content-Type"] == "audio/flac"


def test_the_eleventh_announcement_within_a_minute_is_refused(site):
    answers = [site.announce(bytes([n])) for n in range(11)]

    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert answers[0].headers["ratelimit-policy"] == '"upload";q=10;w=60'
    assert answers[0].headers["ratelimit"].startswith('"upload";r=9;t=')
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
