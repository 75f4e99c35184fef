"""GET /api/warm."""

from __future__ import annotations

import httpx
import pytest

DAY_S = 24 * 3600


@pytest.fixture
def fire(site, environment):
    def fire_once(secret: str = environment["CRON_SECRET"]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {secret}"}
        return httpx.get(site.url + "/api/warm", headers=headers, timeout=30)

    return fire_once


def test_only_the_cron_may_fire_it(site, fire):
    assert fire("guessed").status_code == 401
    assert httpx.get(site.url + "/api/warm").json()["code"] == "not-signed-in"
    assert site.call("GET", "/api/warm").status_code == 401


def test_without_a_secret_in_the_settings_nobody_may(open_site):
    site = open_site(CRON_SECRET="")

    answer = httpx.get(site.url + "/api/warm", headers={"Authorization": "Bearer x"})

    assert (answer.status_code, answer.json()["variable"]) == (503, "CRON_SECRET")


def test_firing_twice_in_one_occurrence_sweeps_once(site, fire, clock):
    first, second = fire().json(), fire().json()
    clock.advance(301)
    later = fire().json()

    assert (first["repeated"], second["repeated"]) == (False, True)
    assert second["occurrence"] == first["occurrence"]
    assert later["repeated"] is False


def test_an_upload_that_was_never_analysed_is_deleted_after_a_day(site, fire, clock, any_tone):
    upload_id = site.send(any_tone)
    assert fire().json()["uploads_deleted"] == 0

    clock.advance(DAY_S + 1)

    assert fire().json()["uploads_deleted"] == 1
    clock.advance(301)
    assert fire().json()["uploads_deleted"] == 0
    assert site.analyze(upload_id).status_code in {404, 409}


def test_a_job_nobody_started_for_a_day_expires(open_site, environment, clock, any_tone):
    site = open_site(WORKER_URL="http://127.0.0.1:9")
    job = site.analyze(site.send(any_tone), Prefer="respond-async").json()["job"]["job"]
    clock.advance(DAY_S + 1)

    headers = {"Authorization": f"Bearer {environment['CRON_SECRET']}"}
    swept = httpx.get(site.url + "/api/warm", headers=headers, timeout=30).json()

    assert swept["jobs_ended"] == 1
    state = site.call("GET", f"/api/status?job={job}").json()
    assert (state["state"], state["error"]["code"]) == ("expired", "job-expired")
