// The list: filtered by words, certainty and rule; up and down go from one finding to the next.

function findingList(report, choose) {
  const list = byId('findings');
  const rows = [...list.children].map((row, i) => ({
    row, link: row.firstElementChild, finding: report.findings[i], words: words(report.findings[i])
  }));
  let current = 0;

  const select = (place, focus) => {
    rows[current].link.removeAttribute('aria-current');
    rows[current].link.tabIndex = -1;
    current = place;
    const {link, finding} = rows[place];
    link.setAttribute('aria-current', 'true');
    link.tabIndex = 0;
    link.scrollIntoView({block: 'nearest'});
    if (focus) {
      link.focus({preventScroll: true});
    }
    history.replaceState(null, '', '#' + finding.fingerprint);
    choose(finding);
  };
  const next = (from, step) => {
    for (let i = from + step; i >= 0 && i < rows.length; i += step) {
      if (!rows[i].row.hidden) {
        return i;
      }
    }
    return -1;
  };

  list.addEventListener('click', event => {
    const link = event.target.closest('a');
    if (link) {
      event.preventDefault();
      // Pressed by keyboard, it leads into the finding; up and down only look at it.
      const pressed = event.detail === 0;
      select(rows.findIndex(each => each.link === link), !pressed);
      if (pressed) {
        byId('detail').focus();
      }
    }
  });
  list.addEventListener('keydown', event => {
    const place = {
      ArrowDown: () => next(current, 1), ArrowUp: () => next(current, -1),
      Home: () => next(-1, 1), End: () => next(rows.length, -1)
    }[event.key];
    if (place && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const found = place();
      if (found >= 0) {
        select(found, true);
      }
    }
  });
  rows.forEach(each => { each.link.tabIndex = -1; });
  byId('filter').append(filter(rows, report, () => {
    if (rows[current].row.hidden) {
      const found = next(-1, 1);
      if (found >= 0) {
        select(found, false);
      }
    }
  }));
  const addressed = () => rows.findIndex(each => location.hash.length > 4
    && each.finding.fingerprint.startsWith(location.hash.slice(1)));
  addEventListener('hashchange', () => {
    if (addressed() >= 0 && addressed() !== current) {
      select(addressed(), false);
    }
  });
  select(Math.max(0, addressed()), false);
}

function words(finding) {
  return [finding.rule, finding.certainty, finding.severity, finding.fingerprint, finding.recordType, finding.summary,
    ...finding.columns, ...finding.services,
    ...finding.exemplars.flatMap(exemplar => [exemplar.recordKey, ...exemplar.sides.map(side => side.entryPoint)])]
    .join('\n').toLowerCase();
}

function filter(rows, report, changed) {
  const text = element('input', {type: 'search', id: 'filter-text', autocomplete: 'off', spellcheck: 'false'});
  const rule = element('select', {id: 'filter-rule'}, element('option', {value: ''}, 'every rule'),
    [...new Set(report.findings.map(finding => finding.rule))].sort().map(id => element('option', {value: id}, id)));
  const boxes = ['PROVEN', 'LIKELY', 'POSSIBLE', 'LATENT']
    .filter(certainty => report.findings.some(finding => finding.certainty === certainty))
    .map(certainty => {
      const box = element('input', {type: 'checkbox', id: 'filter-' + certainty, value: certainty});
      box.checked = true;
      return box;
    });
  const left = element('output', {id: 'filter-left'});
  const apply = () => {
    const wanted = text.value.toLowerCase().split(/\s+/).filter(word => word);
    const sure = new Set(boxes.filter(box => box.checked).map(box => box.value));
    let count = 0;
    for (const {row, finding, words} of rows) {
      const fits = sure.has(finding.certainty) && (!rule.value || rule.value === finding.rule)
        && wanted.every(word => words.includes(word));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    left.textContent = count === rows.length ? named(count, 'finding', 'findings') : `${count} of ${rows.length} findings`;
    changed();
  };
  text.addEventListener('input', apply);
  rule.addEventListener('change', apply);
  boxes.forEach(box => box.addEventListener('change', apply));
  left.textContent = named(rows.length, 'finding', 'findings');
  return element('form', {role: 'search', 'aria-label': 'Filter findings'},
    element('label', {for: 'filter-text'}, 'Filter'), text,
    element('label', {for: 'filter-rule'}, 'Rule'), rule,
    element('fieldset', {}, element('legend', {}, 'Certainty'),
      boxes.map(box => element('span', {}, box,
        element('label', {for: box.id}, SIGNS[box.value] + ' ' + box.value.toLowerCase())))),
    left);
}
