/** The six numbers one looks at first, each on a small scale. */

import { glyph, h, svg } from './dom.js';
import { t } from './i18n.js';
import { measure, metricName, valueAt, whyMissing } from './metrics.js';
import { decimal } from './numbers.js';

// `from` and `to` are the ends of the little scale, `mark` what one aims at; `told` names another
// metric whose finding speaks of this number too.
const TILES = [
  { path: 'loudness.integrated_lufs', from: -36, to: -4, mark: -14 },
  { path: 'loudness.true_peak_dbtp', from: -12, to: 3, mark: -1 },
  { path: 'loudness.range_lu', from: 0, to: 20 },
  { path: 'loudness.plr_lu', from: 0, to: 20 },
  { path: 'stereo.correlation', from: -1, to: 1, mark: 0 },
  { path: 'dynamics.clipping.samples', from: 0, to: 1000, mark: 0, told: 'dynamics.clipping.runs' },
];

/** The tiles; one that a finding speaks of links to it. */
export function headline(report) {
  return h('section', { class: 'headline', 'aria-label': t('track.headline') },
    h('ul', { class: 'tiles' }, TILES.map((tile) => h('li', {}, tileOf(report, tile)))),
  );
}

function tileOf(report, tile) {
  const value = valueAt(report, tile.path) ?? null;
  const { number, unit } = measure(tile.path, value);
  const missing = value === null ? whyMissing(report, tile.path) : '';
  return h('div', { class: 'tile' },
    h('p', { class: 'tile-name' }, metricName(tile.path)),
    h('p', { class: 'tile-value' }, h('span', { class: 'number' }, number), ' ', h('span', { class: 'unit' }, unit)),
    missing ? h('p', { class: 'missing' }, missing) : scale(tile, value),
    findingLink(report, [tile.path, tile.told]),
  );
}

function scale({ from, to, mark }, value) {
  const at = (level) => `${(Math.min(1, Math.max(0, (level - from) / (to - from))) * 100).toFixed(1)}%`;
  return svg('svg', { class: 'scale', 'aria-hidden': 'true', focusable: 'false' },
    svg('rect', { class: 'scale-room', x: 0, y: 6, width: '100%', height: 4, rx: 2 }),
    svg('rect', { class: 'scale-level', x: 0, y: 6, width: at(value), height: 4, rx: 2 }),
    mark === undefined ? null : aim(mark, at(mark)),
  );
}

function aim(mark, x) {
  return svg('g', { class: 'scale-mark' },
    svg('line', { x1: x, x2: x, y1: 2, y2: 14 }),
    svg('text', { x, y: 25, 'text-anchor': parseFloat(x) < 5 ? 'start' : 'middle' }, decimal(mark, 0)),
  );
}

function findingLink(report, paths) {
  const index = report.findings.findIndex(({ metric, severity }) => paths.includes(metric) && severity !== 'info');
  if (index < 0) return null;
  const go = () => document.getElementById(`finding-${index}`)?.focus();
  const { severity } = report.findings[index];
  return h('button', {
    type: 'button', class: `tile-finding severity-${severity}`, title: t('track.seeFinding'),
    'aria-label': `${t(`severity.${severity}`)}: ${t('track.seeFinding')}`, on: { click: go },
  }, glyph(severity));
}
