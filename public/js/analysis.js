/** From an upload to its report: events where the service streams them, polling where it queues. */

import { call, callJson, isStream } from './api.js';
import { eventsOf } from './events.js';
import { isAbort, ownProblem, Problem, problemFrom, retryAfterOf } from './problems.js';
import { randomHex } from './random.js';
import { styleWanted } from './style.js';
import { backOff, pause } from './waiting.js';

/**
 * Measure an upload and return {analysis_id, cached, report}.
 *
 * `onStage` hears {stage: "queued" | "measuring" | "busy", progress, position}; `onJob` hears the
 * job's id as soon as there is one. Aborting `signal` only stops following: see `cancel`.
 */
export async function analyze(uploadId, { signal, onStage, onJob }) {
  const watch = { signal, onStage, onJob, job: null };
  const answer = await started(uploadId, watch);
  if (isStream(answer)) return followStream(answer, watch);
  const told = await answer.json();
  return told.report ? told : poll(told.job, watch, { wait: retryAfterOf(answer) });
}

/** Wait for a job that runs already, and return {analysis_id, report, …} as stored. */
export function resume(job, { signal, onStage, onJob }) {
  return poll({ job, state: 'queued' }, { signal, onStage, onJob, job: null }, { wait: 0 });
}

/** Tell the service that nobody wants this job any more. */
export function cancel(job) {
  call('DELETE', statusPath(job)).catch((error) => console.warn('The job could not be cancelled.', error));
}

/** The stored analysis, held against the style that is chosen now. */
export function stored(id, { signal } = {}) {
  return callJson('GET', `/api/analyze?${new URLSearchParams({ id, ...styleWanted() })}`, { signal });
}

const MAX_BUSY = 6;

async function started(uploadId, watch) {
  // One key for all attempts: the service starts the work once however often it is asked.
  const headers = { Accept: 'text/event-stream, application/json;q=0.9', 'Idempotency-Key': randomHex(16) };
  const body = { upload_id: uploadId, ...styleWanted() };
  watch.onStage({ stage: 'queued', progress: null, position: null });
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call('POST', '/api/analyze', { body, headers, signal: watch.signal });
    } catch (error) {
      const lost = error instanceof TypeError;
      const busy = error instanceof Problem && error.status === 503 && error.retryAfter !== null;
      if (attempt >= MAX_BUSY || !(lost || busy)) throw error;
      watch.onStage({ stage: lost ? 'offline' : 'busy', progress: null });
      if (busy) await pause(error.retryAfter, watch);
      else await backOff(attempt, watch);
    }
  }
}

async function followStream(answer, watch) {
  try {
    for await (const { event, data } of eventsOf(answer)) {
      if (event === 'progress') tell(data, watch);
      if (event === 'report') return data;
      if (event === 'error') throw problemFrom(data);
    }
  } catch (error) {
    if (isAbort(error) || error instanceof Problem) throw error;
  }
  if (!watch.job) throw ownProblem('network');
  return poll({ job: watch.job, state: 'running' }, watch, { wait: 1 });
}

const MAX_LOST = 10;

async function poll(first, watch, { wait }) {
  let status = first;
  let etag = null;
  let lost = 0;
  for (;;) {
    tell(status, watch);
    if (status.state === 'succeeded') return stored(status.analysis_id ?? status.job, watch);
    if (['failed', 'cancelled', 'expired'].includes(status.state)) throw ended(status);
    await pause(wait ?? 2, watch);
    try {
      const answer = await call('GET', statusPath(watch.job), {
        headers: etag ? { 'If-None-Match': etag } : {},
        signal: watch.signal,
      });
      etag = answer.headers.get('ETag');
      wait = retryAfterOf(answer) ?? wait;
      if (answer.status !== 304) status = await answer.json();
      lost = 0;
    } catch (error) {
      lost += 1;
      wait = waitAfter(error, { lost });
      if (wait === null) throw error;
    }
  }
}

/** How long to wait before asking again, or null where asking again is no use. */
function waitAfter(error, { lost }) {
  if (lost > MAX_LOST) return null;
  if (error instanceof TypeError) return Math.min(10, lost);
  const mends = error instanceof Problem && (error.status === 429 || error.status >= 500);
  return mends ? (error.retryAfter ?? 2 * lost) : null;
}

function tell(status, watch) {
  if (status.job && status.job !== watch.job) {
    watch.job = status.job;
    watch.onJob(status.job);
  }
  const queued = status.state === 'queued';
  watch.onStage({
    stage: queued ? 'queued' : 'measuring',
    progress: queued ? null : (status.progress ?? null),
    position: status.queue_position ?? null,
  });
}

function ended(status) {
  return status.error ? problemFrom(status.error) : ownProblem(`job-${status.state}`);
}

function statusPath(job) {
  return `/api/status?job=${encodeURIComponent(job)}`;
}
