'use strict';
// What the charts share. Each chart is a function of its run's data and its element that gives ECharts its options.
const report = (() => {
  window.addEventListener('error', e => { document.body.dataset.error = e.message; });
  document.addEventListener('securitypolicyviolation', e => { document.body.dataset.error = `policy: ${e.violatedDirective}`; });

  const data = JSON.parse(document.getElementById('data').textContent);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  const paper = 700; // CSS pixels that fit on a page of A4 or Letter, which has no size yet when charts are drawn for it
  const state = { printing: false };

  // Okabe and Ito's colours, which the colour-blind can tell apart; the dark set is lighter.
  const palette = {
    light: ['#0072b2', '#c4501b', '#008060', '#a8558a', '#8a6d00', '#2a8fbd', '#555555', '#7a3db8'],
    dark: ['#56b4e9', '#ff9a5c', '#3ccf9f', '#e79ac6', '#e0c341', '#8fd0f5', '#bbbbbb', '#b894f0'],
  };
  // Gross and net are no configuration, so they have no configuration's colour.
  const greys = { light: ['#7b8ca3', '#bcc6d4'], dark: ['#8fa0b8', '#56657a'] };
  const dashes = ['solid', [6, 3], [2, 2], [9, 3, 2, 3], [12, 4], [4, 4], [1, 3], [8, 2, 2, 2, 2, 2]];
  const prefixes = [[1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ']];

  const isDark = () => dark.matches && !state.printing;
  const color = i => { const set = palette[isDark() ? 'dark' : 'light']; return set[i % set.length]; };
  const channelColors = [7, 5, 4, 3, 2, 1, 0]; // from the other end than configurations, and without the grey, which is too near to the sum's
  const channelColor = i => color(channelColors[i % channelColors.length]);
  const tone = name => state.printing
    ? { '--text': '#000', '--soft': '#444c58', '--line': '#c4cad3', '--page': '#fff', '--panel': '#f6f7f9', '--good': '#146c2e', '--bad': '#a3140f', '--modelled': '#7a4300', '--modelled-line': '#d98200', '--link': '#0a58b5' }[name]
    : getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const text = html => { const node = document.createElement('span'); node.textContent = html; return node.innerHTML; };
  const prefixFor = largest => prefixes.find(p => largest >= p[0]) || prefixes[prefixes.length - 1];
  const digits = (v, more = 0) => { // Figures.Digits
    const a = Math.abs(v);
    if (a >= 1e5) {
      const step = 10 ** Math.max(0, 3 - more);
      return (Math.round(v / step) * step).toLocaleString('en').replace('-', '−');
    }
    return v.toFixed((a >= 100 ? 0 : a >= 10 ? 1 : 2) + more).replace(/^-(?=.*[1-9])/, '−').replace('-', '');
  };
  const scaled = (v, unit) => { const [factor, prefix] = v === 0 ? [1, ''] : prefixFor(Math.abs(v)); return `${digits(v / factor)} ${prefix}${unit}`; };
  const numbers = e => e.slice(0, 3); // of a figure: its value and the ends of its interval
  const said = e => `<b>${text(e[3])}</b> (${text(e[4])})`; // as the tables have it
  const tick = v => String(Number(v.toPrecision(4))).replace('-', '−');
  const labelled = (run, unit) => run.label ? `${unit}, ${run.label}` : unit;
  const shorten = (name, most) => name.length > most ? `${name.slice(0, most - 1)}…` : name;

  const base = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      confine: true, backgroundColor: tone('--panel'), borderColor: tone('--line'),
      textStyle: { color: tone('--text'), fontSize: 13 }, transitionDuration: calm.matches ? 0 : 0.2,
    },
    legend: { type: state.printing ? 'plain' : 'scroll', top: 0, textStyle: { color: tone('--text') }, inactiveColor: '#8b95a3', pageTextStyle: { color: tone('--text') } },
  });
  const axis = (name, more) => ({
    name, nameLocation: 'middle', nameTextStyle: { color: tone('--soft') },
    axisLine: { lineStyle: { color: tone('--line') } }, axisTick: { lineStyle: { color: tone('--line') } },
    axisLabel: { color: tone('--soft'), hideOverlap: true, ...(more.type === 'category' ? {} : { formatter: tick }) }, splitLine: { lineStyle: { color: tone('--line'), opacity: 0.6 } }, ...more,
  });

  // A line with caps from one point to another, for intervals.
  const whisker = (from, to, cap, style) => ({
    type: 'group',
    children: [[from, to], ...[from, to].map(p => [[p[0] - cap[0], p[1] - cap[1]], [p[0] + cap[0], p[1] + cap[1]]])].map(([a, b]) => ({
      type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style,
    })),
  });

  // An upright at a value, with a word beside it: no colour tells what it is.
  const upright = (value, label, isLow = false) => ({
    type: 'custom', silent: true, z: 2, clip: true, tooltip: { show: false }, data: [[value, 0]],
    renderItem: (params, api) => {
      const area = params.coordSys;
      const x = api.coord([value, 0])[0];
      const isLeft = x > area.x + area.width * 0.6;
      return {
        type: 'group', children: [
          { type: 'line', shape: { x1: x, y1: area.y, x2: x, y2: area.y + area.height }, style: { stroke: tone('--text'), lineWidth: 1.5, lineDash: [6, 3] } },
          { type: 'text', style: { text: label, x: x + (isLeft ? -4 : 4), y: isLow ? area.y + area.height - 16 : area.y + 2, align: isLeft ? 'right' : 'left', fill: tone('--text'), stroke: tone('--page'), lineWidth: 3, fontSize: 12 } },
        ],
      };
    },
  });

  for (const run of data.runs)
    run.names = run.configurations.map(c => c.name);
  return { data, state, drawn: new Map(), calm, dark, paper, charts: {}, isDark, color, channelColor, greys, dashes, tone, text, prefixFor, digits, scaled, numbers, said, tick, upright, labelled, shorten, base, axis, whisker };
})();
