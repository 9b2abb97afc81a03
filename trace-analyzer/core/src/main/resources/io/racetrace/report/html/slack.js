// How far side B could be shifted before the order by times would be another one.

/** Null where no times are compared. */
function verdictHolds(exemplar, shift) {
  if (!exemplar.slackNanos) {
    return null;
  }
  const [from, to] = exemplar.slackNanos.map(plain);
  return from < shift && shift < to;
}

function slackSlider(exemplar, changed) {
  if (!exemplar.slackNanos) {
    return element('p', {class: 'slack none'},
      'No slack to try: one clock told both times, or something else decides (see order).');
  }
  const [from, to] = exemplar.slackNanos.map(plain);
  const [low, high] = (exemplar.clockShiftNanos || [0, 0]).map(plain);
  const edges = [from, to, ...[low, high].filter(edge => Math.abs(edge) < 1e15), 0];
  const reach = Math.max(1000, ...edges.map(Math.abs)) * 1.25;
  const id = 'slack-' + drawings++;
  const input = element('input', {type: 'range', id, min: -reach, max: reach, step: reach / 200, value: 0,
    'aria-describedby': id + '-says'});
  const says = element('output', {id: id + '-says', for: id});
  const share = nanos => Math.max(0, Math.min(100, (nanos + reach) / (2 * reach) * 100));
  const scale = shape('svg', {class: 'scale', 'aria-hidden': 'true', viewBox: '0 0 100 10', preserveAspectRatio: 'none'},
    shape('rect', {class: 'all', x: 0, y: 0, width: 100, height: 5}),
    from < to ? shape('rect', {class: 'holds', x: share(from), y: 0, width: share(to) - share(from), height: 5}) : null,
    shape('rect', {class: 'clocks', x: share(low), y: 7, width: Math.max(0.4, share(high) - share(low)), height: 3}));
  const say = () => {
    const shift = Number(input.value);
    const holds = verdictHolds(exemplar, shift);
    input.setAttribute('aria-valuetext', signed(shift));
    says.className = holds ? 'holds' : 'fails';
    says.textContent = `B shifted by ${signed(shift)}: by times alone the verdict ${holds ? 'holds' : 'does not hold'}`
      + (shift < low || shift > high ? '; further than clocks may differ' : '');
  };
  input.addEventListener('input', () => {
    say();
    changed(Number(input.value));
  });
  say();
  const reset = element('button', {type: 'button'}, 'Reset');
  reset.addEventListener('click', () => {
    input.value = 0;
    input.dispatchEvent(new Event('input'));
  });
  return element('div', {class: 'slack'},
    element('label', {for: id}, 'Shift the clock of side B'),
    element('div', {class: 'track'}, input, scale),
    reset, says,
    element('p', {class: 'note'},
      from < to
        ? `The verdict holds from ${signed(from)} to ${signed(to)} (thick bar). `
        : 'By times alone the verdict holds nowhere. ',
      Math.abs(low) < 1e15 && Math.abs(high) < 1e15
        ? `Clocks allow ${signed(low)} to ${signed(high)} (thin bar).`
        : 'Nothing is known of the two clocks.'));
}
