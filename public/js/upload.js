/** A file's way into storage: refused early, hashed, announced, sent in chunks that survive a lost line. */

import { callJson } from './api.js';
import { decimal } from './numbers.js';
import { ownProblem } from './problems.js';
import { backOff } from './waiting.js';

const MB = 1_000_000;
const MAX_MB = 60;

/** The problem with a file that need not even be hashed, or null. */
export function refusal(file) {
  if (file.size === 0) return ownProblem('file-empty');
  if (file.size > MAX_MB * MB) return tooLarge(file);
  return null;
}

/**
 * Bring the file into storage.
 *
 * `onStage` hears {stage: "hashing" | "uploading" | "offline", progress}. Returns
 * {analysis_id} where this user's analysis of the same content exists, else {upload_id}.
 */
export async function upload(file, { signal, onStage }) {
  onStage({ stage: 'hashing', progress: null });
  const sha256 = await hash(file, { signal });
  const body = { filename: file.name, size: file.size, sha256 };
  if (file.type) body.content_type = file.type;
  const session = await callJson('POST', '/api/upload', { body, signal });
  if (session.cached) return { analysis_id: session.analysis_id };
  await sendAll(file, { session, signal, onStage });
  return { upload_id: session.upload_id };
}

function tooLarge(file) {
  return ownProblem('file-too-large', { limit_mb: MAX_MB, size_mb: decimal(file.size / MB, 1) });
}

async function hash(file, { signal }) {
  if (!crypto.subtle) throw ownProblem('insecure');
  const content = await file.arrayBuffer().catch(() => {
    throw ownProblem('unreadable');
  });
  const digest = await crypto.subtle.digest('SHA-256', content);
  signal.throwIfAborted();
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const MAX_FAILURES = 12; // answers in a row that bring the upload no further: about two minutes

async function sendAll(file, { session, signal, onStage }) {
  let sent = 0;
  let failures = 0;
  let lost = false;
  while (sent < file.size) {
    // After a lost connection only storage knows what arrived: ask before sending on.
    const reply = lost
      ? await put(session, { chunk: null, total: file.size, signal })
      : await sendChunk(file, { session, from: sent, signal, onStage });
    lost = isLost(reply);
    const stands = lost ? sent : whereItStands(reply, file.size);
    failures = stands > sent ? 0 : failures + 1;
    if (failures > MAX_FAILURES) throw ownProblem('network');
    sent = stands;
    if (!lost) continue;
    onStage({ stage: 'offline', progress: sent / file.size });
    await backOff(failures, { signal });
  }
  onStage({ stage: 'uploading', progress: 1 });
}

function sendChunk(file, { session, from, signal, onStage }) {
  const total = file.size;
  const progressed = (loaded) => onStage({ stage: 'uploading', progress: (from + loaded) / total });
  progressed(0);
  const chunk = file.slice(from, Math.min(from + session.chunk_bytes, total));
  return put(session, { chunk, from, total, signal, progressed });
}

function isLost(reply) {
  return reply.status === 0 || reply.status === 429 || reply.status >= 500;
}

/** How many bytes storage holds, by its answer. */
function whereItStands(reply, total) {
  if (reply.status === 200 || reply.status === 201) return total;
  if (reply.status === 308) return reply.range ? Number(/-(\d+)$/.exec(reply.range)[1]) + 1 : 0;
  if ([403, 404, 410].includes(reply.status)) throw ownProblem('upload-gone');
  throw ownProblem('storage-refused', { status: reply.status });
}

/** One PUT; without a chunk it asks where the session stands. fetch tells no upload progress. */
function put(session, { chunk, from, total, signal, progressed = () => {} }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const answer = () => resolve({ status: request.status, range: rangeOf(request) });
    const cancel = () => request.abort();
    request.open(session.method ?? 'PUT', session.url);
    for (const [name, value] of Object.entries(session.headers ?? {})) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Range', chunk ? `bytes ${from}-${from + chunk.size - 1}/${total}` : `bytes */${total}`);
    request.upload.onprogress = (event) => progressed(event.loaded);
    request.onload = answer;
    request.onerror = answer;
    request.ontimeout = answer;
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal.removeEventListener('abort', cancel);
    signal.addEventListener('abort', cancel, { once: true });
    request.send(chunk);
  });
}

function rangeOf(request) {
  return request.status === 308 ? request.getResponseHeader('Range') : null;
}
