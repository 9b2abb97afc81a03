// Everything about one finding, from the JSON alone.

const SIGNS = {PROVEN: '\u25cf', LIKELY: '\u25d5', POSSIBLE: '\u25d1', LATENT: '\u25cb'};
const STATES = {present: '\u2713', partial: '\u25d1', expired: '\u231b', absent: '\u2717', 'not-observable': '?'};

function findingPage(finding, report, advice) {
  const page = element('article', {class: 'finding', 'data-fingerprint': finding.fingerprint},
    element('h2', {}, finding.rule, ' ', element('em', {class: finding.certainty.toLowerCase()}, finding.certainty)),
    element('p', {class: 'summary', 'data-field': 'summary'}, finding.summary),
    facts(finding));
  const told = element('div', {class: 'occurrence'});
  if (finding.exemplars.length > 1) {
    page.append(occurrences(finding, place => occurrence(told, finding, place)));
  }
  occurrence(told, finding, 0);
  return fill(page, {}, [told, guards(finding), impact(finding), ownership(finding, report), remedies(finding, advice), raw(finding)]);
}

function facts(finding) {
  const often = Object.entries(finding.byCertainty).map(([certainty, count]) => `${digits(count)} ${certainty}`);
  const columns = finding.columns.length ? ` (${finding.columns.join(', ')})` : '';
  return element('dl', {class: 'facts'},
    fact('record type', 'recordType', finding.recordType, columns),
    fact('severity', 'severity', finding.severity),
    fact(finding.certainty === 'LATENT' ? 'changes seen' : 'count', 'count', digits(finding.count),
      often.length > 1 ? ` (${often.join(', ')})` : ''),
    fact('services', 'services', finding.services.join(', ')),
    fact('seen', 'seen', span(finding.firstSeen, finding.lastSeen)),
    fact('scope', 'scope', finding.scope, scopeWords(finding)),
    fact('fingerprint', 'fingerprint', finding.fingerprint));
}

function fact(name, field, text, more) {
  return element('div', {}, element('dt', {}, name),
    element('dd', {}, element('span', {'data-field': field}, text), more || null));
}

function scopeWords(finding) {
  if (finding.scope === 'scope-based') {
    return ': read and write are in two transactions, no isolation level would stop this';
  }
  return finding.scope === 'level-based'
    ? `: one transaction each; ${finding.isolationThatStops || 'no isolation level that is known'} would refuse one of two`
    : null;
}

function occurrences(finding, chosen) {
  if (finding.exemplars.length > 12) {
    return chosenFromMany(finding, chosen);
  }
  const field = element('fieldset', {class: 'occurrences'}, element('legend', {}, 'Occurrence'));
  finding.exemplars.forEach((exemplar, i) => {
    const input = element('input', {type: 'radio', name: 'occurrence', value: i, id: `occurrence-${i}`});
    input.checked = i === 0;
    input.addEventListener('change', () => chosen(i));
    field.append(element('span', {}, input, element('label', {for: `occurrence-${i}`}, `key ${exemplar.recordKey}`)));
  });
  return field;
}

/** `--exemplars all` tells thousands. */
function chosenFromMany(finding, chosen) {
  const select = element('select', {id: 'occurrence'},
    finding.exemplars.map((exemplar, i) => element('option', {value: i}, `${i + 1}: key ${exemplar.recordKey}`)));
  select.addEventListener('change', () => chosen(Number(select.value)));
  return element('div', {class: 'occurrences'}, element('label', {for: 'occurrence'}, 'Occurrence'), select);
}

function occurrence(told, finding, place) {
  const exemplar = finding.exemplars[place];
  const canvas = element('div', {class: 'canvas'});
  let shift = 0;
  let hot = [];
  const light = () => {
    const svg = canvas.firstChild;
    if (svg) {
      svg.classList.toggle('pointing', hot.length > 0);
      svg.querySelectorAll('[data-step]').forEach(mark =>
        mark.classList.toggle('hot', hot.includes(Number(mark.dataset.step))));
    }
    told.querySelectorAll('tr[data-step]').forEach(row =>
      row.classList.toggle('hot', hot.includes(Number(row.dataset.step))));
  };
  const point = steps => {
    hot = steps;
    light();
  };
  const draw = () => {
    if (!exemplar.steps.length) {
      return;
    }
    canvas.replaceChildren(drawing(finding, exemplar, Math.max(320, canvas.clientWidth || 800), shift));
    light();
  };
  told.replaceChildren(
    finding.certainty === 'LATENT'
      ? element('p', {class: 'note'}, 'Not seen to collide: the times are those of one change of each side.')
      : element('p', {class: 'note'}, 'Times in UTC; the picture is to scale.'),
    element('figure', {}, canvas, legend(exemplar)),
    slackSlider(exemplar, nanos => {
      shift = nanos;
      draw();
    }),
    argument(exemplar, point),
    parties(exemplar),
    stepTable(exemplar, point));
  new ResizeObserver(([entry]) => {
    if (canvas.firstChild === null || Math.abs(entry.contentRect.width - canvas.drawnAt) > 1) {
      canvas.drawnAt = entry.contentRect.width;
      draw();
    }
  }).observe(canvas);
}

function legend(exemplar) {
  const marks = new Set(exemplar.steps.map(step => step.mark));
  const sample = {side: 'A', at: 0, ran: 0, remark: ''};
  const key = (words, ...shapes) => element('span', {},
    shape('svg', {width: 30, height: 18, 'aria-hidden': 'true', class: 'side'}, ...shapes), words);
  const one = (mark, words) => key(words, shape('g', {class: 'mark ' + mark}, ...sign({...sample, mark}, () => 15, 9)));
  return element('figcaption', {},
    marks.has('read') ? one('read', 'read') : null,
    marks.has('write') ? one('write', 'write') : null,
    exemplar.steps.some(step => step.ranAt)
      ? key('commit', shape('path', {class: 'full', d: 'M8 9L15 2L22 9L15 16Z'})) : null,
    exemplar.steps.some(withoutEffect) ? key('refused', ...crossed(15, 9)) : null,
    marks.has('acquire') ? one('acquire', 'lock taken') : null,
    marks.has('release') ? one('release', 'lock given back') : null,
    marks.has('call') ? one('call', 'call') : null,
    exemplar.sides.some(side => side.message) ? key('message consumed', envelope(15, 9)) : null,
    exemplar.steps.some(step => step.lost) ? key('lost write', shape('circle', {class: 'ring', cx: 15, cy: 9, r: 7})) : null,
    exemplar.clockShiftNanos ? key('how far clocks may be off', whisker(3, 27, 9, 0, 30)) : null);
}

function argument(exemplar, point) {
  const list = element('ol', {class: 'argument'});
  exemplar.because.forEach((reason, i) => {
    const steps = (exemplar.becauseSteps || [])[i] || [];
    const line = element('button', {type: 'button'}, reason);
    for (const [event, which] of [['mouseenter', steps], ['focus', steps], ['mouseleave', []], ['blur', []]]) {
      line.addEventListener(event, () => point(which));
    }
    // A touch has no hover and, in some browsers, gives buttons no focus.
    line.addEventListener('click', () => point(steps));
    list.append(element('li', {}, line));
  });
  return element('section', {},
    element('h3', {}, 'Why'), list,
    element('dl', {},
      fact('order', 'decidedBy', exemplar.decidedBy),
      exemplar.ruledOut.length ? fact('ruled out', 'ruledOut', exemplar.ruledOut.join('; ')) : null));
}

function parties(exemplar) {
  return element('section', {class: 'parties'},
    element('h3', {}, 'Who'),
    exemplar.sides.map((side, i) => element('div', {class: 'party side-' + 'ab'[i]},
      element('h4', {}, `${'AB'[i]}  `, side.service),
      element('dl', {},
        fact('entry point', 'entryPoint', side.entryPoint, ` (${side.path})`),
        side.instance ? fact('instance', 'instance', side.instance) : null,
        side.message ? fact('message', 'message', messageWords(side.message)) : null,
        fact('trace', 'traceId', side.traceId),
        fact('spans', 'spanIds', side.spanIds.join(' ')),
        ['message', 'path', 'written'].includes(side.keySource)
          ? fact('record key', 'keySource', `assumed, from ${side.keySource}`) : null))));
}

function messageWords(message) {
  return Object.entries(message).filter(([, text]) => text !== '')
    .map(([name, text]) => `${name} ${digits(text)}`).join(', ');
}

function stepTable(exemplar, point) {
  return element('section', {},
    element('h3', {}, 'Step by step'),
    scrolled('Steps', element('table', {class: 'steps'},
      heads('time (UTC)', `A ${exemplar.sides[0].service}`, `B ${exemplar.sides[1].service}`, 'record after', 'note'),
      element('tbody', {}, exemplar.steps.map((step, i) => {
        const row = element('tr', {'data-step': i, class: step.lost ? 'lost' : null},
          element('td', {}, clockTime(step.time)),
          element('td', {}, step.side === 'A' ? step.action : ''),
          element('td', {}, step.side === 'B' ? step.action : ''),
          element('td', {class: step.rowAfter === 'unknown' ? 'missing' : null}, step.rowAfter),
          element('td', {}, step.lost ? 'lost' : step.remark.replace('<< ', '')));
        row.addEventListener('mouseenter', () => point([i]));
        row.addEventListener('mouseleave', () => point([]));
        return row;
      })))));
}

function heads(...names) {
  return element('thead', {}, element('tr', {}, names.map(name => element('th', {scope: 'col'}, name))));
}

/** What may be wider than a narrow screen scrolls by itself, by keyboard too. */
function scrolled(name, table) {
  return element('div', {class: 'wide', tabindex: '0', role: 'group', 'aria-label': name}, table);
}

function guards(finding) {
  if (!finding.guards.length) {
    return null;
  }
  const names = [...new Set(finding.guards.map(guard => guard.guard))];
  const cell = (name, side) => finding.guards
    .filter(guard => guard.guard === name && guard.side === side)
    .map(guard => element('td', {class: 'state-' + guard.state, 'data-guard': name, 'data-side': side, 'data-state': guard.state},
      element('span', {class: 'sign', 'aria-hidden': 'true'}, STATES[guard.state]), ` ${guard.state.replace('-', ' ')}`,
      guard.settledBy ? element('small', {}, guard.settledBy) : null));
  return element('section', {class: 'ledger'},
    element('h3', {}, 'Guards'),
    scrolled('Guards', element('table', {class: 'guards'}, heads('guard', 'A', 'B'),
      element('tbody', {}, names.map(name =>
        element('tr', {}, element('th', {scope: 'row'}, name), cell(name, 'A'), cell(name, 'B')))))));
}

function impact(finding) {
  const what = finding.impact;
  const amounts = Object.entries(what.lostAmount);
  return element('section', {class: 'impact'},
    element('h3', {}, 'Impact'),
    element('p', {'data-field': 'impact'},
      named(what.records, 'record', 'records'),
      what.lostUpdates ? `, ${named(what.lostUpdates, 'change', 'changes')} lost` : '',
      amounts.length ? ': ' + amounts.map(([name, sum]) => `${name} ${digits(sum)}`).join(', ') : '',
      Object.entries(what.costs || {}).map(([name, cost]) => `; ${name}: ${digits(cost)}`),
      what.unmeasured ? `; the amount of ${digits(what.unmeasured)} can not be told from what was recorded` : ''),
    finding.expected ? expected(finding.expected) : null);
}

function expected(what) {
  return element('p', {'data-field': 'expected'},
    what.perDay === null
      ? 'Too little was seen to tell how often it is to be expected.'
      : `To be expected ${digits(what.perDay)} times a day, by ${digits(what.changesA)} changes of A and `
        + `${digits(what.changesB)} of B in ${duration(Number(digits(what.observedNanos)))}.`);
}
