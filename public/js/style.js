/** The style whose reference curve a track's balance is held against: chosen once, kept for later. */

import { h } from './dom.js';
import { t, word } from './i18n.js';
import { recall, remember } from './memory.js';

// The first is the standard, which the service holds a track against by itself.
const STYLES = ['popular', 'percussive', 'acoustic', 'orchestral', 'speech', 'pink'];

/** The style that was chosen, or null for the service's own choice. */
export function chosenStyle() {
  const known = recall('style');
  return STYLES.includes(known) ? known : null;
}

/** What a call about a track says of the style: nothing where none was chosen. */
export function styleWanted() {
  const chosen = chosenStyle();
  return chosen ? { style: chosen } : {};
}

/** Choose what a report is held against, as where it could not be held against anything else. */
export function settleFor(reference) {
  remember('style', reference === STYLES[0] ? '' : reference);
}

/** A chooser; `onChoose` is called once the choice is kept. */
export function styleChooser({ onChoose }) {
  const choose = (event) => {
    remember('style', event.target.value);
    onChoose();
  };
  return h('div', { class: 'chooser' },
    h('label', { for: 'style' }, t('styleChoice.label')),
    h('select', { id: 'style', on: { change: choose } },
      option('', t('styleChoice.standard')),
      STYLES.slice(1).map((style) => option(style, word('style', style))),
    ),
  );
}

function option(value, text) {
  return h('option', { value, selected: value === (chosenStyle() ?? '') }, text);
}
