"""/api/analyze."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import httpx
import numpy as np
import pytest
import soundfile

from lib import errors, track
from lib.audio.version import ANALYSIS_VERSION
from lib.bootstrap import Services
from lib.coordination.jobs import LEASE_S


def ended(site, upload_id: str) -> dict:
    """Follow a queued job by its events until it is over; its state then."""
    told = events(site.analyze(upload_id, Accept="text/event-stream").text)
    job = told[0][1].get("job") or told[0][1]["analysis_id"]
    return site.call("GET", f"/api/status?job={job}").json()


def test_a_quick_file_is_measured_in_the_request(site, any_tone):
    answer = site.analyze(site.send(any_tone))

    assert answer.status_code == 200
    body = answer.json()
    assert body["cached"] is False
    assert body["filename"] == "mix.wav"
    assert body["report"]["sha256"] == sha256(any_tone).hexdigest()
    assert body["report"]["file"]["duration_s"] == pytest.approx(2.0)


def test_a_1_khz_tone_at_minus_23_dbfs_reads_minus_23_lufs(site, tone):
    report = site.measured(tone(20.0))["report"]

    assert report["loudness"]["integrated_lufs"] == pytest.approx(-23.0, abs=0.1)


def test_the_second_analysis_of_the_same_content_decodes_nothing(open_site, any_tone, monkeypatch):
    first = open_site()
    made = first.measured(any_tone)
    # Another instance, as after a restart, whose measuring would fail at once.
    second = open_site()
    second.uid = first.uid
    monkeypatch.setattr(second.services, "measure", None)

    again = second.announce(any_tone)
    read = second.call("GET", f"/api/analyze?id={made['analysis_id']}")

    assert again.json() == {"cached": True, "analysis_id": made["analysis_id"]}
    assert read.json()["report"] == made["report"]


def test_a_repeated_request_is_answered_from_what_is_kept(site, any_tone):
    upload_id = site.send(any_tone)
    first = site.analyze(upload_id).json()

    again = site.analyze(upload_id)

    assert again.status_code == 200
    assert again.json()["cached"] is True
    assert again.json()["report"] == first["report"]


def test_the_same_bytes_from_another_user_are_not_measured_again(site, any_tone, monkeypatch):
    mine = site.measured(any_tone)
    other = site.other()
    monkeypatch.setattr(site.services, "measure", None)

    theirs = other.measured(any_tone, name="theirs.wav")

    assert theirs["report"] == mine["report"]
    assert theirs["analysis_id"] != mine["analysis_id"]
    assert theirs["filename"] == "theirs.wav"


def test_a_caller_who_prefers_it_gets_a_job_at_once_and_the_queue_does_it(site, any_tone):
    upload_id = site.send(any_tone)
    answer = site.analyze(upload_id, Prefer="respond-async")

    assert answer.status_code == 202
    job = answer.json()["job"]
    assert answer.headers["location"] == f"/api/status?job={job['job']}"
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.headers["preference-applied"] == "respond-async"
    over = ended(site, upload_id)
    assert (over["state"], over["attempt"], over["progress"]) == ("succeeded", 1, 1)
    report = site.call("GET", f"/api/analyze?id={over['analysis_id']}").json()["report"]
    assert report["file"]["duration_s"] == pytest.approx(2.0)


def test_heavy_work_goes_to_the_queue_by_itself(open_site, any_tone):
    site = open_site(HEAVY_AFTER_S="1")

    upload_id = site.send(any_tone)
    answer = site.analyze(upload_id)

    assert answer.status_code == 202
    assert ended(site, upload_id)["state"] == "succeeded"


def test_a_small_file_that_plays_for_long_goes_to_the_queue_once_it_is_seen(open_site, tone):
    site = open_site(HEAVY_AFTER_S="60")
    data = tone(90.0, dbfs=-90.0, format="FLAC")
    assert len(data) < 60 * 20_000
    upload_id = site.send(data, name="long.flac")

    answer = site.analyze(upload_id)

    assert answer.status_code == 202
    over = ended(site, upload_id)
    assert (over["state"], over["attempt"]) == ("succeeded", 1)


def test_a_stream_follows_work_that_was_handed_to_the_queue(open_site, tone):
    site = open_site(HEAVY_AFTER_S="60")
    upload_id = site.send(tone(91.0, dbfs=-90.0, format="FLAC"), name="long.flac")

    told = events(site.analyze(upload_id, Accept="text/event-stream").text)

    assert told[-1][0] == "report"
    assert told[-1][1]["report"]["file"]["duration_s"] == 91.0


def test_without_a_queue_heavy_work_is_done_in_the_request(open_site, any_tone):
    site = open_site(HEAVY_AFTER_S="1", CLOUD_TASKS_EMULATOR_HOST="")

    assert site.analyze(site.send(any_tone)).status_code == 200


def test_progress_arrives_as_events_and_the_report_last(site, any_tone):
    upload_id = site.send(any_tone)
    answer = site.analyze(upload_id, Accept="text/event-stream")

    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    assert {name for name, _ in told[:-1]} == {"progress"}
    assert all(0 <= data["progress"] <= 1 for _, data in told[:-1])
    assert told[-1][0] == "report"
    assert told[-1][1]["report"]["sha256"] == sha256(any_tone).hexdigest()


def test_what_goes_wrong_arrives_as_an_event_too(site):
    upload_id = site.send(b"these are only words, and no sound")
    told = events(site.analyze(upload_id, Accept="text/event-stream").text)

    assert told[-1][0] == "error"
    assert told[-1][1]["code"] == "audio-unreadable"


def test_an_upload_that_was_never_sent_is_incomplete_and_can_be_mended(site, any_tone):
    session = site.announce(any_tone).json()

    early = site.analyze(session["upload_id"])
    httpx.put(session["url"], content=any_tone, headers=session["headers"])
    later = site.analyze(session["upload_id"])

    assert (early.status_code, early.json()["code"]) == (409, "upload-incomplete")
    assert later.status_code == 200


def test_bytes_that_are_not_those_announced_are_refused(site, any_tone):
    session = site.announce(any_tone, sha256="0" * 64).json()
    httpx.put(session["url"], content=any_tone, headers=session["headers"])

    answer = site.analyze(session["upload_id"])

    assert (answer.status_code, answer.json()["code"]) == (422, "hash-mismatch")


@pytest.mark.parametrize("upload_id", ["up_nonsense", "up_" + "0" * 24 + "_" + "0" * 64, "../../x"])
def test_an_upload_nobody_announced_is_not_found(site, upload_id):
    answer = site.analyze(upload_id)

    assert (answer.status_code, answer.json()["code"]) == (404, "upload-not-found")


def test_another_users_upload_is_not_found(site, any_tone):
    upload_id = site.send(any_tone)

    assert site.other().analyze(upload_id).json()["code"] == "upload-not-found"


def hostile() -> dict[str, tuple[bytes, str]]:
    def wav(samples: np.ndarray, **kinds: str) -> bytes:
        file = io.BytesIO()
        soundfile.write(file, samples, 44_100, format="WAV", **kinds)
        return file.getvalue()

    noise = np.random.default_rng(1).normal(0, 0.1, (44_100, 2))
    holes = noise.copy()
    holes[1000] = np.nan
    whole = wav(noise, subtype="PCM_16")
    return {
        "text renamed .wav": (b"Dear diary, today I mixed. " * 100, "audio-unreadable"),
        "a file cut in half": (whole[: len(whole) // 2], "audio-truncated"),
        "NaN samples": (wav(holes, subtype="FLOAT"), "audio-invalid-samples"),
        "a header and nothing else": (wav(noise[:0], subtype="PCM_16"), "audio-empty"),
        "a hundredth of a second": (wav(noise[:441], subtype="PCM_16"), "audio-too-short"),
        "a movie renamed .wav": (b"\0\0\0\x20ftypM4A " + bytes(5000), "audio-unsupported"),
    }


@pytest.mark.parametrize("kind", hostile())
def test_a_bad_file_gets_a_clear_4xx_and_the_server_goes_on(site, kind, any_tone):
    data, code = hostile()[kind]

    answer = site.analyze(site.send(data))

    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code
    assert "?" not in answer.json()["detail"]
    assert site.measured(any_tone)["report"]


@pytest.fixture(scope="module")
def ten_hours(tmp_path_factory) -> bytes:
    """Ten hours of silence, which FLAC makes a megabyte of."""
    path = tmp_path_factory.mktemp("long") / "long.flac"
    hour = np.zeros(8_000 * 3_600, np.int16)
    with soundfile.SoundFile(path, "w", 8_000, 1, format="FLAC", subtype="PCM_16") as file:
        for _ in range(10):
            file.write(hour)
    return path.read_bytes()


def test_a_flac_that_plays_for_ten_hours_is_refused_at_once(site, ten_hours):
    answer = site.analyze(site.send(ten_hours, name="long.flac"))

    assert (answer.status_code, answer.json()["code"]) == (422, "audio-too-long")


def test_a_flac_that_hides_its_ten_hours_is_refused_too(site, ten_hours):
    data = bytearray(ten_hours)
    # STREAMINFO: the low 36 bits of the 8 bytes at 18 are the number of samples; 0 is "unknown".
    data[18:26] = (int.from_bytes(data[18:26], "big") >> 36 << 36).to_bytes(8, "big")

    answer = site.analyze(site.send(bytes(data), name="long.flac"))

    assert (answer.status_code, answer.json()["code"]) == (422, "audio-too-long")


def test_a_failed_job_tells_its_problem_in_the_callers_language(site):
    site.language = "pt-BR"
    upload_id = site.send(b"only words, and no sound at all")

    assert site.analyze(upload_id, Prefer="respond-async").status_code == 202
    over = ended(site, upload_id)

    assert over["state"] == "failed"
    assert over["error"]["code"] == "audio-unreadable"
    assert over["error"]["title"] == "Não é um áudio que conseguimos ler"


def test_another_users_analysis_is_not_found_rather_than_forbidden(site, any_tone):
    analysis_id = site.measured(any_tone)["analysis_id"]
    other = site.other()

    read = other.call("GET", f"/api/analyze?id={analysis_id}")
    forgotten = other.call("DELETE", f"/api/analyze?id={analysis_id}")

    assert (read.status_code, read.json()["code"]) == (404, "analysis-not-found")
    assert forgotten.status_code == 404
    assert site.call("GET", f"/api/analyze?id={analysis_id}").status_code == 200


def test_a_report_the_caller_has_is_not_sent_again(site, any_tone):
    analysis_id = site.measured(any_tone)["analysis_id"]
    first = site.call("GET", f"/api/analyze?id={analysis_id}")

    again = site.call(
        "GET", f"/api/analyze?id={analysis_id}", headers={"If-None-Match": first.headers["etag"]}
    )

    assert again.status_code == 304
    assert again.content == b""


def test_the_history_lists_newest_first_and_pages(site, tone):
    made = []
    for hz in (300, 400, 500):
        site.clock.advance(1)
        made.append(site.measured(tone(hz=hz), name=f"{hz}.wav")["analysis_id"])

    first = site.call("GET", "/api/analyze?limit=2").json()
    rest = site.call("GET", f"/api/analyze?limit=2&cursor={first['next_cursor']}").json()

    listed = [*first["analyses"], *rest["analyses"]]
    assert [one["analysis_id"] for one in listed] == made[::-1]
    assert rest["next_cursor"] is None
    assert listed[0]["filename"] == "500.wav"
    assert set(listed[0]) == {
        "analysis_id",
        "filename",
        "created_at",
        "format",
        "duration_s",
        "integrated_lufs",
        "true_peak_dbtp",
    }


def test_a_cursor_of_another_user_is_refused(site, tone):
    for hz in (310, 410):
        site.clock.advance(1)
        site.measured(tone(hz=hz))
    cursor = site.call("GET", "/api/analyze?limit=1").json()["next_cursor"]

    answer = site.other().call("GET", f"/api/analyze?cursor={cursor}")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


def test_a_forgotten_analysis_is_gone_everywhere_and_may_be_made_again(site, any_tone):
    analysis_id = site.measured(any_tone)["analysis_id"]

    assert site.call("DELETE", f"/api/analyze?id={analysis_id}").status_code == 204

    assert site.call("GET", f"/api/analyze?id={analysis_id}").status_code == 404
    assert site.call("GET", f"/api/status?job={analysis_id}").status_code == 404
    assert site.call("GET", "/api/analyze").json()["analyses"] == []
    assert site.call("DELETE", f"/api/analyze?id={analysis_id}").status_code == 404
    assert site.measured(any_tone)["analysis_id"] == analysis_id


def test_an_idempotency_key_repeats_its_request_and_no_other(site, any_tone):
    upload_id = site.send(any_tone)
    first = site.analyze(upload_id, **{"Idempotency-Key": "key-1"})
    other_upload = site.announce(b"another file").json()["upload_id"]

    again = site.analyze(upload_id, **{"Idempotency-Key": "key-1"})
    reused = site.analyze(other_upload, **{"Idempotency-Key": "key-1"})

    assert (first.status_code, again.status_code) == (200, 200)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")


def test_only_the_queue_may_bring_jobs(site):
    forged = site.call("POST", "/api/analyze", json={"job": "an_" + "0" * 40})

    assert (forged.status_code, forged.json()["code"]) == (401, "not-signed-in")


def delivered(site, job: str, **claims) -> httpx.Response:
    """Bring a job as the queue would, with its token's claims changed."""
    issuer = site.issuer
    kinds = {
        "iss": issuer.task_issuer,
        "aud": site.services.settings.task_target,
        "sub": "tasks",
        "email": issuer.task_email,
        "email_verified": True,
        "expires_in_s": 3600,
        **claims,
    }
    headers = {"Authorization": f"Bearer {issuer._signed(**kinds)}"}
    url = f"{site.url}/api/analyze"
    return httpx.post(url, json={"job": job}, headers=headers, timeout=60)


def test_a_delivery_needs_the_queues_own_token_for_this_very_address(open_site, any_tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    job = site.analyze(site.send(any_tone), Prefer="respond-async").json()["job"]["job"]
    wrong = [
        {"aud": "https://elsewhere.example/api/analyze"},
        {"aud": f"{site.services.settings.task_target}/"},
        {"email": "somebody@local"},
        {"email_verified": False},
        {"iss": site.issuer.issuer},
        {"expires_in_s": -1},
    ]

    refused = [delivered(site, job, **claims).status_code for claims in wrong]
    untouched = site.call("GET", f"/api/status?job={job}").json()
    accepted = delivered(site, job)

    assert refused == [401] * len(wrong)
    assert (untouched["state"], untouched["attempt"]) == ("queued", 0)
    assert accepted.status_code == 200
    assert site.call("GET", f"/api/status?job={job}").json()["state"] == "succeeded"


def test_a_delivery_that_finds_every_worker_taken_is_to_come_again(open_site, tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9", RUNNING_AT_MOST="1")
    first, second = (
        site.analyze(site.send(tone(hz=hz)), Prefer="respond-async").json()["job"]["job"]
        for hz in (621.0, 622.0)
    )
    asyncio.run(claimed(site, first))

    answer = delivered(site, second)

    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer.headers["retry-after"]) >= 1
    assert site.call("GET", f"/api/status?job={second}").json()["state"] == "queued"


async def claimed(site, job: str) -> None:
    services = Services(site.services.settings, clock=site.clock)
    await services.jobs.claim(job)
    await services.aclose()


def test_a_request_without_an_upload_names_what_is_missing(site):
    answer = site.call("POST", "/api/analyze", json={})

    assert (answer.status_code, answer.json()["code"]) == (422, "missing-field")
    assert "upload_id" in answer.json()["detail"]


def test_a_mix_is_set_beside_a_reference(site, tone):
    quiet = site.measured(tone(5.0, hz=701.0, dbfs=-30.0))["analysis_id"]
    upload_id = site.send(tone(5.0, hz=701.0, dbfs=-20.0))
    body = {"upload_id": upload_id, "reference": quiet}

    made = site.call("POST", "/api/analyze", json=body).json()
    read = site.call("GET", f"/api/analyze?id={made['analysis_id']}&reference={quiet}").json()

    assert made["comparison"]["match_db"] == pytest.approx(10.0, abs=0.02)
    assert read["comparison"] == made["comparison"]
    alone = site.call("GET", f"/api/analyze?id={made['analysis_id']}").json()
    assert alone["comparison"] is None


def test_a_style_is_a_view_of_what_was_measured_once(site, tone):
    upload_id = site.send(tone(3.0, hz=703.0))

    plain = site.call("POST", "/api/analyze", json={"upload_id": upload_id}).json()
    speech = site.call(
        "POST", "/api/analyze", json={"upload_id": upload_id, "style": "speech"}
    ).json()
    address = f"/api/analyze?id={plain['analysis_id']}"
    read = site.call("GET", f"{address}&style=speech")

    assert (speech["analysis_id"], speech["cached"]) == (plain["analysis_id"], True)
    assert plain["report"]["spectrum"]["reference"] == "popular"
    assert speech["report"]["spectrum"]["reference"] == "speech"
    assert speech["report"]["spectrum"]["balance"] != plain["report"]["spectrum"]["balance"]
    assert speech["report"]["loudness"] == plain["report"]["loudness"]
    assert read.json()["report"] == speech["report"]
    assert site.call("GET", address).json()["report"] == plain["report"]
    assert site.call("GET", address).headers["etag"] != read.headers["etag"]


def test_a_style_that_is_none_is_refused_with_those_there_are(site, any_tone):
    body = {"upload_id": site.send(any_tone), "style": "polka"}

    answer = site.call("POST", "/api/analyze", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert "orchestral" in answer.json()["detail"]


def test_another_users_analysis_is_no_reference(site, tone, any_tone):
    theirs = site.other().measured(tone(2.0, hz=702.0))["analysis_id"]
    body = {"upload_id": site.send(any_tone), "reference": theirs}

    answer = site.call("POST", "/api/analyze", json=body)

    assert (answer.status_code, answer.json()["code"]) == (404, "analysis-not-found")


class Gate:
    """Holds a site's measurements back until it is opened: those of what nobody had measured."""

    def __init__(self, site, monkeypatch) -> None:
        self.reached, self._opened = threading.Event(), threading.Event()
        self._looked = threading.Event()
        self._measure, self._known = site.services.measure, site.services.archive.measurement
        monkeypatch.setattr(site.services, "measure", self._held)
        monkeypatch.setattr(site.services.archive, "measurement", self._looked_up)

    def open(self) -> None:
        self._opened.set()

    async def _looked_up(self, digest, **kinds):
        known = await self._known(digest, **kinds)
        self._looked.set()
        return known

    def _held(self, file, **kinds):
        assert self._looked.wait(30)
        self.reached.set()
        assert self._opened.wait(30)
        return self._measure(file, **kinds)


def test_a_worker_that_lost_its_lease_leaves_the_file_to_the_new_owner(
    open_site, any_tone, monkeypatch, clock
):
    stale, owner = open_site(), open_site()
    owner.uid = stale.uid
    gates = [Gate(one, monkeypatch) for one in (stale, owner)]
    upload_id = stale.send(any_tone)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(stale.analyze, upload_id)
        assert gates[0].reached.wait(30)
        clock.advance(LEASE_S + 1)
        second = pool.submit(owner.analyze, upload_id)
        assert gates[1].reached.wait(30)
        gates[0].open()
        told_to_stale = first.result(30)
        kept = stored(owner, upload_id)
        gates[1].open()
        told_to_owner = second.result(30)

    assert kept == any_tone
    assert told_to_stale.json()["report"] == told_to_owner.json()["report"]
    job = told_to_owner.json()["analysis_id"]
    assert owner.call("GET", f"/api/status?job={job}").json()["state"] == "succeeded"


def test_a_job_cancelled_while_it_is_measured_leaves_no_report(site, any_tone, monkeypatch):
    gate = Gate(site, monkeypatch)
    upload_id = site.send(any_tone)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(site.analyze, upload_id)
        assert gate.reached.wait(30)
        job = site.analyze(upload_id).json()["job"]["job"]
        site.call("DELETE", f"/api/status?job={job}")
        gate.open()
        answer = asked.result(30)

    assert (answer.status_code, answer.json()["code"]) == (409, "job-cancelled")
    assert site.call("GET", f"/api/analyze?id={job}").status_code == 404
    assert site.call("GET", f"/api/status?job={job}").json()["state"] == "cancelled"


def test_a_measurement_that_outlives_its_deadline_fails_and_says_so(
    site, any_tone, monkeypatch, clock
):
    gate = Gate(site, monkeypatch)
    upload_id = site.send(any_tone)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(site.analyze, upload_id)
        assert gate.reached.wait(30)
        clock.advance(16)
        answer = asked.result(30)
        gate.open()

    assert (answer.status_code, answer.json()["code"]) == (504, "job-too-slow")
    assert answer.json()["deadline_s"] == 15
    job = track.analysis_id(
        uid=site.uid, sha256_hex=sha256(any_tone).hexdigest(), version=ANALYSIS_VERSION
    )
    state = site.call("GET", f"/api/status?job={job}").json()
    assert (state["state"], state["error"]["code"]) == ("failed", "job-too-slow")
    assert site.analyze(upload_id).status_code == 200


def test_a_job_that_others_wait_for_fails_in_an_outage_and_starts_afresh(
    site, any_tone, monkeypatch
):
    def down(*_: object, **__: object) -> None:
        raise errors.DependencyDown(service="documents")

    gate = Gate(site, monkeypatch)
    upload_id = site.send(any_tone)
    with ThreadPoolExecutor() as pool, monkeypatch.context() as outage:
        asked = pool.submit(site.analyze, upload_id)
        assert gate.reached.wait(30)
        job = site.analyze(upload_id).json()["job"]["job"]
        outage.setattr(site.services.archive, "keep", down)
        gate.open()
        answer = asked.result(30)
        state = site.call("GET", f"/api/status?job={job}").json()

    assert (answer.status_code, answer.json()["service"]) == (503, "documents")
    assert (state["state"], state["error"]["code"]) == ("failed", "dependency-down")
    assert site.analyze(upload_id).status_code == 200


def test_what_is_no_audio_is_refused_by_its_first_bytes_with_the_rest_unread(site, monkeypatch):
    upload_id = site.send(b"<!DOCTYPE html>" + bytes(3_000_000))
    read = site.services.storage.read
    seen: list[int] = []

    async def counted(name: str):
        async for block in read(name):
            seen.append(len(block))
            yield block

    monkeypatch.setattr(site.services.storage, "read", counted)
    answer = site.analyze(upload_id)

    assert (answer.status_code, answer.json()["code"]) == (422, "audio-unreadable")
    assert 0 < sum(seen) < 1_000_000


@pytest.mark.parametrize(("kept", "left"), [("", b""), ("true", b"all of it")])
def test_a_measured_file_stays_only_where_the_settings_say_so(open_site, any_tone, kept, left):
    site = open_site(KEEP_UPLOADS=kept)
    upload_id = site.send(any_tone)
    assert site.analyze(upload_id).status_code == 200

    if left:
        assert stored(site, upload_id) == any_tone
    else:
        with pytest.raises(errors.UploadIncomplete):
            stored(site, upload_id)


def stored(site, upload_id: str) -> bytes:
    """What storage holds of an upload, read by a client of its own."""

    async def read() -> bytes:
        services = Services(site.services.settings, clock=site.clock)
        name = track.object_name(services.settings.namespace, upload_id)
        try:
            return b"".join([block async for block in services.storage.read(name)])
        finally:
            await services.aclose()

    return asyncio.run(read())


def events(text: str) -> list[tuple[str, dict]]:
    """The events of a stream, each its name and its data."""
    told = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        told.append((fields["event"], json.loads(fields["data"])))
    return told


def test_everything_of_a_user_is_forgotten_and_nobody_elses(site, tone):
    other = site.other()
    kept = other.measured(tone(2.0))["analysis_id"]
    mine = [site.measured(tone(seconds))["analysis_id"] for seconds in (1.0, 3.0)]

    answer = site.call("DELETE", "/api/analyze?all=true")

    assert answer.status_code == 204
    assert site.call("GET", "/api/analyze").json()["analyses"] == []
    for analysis_id in mine:
        assert site.call("GET", f"/api/analyze?id={analysis_id}").status_code == 404
    assert other.call("GET", f"/api/analyze?id={kept}").status_code == 200


@pytest.mark.parametrize("query", ["", "?all=false", "?id={id}&all=true"])
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Send “id” to forget one", "“all=true”", "one of the two is needed", "refused")),
        ("pt-BR", ("Envie “id” para esquecer um só", "“all=true”", "um dos dois", "recusados")),
    ],
)
def test_what_is_to_be_forgotten_must_be_said(site, any_tone, query, language, told):
    kept = site.measured(any_tone)["analysis_id"]

    path = "/api/analyze" + query.format(id=kept)
    answer = site.call("DELETE", path, headers={"Accept-Language": language})

    assert (answer.status_code, answer.json()["code"]) == (422, "one-or-all")
    assert answer.json()["field"] == "id"
    assert all(words in answer.json()["detail"] for words in told)
    assert site.call("GET", f"/api/analyze?id={kept}").status_code == 200
