/** The panel that shows a file's way to its report, step by step, with a way out. */

import { h } from './dom.js';
import { t } from './i18n.js';
import { announce, problemBox } from './notice.js';
import { bytes, percent, whole } from './numbers.js';

const STEPS = ['hashing', 'uploading', 'queued', 'measuring', 'done'];
const UNDER = { offline: 'uploading', busy: 'queued' }; // states that belong to a step

/** One run's panel in `root`; tell it with `stage` and `fail`. */
export class WorkPanel {
  #root;
  #file;
  #cancel;
  #stage;
  #furthest = 0;
  #failed = null;
  #parts = null;

  constructor(root, { file, onCancel }) {
    this.#root = root;
    this.#file = file;
    this.#cancel = onCancel;
    this.#stage = { stage: file ? 'hashing' : 'opening', progress: null };
    this.render();
    root.hidden = false;
  }

  /** Draw all of it, in the language now in use. */
  render() {
    const title = this.#file ? t('work.title', { name: this.#file.name }) : t('work.opening');
    this.#parts = {
      steps: h('ol', { class: 'steps', 'aria-label': t('work.steps') }),
      bar: h('progress', { max: 1, 'aria-labelledby': 'work-title' }),
      detail: h('p', { class: 'work-detail' }),
      figure: h('p', { class: 'work-figure', 'aria-hidden': 'true' }),
      foot: h('div', { class: 'work-foot' }),
    };
    const { steps, bar, detail, figure, foot } = this.#parts;
    this.#root.replaceChildren(
      h('h2', { id: 'work-title', tabindex: -1 }, title),
      steps, h('div', { class: 'work-line' }, bar, figure), detail, foot,
    );
    if (this.#failed) this.#showFailure();
    else this.#showStage();
  }

  /** Show where the work stands: {stage, progress 0..1 or null, position}. */
  stage(stage) {
    this.#stage = stage;
    this.#showStage();
  }

  /** Show why it ended; `actions` are ways on. */
  fail(problem, actions) {
    this.#failed = { problem, actions };
    this.#showFailure();
  }

  #showStage() {
    const { stage, progress } = this.#stage;
    const { bar, detail, figure, foot } = this.#parts;
    this.#showSteps();
    if (typeof progress === 'number') bar.value = stage === 'done' ? 1 : progress;
    else bar.removeAttribute('value');
    figure.textContent = typeof progress === 'number' ? percent(progress) : '';
    detail.textContent = this.#detail();
    if (foot.childElementCount === 0) foot.append(this.#cancelButton());
    announce(this.#announcement());
  }

  /** What was measured before takes no steps: it is only opened. */
  #showSteps() {
    const { steps } = this.#parts;
    steps.hidden = this.#stage.stage === 'opening';
    if (!steps.hidden) steps.replaceChildren(...this.#stepItems());
  }

  #stepItems() {
    const now = this.#step();
    this.#furthest = Math.max(this.#furthest, now);
    return STEPS.map((step, index) => h('li', {
      class: index < now || now === STEPS.length - 1 ? 'past' : index === now ? 'now' : '',
      'aria-current': index === now ? 'step' : null,
    }, t(`stage.${step}`)));
  }

  #step() {
    const { stage } = this.#stage;
    const own = STEPS.indexOf(stage);
    if (own >= 0) return own;
    return stage === 'offline' ? this.#furthest : STEPS.indexOf(UNDER[stage]);
  }

  #detail() {
    const { stage, progress, position } = this.#stage;
    if (stage === 'uploading' && this.#file) {
      const sent = bytes(Math.round((progress ?? 0) * this.#file.size));
      return t('detail.uploading', { sent, total: bytes(this.#file.size) });
    }
    if (stage === 'queued' && position > 0) return t('detail.position', { count: whole(position) });
    return stage === 'opening' ? '' : t(`detail.${stage}`);
  }

  #announcement() {
    const { stage, progress } = this.#stage;
    if (stage === 'opening') return t('work.opening');
    const name = STEPS.includes(stage) ? t(`stage.${stage}`) : t(`detail.${stage}`);
    if (typeof progress !== 'number' || stage === 'done') return name;
    return t('work.announce', { stage: name, percent: percent(Math.floor(progress * 4) / 4) });
  }

  #cancelButton() {
    return h('button', { type: 'button', class: 'button', on: { click: this.#cancel } }, t('work.cancel'));
  }

  #showFailure() {
    const { bar, detail, figure, foot } = this.#parts;
    this.#showSteps();
    for (const part of [bar, detail, figure]) part.hidden = true;
    const { problem, actions } = this.#failed;
    foot.replaceChildren(h('div', { role: 'alert' }, problemBox(problem, { actions })));
  }
}
