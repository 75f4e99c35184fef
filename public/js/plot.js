/** A drawing surface with axes that redraws itself whenever its width changes. */

import { fill, h, svg } from './dom.js';
import { clock, decimal } from './numbers.js';

/** The room that axis labels take; charts over time share it, so that their times line up. */
export const MARGIN = { top: 12, right: 10, bottom: 24, left: 40 };

/**
 * A plot. `draw(box)` returns the marks for a box {left, right, top, bottom, width, height} in
 * pixels. Returns {host, box}: the element, and a function that tells the box now in use.
 */
export function plot({ height, margin = MARGIN, draw }) {
  const surface = svg('svg', { class: 'surface', 'aria-hidden': 'true', focusable: 'false' });
  const host = h('div', { class: 'plot' }, surface);
  let box = null;
  const watcher = new ResizeObserver(() => {
    if (!host.clientWidth || host.clientWidth === box?.full) return;
    box = boxed(host.clientWidth, height, margin);
    surface.setAttribute('viewBox', `0 0 ${box.full} ${height}`);
    surface.setAttribute('height', height);
    fill(surface, draw(box));
    host.dispatchEvent(new Event('drawn'));
  });
  watcher.observe(host);
  return { host, surface, box: () => box };
}

/** A linear scale from values to pixels. */
export function linear([low, high], [from, to]) {
  const slope = (to - from) / (high - low || 1);
  const scale = (value) => from + (value - low) * slope;
  scale.invert = (pixel) => low + (pixel - from) / slope;
  return scale;
}

/** A logarithmic scale from positive values to pixels. */
export function logarithmic([low, high], range) {
  const inner = linear([Math.log(low), Math.log(high)], range);
  const scale = (value) => inner(Math.log(value));
  scale.invert = (pixel) => Math.exp(inner.invert(pixel));
  return scale;
}

/** The time axis under a chart: ticks at round times, as many as have room. */
export function timeAxis(box, x, duration) {
  const most = Math.max(2, Math.floor(box.width / 54));
  const step = TIME_STEPS.find((candidate) => duration / candidate <= most) ?? 3600;
  const digits = step < 1 ? 1 : 0;
  const times = multiples(step, 0, duration);
  return times.map((time) => tick(box, x(time), clock(time, digits)));
}

/** Horizontal lines with their level on the left. */
export function levelAxis(box, y, levels, { digits = 0 } = {}) {
  return levels.map((level) =>
    svg('g', { class: 'gridline' },
      svg('line', { x1: box.left, x2: box.right, y1: y(level), y2: y(level) }),
      svg('text', { x: box.left - 8, y: y(level), dy: '0.32em', 'text-anchor': 'end' }, decimal(level, digits)),
    ),
  );
}

/** One tick with its label under the chart. */
export function tick(box, x, label) {
  const anchor = x > box.right - 14 ? 'end' : 'middle';
  return svg('g', { class: 'tick' },
    svg('line', { x1: x, x2: x, y1: box.bottom, y2: box.bottom + 4 }),
    svg('text', { x, y: box.bottom + 17, 'text-anchor': anchor }, label),
  );
}

/** A path through points, broken where a value is null. */
export function line(points) {
  let pen = 'M';
  let d = '';
  for (const [x, y] of points) {
    if (y === null) pen = 'M';
    else {
      d += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = 'L';
    }
  }
  return d;
}

/** The multiples of `step` from `low` to `high`. */
export function multiples(step, low, high) {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

const TIME_STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200];

function boxed(full, height, margin) {
  const [left, right] = [margin.left, full - margin.right];
  const [top, bottom] = [margin.top, height - margin.bottom];
  return { full, left, right, top, bottom, width: right - left, height: bottom - top };
}
