/** The spectrum in third octaves with the reference balance, and the seven bands against it. */

import { Position, readable } from './cursor.js';
import { h, marked, svg } from './dom.js';
import { figure, numberTable } from './figure.js';
import { t, word } from './i18n.js';
import { whyMissing } from './metrics.js';
import { decimal, frequency, NONE, signed } from './numbers.js';
import { levelAxis, logarithmic, linear, multiples, plot, tick } from './plot.js';

const HEIGHT = 270;
const LOW_HZ = 17.8; // lower edge of the 20 Hz third octave
const HIGH_HZ = 22400; // upper edge of the 20 kHz one
const TICKS_HZ = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
const SPAN_DB = 60;
const NOTABLE_DB = 3; // about the spread between good masters of one style

/** The spectrum as a figure, with the chooser of what it is held against. */
export function spectrumChart(report, { chooser }) {
  const { bands, balance } = report.spectrum;
  const steps = referenceSteps(bands, balance);
  const known = bands.filter((band) => band.level_db !== null);
  const x = { scale: null };
  const chart = plot({
    height: HEIGHT,
    draw: (box) => {
      x.scale = logarithmic([LOW_HZ, HIGH_HZ], [box.left, box.right]);
      return drawn(box, { known, balance, steps, x: x.scale });
    },
  });
  const reading = readable(chart, {
    position: new Position(),
    label: `${t('chart.spectrum')}: ${t('chart.spectrumPosition')}`,
    min: 0,
    max: Math.max(0, bands.length - 1),
    step: 1,
    toValue: (pixel) => nearestBand(bands, x.scale.invert(pixel)),
    toPixel: (index) => x.scale(bands[index].center_hz),
    describe: (index) => described(bands[index], steps),
    describedBy: 'spectrum-summary',
  });
  return figure({
    id: 'spectrum',
    title: t('chart.spectrum'),
    keys: [
      { kind: 'bar', name: t('chart.measuredBars') },
      { kind: 'line-reference', name: t('chart.reference') },
    ],
    chart: chart.host,
    reading,
    summary: summary(report),
    extra: [chooser, balanceTable(report)],
    numbers: table(bands),
  });
}

/** The reference as a third-octave level per band, in the scale of the drawn bars. */
function referenceSteps(bands, balance) {
  const power = bands.reduce((sum, band) => sum + (band.level_db === null ? 0 : 10 ** (band.level_db / 10)), 0);
  if (power === 0) return [];
  const total = 10 * Math.log10(power);
  return balance.filter((band) => band.level_db !== null && band.deviation_db !== null).map((band) => {
    const thirds = 3 * Math.log2(band.high_hz / band.low_hz);
    const aligned = band.level_db - band.deviation_db;
    return { ...band, third_db: total + aligned - 10 * Math.log10(thirds) };
  });
}

function drawn(box, { known, balance, steps, x }) {
  const loudest = Math.max(-SPAN_DB, ...known.map((band) => band.level_db), ...steps.map((step) => step.third_db));
  const top = Math.ceil((loudest + 4) / 6) * 6;
  const y = linear([top - SPAN_DB, top], [box.bottom, box.top]);
  return [
    ...regions(box, x, balance),
    ...levelAxis(box, y, multiples(12, top - SPAN_DB, top)),
    ...known.map((band) => bar(box, x, y, band)),
    svg('path', { class: 'line-reference halo', d: stepped(x, y, steps) }),
    svg('path', { class: 'line-reference', d: stepped(x, y, steps) }),
    ...ticks(box, x),
  ];
}

/** The seven named bands as faint fields, named where there is room. */
function regions(box, x, balance) {
  return balance.map((band, index) => {
    const [left, right] = [x(Math.max(LOW_HZ, band.low_hz)), x(Math.min(HIGH_HZ, band.high_hz))];
    const name = word('band', band.band) ?? band.band;
    return svg('g', { class: index % 2 ? 'field odd' : 'field' },
      svg('rect', { x: left, y: box.top, width: right - left, height: box.height }),
      right - left > name.length * 6.4 &&
        svg('text', { x: (left + right) / 2, y: box.top + 13, 'text-anchor': 'middle' }, name),
    );
  });
}

function bar(box, x, y, band) {
  const half = 2 ** (1 / 6);
  const [left, right] = [x(band.center_hz / half), x(band.center_hz * half)];
  const top = Math.min(box.bottom, y(band.level_db));
  const gap = right - left > 8 ? 1.5 : 0.5;
  return svg('rect', { class: 'bar', x: left + gap, y: top, width: Math.max(1, right - left - 2 * gap), height: box.bottom - top, rx: 1.5 });
}

function stepped(x, y, steps) {
  return steps.map((step, index) => {
    const [left, right] = [x(Math.max(LOW_HZ, step.low_hz)), x(Math.min(HIGH_HZ, step.high_hz))];
    return `${index ? 'L' : 'M'}${left.toFixed(1)} ${y(step.third_db).toFixed(1)}H${right.toFixed(1)}`;
  }).join('');
}

function ticks(box, x) {
  const shown = box.width < 420 ? TICKS_HZ.filter((hz) => /^[1]/.test(String(hz)) || hz === 20) : TICKS_HZ;
  return shown.map((hz) => tick(box, x(hz), hz < 1000 ? String(hz) : `${hz / 1000}k`));
}

function nearestBand(bands, hz) {
  const distance = (band) => Math.abs(Math.log(band.center_hz / hz));
  return bands.reduce((best, band, index) => (distance(band) < distance(bands[best]) ? index : best), 0);
}

function described(band, steps) {
  if (!band) return t('chart.nothing');
  const level = band.level_db === null ? NONE : `${decimal(band.level_db, 1)}\u00a0dBFS`;
  const step = steps.find(({ low_hz, high_hz }) => band.center_hz >= low_hz && band.center_hz < high_hz);
  const reference = step ? ` · ${t('chart.reference')} ${decimal(step.third_db, 1)}` : '';
  return `${frequency(band.center_hz)} · ${level}${reference}`;
}

function summary(report) {
  const { balance, reference } = report.spectrum;
  const known = balance.filter((band) => band.deviation_db !== null);
  if (known.length === 0) {
    const reason = whyMissing(report, 'spectrum.centroid_hz');
    return `${t('chart.nothing')} ${reason && t('chart.because', { reason })}`;
  }
  const far = known.reduce((a, b) => (Math.abs(b.deviation_db) > Math.abs(a.deviation_db) ? b : a));
  const furthest = `${word('band', far.band) ?? far.band}, ${signed(far.deviation_db, 1)}\u00a0dB`;
  const facts = { reference: word('style', reference) ?? reference, furthest };
  const fits = fitsOf(report);
  if (!fits) return t('chart.spectrumSummary', facts);
  const best = report.spectrum.closest_reference === reference;
  return t(best ? 'chart.spectrumBest' : 'chart.spectrumFit', { ...facts, ...fits });
}

/** How well the track fits the curve it is held against, and the curve it fits best. */
function fitsOf({ spectrum: { reference, references = [], closest_reference: closest } }) {
  const fit = (curve) => references.find((one) => one.curve === curve)?.fit_db ?? null;
  if (fit(reference) === null || fit(closest) === null) return null;
  const told = (curve) => `${decimal(fit(curve), 1)}\u00a0dB`;
  return { fit: told(reference), closest: word('style', closest) ?? closest, closestFit: told(closest) };
}

function balanceTable(report) {
  const { balance } = report.spectrum;
  return h('table', { class: 'balance' },
    h('caption', {}, t('chart.balance')),
    h('thead', { class: 'unseen' }, h('tr', {},
      h('th', { scope: 'col' }, t('chart.band')),
      h('th', { scope: 'col' }, t('chart.range')),
      h('td', { 'aria-hidden': 'true' }),
      h('th', { scope: 'col' }, t('chart.deviation')),
    )),
    h('tbody', {}, balance.map((band) => h('tr', {},
      h('th', { scope: 'row' }, word('band', band.band) ?? band.band),
      h('td', { class: 'range' }, t('chart.bandRange', { low: frequency(band.low_hz), high: frequency(band.high_hz) })),
      h('td', { class: 'bias', 'aria-hidden': 'true' }, bias(band.deviation_db)),
      h('td', { class: 'deviation' }, deviation(report, band)),
    ))),
  );
}

const BIAS_DB = 12;

function bias(db) {
  const share = db === null ? 0 : Math.min(1, Math.abs(db) / BIAS_DB) * 50;
  const className = db !== null && Math.abs(db) >= NOTABLE_DB ? 'bias-bar notable' : 'bias-bar';
  return svg('svg', { class: 'bias-track', focusable: 'false' },
    svg('rect', { class: 'bias-room', x: 0, y: 4, width: '100%', height: 6, rx: 3 }),
    svg('rect', { class: className, x: `${db < 0 ? 50 - share : 50}%`, y: 4, width: `${share}%`, height: 6, rx: 1 }),
    svg('line', { class: 'bias-zero', x1: '50%', x2: '50%', y1: 0, y2: 14 }),
  );
}

function deviation(report, { band, deviation_db: db }) {
  if (db === null) return `${NONE} ${whyMissing(report, `spectrum.balance.${band}.deviation_db`)}`;
  const [icon, key] = Math.abs(db) < 0.5 ? ['level', 'level0'] : db > 0 ? ['up', 'above'] : ['down', 'below'];
  const text = marked(icon, `${signed(db, 1)}\u00a0dB`, Math.abs(db) >= NOTABLE_DB ? 'notable' : '');
  text.append(h('span', { class: 'unseen' }, ` ${t(`chart.${key}`)}`));
  return text;
}

function table(bands) {
  const rows = bands.map((band) => [
    frequency(band.center_hz), band.level_db === null ? NONE : `${decimal(band.level_db, 1)}\u00a0dBFS`,
  ]);
  return numberTable({ caption: t('chart.spectrum'), heads: [t('chart.band'), t('chart.level')], rows });
}
