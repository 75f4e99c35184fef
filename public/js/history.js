/** This user's tracks, newest first: open, show more, delete. */

import { call, callJson } from './api.js';
import { confirmDelete } from './confirm.js';
import { fill, glyph, h } from './dom.js';
import { t } from './i18n.js';
import { measureText } from './metrics.js';
import { announce, notify, problemBox } from './notice.js';
import { clock, moment } from './numbers.js';
import { asProblem } from './problems.js';

const PAGE = 12;

/** The list in `root`. `onDeleted` hears the id of what was deleted. */
export class History {
  #root;
  #onDeleted;
  #tracks = [];
  #cursor = null;
  #reading = null; // the page being read; a later one takes its place
  #problem = null;
  #current = null;

  constructor(root, { onDeleted }) {
    this.#root = root;
    this.#onDeleted = onDeleted;
    this.render();
  }

  /** Mark the analysis that is open on the page, or none. */
  set current(id) {
    this.#current = id;
    this.render();
  }

  /** Show nobody's tracks, not even those that are on their way. */
  clear() {
    this.#reading = null;
    this.#tracks = [];
    this.#cursor = null;
    this.#problem = null;
    this.render();
  }

  /** Read the first page anew. */
  async reload() {
    await this.#read({ cursor: null });
  }

  /** Ask, then forget an analysis everywhere; resolves to whether it is gone. */
  async remove({ analysis_id: id, filename }) {
    if (!(await confirmDelete(filename))) return false;
    try {
      await call('DELETE', `/api/analyze?id=${encodeURIComponent(id)}`);
    } catch (error) {
      notify(asProblem(error));
      return false;
    }
    const place = this.#tracks.findIndex((track) => track.analysis_id === id);
    this.#tracks = this.#tracks.filter((track) => track.analysis_id !== id);
    this.render();
    (this.#links[place] ?? this.#root).focus({ preventScroll: true });
    announce(t('history.deleted', { name: filename }));
    this.#onDeleted(id);
    return true;
  }

  /** Draw the list in the language now in use. */
  render() {
    fill(this.#root,
      h('h2', { id: 'tracks-title' }, t('history.title')),
      this.#tracks.length > 0
        ? h('ul', { class: 'track-list' }, this.#tracks.map((track) => this.#row(track)))
        : !this.#problem && h('p', { class: 'faint' }, t(this.#reading ? 'history.loading' : 'history.empty')),
      this.#problem && problemBox(this.#problem, { actions: this.#waysOn() }),
      this.#cursor && h('button', {
        type: 'button', class: 'button more', id: 'more-tracks', disabled: this.#reading !== null, on: { click: () => this.#more() },
      }, t(this.#reading ? 'history.loading' : 'history.more')),
    );
  }

  #waysOn() {
    if (this.#problem.code === 'no-sign-in') return [];
    return [{ text: t('history.retry'), act: () => this.#read({ cursor: this.#cursor }) }];
  }

  async #more() {
    const had = this.#tracks.length;
    await this.#read({ cursor: this.#cursor });
    this.#links[had]?.focus();
  }

  get #links() {
    return this.#root.querySelectorAll('.track-list a');
  }

  async #read({ cursor }) {
    const reading = this.#begin();
    try {
      const query = new URLSearchParams({ limit: PAGE, ...(cursor ? { cursor } : {}) });
      const page = await callJson('GET', `/api/analyze?${query}`);
      if (this.#reading !== reading) return;
      this.#tracks = cursor ? [...this.#tracks, ...page.analyses] : page.analyses;
      this.#cursor = page.next_cursor;
    } catch (error) {
      if (this.#reading !== reading) return;
      this.#problem = asProblem(error);
    }
    this.#reading = null;
    this.render();
  }

  #begin() {
    this.#reading = {};
    this.#problem = null;
    this.render();
    return this.#reading;
  }

  #row(track) {
    const current = track.analysis_id === this.#current;
    const name = track.filename || t('track.untitled');
    return h('li', { class: current ? 'track-row current' : 'track-row' },
      h('a', { href: `#${track.analysis_id}`, 'aria-current': current ? 'true' : null },
        h('span', { class: 'track-row-name' }, name, current && h('small', {}, t('history.current'))),
        h('span', { class: 'track-row-facts' }, factsOf(track).map((fact) => h('span', {}, fact))),
      ),
      h('button', { type: 'button', class: 'icon', 'aria-label': t('history.delete', { name }), on: { click: () => this.remove({ ...track, filename: name }) } }, glyph('bin')),
    );
  }
}

function factsOf(track) {
  return [
    typeof track.integrated_lufs === 'number' && measureText('loudness.integrated_lufs', track.integrated_lufs),
    typeof track.true_peak_dbtp === 'number' && measureText('loudness.true_peak_dbtp', track.true_peak_dbtp),
    typeof track.duration_s === 'number' && clock(track.duration_s),
    track.format,
    moment(track.created_at),
  ].filter(Boolean);
}
