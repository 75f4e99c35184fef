/** Sign-in at the development issuer: this browser is whoever it says, under a name it keeps. */

import { recallOrMake } from '../memory.js';
import { ownProblem, problemOf } from '../problems.js';
import { randomHex } from '../random.js';

const MARGIN_S = 60; // a token this close to its end is not sent any more

/** One browser's sign-in; `address` gives tokens, `app_address` tokens of the app where they count. */
export class LocalSignIn {
  #addresses;
  #asked = new Map();

  /** Called when the user changes, which here never happens. */
  onUser = () => {};

  /** There are no accounts here. */
  accounts = null;

  constructor({ address, app_address: appAddress }) {
    this.#addresses = { user: address, app: appAddress };
  }

  get user() {
    const uid = recallOrMake('uid', () => `browser-${randomHex(8)}`);
    return { uid, anonymous: false, name: uid };
  }

  async open() {
    await this.token();
  }

  async begin() {
    return this.user;
  }

  token({ fresh = false } = {}) {
    return this.#token('user', { uid: this.user.uid }, { fresh });
  }

  async appToken({ fresh = false } = {}) {
    return this.#addresses.app ? this.#token('app', {}, { fresh }) : null;
  }

  /** Asked for once and shared by all calls, until it is about to expire. */
  async #token(kind, body, { fresh }) {
    const known = this.#asked.get(kind);
    if (known && !fresh && !endsSoon(await known)) return known;
    const asking = ask(this.#addresses[kind], body);
    this.#asked.set(kind, asking);
    asking.catch(() => this.#asked.delete(kind));
    return asking;
  }
}

async function ask(address, body) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status === 404 || response.status === 405) throw ownProblem('no-sign-in');
  if (!response.ok) throw await problemOf(response);
  return (await response.json()).token;
}

function endsSoon(token) {
  const claims = JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
  return claims.exp - MARGIN_S <= Date.now() / 1000;
}
