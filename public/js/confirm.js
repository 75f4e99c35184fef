/** A question before something is lost. */

import { h } from './dom.js';
import { t } from './i18n.js';

/** Ask whether to delete a track; resolves to true or false, and Escape means no. */
export function confirmDelete(name) {
  return confirmed({ title: t('confirm.title'), body: t('confirm.body', { name }) });
}

/** Ask whether to forget what was said about a track; resolves as above. */
export function confirmForget() {
  return confirmed({ title: t('confirm.forgetTitle'), body: t('confirm.forgetBody') });
}

function confirmed({ title, body }) {
  const dialog = document.getElementById('confirm');
  dialog.replaceChildren(
    h('form', { method: 'dialog' },
      h('h2', { id: 'confirm-title' }, title),
      h('p', {}, body),
      h('div', { class: 'dialog-actions' },
        h('button', { class: 'button', value: 'no', autofocus: true }, t('confirm.no')),
        h('button', { class: 'button danger', value: 'yes' }, t('confirm.yes')),
      ),
    ),
  );
  dialog.setAttribute('aria-labelledby', 'confirm-title');
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
