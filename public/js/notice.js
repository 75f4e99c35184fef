/** Problems in words where the reader is looking. */

import { glyph, h } from './dom.js';
import { t } from './i18n.js';

/** A box that tells a problem; `actions` are buttons {text, act}. */
export function problemBox(problem, { actions = [] } = {}) {
  return h('div', { class: 'problem' },
    glyph('high'),
    h('div', {},
      h('p', { class: 'problem-title' }, problem.title ?? problem.message),
      problem.detail && h('p', {}, problem.detail),
      problem.requestId && h('p', { class: 'request' }, t('error.request', { id: problem.requestId })),
      actions.length > 0 && h('p', { class: 'problem-actions' }, actions.map(({ text, act }) =>
        h('button', { type: 'button', class: 'button', on: { click: act } }, text),
      )),
    ),
  );
}

/** A problem at the top of the page, until it is dismissed or replaced. */
export function notify(problem) {
  const place = document.getElementById('notice');
  const close = () => place.replaceChildren();
  place.replaceChildren(problemBox(problem, { actions: [{ text: t('error.dismiss'), act: close }] }));
  place.scrollIntoView({ block: 'nearest' });
}

/** Take the top notice away. */
export function dismiss() {
  document.getElementById('notice').replaceChildren();
}

/** Tell screen readers something that the page shows elsewhere. */
export function announce(text) {
  const place = document.getElementById('announcer');
  if (place.textContent !== text) place.textContent = text;
}
