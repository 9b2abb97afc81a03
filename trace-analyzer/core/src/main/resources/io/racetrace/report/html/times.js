/** Nanoseconds from one UTC time of the report to another; exact within some months. */
function nanosBetween(from, to) {
  const [secondsFrom, fractionFrom] = instant(from);
  const [secondsTo, fractionTo] = instant(to);
  return (secondsTo - secondsFrom) * 1e9 + (fractionTo - fractionFrom);
}

function instant(text) {
  const [, whole, fraction] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(text);
  return [Date.parse(whole + 'Z') / 1000, Number((fraction || '').padEnd(9, '0'))];
}

/** A length of time in the unit that suits it. */
function duration(nanos) {
  const size = Math.abs(nanos);
  const [unit, name] =
    size >= 86400e9 ? [86400e9, 'd']
    : size >= 3600e9 ? [3600e9, 'h']
    : size >= 120e9 ? [60e9, 'min']
    : size >= 1e9 ? [1e9, 's']
    : size >= 1e6 || size === 0 ? [1e6, 'ms']
    : size >= 1e3 ? [1e3, '\u00b5s']
    : [1, 'ns'];
  return `${Number((nanos / unit).toPrecision(4))} ${name}`;
}

function signed(nanos) {
  return (nanos > 0 ? '+' : nanos < 0 ? '\u2212' : '') + duration(Math.abs(nanos));
}

/** 1, 2 or 5 times a power of ten, so that at most so many of them fit. */
function niceStep(length, most) {
  const least = Math.max(1, length / most);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map(n => n * power).find(step => step >= least);
}

/** To the millisecond, as the text report has it. */
const clockTime = text => text.slice(11, 23).replace('Z', '');
const dayTime = text => text.slice(0, 19).replace('T', ' ') + 'Z';

/** From when to when, the day told once. */
function span(first, last) {
  const [from, to] = [dayTime(first), dayTime(last)];
  return from === to ? from : `${from} to ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
}
