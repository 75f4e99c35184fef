/** The account: none at first, then one by Google or e-mail, and out again. */

import { byId, fill, h } from './dom.js';
import { t } from './i18n.js';
import { announce, problemBox } from './notice.js';
import { asProblem } from './problems.js';
import { accounts, user } from './session.js';

/** Show on the page's button whether there is an account; hidden where there can be none. */
export function showAccountButton(button) {
  const known = user();
  button.hidden = accounts() === null;
  button.textContent = known && !known.anonymous ? t('account.open') : t('account.enter');
}

/** Open the dialog. */
export function openAccount() {
  const dialog = byId('account');
  const known = user();
  fill(dialog, known && !known.anonymous ? signedIn(dialog, known) : signedOut(dialog, known));
  if (!dialog.open) dialog.showModal();
}

function signedIn(dialog, { name }) {
  const message = h('div', { role: 'alert' });
  const leave = () => attempt(dialog, message, () => accounts().leave());
  return h('div', { class: 'account' },
    h('h2', { id: 'account-title' }, t('account.open')),
    h('p', {}, t('account.as', { name })),
    message,
    h('div', { class: 'dialog-actions' },
      h('button', { type: 'button', class: 'button', on: { click: leave } }, t('account.leave')),
      h('button', { type: 'button', class: 'button primary', on: { click: () => dialog.close() } }, t('account.close')),
    ),
  );
}

function signedOut(dialog, known) {
  const message = h('div', { role: 'alert' });
  const tryTo = (act) => attempt(dialog, message, act);
  return h('div', { class: 'account' },
    h('h2', { id: 'account-title' }, t('account.title')),
    h('p', {}, t('account.why')),
    h('button', { type: 'button', class: 'button wide', on: { click: () => tryTo(() => accounts().withGoogle()) } }, t('account.google')),
    h('p', { class: 'or' }, t('account.or')),
    form(dialog, message, tryTo),
    message,
    h('p', { class: 'faint small' }, t('account.stays')),
    h('div', { class: 'dialog-actions' },
      !known && h('button', { type: 'button', class: 'button', on: { click: () => tryTo(() => accounts().withoutAccount()) } }, t('account.without')),
      h('button', { type: 'button', class: 'button', on: { click: () => dialog.close() } }, t('account.close')),
    ),
  );
}

function form(dialog, message, tryTo) {
  const email = h('input', { type: 'email', id: 'email', autocomplete: 'email', required: true });
  const password = h('input', { type: 'password', id: 'password', autocomplete: 'current-password', minlength: 6, required: true });
  const submit = (event) => {
    event.preventDefault();
    const { enter, create } = accounts();
    const act = event.submitter?.value === 'create' ? create : enter;
    tryTo(() => act(email.value.trim(), password.value));
  };
  return h('form', { class: 'account-form', on: { submit } },
    h('label', { for: 'email' }, t('account.email')), email,
    h('label', { for: 'password' }, t('account.password')), password,
    h('div', { class: 'account-ways' },
      h('button', { class: 'button primary', value: 'enter' }, t('account.enter')),
      h('button', { class: 'button', value: 'create' }, t('account.create')),
    ),
    h('button', { type: 'button', class: 'quiet', on: { click: () => forgotten(message, email) } }, t('account.forgotten')),
  );
}

async function forgotten(message, email) {
  if (!email.reportValidity()) return;
  try {
    await accounts().resetPassword(email.value.trim());
    fill(message, h('p', {}, t('account.sent', { email: email.value.trim() })));
  } catch (error) {
    tell(message, error);
  }
}

/** One thing at a time: while it is under way nothing else can be begun. */
async function attempt(dialog, message, act) {
  const controls = [...dialog.querySelectorAll('button, input')];
  const focused = document.activeElement; // disabling it takes the focus away
  fill(message);
  controls.forEach((control) => (control.disabled = true));
  try {
    const done = await act();
    if (done) {
      dialog.close();
      announce(t('account.done'));
    }
  } catch (error) {
    tell(message, error, { change: (instead) => attempt(dialog, message, instead) });
  } finally {
    controls.forEach((control) => (control.disabled = false));
    if (dialog.open) focused.focus();
  }
}

function tell(message, error, { change } = {}) {
  const actions = error.change ? [{ text: t('account.useIt'), act: () => change(error.change) }] : [];
  fill(message, problemBox(asProblem(error), { actions }));
}
