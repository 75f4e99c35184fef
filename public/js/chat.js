/** The conversation about one track: questions, streamed answers, and the numbers they stand on. */

import { call, isStream } from './api.js';
import { confirmForget } from './confirm.js';
import { add, forget, saidAbout, sessionOf } from './conversation.js';
import { fill, glyph, h } from './dom.js';
import { eventsOf } from './events.js';
import { language, t, word } from './i18n.js';
import { meantBy, measure, metricName } from './metrics.js';
import { announce, notify, problemBox } from './notice.js';
import { percent } from './numbers.js';
import { asProblem, isAbort, ownProblem, problemFrom } from './problems.js';
import { styleWanted } from './style.js';

const MAX_QUESTION = 500;
const COUNT_BELOW = 80; // characters left from which the counter is shown

/** A conversation; `element` is where it happens, `analysis` what it is about. */
export class Chat {
  analysis;
  #log;
  #box;
  #left;
  #send;
  #forget;
  #asking = null;
  #underWay = []; // the question that is being asked, and its answer to be

  constructor(analysis) {
    this.analysis = analysis;
    this.element = h('section', { id: 'ask', class: 'chat', 'aria-labelledby': 'ask-title', tabindex: -1 });
    this.render();
  }

  /** Draw it in the language now in use; what is typed stays, and what is being asked. */
  render() {
    const typed = this.#box?.value ?? '';
    // What was said before is not read out: it is not news.
    this.#log = h('div', { class: 'log', role: 'log', 'aria-label': t('chat.log'), 'aria-live': 'off' });
    this.#forget = h('button', {
      type: 'button', class: 'forget', hidden: true, on: { click: () => this.#forgetAll() },
    }, glyph('bin'), h('span', {}, t('chat.forget')));
    fill(this.element,
      h('h3', { id: 'ask-title' }, t('chat.title')),
      h('p', { class: 'chat-note' }, t('chat.empty')),
      this.#log,
      this.#forget,
      this.#suggestions(),
      this.#form(),
    );
    if (this.#asking) this.#log.append(...this.#underWay);
    this.#box.value = typed;
    this.#count();
    this.#restore();
  }

  async #restore() {
    const log = this.#log;
    const said = await saidAbout(this.analysis.analysis_id);
    log.prepend(...said.flatMap((turn) => [asked(turn.question), this.#answered(turn)]));
    this.#showForget();
  }

  #showForget() {
    this.#forget.hidden = this.#log.childElementCount === 0;
  }

  async #forgetAll() {
    if (!(await confirmForget())) return;
    this.#asking?.abort();
    try {
      await forget(this.analysis.analysis_id);
    } catch (error) {
      notify(asProblem(error));
      return;
    }
    this.#log.replaceChildren();
    this.#showForget();
    this.#box.focus();
    announce(t('chat.forgotten'));
  }

  #suggestions() {
    return h('div', { class: 'suggestions', role: 'group', 'aria-label': t('chat.suggestions') },
      word('chat', 'ask').map((question) =>
        h('button', { type: 'button', class: 'chip', on: { click: () => this.#ask(question) } }, question),
      ),
    );
  }

  #form() {
    this.#left = h('p', { class: 'left', id: 'question-left', 'aria-live': 'polite' });
    this.#box = h('textarea', {
      id: 'question', rows: 2, maxlength: MAX_QUESTION, placeholder: t('chat.placeholder'),
      'aria-describedby': 'question-left', autocomplete: 'off',
      on: { input: () => this.#count(), keydown: (event) => this.#onKey(event) },
    });
    this.#send = h('button', { type: 'submit', class: 'button primary' });
    this.#showSend();
    return h('form', { class: 'ask-form', on: { submit: (event) => this.#onSubmit(event) } },
      h('label', { for: 'question' }, t('chat.label')),
      h('div', { class: 'ask-row' }, this.#box, this.#send),
      this.#left,
    );
  }

  #showSend() {
    const key = this.#asking ? 'chat.stop' : 'chat.send';
    this.#send.replaceChildren(glyph(this.#asking ? 'close' : 'send'), h('span', {}, t(key)));
  }

  #count() {
    const left = MAX_QUESTION - this.#box.value.length;
    this.#left.textContent = left <= COUNT_BELOW ? t('chat.left', { count: left }) : '';
  }

  #onKey(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.#asking) this.#box.form.requestSubmit();
  }

  #onSubmit(event) {
    event.preventDefault();
    if (this.#asking) return this.#asking.abort();
    const question = this.#box.value.trim();
    if (question) this.#ask(question);
    return undefined;
  }

  async #ask(question) {
    if (this.#asking) return;
    this.#asking = new AbortController();
    this.#showSend();
    this.#log.setAttribute('aria-live', 'polite');
    const bubble = h('div', { class: 'answer pending', 'aria-busy': 'true' }, thinking());
    this.#underWay = [asked(question), bubble];
    this.#log.append(...this.#underWay);
    bubble.scrollIntoView({ block: 'nearest' });
    try {
      const answer = await this.#answer(question, bubble);
      bubble.replaceWith(this.#answered(answer));
      await add(this.analysis.analysis_id, { question, ...answer });
      this.#clear(question);
    } catch (error) {
      this.#showFailure(bubble, error, question);
    } finally {
      this.#asking = null;
      this.#showSend();
      this.#showForget();
      this.#log.lastElementChild?.scrollIntoView({ block: 'nearest' });
    }
  }

  async #answer(question, bubble) {
    const response = await call('POST', '/api/ask', {
      body: {
        question,
        analysis_id: this.analysis.analysis_id,
        session_id: sessionOf(this.analysis.analysis_id),
        lang: language(),
        ...styleWanted(),
      },
      // Where another tab is asking about the same track, this one waits for it.
      headers: { Accept: 'text/event-stream, application/json;q=0.9', Prefer: 'wait=20' },
      signal: this.#asking.signal,
    });
    if (!isStream(response)) return response.json();
    return this.#stream(response, bubble);
  }

  async #stream(response, bubble) {
    const text = h('p', { class: 'answer-text' });
    for await (const { event, data } of eventsOf(response)) {
      if (event === 'done') return data;
      if (event === 'error') throw problemFrom(data);
      if (event === 'asking' || event === 'restart') {
        // What was shown gives way to another answer.
        text.replaceChildren();
        bubble.replaceChildren(thinking(event === 'asking' ? data.tier : 'senior'));
      }
      if (event !== 'answer') continue;
      if (!text.isConnected) bubble.replaceChildren(text);
      text.append(data.text);
      bubble.scrollIntoView({ block: 'nearest' });
    }
    throw ownProblem('network');
  }

  #answered(answer) {
    return h('div', { class: 'answer' },
      h('p', { class: 'who' }, glyph('spark'), t('chat.advisor')),
      ...paragraphs(answer.answer),
      claimList(answer.claims ?? [], this.analysis.report),
      h('p', { class: 'standing' }, standing(answer).map((part) => h('span', {}, part))),
    );
  }

  #clear(question) {
    if (this.#box.value.trim() === question) this.#box.value = '';
    this.#count();
  }

  #showFailure(bubble, error, question) {
    if (isAbort(error)) return bubble.replaceChildren(h('p', { class: 'thinking' }, t('chat.stopped')));
    // The question goes back to the box, so that it can be sent again as it was.
    if (!this.#box.value) this.#box.value = question;
    return bubble.replaceWith(problemBox(asProblem(error)));
  }
}

function asked(question) {
  return h('div', { class: 'question' }, h('p', { class: 'who' }, t('chat.you')), h('p', {}, question));
}

function thinking(tier) {
  return h('p', { class: 'thinking' }, t(tier === 'senior' ? 'chat.checking' : 'chat.thinking'));
}

function paragraphs(text) {
  return String(text).split(/\n+/).filter(Boolean).map((part) => h('p', { class: 'answer-text' }, part));
}

function claimList(claims, report) {
  if (claims.length === 0) return null;
  return h('div', { class: 'claims' },
    h('p', { class: 'claims-title' }, glyph('meter'), t('chat.used')),
    h('ul', {}, unique(claims).map((claim) => {
      const metric = meantBy(claim.metric, { report, value: claim.value });
      const { number, unit } = measure(metric, claim.value, claim.unit);
      return h('li', { class: 'claim', title: claim.text },
        h('span', { class: 'claim-name' }, claimName(claim, { report, metric })), ' ',
        h('span', { class: 'number' }, number), unit && ' ', unit && h('span', { class: 'unit' }, unit),
      );
    })),
  );
}

function claimName(claim, { report, metric }) {
  const otherwise = /^(.+): /.exec(claim.text)?.[1] ?? metric;
  const name = metricName(metric, { report, otherwise });
  // What a finding aims at is no measurement.
  const aim = metric !== claim.metric && claim.metric.endsWith('.target');
  return aim ? t('field.target', { name }) : name;
}

function unique(claims) {
  return [...new Map(claims.map((claim) => [`${claim.metric}=${claim.value}`, claim])).values()];
}

function standing(answer) {
  return [
    t(`chat.tier.${answer.tier}`),
    typeof answer.confidence === 'number' && t('chat.confidence', { percent: percent(answer.confidence) }),
    answer.cached && t('chat.cached'),
    answer.degraded && t('chat.degraded'),
  ].filter(Boolean);
}
