// Draws the charts that can be seen, and again when what they depend on changes: the theme, the width, paper, a fold that opens.
(({ data, state, drawn, dark, paper, charts, digits, prefixFor }) => {
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
  const money = (v, more = 0) => {
    const decimals = v === 0 ? 0 : Math.min(12, Math.max(0, 2 + more - Math.floor(Math.log10(Math.abs(v)))));
    return v.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  };

  // Ends that read the same would say that a figure is exact (Figures.Ends).
  const between = (lower, upper, text) => {
    const more = [0, 1, 2, 3, 4].find(m => !(lower < upper) || text(lower, m) !== text(upper, m)) ?? 0;
    return `${text(lower, more)} to ${text(upper, more)}`;
  };
  const span = (name, content) => Object.assign(document.createElement('span'), { className: name, textContent: content });

  // What the command line would say of a field; nothing where it is right, or empty.
  const wrong = ({ value, valueAsNumber: number, validity, min, max, name }, tariff) => {
    const least = Number(min);
    return validity.badInput ? 'it must be a number'
      : value === '' ? ''
      : least === 0 && !(number > 0) ? 'it must be above 0'
      : !(number >= least) ? `it must be at least ${min}`
      : number > Number(max) ? `it must be at most ${max}`
      : name === 'hour' && tariff.value === '' && !tariff.validity.badInput ? 'it needs the price of a kilowatt-hour beside it' : '';
  };

  for (const form of document.querySelectorAll('.prices')) {
    const section = form.closest('section');
    const inputs = Object.fromEntries([...form.querySelectorAll('input')].map(i => [i.name, i]));
    const cells = [...section.querySelectorAll('[data-priced]')].map(cell => ({ cell, kind: cell.dataset.priced, wh: cell.dataset.wh.split(' ').map(Number), hours: Number(cell.dataset.hours || NaN) }));
    const [energies, priced] = [cells.filter(c => c.kind === 'energy'), cells.filter(c => c.kind !== 'energy')];
    const [asked, unasked, hourly] = ['asked', 'unasked', 'hourly'].map(name => section.querySelector(`[data-${name}]`));
    const mark = input => {
      const what = wrong(input, inputs.tariff);
      document.getElementById(input.getAttribute('aria-describedby')).textContent = what;
      input.setAttribute('aria-invalid', String(what !== ''));
      return what !== '';
    };
    form.hidden = false;
    form.addEventListener('input', () => {
      const isWrong = Object.values(inputs).map(mark).includes(true); // with a price that is none, nothing is worked out
      const read = name => !isWrong && inputs[name].value !== '' ? inputs[name].valueAsNumber : null;
      const [tariff, hour, grams, pue] = [read('tariff'), read('hour'), read('intensity'), read('pue') ?? 1];
      const per = { cost: tariff, carbon: grams };
      const isHour = c => c.kind === 'cost' && hour !== null;
      const of = (c, wh) => wh / 1000 * pue * per[c.kind] + (isHour(c) ? c.hours * hour : 0);
      // A thousand requests of a small model cost less than anybody reads (PriceScale).
      const least = Math.min(...priced.filter(c => per[c.kind] !== null).map(c => of(c, c.wh[0])).filter(v => v > 0));
      const [times, count] = form.dataset.command ? [1, ''] : least < 0.001 ? [1000, '1,000,000'] : [1, '1,000'];
      for (const c of priced) {
        const isGiven = per[c.kind] !== null;
        const known = isGiven && c.cell.dataset.wh !== '' && Number.isFinite(of(c, c.wh[0]));
        const beside = isWrong ? 'a price is wrong' : !isGiven ? 'no price is given' : !known ? '' : c.wh.length < 3 ? 'no interval' : isHour(c) ? 'no interval here'
          : `${c.cell.matches('dd') ? '95 %: ' : ''}${between(times * of(c, c.wh[1]), times * of(c, c.wh[2]), money)}`;
        c.cell.replaceChildren(known ? money(times * of(c, c.wh[0])) : '–', ...(c.cell.dataset.unit ? [' ', span('unit', c.cell.dataset.unit)] : []), span('interval', beside));
        c.cell.hidden = !isGiven && !c.cell.matches('dd');
      }
      for (const { cell, wh } of energies) {
        const [factor, prefix] = prefixFor(times * (wh[0] || wh[2] || 1));
        const [value, ...ends] = wh.map(v => times * v / factor);
        cell.replaceChildren(`${digits(value)} `, span('unit', `${prefix}Wh`), span('interval', ends.length < 2 ? 'no interval' : `95 %: ${between(...ends, digits)} ${prefix}Wh`));
      }
      for (const heading of section.querySelectorAll('[data-heading]'))
        heading.hidden = per[heading.dataset.heading] === null && !heading.dataset.kept;
      for (const said of section.querySelectorAll('[data-at-prices]')) // by the page's own prices, with intervals that no energy alone gives
        said.hidden = [...form.querySelectorAll('input')].some(i => i.value !== i.defaultValue || !i.validity.valid);
      if (count)
        section.querySelectorAll('.count').forEach(e => { e.textContent = count; });
      asked.hidden = tariff === null && grams === null;
      unasked.hidden = tariff !== null || isWrong;
      hourly.hidden = !cells.some(c => isHour(c) && c.wh.length === 3);
      hourly.querySelector('span').textContent = `--tariff ${tariff} --pue ${pue} --hardware-cost-per-hour ${hour}`;
      const source = asked.dataset.source && inputs.intensity.value === inputs.intensity.defaultValue ? ` (${asked.dataset.source})` : '';
      asked.querySelector('span').textContent = [tariff !== null && `${tariff} a kilowatt-hour`, `PUE ${pue}`, hour !== null && `${hour} an hour of the hardware`, grams !== null && `${grams} gCO2e a kilowatt-hour${source}`]
        .filter(Boolean).join(', ');
    });
  }
})(report);
