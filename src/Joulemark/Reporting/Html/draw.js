// Draws the charts that can be seen, and again when what they depend on changes: the theme, the width, paper, a fold that opens.
(({ data, state, drawn, dark, paper, charts }) => {
  const isSeen = element => !element.closest('details:not([open])'); // folded elements have a width all the same

  function drawOne(element) {
    const { chart: name, run: number } = element.dataset;
    const of = name === 'history' ? data.histories[number] : data.runs[number];
    const kept = drawn.get(element);
    const option = charts[name](of, element);
    const chart = kept || echarts.init(element, null, { renderer: 'svg' });
    const zoom = kept && kept.getOption().dataZoom;
    if (zoom && zoom.length)
      option.dataZoom.forEach((z, i) => { z.start = zoom[i].start; z.end = zoom[i].end; });
    charts[name].before?.(of, element);
    chart.resize({ width: state.printing ? paper : 'auto' }); // on paper charts stand alone in their rows, which this layout does not know yet; the style fits them in
    chart.setOption(option, true);
    if (!kept) {
      drawn.set(element, chart);
      widths.set(element, element.clientWidth);
      observer.observe(element);
    }
  }

  function draw(within = document) {
    for (const element of within.querySelectorAll('[data-chart]'))
      if (isSeen(element))
        drawOne(element);
    document.body.dataset.drawn = String(drawn.size);
  }

  // Labels and margins depend on the width, so a new width is a new drawing. Heights are set by the drawing itself.
  const widths = new Map();
  let waiting = 0;
  const observer = new ResizeObserver(entries => {
    const changed = entries.filter(e => e.contentRect.width > 0 && Math.abs((widths.get(e.target) || 0) - e.contentRect.width) > 0.5);
    changed.forEach(e => widths.set(e.target, e.contentRect.width));
    if (changed.length > 0) {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => draw());
    }
  });

  draw();
  dark.addEventListener('change', () => draw());
  window.addEventListener('beforeprint', () => { state.printing = true; draw(); });
  window.addEventListener('afterprint', () => { state.printing = false; draw(); });
  for (const fold of document.querySelectorAll('details'))
    fold.addEventListener('toggle', () => { if (fold.open) draw(fold); });

  // A link to a folded run opens it.
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.matches('details'))
      target.open = true;
  };
  window.addEventListener('hashchange', unfold);
  unfold();

  // What work costs and emits at a reader's prices, as joulemark recommend has it: energy × PUE × price, and hours × price of an hour.
  const money = v => v === 0 ? '0' : v.toLocaleString('en', v >= 100 ? { maximumFractionDigits: 0 } : { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  for (const form of document.querySelectorAll('.prices')) {
    const section = form.closest('section');
    const input = name => form.querySelector(`[name=${name}]`);
    const read = name => !form.querySelector(':invalid') && input(name).value !== '' ? input(name).valueAsNumber : null; // with a price that is none, nothing is worked out
    const cells = [...section.querySelectorAll('[data-priced]')].map(cell => ({ cell, kind: cell.dataset.priced, wh: cell.dataset.wh.split(' ').map(Number), hours: Number(cell.dataset.hours || NaN) }));
    const [asked, unasked] = ['asked', 'unasked'].map(name => section.querySelector(`[data-${name}]`));
    form.hidden = false;
    form.addEventListener('input', () => {
      const [tariff, hour, grams, pue] = [read('tariff'), read('hour'), read('intensity'), read('pue') ?? 1];
      const per = { cost: tariff, carbon: grams };
      const isHour = c => c.kind === 'cost' && hour > 0;
      const of = (c, wh) => wh / 1000 * pue * per[c.kind] + (isHour(c) ? c.hours * hour : 0);
      // A thousand requests of a small model cost less than anybody reads.
      const least = Math.min(...cells.filter(c => per[c.kind] !== null).map(c => of(c, c.wh[0])).filter(v => v > 0));
      const [times, count] = form.dataset.command ? [0.001, ''] : least < 0.001 ? [1000, '1,000,000'] : [1, '1,000'];
      for (const c of cells) {
        const isGiven = per[c.kind] !== null;
        const known = isGiven && c.cell.dataset.wh !== '' && Number.isFinite(of(c, c.wh[0]));
        const span = (name, content) => Object.assign(document.createElement('span'), { className: name, textContent: content });
        const beside = !isGiven ? 'no price is given' : !known ? '' : c.wh.length < 3 ? 'no interval' : isHour(c) ? 'interval: joulemark report'
          : `${c.cell.matches('dd') ? '95 %: ' : ''}${money(times * of(c, c.wh[1]))} to ${money(times * of(c, c.wh[2]))}`;
        c.cell.replaceChildren(known ? money(times * of(c, c.wh[0])) : '–', ...(c.cell.dataset.unit ? [' ', span('unit', c.cell.dataset.unit)] : []), span('interval', beside));
        c.cell.hidden = !isGiven && !c.cell.matches('dd');
      }
      for (const heading of section.querySelectorAll('[data-heading]'))
        heading.hidden = per[heading.dataset.heading] === null && !heading.dataset.kept;
      for (const said of section.querySelectorAll('[data-at-prices]')) // by the page's own prices, with intervals that no energy alone gives
        said.hidden = [...form.querySelectorAll('input')].some(i => i.value !== i.defaultValue || !i.validity.valid);
      if (count)
        section.querySelectorAll('.count').forEach(e => { e.textContent = count; });
      asked.hidden = tariff === null && grams === null;
      unasked.hidden = tariff !== null;
      const source = asked.dataset.source && input('intensity').value === input('intensity').defaultValue ? ` (${asked.dataset.source})` : '';
      asked.querySelector('span').textContent = [tariff !== null && `${tariff} a kilowatt-hour`, `PUE ${pue}`, hour > 0 && tariff !== null && `${hour} an hour of the hardware`, grams !== null && `${grams} gCO2e a kilowatt-hour${source}`]
        .filter(Boolean).join(', ');
    });
  }
})(report);
