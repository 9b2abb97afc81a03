// Puts the page together. Without this script the page reads the same, in words.

async function open() {
  const report = await json('report');
  const advice = await json('advice');
  if (report.findings.length) {
    const drawn = byId('drawn');
    document.documentElement.classList.add('live');
    findingList(report, finding => {
      drawn.replaceChildren(findingPage(finding, report, advice));
      byId('detail').scrollTop = 0;
    });
    byId('filter').querySelector('form').addEventListener('submit', event => event.preventDefault());
    addEventListener('beforeprint', () => drawForPaper(report));
  }
  performance.mark('racetrace-ready');
  document.documentElement.dataset.ready = 'true';
}

/** On paper the first findings are told in words already; their pictures come when they are asked for. */
function drawForPaper(report) {
  for (const figure of document.querySelectorAll('figure[data-drawing]:empty')) {
    const finding = report.findings.find(each => each.fingerprint === figure.dataset.drawing);
    figure.append(drawing(finding, finding.exemplars[0], 680, 0));
  }
}

open().catch(failure => {
  document.documentElement.classList.remove('live');
  document.documentElement.dataset.ready = 'failed';
  byId('detail').prepend(element('p', {role: 'alert', class: 'alert'},
    `This browser can't draw the report (${failure.message}); it is told in words below.`));
});
