/** The page's one joiner: files and addresses come in, the right view is shown. */

import { openAccount, showAccountButton } from './account.js';
import { analyze, cancel, resume, stored } from './analysis.js';
import { Chat } from './chat.js';
import { drop } from './conversation.js';
import { acceptFiles } from './drop.js';
import { byId } from './dom.js';
import { History } from './history.js';
import { onLanguage, setLanguage, showLanguage, t } from './i18n.js';
import { announce, dismiss, notify } from './notice.js';
import { asProblem, isAbort } from './problems.js';
import { onUser, signIn, user } from './session.js';
import { chosenStyle, settleFor } from './style.js';
import { showTrack } from './track.js';
import { refusal, upload } from './upload.js';
import { WorkPanel } from './work.js';

const view = { panel: null, running: null, job: null, analysis: null, chat: null, uid: null };
const tracks = new History(byId('tracks'), { onDeleted: deleted });

start();

function start() {
  showLanguage();
  onLanguage(render);
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => setLanguage(button.dataset.language));
  }
  acceptFiles({ onFile: measureFile, onProblem: notify });
  byId('home').addEventListener('click', (event) => {
    event.preventDefault();
    goHome();
  });
  byId('to-tracks').addEventListener('click', () => {
    byId('tracks').scrollIntoView();
    byId('tracks').focus({ preventScroll: true });
  });
  byId('account-open').addEventListener('click', openAccount);
  window.addEventListener('hashchange', openAddress);
  begin();
}

async function begin() {
  try {
    view.uid = (await signIn()).uid;
  } catch (error) {
    notify(asProblem(error));
  }
  renderWho();
  onUser(changeUser);
  if (view.uid === null) return;
  tracks.reload();
  openAddress();
}

/** Another user has other tracks; the same one with an account keeps what is on the page. */
function changeUser() {
  renderWho();
  const uid = user()?.uid ?? null;
  if (uid === view.uid) return;
  const before = view.uid;
  view.uid = uid;
  dismiss();
  // Nobody's tracks stay in sight once their user is gone, nor what was said about them.
  drop();
  if (before !== null) goHome();
  tracks.clear();
  if (uid === null) return;
  tracks.reload();
  if (before === null) openAddress();
}

function deleted(id) {
  drop(id);
  if (view.analysis?.analysis_id === id) goHome();
}

/** The analysis that the address names, as after a reload or a click in the history. */
function openAddress() {
  const id = addressed();
  if (id === null) return view.analysis && !view.running ? show('intro') : undefined;
  if (id === view.analysis?.analysis_id) return show('track');
  return run({ file: null, work: (watch) => openStored(id, watch), again: openAddress });
}

async function openStored(id, watch) {
  try {
    return await stored(id, watch);
  } catch (error) {
    if (error.code !== 'analysis-not-ready') throw error;
    return resume(id, watch);
  }
}

function measureFile(file) {
  dismiss();
  const refused = refusal(file);
  if (refused) return notify(refused);
  return run({ file, work: (watch) => measured(file, watch), again: () => measureFile(file) });
}

async function measured(file, watch) {
  const sent = await upload(file, watch);
  if (sent.analysis_id) return stored(sent.analysis_id, watch);
  const analysis = await analyze(sent.upload_id, watch);
  return { filename: file.name, ...analysis };
}

/** Run one piece of work in the panel; a later one takes its place. */
async function run({ file, work, again }) {
  view.running?.abort();
  const running = new AbortController();
  view.running = running;
  const panel = new WorkPanel(byId('work'), { file, onCancel: () => stop(running) });
  Object.assign(view, { panel, job: null });
  show('work');
  try {
    const onStage = (stage) => view.running === running && panel.stage(stage);
    const analysis = await work({ signal: running.signal, onStage, onJob });
    if (view.running === running) finished(analysis, { fresh: file !== null });
  } catch (error) {
    if (view.running === running) ended(error, { panel, again, fresh: file !== null });
  }
}

function onJob(job) {
  view.job = job;
  address(job);
}

function stop(running) {
  if (view.job) cancel(view.job);
  running.abort();
  announce(t('work.cancelled'));
}

function finished(analysis, { fresh }) {
  view.panel.stage({ stage: 'done', progress: 1 });
  Object.assign(view, { running: null, panel: null, analysis, chat: new Chat(analysis) });
  address(analysis.analysis_id);
  renderTrack();
  show('track');
  if (fresh) tracks.reload();
}

function ended(error, { panel, again, fresh }) {
  view.running = null;
  if (isAbort(error)) return goHome();
  const problem = asProblem(error);
  // There will be nothing at this address; behind a lost line the work may go on.
  if (fresh && problem.code !== 'network') history.replaceState(null, '', location.pathname + location.search);
  return panel.fail(problem, [
    { text: t('work.retry'), act: again },
    { text: t('work.other'), act: goHome },
  ]);
}

function goHome() {
  view.running?.abort();
  Object.assign(view, { running: null, panel: null, analysis: null, chat: null });
  if (location.hash) history.pushState(null, '', location.pathname + location.search);
  show('intro');
}

/** Put an analysis into the address, so that a reload finds it again. */
function address(id) {
  if (addressed() !== id) history.pushState(null, '', `#${id}`);
}

function addressed() {
  return /^#(an_[0-9a-f]+)$/.exec(location.hash)?.[1] ?? null;
}

function show(name) {
  for (const id of ['intro', 'work', 'track']) byId(id).hidden = id !== name;
  tracks.current = name === 'track' ? view.analysis.analysis_id : null;
  document.title = name === 'track' ? `${view.analysis.filename} · PROD.AI` : 'PROD.AI';
  const focused = { intro: 'main', work: 'work-title', track: 'track-title' }[name];
  byId(focused).focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
}

/** The same track held against another style; what was said about it stays. */
async function restyle() {
  const { analysis_id: id, filename } = view.analysis;
  const chosen = chosenStyle();
  // Another track, or another style, was chosen meanwhile.
  const late = () => view.analysis?.analysis_id !== id || chosenStyle() !== chosen;
  try {
    const analysis = await stored(id);
    if (!late()) restyled({ filename, ...analysis });
  } catch (error) {
    if (late()) return;
    settleFor(view.analysis.report.spectrum.reference);
    byId('style').value = chosenStyle() ?? '';
    notify(asProblem(error));
  }
}

function restyled(analysis) {
  const focused = document.activeElement;
  view.analysis = analysis;
  view.chat.analysis = analysis;
  renderTrack();
  (focused.id === 'style' ? byId('style') : focused).focus({ preventScroll: true });
}

function render() {
  announce(''); // said in the language that was
  renderWho();
  tracks.render();
  view.panel?.render();
  if (!view.analysis) return;
  view.chat.render();
  renderTrack();
}

function renderTrack() {
  showTrack(byId('track'), view.analysis, {
    chat: view.chat,
    onStyle: restyle,
    onAnother: () => {
      goHome();
      byId('file').focus();
    },
    onDelete: () => tracks.remove(view.analysis),
  });
}

function renderWho() {
  const known = user();
  const { anonymous, name } = known ?? {};
  byId('who').textContent = known ? t(anonymous ? 'page.nobody' : 'page.who', { name }) : '';
  showAccountButton(byId('account-open'));
}
