/** A reading line over a chart: follows the pointer and the arrow keys, and says what it reads. */

import { h, svg } from './dom.js';

/** One position shared by several charts; null while nobody reads. */
export class Position extends EventTarget {
  value = null;

  /** Move to a value, or away with null. */
  move(value) {
    this.value = value;
    this.dispatchEvent(new Event('move'));
  }
}

/**
 * Let a plot be read at a position.
 *
 * `toValue(pixel)` and `toPixel(value)` translate; `describe(value)` is the reading in words;
 * `step` is one arrow key. Returns the element that shows the reading.
 */
export function readable(plot, { position, label, min, max, step, toValue, toPixel, describe, describedBy }) {
  const reading = h('p', { class: 'reading', 'aria-hidden': 'true' });
  const hair = svg('line', { class: 'hair' });
  const { host, surface } = plot;
  setUp(host, { label, min, max, describedBy });

  const show = () => {
    const { value } = position;
    const box = plot.box();
    const shown = value !== null && box !== null;
    host.setAttribute('aria-valuenow', shown ? value : min);
    host.setAttribute('aria-valuetext', describe(shown ? value : min));
    reading.textContent = shown ? describe(value) : '';
    if (!shown) return hair.remove();
    for (const [name, at] of Object.entries({ x1: toPixel(value), x2: toPixel(value), y1: box.top, y2: box.bottom })) {
      hair.setAttribute(name, at);
    }
    return surface.append(hair);
  };

  const go = (value) => position.move(Math.min(max, Math.max(min, value)));
  host.addEventListener('pointermove', (event) => plot.box() && go(toValue(pixelOf(event, host))));
  host.addEventListener('pointerdown', (event) => plot.box() && go(toValue(pixelOf(event, host))));
  host.addEventListener('pointerleave', () => position.move(null));
  host.addEventListener('blur', () => position.move(null));
  host.addEventListener('keydown', (event) => {
    const next = afterKey(event.key, { value: position.value ?? min, min, max, step });
    if (next === null) return;
    event.preventDefault();
    go(next);
  });
  host.addEventListener('drawn', show);
  position.addEventListener('move', show);
  return reading;
}

function setUp(host, { label, min, max, describedBy }) {
  const attributes = {
    role: 'slider',
    tabindex: 0,
    'aria-label': label,
    'aria-valuemin': min,
    'aria-valuemax': max,
    'aria-valuenow': min,
    'aria-describedby': describedBy,
    'aria-orientation': 'horizontal',
  };
  for (const [name, value] of Object.entries(attributes)) host.setAttribute(name, value);
}

function pixelOf(event, host) {
  return event.clientX - host.getBoundingClientRect().left;
}

function afterKey(key, { value, min, max, step }) {
  const moves = {
    ArrowRight: value + step,
    ArrowUp: value + step,
    ArrowLeft: value - step,
    ArrowDown: value - step,
    PageUp: value + 10 * step,
    PageDown: value - 10 * step,
    Home: min,
    End: max,
  };
  return moves[key] ?? null;
}
