/** The platforms' table: what each will do to the track, in numbers and in a word. */

import { h, marked } from './dom.js';
import { t, word } from './i18n.js';
import { measureText } from './metrics.js';

const ICONS = {
  ok: 'ok',
  turned_down: 'down',
  turned_up: 'up',
  left_quiet: 'level',
  peak_over: 'high',
  too_loud: 'medium',
  too_quiet: 'medium',
  silent: 'info',
};

/** The table. Its roles are spelled out because a narrow window lays it out as cards. */
export function targetTable(report) {
  const heads = ['platform', 'target', 'gain', 'after', 'peak', 'verdict'];
  return h('section', { class: 'panel', id: 'targets', 'aria-labelledby': 'targets-title' },
    h('div', { class: 'figure-head' }, h('h3', { id: 'targets-title' }, t('targets.title'))),
    h('table', { class: 'targets', role: 'table', 'aria-label': t('targets.caption') },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
        heads.map((head) => h('th', { scope: 'col', role: 'columnheader', class: `col-${head}` }, t(`targets.${head}`))),
      )),
      h('tbody', { role: 'rowgroup' }, report.targets.map(row)),
    ),
  );
}

function row(target) {
  return h('tr', { role: 'row' },
    h('th', { scope: 'row', role: 'rowheader' }, word('platform', target.platform) ?? target.name),
    cell('target', measureText('targets.x.target_lufs', target.target_lufs)),
    cell('gain', measureText('targets.x.gain_db', target.gain_db)),
    cell('after', measureText('targets.x.loudness_after_lufs', target.loudness_after_lufs)),
    cell('peak', measureText('targets.x.true_peak_after_dbtp', target.true_peak_after_dbtp), limit(target)),
    cell('verdict', verdict(target.verdict)),
  );
}

function cell(name, ...content) {
  return h('td', { role: 'cell', class: `col-${name}`, 'data-head': t(`targets.${name}`) }, h('span', {}, ...content));
}

function limit({ true_peak_limit_dbtp: level }) {
  if (level === null || level === undefined) return null;
  return h('small', {}, t('targets.limit', { limit: measureText('targets.x.true_peak_limit_dbtp', level) }));
}

function verdict(slug) {
  return marked(ICONS[slug] ?? 'info', word('verdict', slug) ?? slug, `verdict-${slug}`);
}
