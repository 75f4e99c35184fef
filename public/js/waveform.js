/** The waveform: peak and RMS envelopes from the preview, clipped regions marked. */

import { readable } from './cursor.js';
import { h, svg } from './dom.js';
import { figure, numberTable } from './figure.js';
import { t } from './i18n.js';
import { measureText } from './metrics.js';
import { clock, decimal, NONE, span, unitName, whole } from './numbers.js';
import { linear, plot, timeAxis } from './plot.js';

const HEIGHT = 168;
const NAMED_REGIONS = 6;

/** The waveform as a figure; `position` is the time shared with the other charts. */
export function waveform(report, { position }) {
  const duration = report.file.duration_s;
  const { peaks } = report.preview;
  // Over 2,000 points the rounding of seconds_per_point would add up to a second.
  const pace = duration / peaks.points;
  const regions = report.dynamics.clipping?.regions ?? [];
  const scales = { x: null };
  const chart = plot({
    height: HEIGHT,
    draw: (box) => {
      scales.x = linear([0, duration], [box.left, box.right]);
      return drawn(box, { peaks, pace, regions, x: scales.x, duration });
    },
  });
  const reading = readable(chart, {
    position,
    label: `${t('chart.waveform')}: ${t('chart.position')}`,
    min: 0,
    max: duration,
    step: duration / 100,
    toValue: (pixel) => scales.x.invert(pixel),
    toPixel: (time) => scales.x(time),
    describe: (time) => described(peaks, { time, pace }),
    describedBy: 'waveform-summary',
  });
  return figure({
    id: 'waveform',
    title: t('chart.waveform'),
    keys: keys(regions),
    chart: chart.host,
    reading,
    summary: summary(report),
    extra: regions.length > 0 ? [clippedList(report, regions, position)] : [],
    numbers: table(peaks, pace),
  });
}

function keys(regions) {
  const envelope = [
    { kind: 'area-peak', name: t('chart.peakKey') },
    { kind: 'area-rms', name: t('chart.rmsKey') },
  ];
  return regions.length > 0 ? [...envelope, { kind: 'area-clip', name: t('chart.clippedKey') }] : envelope;
}

function drawn(box, { peaks, pace, regions, x, duration }) {
  const most = Math.max(1, ...columnsOf(peaks, { group: 1, pace }).map((column) => Math.max(column.max, -column.min)));
  const y = linear([-most, most], [box.bottom, box.top]);
  const columns = columnsOf(peaks, { group: Math.max(1, Math.floor(peaks.points / box.width)), pace });
  return [
    ...[0, -6].map((db) => fullScale(box, y, db)),
    svg('path', { class: 'area-peak', d: band(columns, x, (c) => y(c.max), (c) => y(c.min)) }),
    svg('path', { class: 'area-rms', d: band(columns, x, (c) => y(c.rms), (c) => y(-c.rms)) }),
    svg('line', { class: 'zero', x1: box.left, x2: box.right, y1: y(0), y2: y(0) }),
    ...regions.map((region) => clipMark(box, x, region)),
    ...timeAxis(box, x, duration),
  ];
}

function fullScale(box, y, db) {
  const level = 10 ** (db / 20);
  return svg('g', { class: 'gridline' },
    svg('line', { x1: box.left, x2: box.right, y1: y(level), y2: y(level) }),
    svg('line', { x1: box.left, x2: box.right, y1: y(-level), y2: y(-level) }),
    svg('text', { x: box.left - 8, y: y(level), dy: '0.32em', 'text-anchor': 'end' }, decimal(db, 0)),
  );
}

function columnsOf(peaks, { group, pace }) {
  const columns = [];
  for (let start = 0; start < peaks.points; start += group) {
    const end = Math.min(start + group, peaks.points);
    columns.push({
      time: ((start + end) / 2) * pace,
      min: Math.min(...peaks.min.slice(start, end)),
      max: Math.max(...peaks.max.slice(start, end)),
      rms: Math.max(...peaks.rms.slice(start, end)),
    });
  }
  return columns;
}

function band(columns, x, upper, lower) {
  const point = (column, y) => `${x(column.time).toFixed(1)} ${y(column).toFixed(1)}`;
  const there = columns.map((column) => point(column, upper));
  const back = columns.map((column) => point(column, lower)).reverse();
  return `M${[...there, ...back].join('L')}Z`;
}

function clipMark(box, x, region) {
  const left = x(region.start_s);
  const width = Math.max(1.5, x(region.end_s) - left);
  const middle = left + width / 2;
  return svg('g', { class: 'clip' },
    svg('rect', { x: left, y: box.top, width, height: box.height }),
    svg('path', { d: `M${middle - 4} ${box.top - 9}h8l-4 7z` }),
  );
}

function described(peaks, { time, pace }) {
  const index = Math.min(peaks.points - 1, Math.floor(time / pace));
  const peak = Math.max(peaks.max[index], -peaks.min[index]);
  return `${clock(time, 1)} · ${t('chart.peakKey')} ${inDb(peak)} · ${t('chart.rmsKey')} ${inDb(peaks.rms[index])}`;
}

function inDb(level) {
  return level > 0 ? `${decimal(20 * Math.log10(level), 1)}\u00a0dBFS` : `${NONE}`;
}

function summary(report) {
  const { runs, samples } = report.dynamics.clipping ?? {};
  const peak = measureText('loudness.sample_peak_dbfs', report.loudness.sample_peak_dbfs);
  const drawing = t('chart.waveformSummary', { duration: clock(report.file.duration_s), peak });
  const clipped = runs
    ? t('chart.clipping', { count: runs, samples: `${whole(samples)} ${unitName('samples', samples)}` })
    : t('chart.noClipping');
  return `${drawing} ${clipped}`;
}

function clippedList(report, regions, position) {
  const named = regions.slice(0, NAMED_REGIONS);
  const more = report.dynamics.clipping.runs - named.length;
  return h('p', { class: 'clipped' },
    t('chart.clippedAt'), ' ',
    ...named.map((region) => placeButton(region, position)),
    more > 0 ? ` ${t('chart.clippedMore', { count: more })}` : null,
  );
}

/** A button that reads the charts over time at a region's start. */
export function placeButton(region, position) {
  const where = span(region);
  return h('button', {
    type: 'button',
    class: 'place',
    'aria-label': t('findings.show', { where }),
    on: { click: () => show(region, position) },
  }, where);
}

function show(region, position) {
  const host = document.querySelector('#waveform .plot');
  host.focus({ preventScroll: true });
  host.scrollIntoView({ block: 'center' });
  position.move((region.start_s + region.end_s) / 2);
}

function table(peaks, pace) {
  const group = Math.max(1, Math.ceil(peaks.points / 24));
  const rows = columnsOf(peaks, { group, pace }).map((column) => [
    clock(column.time), inDb(Math.max(column.max, -column.min)), inDb(column.rms),
  ]);
  return numberTable({ caption: t('chart.waveform'), heads: [t('chart.time'), t('chart.peakKey'), t('chart.rmsKey')], rows });
}
