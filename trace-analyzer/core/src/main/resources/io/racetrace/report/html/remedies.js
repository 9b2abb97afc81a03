// Whose record it is, what would help, and the finding as other programs take it.

function ownership(finding, report) {
  const writers = report.writers.filter(writer => writer.recordType === finding.recordType);
  if (!writers.length) {
    return null;
  }
  return element('section', {class: 'ownership'},
    element('h3', {}, 'Who writes ', element('code', {}, finding.recordType)),
    scrolled('Writers', element('table', {},
      heads('service', 'entry point', 'does', 'guards', 'changes', 'seen'),
      element('tbody', {}, writers.map(writer => element('tr', {},
        element('th', {scope: 'row'}, writer.service),
        element('td', {}, `${writer.entryPoint} (${writer.path})`),
        element('td', {title: shown(writer.statement)},
          writer.operation + (writer.columns.length ? ': ' + writer.columns.join(', ') : '')),
        element('td', {}, writer.guards.length ? writer.guards.join(', ') : 'none'),
        element('td', {class: 'count'}, digits(writer.count)),
        element('td', {}, span(writer.firstSeen, writer.lastSeen))))))));
}

function remedies(finding, advice) {
  const fits = advice ? advice.advice.find(each => each.recordType === finding.recordType) : null;
  return element('section', {class: 'remedies'},
    element('h3', {}, 'What helps'),
    fits ? measured(fits) : null,
    element('p', {'data-field': 'fix'}, fits ? `The rule's own advice: ${finding.fix}` : finding.fix),
    element('p', {}, 'How to confirm, stop and repair it: ', element('kbd', {}, finding.playbook)));
}

function measured(fits) {
  const costs = fits.costs.map(cost => element('tr', {},
    element('th', {scope: 'row'}, cost.answer),
    element('td', {class: 'count'}, cost.attempts === null ? 'no end' : plain(cost.attempts).toPrecision(3)),
    element('td', {class: 'count'}, cost.meanNanos === null ? 'no end' : duration(plain(cost.meanNanos))),
    element('td', {class: 'count'}, cost.p99Nanos === null ? 'no end' : duration(plain(cost.p99Nanos)))));
  return [
    element('ol', {class: 'ranked'},
      element('li', {}, element('b', {}, fits.answer), fits.inPlace ? ', which is in place: ' : ': ', fits.because.join('; ')),
      fits.second ? element('li', {}, element('b', {}, fits.second.answer), ': ', fits.second.when) : null),
    costs.length ? scrolled('Costs', element('table', {},
      element('caption', {}, 'On the hottest records, by a model of queues and retries'),
      heads('remedy', 'attempts', 'mean', '99 of 100'), element('tbody', {}, costs))) : null
  ];
}

function raw(finding) {
  const details = element('details', {class: 'raw'}, element('summary', {}, 'JSON, and how to suppress it'));
  details.addEventListener('toggle', () => {
    if (details.open && !details.querySelector('pre')) {
      details.append(
        element('p', {}, 'To live with it for a while, in ', element('code', {}, 'racetrace.yaml'), ':'),
        copied('suppress', suppression(finding)),
        element('p', {}, 'The finding as the JSON report has it:'),
        copied('json', JSON.stringify(finding, null, 2)));
    }
  });
  return details;
}

/** Its last day is thirty days after the finding was last seen. */
function suppression(finding) {
  const until = new Date(Date.parse(finding.lastSeen.slice(0, 10)) + 30 * 86400e3).toISOString().slice(0, 10);
  return `exceptions:\n  - {fingerprint: ${finding.fingerprint}, until: ${until}, reason: 'say why'}\n`;
}

function copied(name, text) {
  const pre = element('pre', {tabindex: '0', 'data-raw': name, 'aria-label': name}, text);
  const button = element('button', {type: 'button'}, 'Copy');
  button.addEventListener('click', async () => {
    getSelection().selectAllChildren(pre);
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch (refused) {
      button.textContent = 'Selected';
    }
  });
  return element('div', {class: 'copied'}, button, pre);
}
