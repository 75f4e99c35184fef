/** What was said about each track: read once from the service, which keeps it, then added to here. */

import { call, callJson } from './api.js';

/** The session in which a track is asked about: the same wherever and whenever its user comes back. */
export function sessionOf(analysisId) {
  return `chat-${analysisId}`;
}

/** What was said about a track, oldest first; nothing where it can't be read. */
export function saidAbout(analysisId) {
  if (!said.has(analysisId)) said.set(analysisId, read(analysisId));
  return said.get(analysisId);
}

/** Add a question with its answer to what is held; what is not will be read with it. */
export async function add(analysisId, exchange) {
  (await said.get(analysisId))?.push(exchange);
}

/** Have the service forget what was said about a track. */
export async function forget(analysisId) {
  await call('DELETE', address(analysisId));
  drop(analysisId);
}

/** Hold nothing about a track any more, or about none: the service is asked again. */
export function drop(analysisId = null) {
  if (analysisId === null) said.clear();
  else said.delete(analysisId);
}

const said = new Map(); // promises, by analysis

function read(analysisId) {
  const reading = turns(analysisId).catch((error) => {
    // Most tracks were never asked about; after anything else the next look tries again.
    if (error.code !== 'conversation-not-found' && said.get(analysisId) === reading) drop(analysisId);
    return [];
  });
  return reading;
}

async function turns(analysisId) {
  return (await callJson('GET', address(analysisId))).turns;
}

function address(analysisId) {
  return `/api/ask?session_id=${encodeURIComponent(sessionOf(analysisId))}`;
}
