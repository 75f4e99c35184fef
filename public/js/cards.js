/** The findings as verdict cards: number, target, why and fix, the most important first. */

import { h, marked } from './dom.js';
import { pick, t } from './i18n.js';
import { measure, measureText, metricName, valueAt, whyMissing } from './metrics.js';
import { frequency } from './numbers.js';
import { placeButton } from './waveform.js';

const OPEN_CARDS = 1; // the rest unfolds when asked, so that the first thing stays first
const NAMED_PLACES = 3;

/** All findings of a report; `position` is the time shared with the charts. */
export function findingCards(report, { position }) {
  const { findings } = report;
  return h('section', { id: 'findings', class: 'findings', 'aria-labelledby': 'findings-title', tabindex: -1 },
    h('h3', { id: 'findings-title' }, t('findings.title')),
    findings.length === 0
      ? h('p', { class: 'calm' }, marked('ok', t('findings.none'), 'verdict-ok'))
      : h('ol', { class: 'cards' }, findings.map((finding, index) => h('li', {}, card(report, finding, { index, position })))),
  );
}

function card(report, finding, { index, position }) {
  const title = `finding-${index}-title`;
  const body = h('dl', {},
    h('dt', {}, t('findings.why')), h('dd', {}, pick(finding.why)),
    h('dt', {}, t('findings.fix')), h('dd', {}, pick(finding.fix)),
    ...places(finding, position),
  );
  return h('article', { class: `card severity-${finding.severity}`, id: `finding-${index}`, tabindex: -1, 'aria-labelledby': title },
    h('header', {},
      h('div', {},
        marked(finding.severity, t(`severity.${finding.severity}`), 'severity'),
        h('h4', { id: title }, pick(finding.title)),
      ),
      figure(finding, report),
    ),
    h('p', { class: 'of' }, about(finding, report).map((part) => h('span', {}, part))),
    index < OPEN_CARDS ? body : h('details', {}, h('summary', {}, t('findings.more')), body),
  );
}

function figure(finding, report) {
  const value = valueOf(finding, report);
  const { number, unit } = measure(finding.metric, value, finding.unit);
  return h('p', { class: typeof value === 'string' ? 'figure-value wordy' : 'figure-value' },
    h('span', { class: 'number' }, number), ' ', h('span', { class: 'unit' }, unit),
  );
}

function about(finding, report) {
  const value = valueOf(finding, report);
  const target = targetText(finding);
  return [
    metricName(finding.metric, { report }),
    value === null && whyMissing(report, finding.metric),
    target && t('findings.target', { target }),
  ].filter(Boolean);
}

/** A finding about a word, such as the codec, has no number of its own. */
function valueOf(finding, report) {
  return finding.value ?? valueAt(report, finding.metric) ?? null;
}

function targetText({ target, metric, unit }) {
  if (target === null || target === undefined) return null;
  return typeof target === 'number' ? measureText(metric, target, unit) : pick(target);
}

function places(finding, position) {
  const times = finding.regions?.filter((region) => region.start_s !== undefined).slice(0, NAMED_PLACES) ?? [];
  const ranges = finding.regions?.filter((region) => region.low_hz !== undefined) ?? [];
  if (times.length + ranges.length === 0) return [];
  const texts = ranges.map(({ low_hz, high_hz }) => h('span', { class: 'place-text' }, `${frequency(low_hz)}–${frequency(high_hz)}`));
  return [
    h('dt', {}, t('findings.where')),
    h('dd', {}, ...times.map((region) => placeButton(region, position)), ...texts),
  ];
}
