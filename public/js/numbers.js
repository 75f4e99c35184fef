/** Numbers, times and sizes written the way the reader's language writes them. */

import { language, t } from './i18n.js';

/** What stands where a number could not be measured. */
export const NONE = '—';

/** A number with exactly `digits` decimals and a true minus sign. */
export function decimal(value, digits = 1) {
  return minus(format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(tidy(value, digits)));
}

/** As `decimal`, with a plus sign on what is above zero. */
export function signed(value, digits = 1) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'exceptZero' };
  return minus(format(options).format(tidy(value, digits)));
}

/** A whole number, grouped. */
export function whole(value) {
  return minus(format({ maximumFractionDigits: 0 }).format(value));
}

/** A share of one as per cent. */
export function percent(share, digits = 0) {
  return minus(format({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share));
}

/** Minutes and seconds, hours where there are any: 3:07 or 3:07.4. */
export function clock(seconds, digits = 0) {
  const step = 10 ** digits;
  const total = Math.round(Math.max(0, seconds) * step) / step;
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  const rest = format({ minimumIntegerDigits: 2, minimumFractionDigits: digits, maximumFractionDigits: digits });
  const tail = `${hours ? String(minutes).padStart(2, '0') : minutes}:${rest.format(total % 60)}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** A span of time, short enough to read aloud. */
export function span(region) {
  const digits = region.end_s - region.start_s < 10 ? 1 : 0;
  const [start, end] = [clock(region.start_s, digits), clock(region.end_s, digits)];
  return start === end ? start : `${start}–${end}`;
}

/** A size as the limit counts it: 1 MB is a million bytes. */
export function bytes(size) {
  if (size < 1e3) return `${whole(size)} B`;
  if (size < 1e6) return `${decimal(size / 1e3, 0)} kB`;
  return `${decimal(size / 1e6, 1)} MB`;
}

/** A frequency: 63 Hz, 1.6 kHz. */
export function frequency(hz) {
  if (hz < 1000) return `${minus(format({ maximumFractionDigits: 1 }).format(hz))} Hz`;
  return `${minus(format({ maximumFractionDigits: 2 }).format(hz / 1000))} kHz`;
}

/** A day and a time of day. */
export function moment(rfc3339) {
  const date = new Date(rfc3339);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** A number and its unit with a space that does not break, or just the number. */
export function withUnit(number, unit) {
  return unit ? `${number}\u00a0${unit}` : number;
}

/** The unit's name in the reader's language where it has one ("samples"): one sample, else samples. */
export function unitName(unit, value = null) {
  const name = t(`unit.${unit}`, { count: value === 1 ? 1 : 2 });
  return name === `unit.${unit}` ? unit : name;
}

function format(options) {
  return new Intl.NumberFormat(language(), options);
}

/** Rounded as the answers are: by what the number is to the last bit, and a true half to even. */
function tidy(value, digits) {
  const step = 10 ** digits;
  const half = Number.isInteger(value * 2 ** (digits + 1)) && !Number.isInteger(value * 2 ** digits);
  // Every decimal half that is a number at all is one of these, which multiply without an error.
  const rounded = half ? (2 * Math.round((value * step) / 2)) / step : Number(value.toFixed(digits));
  return rounded + 0; // + 0 turns −0 into 0
}

function minus(text) {
  return text.replace('-', '\u2212');
}
