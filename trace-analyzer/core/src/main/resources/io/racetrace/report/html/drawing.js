// The picture of one occurrence: a true time axis with the record's states on it, side A above,
// side B mirrored below. Whatever touched the record is in the lane beside the axis.

const BAND = 26;
const LANE = 30;
const LABEL = 17;
const LETTER = 6.7;
let drawings = 0;

/** The steps with their times in nanoseconds from the first one, side B shifted. */
function placed(steps, shift) {
  const start = steps.map(step => step.ranAt || step.time).sort()[0];
  return steps.map((step, index) => {
    const moved = step.side === 'B' ? shift : 0;
    const at = nanosBetween(start, step.time) + moved;
    const ran = step.ranAt ? nanosBetween(start, step.ranAt) + moved : at;
    return {...step, index, at, ran};
  });
}

/** The states of the record one after the other, from each step that shows one. */
function states(marks, from, to) {
  const touching = marks.filter(mark => mark.mark === 'read' || mark.mark === 'write')
    .slice().sort((one, other) => one.at - other.at);
  const segments = [{from, state: 'unknown', lost: false}];
  for (const mark of touching) {
    const last = segments[segments.length - 1];
    const known = mark.rowAfter !== 'unknown';
    if (withoutEffect(mark)) {
      continue;
    }
    if (mark.mark === 'read' && known && segments.length === 1 && last.state === 'unknown') {
      last.state = mark.rowAfter;
    } else if (known ? mark.mark === 'write' || last.state !== mark.rowAfter : mark.mark === 'write' && last.state !== 'unknown') {
      segments.push({from: mark.at, state: mark.rowAfter, lost: mark.lost === true});
    }
  }
  segments.forEach((segment, i) => {
    segment.to = i + 1 < segments.length ? segments[i + 1].from : to;
  });
  return segments.filter(segment => segment.to > segment.from);
}

/** What touched the record is beside it, then locks, then calls: only lanes that are needed. */
const KINDS = [['read', 'write'], ['acquire', 'release'], ['call']];

/** From the first look of the side that overwrote until its last write; null if there is none. */
function openWindow(marks) {
  const last = marks.find(mark => /^<< ([AB] is lost|A or B lost|too late)/.test(mark.remark));
  if (!last) {
    return null;
  }
  const look = marks.find(mark => mark.mark === 'read' && mark.side === last.side);
  return look && look.at < last.at ? {side: last.side, from: look.at, to: last.at} : null;
}

function drawing(finding, exemplar, width, shift) {
  const id = 'drawing-' + drawings++;
  const marks = placed(exemplar.steps, shift);
  const still = placed(exemplar.steps, 0);
  const first = Math.min(...marks.map(mark => mark.ran), ...still.map(mark => mark.ran));
  const last = Math.max(...marks.map(mark => mark.at), ...still.map(mark => mark.at));
  const margin = Math.max((last - first) * 0.11, 1000);
  const from = first - margin;
  const to = last + margin;
  const left = 8;
  const right = width - 8;
  const x = nanos => left + (nanos - from) / (to - from) * (right - left);
  const holds = verdictHolds(exemplar, shift);

  const sides = {A: lanes(marks, 'A', x, right), B: lanes(marks, 'B', x, right)};
  const above = 24 + sides.A.height;
  const below = above + BAND + sides.B.height;
  const height = below + 24 + 26;

  const svg = shape('svg', {
    viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-labelledby': `${id}-t ${id}-d`,
    class: 'drawing' + (holds === false ? ' refuted' : '')
  });
  svg.append(
    shape('title', {id: id + '-t'}, `Both sides on one time axis: ${finding.rule}`),
    shape('desc', {id: id + '-d'}, exemplar.steps.map(told).join('. ')),
    patterns(id));
  svg.append(ticks(from, to, x, height - 22, above, right, exemplar.steps));

  const gap = openWindow(marks);
  if (gap) {
    const lostHere = marks.find(mark => mark.lost);
    const inside = !lostHere || lostHere.at > gap.from && lostHere.at < gap.to;
    svg.append(shape('g', {class: 'window' + (inside ? '' : ' off')},
      shape('rect', {x: x(gap.from), y: 22, width: x(gap.to) - x(gap.from), height: below + 4 - 22}),
      label(`${gap.side}'s window, ${duration(gap.to - gap.from)}`,
        (x(gap.from) + x(gap.to)) / 2, 15, left, right)));
  }

  states(marks, from, to).forEach((segment, i, all) => svg.append(band(segment, i, all, x, above, id)));
  svg.append(shape('rect', {class: 'axis', x: left, y: above, width: right - left, height: BAND}));
  svg.append(side('A', exemplar, marks, sides.A, above, -1, x, left, right));
  svg.append(side('B', exemplar, marks, sides.B, above + BAND, 1, x, left, right));
  return svg;
}

function told(step) {
  return `${clockTime(step.time)} ${step.side} ${step.action}, record after: ${step.rowAfter}`
    + (step.remark ? `, ${step.remark.replace('<< ', '')}` : '');
}

/** Room for the words of a side, so that none covers another. */
function lanes(marks, name, x, right) {
  const own = marks.filter(mark => mark.side === name);
  const used = KINDS.filter((kinds, i) => i === 0 || own.some(mark => kinds.includes(mark.mark)));
  const rows = [];
  const words = new Map();
  for (const mark of own.slice().sort((one, other) => one.at - other.at)) {
    const length = caption(mark).length * (LETTER + .4) + 14;
    const begin = Math.max(8, Math.min(x(mark.at) - length / 2, right - length));
    let row = rows.findIndex(end => end <= begin);
    if (row < 0) {
      row = rows.push(0) - 1;
    }
    rows[row] = begin + length;
    words.set(mark.index, {row, x: begin + length / 2});
  }
  return {own, used, words, rows: rows.length,
    height: used.length * LANE + rows.length * LABEL + LABEL + 8};
}

const withoutEffect = mark => /^<< (refused|failed)/.test(mark.remark);

function caption(mark) {
  const remark = / lost$/.test(mark.remark) || !mark.remark ? '' : ` (${mark.remark.replace('<< ', '')})`;
  return shown(mark.action.replace(/\s+/g, ' ').slice(0, 40) + remark);
}

function side(name, exemplar, marks, lane, edge, way, x, left, right) {
  const group = shape('g', {class: 'side side-' + name.toLowerCase()});
  const about = exemplar.sides[name === 'A' ? 0 : 1];
  const near = edge + way * LANE / 2;
  const place = mark => near + way * LANE * lane.used.findIndex(kinds => kinds.includes(mark.mark));
  const words = row => edge + way * (LANE * lane.used.length + 8 + row * LABEL) + (way < 0 ? 0 : 8);
  const title = words(lane.rows);
  const heading = `${name} \u00b7 ${about.service} \u00b7 ${about.entryPoint}`;
  const room = Math.floor((right - left - 30) / 7);
  group.append(shape('text', {x: left + (about.message ? 24 : 0), y: title, class: 'who'},
    heading.length > room ? heading.slice(0, Math.max(4, room - 1)) + '\u2026' : heading));
  if (about.message) {
    group.append(envelope(left + 9, title - 4));
  }
  if (lane.own.length) {
    const begin = x(Math.min(...lane.own.map(mark => mark.ran)));
    const end = x(Math.max(...lane.own.map(mark => mark.at)));
    lane.used.forEach((kinds, i) => {
      const y = near + way * LANE * i;
      group.append(shape('line', {class: 'lane', x1: begin, x2: end, y1: y, y2: y}));
    });
  }
  const unsure = exemplar.clockShiftNanos;
  for (const [turn, mark] of lane.own.entries()) {
    const y = place(mark);
    const made = shape('g', {class: 'mark ' + mark.mark + (mark.lost ? ' lost' : ''), 'data-step': mark.index});
    made.append(shape('title', {}, told(mark)));
    const word = lane.words.get(mark.index);
    made.append(shape('line', {class: 'leader', x1: x(mark.at), x2: word.x, y1: y, y2: words(word.row) - 4 - way * 8}));
    if (KINDS[0].includes(mark.mark)) {
      made.append(shape('line', {class: 'drop', x1: x(mark.at), x2: x(mark.at), y1: y, y2: edge}));
    }
    if (unsure && name === 'B') {
      made.append(whisker(x(mark.at + plain(unsure[0])), x(mark.at + plain(unsure[1])), near + way * (10 + turn % 2 * 6), left, right));
    }
    made.append(...sign(mark, x, y));
    made.append(shape('text', {x: word.x, y: words(word.row), class: 'word'}, caption(mark)));
    group.append(made);
  }
  return group;
}

const plain = value => Number(digits(value));

function sign(mark, x, y) {
  const at = x(mark.at);
  switch (mark.mark) {
    case 'read':
      return [shape('circle', {class: 'open', cx: at, cy: y, r: 6})];
    case 'acquire':
      return withoutEffect(mark) ? crossed(at, y) : padlock(at, y, true);
    case 'release':
      return padlock(at, y, false);
    case 'call':
      return [shape('path', {class: 'full', d: `M${at - 5} ${y - 6}L${at + 7} ${y}L${at - 5} ${y + 6}Z`})];
    default:
      return written(mark, x, y);
  }
}

/** A square where the statement ran; where it was committed only later, a diamond there. */
function written(mark, x, y) {
  const ran = x(mark.ran);
  const at = x(mark.at);
  if (withoutEffect(mark)) {
    return crossed(ran, y);
  }
  const parts = [shape('rect', {class: 'full', x: ran - 6, y: y - 6, width: 12, height: 12})];
  if (mark.ran !== mark.at) {
    parts.push(
      shape('line', {class: 'pending', x1: ran, x2: at, y1: y, y2: y}),
      shape('path', {class: 'full commit', d: `M${at - 7} ${y}L${at} ${y - 7}L${at + 7} ${y}L${at} ${y + 7}Z`}));
  }
  if (mark.lost) {
    parts.push(shape('circle', {class: 'ring', cx: ran, cy: y, r: 13}));
  }
  return parts;
}

/** What was tried, and did not come about. */
function crossed(x, y) {
  return [
    shape('rect', {class: 'open', x: x - 6, y: y - 6, width: 12, height: 12}),
    shape('path', {class: 'open thin', d: `M${x - 6} ${y - 6}l12 12M${x + 6} ${y - 6}l-12 12`})
  ];
}

function padlock(x, y, closed) {
  return [
    shape('rect', {class: 'full', x: x - 6, y: y - 2, width: 12, height: 9, rx: 1.5}),
    shape('path', {class: 'open thin', d: closed
      ? `M${x - 3.5} ${y - 2}v-3a3.5 3.5 0 0 1 7 0v3`
      : `M${x - 3.5} ${y - 2}v-4a3.5 3.5 0 0 1 7 -1`})
  ];
}

function envelope(x, y) {
  return shape('g', {class: 'envelope'},
    shape('title', {}, 'consumes a message'),
    shape('rect', {class: 'open', x: x - 8, y: y - 6, width: 16, height: 11, rx: 1}),
    shape('path', {class: 'open thin', d: `M${x - 8} ${y - 5}l8 6l8 -6`}));
}

/** Where on the clock of A the mark may lie. */
function whisker(from, to, y, left, right) {
  const a = Math.max(left, from);
  const b = Math.min(right, to);
  return shape('path', {class: 'whisker',
    d: `M${a} ${y}H${b}` + (from >= left ? `M${a} ${y - 4}v8` : '') + (to <= right ? `M${b} ${y - 4}v8` : '')});
}

function band(segment, place, all, x, y, id) {
  const known = segment.state !== 'unknown';
  const width = x(segment.to) - x(segment.from);
  const texts = [...new Set(all.filter(s => s.state !== 'unknown').map(s => s.state))];
  const group = shape('g', {class: 'state' + (segment.lost ? ' gone' : '')
    + (known ? ' state-' + texts.indexOf(segment.state) % 5 : ' missing')});
  group.append(shape('title', {}, known ? `record: ${segment.state}${segment.lost ? ', lost' : ''}` : 'not recorded'));
  group.append(shape('rect', {class: 'fill', x: x(segment.from), y, width, height: BAND}));
  if (!known || segment.lost) {
    group.append(shape('rect', {x: x(segment.from), y, width, height: BAND,
      fill: `url(#${id}-${known ? 'gone' : 'missing'})`}));
  }
  const room = Math.floor((width - 6) / LETTER);
  const text = shown(known ? segment.state : 'not recorded');
  if (text.length <= room || room >= 4) {
    const middle = x(segment.from) + width / 2;
    const cut = text.length <= room ? text : text.slice(0, room - 1) + '\u2026';
    group.append(
      shape('rect', {class: 'plate', x: middle - cut.length * LETTER / 2 - 3, y: y + 4, width: cut.length * LETTER + 6, height: BAND - 8, rx: 3}),
      shape('text', {x: middle, y: y + BAND / 2 + 4}, cut));
  }
  return group;
}

/** What carries a meaning is hatched, so that it does not rest on colour. */
function patterns(id) {
  const hatch = (name, path) => shape('pattern',
    {id: `${id}-${name}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse', class: 'hatch-' + name},
    shape('path', {d: path}));
  return shape('defs', {},
    hatch('missing', 'M-2 2l4 -4M0 8l8 -8M6 10l4 -4'),
    hatch('gone', 'M-2 6l4 4M0 0l8 8M6 -2l4 4'));
}

function ticks(from, to, x, y, above, right, steps) {
  const group = shape('g', {class: 'ticks'});
  const step = niceStep(to - from, Math.max(2, Math.floor((x(to) - x(from)) / 105)));
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const anchor = x(at) > right - 30 ? 'end' : null;
    group.append(shape('line', {x1: x(at), x2: x(at), y1: 22, y2: y - 12}));
    group.append(shape('text', {x: x(at), y, class: anchor}, at === 0 ? '0' : signed(at)));
  }
  const start = steps.map(each => each.ranAt || each.time).sort()[0];
  group.append(shape('text', {x: 8, y: y + 17, class: 'start'}, `0 is ${dayTime(start).slice(0, 10)} ${clockTime(start)} UTC`));
  return group;
}

function label(text, middle, y, left, right) {
  const half = text.length * LETTER / 2;
  const at = Math.max(left + half, Math.min(middle, right - half));
  return shape('text', {x: at, y}, text);
}
