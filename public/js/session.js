/** Who this browser is: a token from the development issuer, kept only in this page's memory. */

import { recallOrMake } from './memory.js';
import { ownProblem, problemOf } from './problems.js';

/** The name under which this browser signs in. */
export function uid() {
  return recallOrMake('uid', () => `browser-${randomHex(8)}`);
}

/** The bearer token, asked for once and shared by all calls; `fresh` asks again. */
export function token({ fresh = false } = {}) {
  if (fresh || !asked) {
    asked = ask();
    asked.catch(() => (asked = null));
  }
  return asked;
}

/** A name for a conversation or a call that nobody else has. */
export function randomHex(length) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

let asked = null;

async function ask() {
  const response = await fetch('/local/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ uid: uid() }),
  });
  if (response.status === 404 || response.status === 405) throw ownProblem('no-sign-in');
  if (!response.ok) throw await problemOf(response);
  return (await response.json()).token;
}
