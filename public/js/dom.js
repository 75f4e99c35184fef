/** Elements made from data: text is always text, never markup. */

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element. `on` holds listeners; null, false and undefined attributes are left out. */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** Replace what an element holds; null, undefined and false are left out, and lists laid flat. */
export function fill(element, ...children) {
  element.replaceChildren(...there(children));
}

/** The element of the page that is known to have this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** A word with its icon: the meaning never rests on colour alone. */
export function marked(icon, text, className = '') {
  return h('span', { class: `marked ${className}` }, glyph(icon), h('span', {}, text));
}

/** One of the page's own small icons, unseen by screen readers. */
export function glyph(name) {
  return svg(
    'svg',
    { class: 'glyph', viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false' },
    ...GLYPHS[name].map((d) => svg('path', { d })),
  );
}

const GLYPHS = {
  high: ['M5.2 1.500h5.600l3.7 3.700v5.600l-3.7 3.700H5.200l-3.7-3.700V5.200z', 'M8 4.500v4.2', 'M8 11.200v.1'],
  medium: ['M8 1.9 14.9 14H1.100z', 'M8 6.300v3.6', 'M8 11.900v.1'],
  low: ['M8 1.5 14.5 8 8 14.5 1.5 8z', 'M8 5.200v3.3', 'M8 10.700v.1'],
  info: ['M8 1.500a6.5 6.5 0 1 0 .01 0z', 'M8 7.300v4', 'M8 4.800v.1'],
  ok: ['M8 1.500a6.5 6.5 0 1 0 .01 0z', 'M5 8.300l2.1 2.100L11.2 6'],
  down: ['M8 2.500v10.5', 'M3.8 8.9 8 13.100l4.2-4.2'],
  up: ['M8 13.500V3', 'M3.8 7.1 8 2.900l4.2 4.2'],
  level: ['M2.5 8h11'],
  close: ['M4 4l8 8', 'M12 4l-8 8'],
  bin: ['M2.5 4.500h11', 'M6 4.500V2.500h4v2', 'M4 4.500l.7 9h6.600l.7-9', 'M6.7 7v4', 'M9.3 7v4'],
  spark: ['M8 1.800l1.5 4.700L14.2 8l-4.7 1.500L8 14.2 6.5 9.5 1.8 8l4.7-1.500z'],
  meter: ['M1.8 12a6.2 6.2 0 0 1 12.4 0', 'M8 12l2.8-4.8'],
  send: ['M2 8h11', 'M9 3.8 13.2 8 9 12.2'],
};

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') listen(element, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...there(children));
  return element;
}

function there(children) {
  return children.flat().filter((child) => child !== null && child !== undefined && child !== false);
}

function listen(element, listeners) {
  for (const [event, listener] of Object.entries(listeners)) element.addEventListener(event, listener);
}
