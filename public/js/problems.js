/** What went wrong, in words: the service's own problem documents and the page's few others. */

import { t } from './i18n.js';

/** An error that can be shown as it is. */
export class Problem extends Error {
  constructor({ code, title, detail = '', status = 0, requestId = '', retryAfter = null }) {
    super(title);
    Object.assign(this, { name: 'Problem', code, title, detail, status, requestId, retryAfter });
  }
}

/** A problem of the page's own, worded by its code. */
export function ownProblem(code, facts = {}) {
  return new Problem({ code, title: t(`problem.${code}.title`, facts), detail: t(`problem.${code}.detail`, facts) });
}

/** The problem an HTTP answer tells, whatever its body is. */
export async function problemOf(response) {
  const told = await response.json().catch(() => null);
  return problemFrom(told, {
    status: response.status,
    requestId: response.headers.get('X-Request-Id') ?? '',
    retryAfter: retryAfterOf(response),
  });
}

/** The problem in a problem document, as events and failed jobs carry it. */
export function problemFrom(told, { status = told?.status ?? 0, requestId = '', retryAfter = null } = {}) {
  if (!told?.title) {
    const own = ownProblem('unknown', { status });
    return Object.assign(own, { status, requestId, retryAfter });
  }
  return new Problem({
    code: told.code ?? 'unknown',
    title: told.title,
    detail: told.detail,
    status,
    requestId: told.request_id ?? requestId,
    retryAfter: retryAfter ?? told.retry_after_s ?? null,
  });
}

/** Any caught error as a problem; a cancelled call stays what it is. */
export function asProblem(error) {
  if (error instanceof Problem || isAbort(error)) return error;
  if (error instanceof TypeError && /fetch|network|load/i.test(error.message)) return ownProblem('network');
  console.error(error);
  return ownProblem('page');
}

/** Whether the reader cancelled. */
export function isAbort(error) {
  return error?.name === 'AbortError';
}

/** The seconds an answer asks to wait, or null. */
export function retryAfterOf(response) {
  const told = response.headers.get('Retry-After');
  if (!told) return null;
  const seconds = Number(told);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(told);
  return Number.isNaN(date) ? null : Math.max(0, (date - Date.now()) / 1000);
}
