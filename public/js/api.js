/** Calls to the service: signed in, in the reader's language, errors as problems. */

import { language } from './i18n.js';
import { problemOf } from './problems.js';
import { credentials } from './session.js';

/** An answer of the service; anything but success (or 304) is thrown as a problem. */
export async function call(method, path, { body, headers = {}, signal } = {}) {
  let response = await send(method, path, { body, headers, signal, who: await credentials() });
  if (response.status === 401) {
    // Once: a token may have ended on its way, or the browser's clock be wrong.
    const { code } = await response.clone().json().catch(() => ({}));
    const who = await credentials({ renew: code === 'app-not-verified' ? 'app' : 'user' });
    response = await send(method, path, { body, headers, signal, who });
  }
  if (response.ok || response.status === 304) return response;
  throw await problemOf(response);
}

/** The JSON of a successful answer. */
export async function callJson(method, path, options = {}) {
  return (await call(method, path, options)).json();
}

/** Whether an answer is a stream of events. */
export function isStream(response) {
  return (response.headers.get('Content-Type') ?? '').startsWith('text/event-stream');
}

function send(method, path, { body, headers, signal, who }) {
  return fetch(path, {
    method,
    signal,
    headers: {
      Accept: 'application/json',
      'Accept-Language': language(),
      ...who,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}
