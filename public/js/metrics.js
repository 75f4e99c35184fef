/** Each metric of the report: its name, unit and decimals, by its dotted path. */

import { t, word } from './i18n.js';
import { bytes, clock, decimal, frequency, NONE, signed, unitName, whole, withUnit } from './numbers.js';

/** The value at a dotted path of the report: "targets.spotify.gain_db" and "a[0].b" too. */
export function valueAt(report, path) {
  return parts(path).reduce((node, part) => step(node, part), report);
}

/** The metric's name in the reader's language; `otherwise` where the page knows none. */
export function metricName(path, { report = null, otherwise = path } = {}) {
  const known = word('metric', path) ?? word('metric', listed(path));
  if (known) return known;
  const [, owner, field] = /^(?:targets|spectrum\.ba(?:lance|nds)|stereo\.bands)[.[](.+?)\]?\.(\w+)$/.exec(path) ?? [];
  if (!word('field', field)) return otherwise;
  return t(`field.${field}`, { name: ownerName(path, owner, report) });
}

/**
 * The metric that a path means: a finding's value is that of the metric it speaks of. Held against
 * another style the same place may be another finding's, which then has another value.
 */
export function meantBy(path, { report, value }) {
  const [, place, field] = /^(findings[.[]\w+\]?)\.(value|target)$/.exec(path) ?? [];
  const finding = place ? valueAt(report, place) : null;
  return finding && isSaid(finding[field], value) ? finding.metric : path;
}

/** A metric's value as {number, unit}; null becomes a dash. */
export function measure(path, value, unit = null) {
  if (value === null || value === undefined) return { number: NONE, unit: '' };
  if (typeof value !== 'number') return { number: word('verdict', value) ?? String(value).replaceAll('_', ' '), unit: '' };
  const kind = kindOf(path);
  if (kind.whole) return { number: kind.whole(value), unit: kind.counted && unit ? unitName(unit, value) : '' };
  const shown = (kind.signed ? signed : decimal)(value, kind.digits ?? digitsFor(value, unit));
  return { number: shown, unit: nameOf(kind, unit, value) };
}

/** A metric's value in one piece of text. */
export function measureText(path, value, unit = null) {
  const { number, unit: name } = measure(path, value, unit);
  return withUnit(number, name);
}

/** Why the report has no number here, in words, or "" where it has. */
export function whyMissing(report, path) {
  if (valueAt(report, path) !== null) return '';
  const slug = report.unavailable?.[path] ?? inherited(report, path);
  return word('reason', slug ?? 'unknown') ?? word('reason', 'unknown');
}

const LUFS = { unit: 'LUFS', digits: 1 };
const LU = { unit: 'LU', digits: 1 };
const DBTP = { unit: 'dBTP', digits: 2 };
const DB = { unit: 'dB', digits: 1, signed: true };
const HERTZ = { whole: (value) => frequency(Math.round(value)) };
const TIME = { whole: (value) => clock(value, 1) };

const KINDS = {
  'file.duration_s': TIME,
  'file.sample_rate_hz': { whole: (value) => frequency(value) },
  'file.channels': { whole },
  'file.bit_depth': { whole: (value) => t('track.bits', { bits: value }) },
  'file.size_bytes': { whole: (value) => bytes(value) },
  'loudness.integrated_lufs': LUFS,
  'loudness.momentary_max_lufs': LUFS,
  'loudness.short_term_max_lufs': LUFS,
  'loudness.momentary_max_at_s': TIME,
  'loudness.short_term_max_at_s': TIME,
  'loudness.true_peak_at_s': TIME,
  'loudness.range_lu': LU,
  'loudness.plr_lu': LU,
  'loudness.true_peak_dbtp': DBTP,
  'loudness.sample_peak_dbfs': { unit: 'dBFS', digits: 2 },
  'dynamics.rms_dbfs': { unit: 'dBFS', digits: 1 },
  'dynamics.crest_db': { unit: 'dB', digits: 1 },
  'dynamics.dc_offset': { unit: '', digits: 3, signed: true },
  'dynamics.clipping.runs': { whole, counted: true },
  'dynamics.clipping.samples': { whole, counted: true },
  'stereo.correlation': { unit: '', digits: 2, signed: true },
  'stereo.correlation_min': { unit: '', digits: 2, signed: true },
  'stereo.width': { unit: '', digits: 2 },
  'stereo.balance_db': DB,
  'stereo.mono_loss_lu': LU,
  'spectrum.tilt_db_per_octave': { units: 'dB/oct', digits: 1, signed: true },
  'spectrum.centroid_hz': HERTZ,
  'spectrum.rolloff_hz': HERTZ,
  'spectrum.cutoff_hz': HERTZ,
  'loudness.psr_min_lu': LU,
  'dynamics.silence.head_s': { unit: 's', digits: 1 },
  'dynamics.silence.tail_s': { unit: 's', digits: 1 },
  'dynamics.hum.level_dbfs': { unit: 'dBFS', digits: 1 },
  'stereo.low_end_side_db': DB,
  'file.bit_depth_used': { whole: (value) => t('track.bits', { bits: value }) },
  'tempo.bpm': { unit: 'BPM', digits: 1 },
  'tempo.confidence': { unit: '', digits: 2 },
  'tempo.stability': { unit: '', digits: 2 },
  'key.confidence': { unit: '', digits: 2 },
  'key.tuning_cents': { units: 'cents', digits: 0, signed: true },
  'loudness.overs.count': { whole, counted: true },
  'loudness.overs.full_scale_count': { whole, counted: true },
  'dynamics.silence.gap_s': { unit: 's', digits: 1 },
  'dynamics.hum.fundamental_hz': HERTZ,
  'file.unused_bits': { whole: (value) => t('track.bits', { bits: value }) },
};

const FIELDS = {
  target_lufs: LUFS,
  loudness_after_lufs: LUFS,
  gain_db: DB,
  true_peak_after_dbtp: DBTP,
  true_peak_limit_dbtp: { unit: 'dBTP', digits: 1 },
  level_db: { unit: 'dB', digits: 1 },
  reference_db: { unit: 'dB', digits: 1 },
  deviation_db: DB,
  start_s: TIME,
  end_s: TIME,
  at_s: TIME,
  low_hz: HERTZ,
  high_hz: HERTZ,
  center_hz: HERTZ,
  mono_below_hz: HERTZ,
  high_pass_hz: HERTZ,
  eq_db: DB,
  trim_db: DB,
  ease_db: DB,
  shift_db: DB,
  q: { unit: '', digits: 1 },
  correlation: { unit: '', digits: 2, signed: true },
  width: { unit: '', digits: 2 },
};

/** Whether a number is what was said of it: models may say −10.4 for −10.39. */
function isSaid(number, said) {
  return Math.abs(number - said) <= Math.max(0.06, 0.005 * Math.abs(number));
}

function kindOf(path) {
  return KINDS[path] ?? FIELDS[parts(path).at(-1)] ?? {};
}

function nameOf(kind, unit, value) {
  const known = kind.units ?? unit;
  return kind.unit ?? (known ? unitName(known, value) : '');
}

function parts(path) {
  return path.replace(/\[(\w+)\]/g, '.$1').split('.');
}

/** A path without the places in its lists: one name for all of them. */
function listed(path) {
  return parts(path).filter((part) => !/^\d+$/.test(part)).join('.');
}

function step(node, part) {
  if (!Array.isArray(node)) return node?.[part];
  return node[part] ?? node.find((item) => [item.platform, item.band, item.code].includes(part));
}

function ownerName(path, owner, report) {
  const list = path.startsWith('targets') ? 'platform' : 'band';
  const entry = report ? valueAt(report, path.slice(0, path.lastIndexOf('.'))) : null;
  const slug = entry?.[list] ?? owner;
  return word(list, slug) ?? entry?.name ?? (entry?.center_hz ? frequency(entry.center_hz) : slug);
}

function digitsFor(value, unit) {
  return Number.isInteger(value) && !/^(dB|LU)/.test(unit ?? '') ? 0 : 1;
}

/** A whole group may share one reason: "stereo": "mono". */
function inherited(report, path) {
  const above = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  return above ? (report.unavailable?.[above] ?? inherited(report, above)) : null;
}
