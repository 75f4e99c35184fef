/** The frame around a chart: title, key, reading, the chart, its summary in words, its numbers. */

import { h, svg } from './dom.js';
import { t } from './i18n.js';

/** A figure. `numbers` is a table that stays folded away until somebody wants it. */
export function figure({ id, title, keys = [], chart, reading, summary, numbers, extra = [] }) {
  return h('figure', { class: 'figure', id, 'aria-labelledby': `${id}-title` },
    h('div', { class: 'figure-head' },
      h('h3', { id: `${id}-title` }, title),
      h('ul', { class: 'keys' }, keys.map((key) => h('li', {}, swatch(key.kind), key.name))),
    ),
    h('div', { class: 'figure-body' }, reading, chart),
    h('figcaption', { id: `${id}-summary` }, summary),
    ...extra,
    numbers && h('details', { class: 'numbers' }, h('summary', {}, t('chart.numbers')), numbers),
  );
}

/** A table of numbers that scrolls in its own frame when the window is narrow. */
export function numberTable({ caption, heads, rows }) {
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h('table', { class: 'grid' },
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, rows.map(([first, ...rest]) =>
        h('tr', {}, h('th', { scope: 'row' }, first), rest.map((cell) => h('td', {}, cell))),
      )),
    ),
  );
}

function swatch(kind) {
  const shape = kind.startsWith('line')
    ? svg('line', { x1: 1, x2: 19, y1: 5, y2: 5, class: kind })
    : svg('rect', { x: 3, y: 0, width: 14, height: 10, class: kind });
  return svg('svg', { class: 'swatch', viewBox: '0 0 20 10', 'aria-hidden': 'true' }, shape);
}
