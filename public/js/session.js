/** Who this browser is: signed in by what this deployment has, with tokens that are renewed in time. */

import { ownProblem } from './problems.js';
import { FirebaseSignIn } from './sign-in/firebase.js';
import { LocalSignIn } from './sign-in/local.js';

/** Sign in, or find out that one still is; resolves to the user {uid, anonymous, name} or throws. */
export async function signIn() {
  const signedIn = await opened();
  return signedIn.user ?? signedIn.begin();
}

/** The headers that say who calls; `renew` "user" or "app" has that token fetched anew. */
export async function credentials({ renew = null } = {}) {
  const signedIn = await opened();
  const token = await signedIn.token({ fresh: renew === 'user' });
  const app = await signedIn.appToken({ fresh: renew === 'app' });
  return { Authorization: `Bearer ${token}`, ...(app ? { 'X-Firebase-AppCheck': app } : {}) };
}

/** The user as known now, or null. */
export function user() {
  return current?.user ?? null;
}

/** What can be done about the user's account, or null where there are no accounts. */
export function accounts() {
  return current?.accounts ?? null;
}

/** Call `listener` whenever the user becomes another, or the same with an account. */
export function onUser(listener) {
  listeners.add(listener);
}

const listeners = new Set();
let opening = null;
let current = null;

function opened() {
  opening ??= open();
  opening.catch(() => (opening = null)); // the next call tries again
  return opening;
}

async function open() {
  const { sign_in: way } = await configuration();
  if (way.missing.length > 0) throw ownProblem('not-set-up', { variables: way.missing.join(', ') });
  const chosen = way.kind === 'local' ? new LocalSignIn(way) : new FirebaseSignIn(way);
  chosen.onUser = () => listeners.forEach((listener) => listener());
  await chosen.open();
  current = chosen;
  return chosen;
}

async function configuration() {
  const response = await fetch('/api/status?view=config');
  const told = response.ok ? await response.json().catch(() => null) : null;
  if (!told?.sign_in) throw ownProblem('no-sign-in');
  return told;
}
