/** The loudness curve: short-term and momentary over time, with the integrated line. */

import { readable } from './cursor.js';
import { svg } from './dom.js';
import { figure, numberTable } from './figure.js';
import { t } from './i18n.js';
import { measureText, whyMissing } from './metrics.js';
import { clock, decimal, NONE } from './numbers.js';
import { levelAxis, line, linear, multiples, plot, timeAxis } from './plot.js';

const HEIGHT = 230;

/** The curve as a figure; `position` is the time shared with the other charts. */
export function loudnessCurve(report, { position }) {
  const points = pointsOf(report.loudness.curve);
  const duration = report.file.duration_s;
  const scales = { x: null };
  const chart = plot({
    height: HEIGHT,
    draw: (box) => {
      scales.x = linear([0, duration], [box.left, box.right]);
      return drawn(box, { points, loudness: report.loudness, x: scales.x, duration });
    },
  });
  const reading = readable(chart, {
    position,
    label: `${t('chart.loudness')}: ${t('chart.position')}`,
    min: 0,
    max: duration,
    step: duration / 100,
    toValue: (pixel) => scales.x.invert(pixel),
    toPixel: (time) => scales.x(time),
    describe: (time) => described(points, time),
    describedBy: 'loudness-summary',
  });
  return figure({
    id: 'loudness',
    title: t('chart.loudness'),
    keys: [
      { kind: 'line-short', name: t('chart.shortTerm') },
      { kind: 'line-momentary', name: t('chart.momentary') },
      { kind: 'line-integrated', name: t('chart.integrated') },
    ],
    chart: chart.host,
    reading,
    summary: summary(report),
    numbers: table(points),
  });
}

function pointsOf(curve) {
  const count = Math.max(curve.momentary_lufs.length, curve.short_term_lufs.length);
  return Array.from({ length: count }, (_, i) => ({
    time: curve.start_s + i * curve.hop_s,
    momentary: curve.momentary_lufs[i] ?? null,
    shortTerm: curve.short_term_lufs[i] ?? null,
  }));
}

function drawn(box, { points, loudness, x, duration }) {
  const [low, high] = domain(points, loudness.integrated_lufs);
  const y = linear([low, high], [box.bottom, box.top]);
  const at = (value) => (value === null ? null : y(Math.max(low, value)));
  const step = high - low > 36 ? 12 : 6;
  return [
    ...levelAxis(box, y, multiples(step, low, high)),
    svg('path', { class: 'line-momentary', d: line(points.map((p) => [x(p.time), at(p.momentary)])) }),
    svg('path', { class: 'line-short', d: line(points.map((p) => [x(p.time), at(p.shortTerm)])) }),
    ...integratedLine(box, y, { integrated: loudness.integrated_lufs, points }),
    ...summit(loudness, x, y),
    ...timeAxis(box, x, duration),
  ];
}

/** From a round level under the programme to one just above its loudest moment. */
function domain(points, integrated) {
  const known = points.flatMap((p) => [p.momentary, p.shortTerm]).filter((value) => value !== null);
  if (known.length === 0) return [-60, 0];
  const high = Math.ceil((Math.max(...known) + 1) / 3) * 3;
  const floor = Math.max(-72, Math.min(...known) - 2, (integrated ?? high) - 20);
  return [Math.min(high - 12, Math.floor(floor / 6) * 6), high];
}

function integratedLine(box, y, { integrated, points }) {
  if (integrated === null) return [];
  const level = y(integrated);
  const { end, above } = quietPlace(points, integrated);
  const label = { class: 'label-integrated', 'text-anchor': end ? 'end' : 'start' };
  return [
    svg('line', { class: 'line-integrated', x1: box.left, x2: box.right, y1: level, y2: level }),
    svg('text', { ...label, x: end ? box.right - 4 : box.left + 4, y: above ? level - 7 : level + 16 },
      `${t('chart.integrated')} ${decimal(integrated, 1)}`),
  ];
}

/** Where the label is least in the curve's way: the end and the side of the line. */
function quietPlace(points, integrated) {
  const known = points.map((p) => p.momentary ?? integrated - 20);
  const part = Math.max(1, Math.floor(known.length / 4));
  const distance = (levels) => levels.reduce((sum, level) => sum + level - integrated, 0) / levels.length;
  const [start, end] = [distance(known.slice(0, part)), distance(known.slice(-part))];
  const atEnd = Math.abs(end) > Math.abs(start);
  return { end: atEnd, above: (atEnd ? end : start) < 0 };
}

function summit(loudness, x, y) {
  const { short_term_max_lufs: level, short_term_max_at_s: time } = loudness;
  if (level === null || time === null) return [];
  return [svg('circle', { class: 'summit', cx: x(time), cy: y(level), r: 4 })];
}

function described(points, time) {
  const nearest = points.reduce((best, p) => (Math.abs(p.time - time) < Math.abs(best.time - time) ? p : best), points[0]);
  const level = (value) => (value === null || value === undefined ? NONE : decimal(value, 1));
  return `${clock(time, 1)} · S ${level(nearest?.shortTerm)} · M ${level(nearest?.momentary)}\u00a0LUFS`;
}

function summary(report) {
  const { loudness } = report;
  const missing = whyMissing(report, 'loudness.integrated_lufs');
  if (missing && loudness.momentary_max_lufs === null) return `${t('chart.nothing')} ${t('chart.because', { reason: missing })}`;
  const at = (time) => (time === null ? NONE : clock(time));
  return t('chart.loudnessSummary', {
    integrated: measureText('loudness.integrated_lufs', loudness.integrated_lufs),
    shortTerm: measureText('loudness.short_term_max_lufs', loudness.short_term_max_lufs),
    shortTermAt: at(loudness.short_term_max_at_s),
    momentary: measureText('loudness.momentary_max_lufs', loudness.momentary_max_lufs),
    momentaryAt: at(loudness.momentary_max_at_s),
  });
}

function table(points) {
  const every = Math.max(1, Math.ceil(points.length / 24));
  const level = (value) => (value === null ? NONE : `${decimal(value, 1)}\u00a0LUFS`);
  const rows = points.filter((_, i) => i % every === 0).map((p) => [clock(p.time), level(p.shortTerm), level(p.momentary)]);
  const heads = [t('chart.time'), t('chart.shortTerm'), t('chart.momentary')];
  return numberTable({ caption: t('chart.loudness'), heads, rows });
}
