/** A question before something is lost. */

import { h } from './dom.js';
import { t } from './i18n.js';

/** Ask whether to delete a track; resolves to true or false, and Escape means no. */
export function confirmDelete(name) {
  const dialog = document.getElementById('confirm');
  dialog.replaceChildren(
    h('form', { method: 'dialog' },
      h('h2', { id: 'confirm-title' }, t('confirm.title')),
      h('p', {}, t('confirm.body', { name })),
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
