/** The conversation about one track: questions, streamed answers, and the numbers they stand on. */

import { call, isStream } from './api.js';
import { glyph, h } from './dom.js';
import { eventsOf } from './events.js';
import { language, t, word } from './i18n.js';
import { recall, recallOrMake, remember } from './memory.js';
import { meantBy, measure, metricName } from './metrics.js';
import { problemBox } from './notice.js';
import { percent } from './numbers.js';
import { asProblem, isAbort, ownProblem, problemFrom } from './problems.js';
import { randomHex } from './random.js';

const MAX_QUESTION = 500;
const COUNT_BELOW = 80; // characters left from which the counter is shown
const KEPT = 20; // exchanges per track that survive a reload

/** A conversation; `element` is where it happens. */
export class Chat {
  #analysis;
  #log;
  #box;
  #left;
  #send;
  #asking = null;

  constructor(analysis) {
    this.#analysis = analysis;
    this.#log = h('div', { class: 'log', role: 'log', 'aria-label': t('chat.log'), 'aria-live': 'polite' });
    this.element = h('section', { id: 'ask', class: 'chat', 'aria-labelledby': 'ask-title', tabindex: -1 },
      h('h3', { id: 'ask-title' }, t('chat.title')),
      h('p', { class: 'chat-note' }, t('chat.empty')),
      this.#log,
      this.#suggestions(),
      this.#form(),
    );
    for (const { question, answer } of this.#kept()) this.#log.append(asked(question), this.#answered(answer));
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
    const bubble = h('div', { class: 'answer pending', 'aria-busy': 'true' }, thinking());
    this.#log.append(asked(question), bubble);
    bubble.scrollIntoView({ block: 'nearest' });
    try {
      const answer = await this.#answer(question, bubble);
      bubble.replaceWith(this.#answered(answer));
      this.#keep({ question, answer });
      this.#clear(question);
    } catch (error) {
      this.#showFailure(bubble, error, question);
    } finally {
      this.#asking = null;
      this.#showSend();
      this.#log.lastElementChild?.scrollIntoView({ block: 'nearest' });
    }
  }

  async #answer(question, bubble) {
    const response = await call('POST', '/api/ask', {
      body: {
        question,
        analysis_id: this.#analysis.analysis_id,
        session_id: sessionId(),
        lang: language(),
      },
      headers: { Accept: 'text/event-stream, application/json;q=0.9' },
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
      claimList(answer.claims ?? [], this.#analysis.report),
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

  #keep(exchange) {
    const kept = [...this.#kept(), exchange].slice(-KEPT);
    remember(this.#shelf(), JSON.stringify(kept), { store: 'session' });
  }

  #kept() {
    try {
      return JSON.parse(recall(this.#shelf(), { store: 'session' }) ?? '[]');
    } catch {
      return [];
    }
  }

  #shelf() {
    return `chat.${this.#analysis.analysis_id}`;
  }
}

function sessionId() {
  return recallOrMake('session', () => `chat-${randomHex(12)}`, { store: 'session' });
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
      const metric = meantBy(claim.metric, report);
      const { number, unit } = measure(metric, claim.value, claim.unit);
      const otherwise = /^(.+): /.exec(claim.text)?.[1] ?? metric;
      return h('li', { class: 'claim', title: claim.text },
        h('span', { class: 'claim-name' }, metricName(metric, { report, otherwise })), ' ',
        h('span', { class: 'number' }, number), unit && ' ', unit && h('span', { class: 'unit' }, unit),
      );
    })),
  );
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
