/** The page's words in the reader's language: chosen by the browser, switchable, remembered. */

import { recall, remember } from './memory.js';
import en from './texts/en.js';
import ptBR from './texts/pt-BR.js';

export const LANGUAGES = ['en', 'pt-BR'];

/** The language now in use. */
export function language() {
  current ??= remembered() ?? preferred();
  return current;
}

/** Change the language, remember it and tell whoever listens. */
export function setLanguage(next) {
  current = next;
  remember('language', next);
  showLanguage();
  for (const listener of listeners) listener();
}

/** Call `listener` after every change of language. */
export function onLanguage(listener) {
  listeners.add(listener);
}

/** Put the current language into the document and all texts marked in its markup. */
export function showLanguage() {
  document.documentElement.lang = language();
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', t(node.dataset.label));
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language()));
  }
}

/** The text at a dotted key, `{facts}` filled in; `count` chooses between "one" and "other". */
export function t(key, facts = {}) {
  const found = key.split('.').reduce((texts, part) => texts?.[part], TEXTS[language()]);
  const text = typeof found === 'object' ? found[plural(facts.count)] : found;
  return (text ?? key).replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? '');
}

/** One word of a named list ("reason", "metric", "platform", …), or null where it is unknown. */
export function word(list, slug) {
  return TEXTS[language()][list]?.[slug] ?? null;
}

/** The reader's side of a text the service sends in both languages. */
export function pick(text) {
  if (text === null || text === undefined || typeof text === 'string') return text ?? '';
  return text[language()] ?? text.en ?? '';
}

const TEXTS = { en, 'pt-BR': ptBR };
const listeners = new Set();
let current = null;

function remembered() {
  const known = recall('language');
  return LANGUAGES.includes(known) ? known : null;
}

function preferred() {
  return /^pt\b/i.test(navigator.language ?? '') ? 'pt-BR' : 'en';
}

function plural(count) {
  return new Intl.PluralRules(language()).select(Number(count)) === 'one' ? 'one' : 'other';
}
