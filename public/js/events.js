/** Server-sent events read from a fetch answer, which EventSource cannot do with a bearer token. */

/** Each event of the stream as {event, data}, its data parsed from JSON. */
export async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      pending += value;
      const blocks = (pending = settleBreaks(pending)).split('\n\n');
      pending = blocks.pop();
      for (const block of blocks) yield* parsed(block);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function settleBreaks(text) {
  // A lone \r at the end may be half of a \r\n that is still on its way.
  return text.replace(/\r\n|\r(?!$)/g, '\n');
}

function* parsed(block) {
  let event = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') event = value ?? '';
    if (field === 'data') data.push(value ?? '');
  }
  if (data.length > 0) yield { event, data: JSON.parse(data.join('\n')) };
}
