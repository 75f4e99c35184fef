/** Sign-in with Firebase Auth: without an account at first, with one whenever the user likes. */

import { language } from '../i18n.js';
import { ownProblem, Problem } from '../problems.js';

// Vercel's Content-Security-Policy names this version too.
const VERSION = '13.2.0';
const SDK = `https://www.gstatic.com/firebasejs/${VERSION}`;

/** One browser's sign-in, which the SDK keeps across reloads. */
export class FirebaseSignIn {
  #config;
  #siteKey;
  #sdk = null;
  #auth = null;
  #appCheck = null;
  #appCheckLate = false;
  #known = null;
  #seen = false;

  /** Called when the user becomes another, or the same with an account. */
  onUser = () => {};

  constructor({ config, app_check_site_key: siteKey }) {
    this.#config = config;
    this.#siteKey = siteKey;
  }

  /** The user {uid, anonymous, name}, or null while nobody is signed in. */
  get user() {
    const { currentUser } = this.#auth;
    return currentUser && told(currentUser);
  }

  /** What can be done about the account; each resolves to true, or to false where it was given up. */
  get accounts() {
    return {
      withGoogle: () => this.#attempt(() => this.#withGoogle()),
      create: (email, password) => this.#attempt(() => this.#create(email, password)),
      enter: (email, password) => this.#attempt(() => this.#sdk.signInWithEmailAndPassword(this.#auth, email, password)),
      resetPassword: (email) => this.#attempt(() => this.#reset(email)),
      leave: () => this.#attempt(() => this.#leave()),
      withoutAccount: () => this.#attempt(() => this.begin()),
    };
  }

  /** Load the SDK and find whoever is signed in still. */
  async open() {
    const [{ initializeApp }, sdk] = await Promise.all([
      import(`${SDK}/firebase-app.js`),
      import(`${SDK}/firebase-auth.js`),
    ]);
    const app = initializeApp(this.#config);
    if (this.#siteKey) this.#appCheck = await appCheckOf(app, this.#siteKey);
    this.#sdk = sdk;
    this.#auth = sdk.getAuth(app);
    await this.#auth.authStateReady();
    sdk.onIdTokenChanged(this.#auth, () => this.#tell());
  }

  /** Sign in without an account. */
  async begin() {
    try {
      // The SDK asks App Check for a token first, and waits for ever where its script is blocked.
      const { user } = await inTime(this.#sdk.signInAnonymously(this.#auth), BEGIN_MS);
      return told(user);
    } catch (error) {
      if (error instanceof Late) throw ownProblem(this.#siteKey ? 'blocked' : 'network');
      const refused = ['auth/operation-not-allowed', 'auth/admin-restricted-operation'].includes(error.code);
      throw refused ? ownProblem('sign-in-needed') : worded(error);
    }
  }

  /** The ID token, which the SDK renews before it expires. */
  async token({ fresh = false } = {}) {
    // Whoever was signed out is not made somebody else in silence; who never came in yet comes in.
    if (!this.#auth.currentUser && this.#seen) throw ownProblem('signed-out');
    if (!this.#auth.currentUser) await this.begin();
    try {
      return await this.#auth.currentUser.getIdToken(fresh);
    } catch (error) {
      throw worded(error);
    }
  }

  /** The App Check token, or null where there is none to be had: the service decides what then. */
  async appToken({ fresh = false } = {}) {
    if (!this.#appCheck) return null;
    try {
      const token = await inTime(this.#appCheck.token(fresh), this.#appCheckLate ? SHORT_MS : LONG_MS);
      this.#appCheckLate = false;
      return token;
    } catch (error) {
      console.warn('No App Check token.', error);
      this.#appCheckLate = true;
      return null;
    }
  }

  #tell() {
    const now = JSON.stringify(this.user);
    this.#seen ||= this.user !== null;
    if (now === this.#known) return;
    this.#known = now;
    this.onUser();
  }

  /** Keep the uid, and with it the tracks, where the user had no account; else change to another. */
  async #withGoogle() {
    this.#auth.languageCode = language();
    const google = new this.#sdk.GoogleAuthProvider();
    const { currentUser } = this.#auth;
    if (!currentUser?.isAnonymous) return this.#sdk.signInWithPopup(this.#auth, google);
    try {
      return await this.#linked(this.#sdk.linkWithPopup(currentUser, google));
    } catch (error) {
      const credential = this.#sdk.GoogleAuthProvider.credentialFromError(error);
      if (error.code !== 'auth/credential-already-in-use' || !credential) throw error;
      const change = () => this.#attempt(() => this.#sdk.signInWithCredential(this.#auth, credential));
      throw Object.assign(ownProblem('google-known'), { change });
    }
  }

  async #create(email, password) {
    const { currentUser } = this.#auth;
    if (!currentUser?.isAnonymous) return this.#sdk.createUserWithEmailAndPassword(this.#auth, email, password);
    const credential = this.#sdk.EmailAuthProvider.credential(email, password);
    return this.#linked(this.#sdk.linkWithCredential(currentUser, credential));
  }

  /** After linking, the token still says that there is no account, until it is renewed. */
  async #linked(linking) {
    const { user } = await linking;
    await user.getIdToken(true);
    this.#tell();
  }

  #reset(email) {
    this.#auth.languageCode = language();
    return this.#sdk.sendPasswordResetEmail(this.#auth, email);
  }

  async #leave() {
    await this.#sdk.signOut(this.#auth);
    await this.begin();
  }

  async #attempt(act) {
    try {
      await act();
      return true;
    } catch (error) {
      if (GIVEN_UP.includes(error.code)) return false;
      throw worded(error);
    }
  }
}

// A blocked script leaves the SDK waiting for ever: waited for once, then hardly any more.
const LONG_MS = 8000;
const SHORT_MS = 300;
const BEGIN_MS = 15000;
const GIVEN_UP = ['auth/popup-closed-by-user', 'auth/cancelled-popup-request', 'auth/user-cancelled'];
const WORDS = {
  'auth/network-request-failed': 'network',
  'auth/email-already-in-use': 'email-known',
  'auth/invalid-credential': 'wrong-password',
  'auth/invalid-login-credentials': 'wrong-password',
  'auth/wrong-password': 'wrong-password',
  'auth/user-not-found': 'wrong-password',
  'auth/missing-password': 'wrong-password',
  'auth/weak-password': 'weak-password',
  'auth/password-does-not-meet-requirements': 'weak-password',
  'auth/invalid-email': 'wrong-email',
  'auth/missing-email': 'wrong-email',
  'auth/too-many-requests': 'too-many-tries',
  'auth/user-disabled': 'account-disabled',
  'auth/popup-blocked': 'popup-blocked',
  'auth/user-token-expired': 'signed-out',
  'auth/invalid-user-token': 'signed-out',
};

function told({ uid, isAnonymous, email, displayName }) {
  return { uid, anonymous: isAnonymous, name: email ?? displayName ?? '' };
}

function worded(error) {
  if (error instanceof Problem || !String(error.code).startsWith('auth/')) return error;
  return ownProblem(WORDS[error.code] ?? 'sign-in-failed', { code: error.code });
}

class Late extends Error {}

function inTime(promise, ms) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Late()), ms));
  return Promise.race([promise, late]);
}

async function appCheckOf(app, siteKey) {
  const sdk = await import(`${SDK}/firebase-app-check.js`);
  const provider = new sdk.ReCaptchaEnterpriseProvider(siteKey);
  const check = sdk.initializeAppCheck(app, { provider, isTokenAutoRefreshEnabled: true });
  return { token: async (fresh) => (await sdk.getToken(check, fresh)).token };
}
