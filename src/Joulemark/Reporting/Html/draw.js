// Draws the charts that can be seen, and again when what they depend on changes: the theme, the width, paper, a fold that opens.
(({ data, state, drawn, dark, paper, charts, digits }) => {
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
    chart.resize({ width: state.printing ? Math.min(paper, element.clientWidth) : 'auto' });
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

  // What a thousand requests, or a million, cost at the reader's price of a kilowatt-hour: watt-hours ÷ 1,000 × price.
  for (const line of document.querySelectorAll('.price')) {
    const section = line.closest('section');
    const money = (wh, price) => { const cost = wh / 1000 * price; return cost >= 100 ? digits(cost) : cost === 0 ? '0' : cost.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: false }); };
    line.hidden = false;
    line.querySelector('input').addEventListener('input', e => {
      const price = e.target.valueAsNumber;
      const given = price >= 0;
      // A thousand requests of a small model cost less than anybody reads.
      const least = Math.min(...[line, ...section.querySelectorAll('td.cost')].map(e => Number(e.dataset.wh)).filter(wh => wh > 0));
      const [times, count] = least / 1000 * price < 0.001 ? [1000, '1,000,000'] : [1, '1,000'];
      for (const cell of section.querySelectorAll('.cost')) {
        cell.hidden = !given;
        if (cell.dataset.wh)
          cell.textContent = given ? money(times * Number(cell.dataset.wh), price) : '–';
        else if (cell.matches('th'))
          cell.textContent = `cost per ${count}`;
      }
      line.querySelector('output').textContent = !given ? '' : line.dataset.wh ? `${count} requests cost ${money(times * Number(line.dataset.wh), price)}, in the same currency` : `The table has what ${count} requests cost, in the same currency.`;
    });
  }
})(report);
