/** Pauses that end early when the reader cancels. */

/** Wait, or reject with an AbortError as soon as `signal` says so. */
export function pause(seconds, { signal } = {}) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, seconds * 1000);
    signal?.addEventListener('abort', cancelled, { once: true });
    if (signal?.aborted) cancelled();

    function done() {
      signal?.removeEventListener('abort', cancelled);
      resolve();
    }

    function cancelled() {
      clearTimeout(timer);
      reject(new DOMException('Cancelled', 'AbortError'));
    }
  });
}

/** Wait before the attempt after this one: longer each time, but not once the browser is back online. */
export async function backOff(attempt, { signal } = {}) {
  const early = new AbortController();
  const both = AbortSignal.any([early.signal, ...(signal ? [signal] : [])]);
  const wake = () => early.abort();
  window.addEventListener('online', wake, { once: true });
  try {
    await pause(Math.min(15, 0.5 * 2 ** attempt), { signal: both });
  } catch (error) {
    if (signal?.aborted) throw error;
  } finally {
    window.removeEventListener('online', wake);
  }
}
