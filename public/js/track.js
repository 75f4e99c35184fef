/** One analysed track on the page: measured facts on one side, advice on the other. */

import { findingCards } from './cards.js';
import { Position } from './cursor.js';
import { glyph, h } from './dom.js';
import { factList } from './facts.js';
import { headline } from './headline.js';
import { t } from './i18n.js';
import { loudnessCurve } from './loudness.js';
import { clock, frequency, moment } from './numbers.js';
import { spectrumChart } from './spectrum.js';
import { styleChooser } from './style.js';
import { targetTable } from './targets.js';
import { waveform } from './waveform.js';

/** Fill `root` with an analysis {analysis_id, filename, created_at, report} and its `chat`. */
export function showTrack(root, analysis, { chat, onAnother, onDelete, onStyle }) {
  const { report } = analysis;
  const position = new Position();
  root.replaceChildren(
    head(analysis, { onAnother, onDelete }),
    headline(report),
    h('div', { class: 'sides' },
      side('measured', 'meter',
        waveform(report, { position }),
        loudnessCurve(report, { position }),
        spectrumChart(report, { chooser: styleChooser({ onChoose: onStyle }) }),
        targetTable(report),
        factList(report),
      ),
      side('advice', 'spark', findingCards(report, { position }), chat.element),
    ),
  );
}

function head(analysis, { onAnother, onDelete }) {
  const { filename, created_at: created, report } = analysis;
  return h('header', { class: 'track-head' },
    h('div', { class: 'track-name' },
      h('h2', { id: 'track-title', tabindex: -1 }, filename || t('track.untitled')),
      h('p', { class: 'file-facts' }, [...fileFacts(report.file), created && moment(created)].filter(Boolean).map((fact) => h('span', {}, fact))),
    ),
    h('div', { class: 'track-actions' },
      h('button', { type: 'button', class: 'button primary', on: { click: onAnother } }, t('drop.another')),
      h('button', { type: 'button', class: 'button', 'aria-label': t('history.delete', { name: filename }), on: { click: onDelete } },
        glyph('bin'), h('span', {}, t('confirm.yes'))),
    ),
    jumps(),
  );
}

function fileFacts(file) {
  return [
    file.format,
    String(file.codec).replaceAll('_', ' '),
    frequency(file.sample_rate_hz),
    file.channels === 2 ? t('track.stereo') : t('track.channels', { count: file.channels }),
    clock(file.duration_s),
  ];
}

function jumps() {
  const jump = (key, id) => h('button', { type: 'button', on: { click: () => goTo(id) } }, t(key));
  return h('nav', { class: 'jumps', 'aria-label': t('track.jump') },
    jump('track.jumpMeasured', 'measured'),
    jump('track.jumpFindings', 'findings'),
    jump('track.jumpAsk', 'ask'),
  );
}

function goTo(id) {
  const place = document.getElementById(id);
  place.scrollIntoView({ block: 'start' });
  (place.querySelector('textarea') ?? place).focus({ preventScroll: true });
}

function side(name, icon, ...content) {
  return h('section', { id: name, class: `side ${name}`, 'aria-labelledby': `${name}-title`, tabindex: -1 },
    h('div', { class: 'side-head' },
      glyph(icon),
      h('h3', { class: 'side-title', id: `${name}-title` }, t(`track.${name}`)),
      h('p', {}, t(`track.${name}Note`)),
    ),
    ...content,
  );
}
