/** Every measured number in one list, with the reason where there is none. */

import { h } from './dom.js';
import { t } from './i18n.js';
import { measure, metricName, valueAt, whyMissing } from './metrics.js';
import { clock, withUnit } from './numbers.js';

const GROUPS = {
  loudness: ['integrated_lufs', 'short_term_max_lufs', 'momentary_max_lufs', 'range_lu', 'true_peak_dbtp', 'sample_peak_dbfs', 'plr_lu', 'psr_min_lu'],
  dynamics: ['rms_dbfs', 'crest_db', 'dc_offset', 'clipping.runs', 'clipping.samples', 'silence.head_s', 'silence.tail_s', 'hum.level_dbfs'],
  stereo: ['correlation', 'correlation_min', 'width', 'balance_db', 'mono_loss_lu', 'low_end_side_db'],
  spectrum: ['tilt_db_per_octave', 'centroid_hz', 'rolloff_hz', 'cutoff_hz'],
  tempo: ['bpm', 'confidence', 'stability'],
  key: ['tonic', 'mode', 'camelot', 'confidence', 'tuning_cents'],
  file: ['format', 'codec', 'duration_s', 'sample_rate_hz', 'channels', 'bit_depth', 'bit_depth_used', 'size_bytes'],
};

const MOMENTS = {
  'loudness.short_term_max_lufs': 'loudness.short_term_max_at_s',
  'loudness.momentary_max_lufs': 'loudness.momentary_max_at_s',
  'loudness.true_peak_dbtp': 'loudness.true_peak_at_s',
};

/** The list, in groups. */
export function factList(report) {
  return h('section', { class: 'panel', id: 'facts', 'aria-labelledby': 'facts-title' },
    h('div', { class: 'figure-head' }, h('h3', { id: 'facts-title' }, t('facts.title'))),
    h('div', { class: 'fact-groups' },
      Object.entries(GROUPS).map(([group, names]) => h('div', { class: 'fact-group' },
        h('h4', {}, t(`facts.${group}`)),
        h('dl', {}, names.map((name) => fact(report, `${group}.${name}`))),
      )),
    ),
    h('p', { class: 'fingerprint' },
      `${t('facts.fingerprint')} `, h('code', {}, report.sha256),
      ` · ${t('facts.version')} ${report.analysis_version}`,
    ),
  );
}

function fact(report, path) {
  const value = valueAt(report, path) ?? null;
  const { number, unit } = measure(path, value);
  const moment = MOMENTS[path] ? valueAt(report, MOMENTS[path]) : null;
  return h('div', { class: 'fact' },
    h('dt', {}, metricName(path)),
    h('dd', {},
      withUnit(number, unit),
      value === null && h('small', {}, whyMissing(report, path)),
      typeof moment === 'number' && h('small', {}, t('facts.at', { time: clock(moment, 1) })),
    ),
  );
}
