"""Names, identifiers and states of tracks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import track

HASH = "ab" * 32


def test_an_analysis_has_one_id_per_user_content_and_version():
    ids = {
        track.analysis_id(uid=uid, sha256_hex=content, version=version)
        for uid in ("ana", "bia")
        for content in (HASH, "cd" * 32)
        for version in ("1", "2")
    }

    assert len(ids) == 8
    assert track.analysis_id(uid="ana", sha256_hex=HASH, version="1") in ids


def test_an_upload_id_carries_the_hash_it_was_announced_with():
    first, second = track.new_upload_id(HASH, uid="ana"), track.new_upload_id(HASH, uid="ana")

    assert first != second
    assert track.announced_sha256(first) == HASH


def test_every_upload_of_a_user_lies_in_one_folder_of_their_environment_that_hides_who_they_are():
    def folder(uid: str, namespace: str = "production") -> str:
        name = track.object_name(namespace, track.new_upload_id(HASH, uid=uid))
        assert HASH in name
        return name.rpartition("/")[0]

    assert folder("ana") == folder("ana")
    assert len({folder("ana"), folder("rui"), folder("ana", "preview-x")}) == 3
    assert folder("ana").startswith("production/uploads/")
    assert "ana" not in folder("ana")


@given(st.text())
def test_for_any_text_an_upload_id_is_read_or_refused(text):
    found = track.announced_sha256(text)

    assert found is None or text.endswith(found)


@given(st.text())
def test_for_any_name_what_is_shown_is_one_clean_line(name):
    shown = track.clean_filename(name)

    assert 1 <= len(shown) <= track.MAX_NAME_CHARACTERS
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert "/" not in shown
    assert "\\" not in shown


def test_a_name_keeps_its_accents_and_loses_its_folders_and_its_tricks():
    assert track.clean_filename("C:\\Mixes\\Canção nº 1.wav") == "Canção nº 1.wav"
    assert track.clean_filename("../../etc/passwd") == "passwd"
    assert track.clean_filename("gpj.\u202evaw") == "gpj.vaw"
    assert track.clean_filename("\x00\n") == "track"


def test_sixty_megabytes_of_mp3_are_longer_than_sixty_megabytes_of_wav():
    assert track.estimated_seconds(60_000_000, "audio/mpeg") > 40 * 60
    assert track.estimated_seconds(60_000_000, "audio/wav") < 6 * 60


@pytest.mark.parametrize(
    ("audio_s", "deadline_s"), [(0, 15), (240, 15), (600, 23), (7200, 221), (10**6, 1800)]
)
def test_a_deadline_grows_with_the_audio_within_what_the_queue_takes(audio_s, deadline_s):
    assert track.deadline_s(audio_s) == deadline_s
