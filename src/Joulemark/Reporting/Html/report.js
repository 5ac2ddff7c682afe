'use strict';
(() => {
  window.addEventListener('error', e => { document.body.dataset.error = e.message; });
  document.addEventListener('securitypolicyviolation', e => { document.body.dataset.error = `policy: ${e.violatedDirective}`; });

  const data = JSON.parse(document.getElementById('data').textContent);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  const drawn = new Map();
  const paper = 700; // CSS pixels that fit on a page of A4 or Letter, which has no size yet when charts are drawn for it
  let printing = false;

  // Okabe and Ito's colours, which the colour-blind can tell apart; the dark set is lighter.
  const palette = {
    light: ['#0072b2', '#c4501b', '#008060', '#a8558a', '#8a6d00', '#2a8fbd', '#555555', '#7a3db8'],
    dark: ['#56b4e9', '#ff9a5c', '#3ccf9f', '#e79ac6', '#e0c341', '#8fd0f5', '#bbbbbb', '#b894f0'],
  };
  // Gross and net are no configuration, so they have no configuration's colour.
  const greys = { light: ['#7b8ca3', '#bcc6d4'], dark: ['#8fa0b8', '#56657a'] };
  const dashes = ['solid', [6, 3], [2, 2], [9, 3, 2, 3], [12, 4], [4, 4], [1, 3], [8, 2, 2, 2, 2, 2]];
  const prefixes = [[1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ']];

  const isDark = () => dark.matches && !printing;
  const color = i => { const set = palette[isDark() ? 'dark' : 'light']; return set[i % set.length]; };
  const channelColor = i => color(palette.light.length - 1 - i % palette.light.length); // from the other end than configurations
  const tone = name => printing
    ? { '--text': '#000', '--soft': '#444c58', '--line': '#c4cad3', '--page': '#fff', '--panel': '#f6f7f9' }[name]
    : getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const text = html => { const node = document.createElement('span'); node.textContent = html; return node.innerHTML; };
  const prefixFor = largest => prefixes.find(p => largest >= p[0]) || prefixes[prefixes.length - 1];
  const digits = v => { const a = Math.abs(v); return a >= 100 ? v.toFixed(0) : a >= 10 ? v.toFixed(1) : v.toFixed(2); };
  const scaled = (v, unit) => { const [factor, prefix] = v === 0 ? [1, ''] : prefixFor(Math.abs(v)); return `${digits(v / factor)} ${prefix}${unit}`; };
  const interval = (e, show) => e[1] === null ? 'no interval' : `95 %: ${show(e[1])} to ${show(e[2])}`;
  const names = data.configurations.map(c => c.name);
  const labelled = unit => data.label ? `${unit}, ${data.label}` : unit;
  const shorten = (name, most) => name.length > most ? `${name.slice(0, most - 1)}…` : name;

  const base = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      confine: true, backgroundColor: tone('--panel'), borderColor: tone('--line'),
      textStyle: { color: tone('--text'), fontSize: 13 }, transitionDuration: calm.matches ? 0 : 0.2,
    },
    legend: { type: 'scroll', top: 0, textStyle: { color: tone('--text') }, inactiveColor: '#8b95a3', pageTextStyle: { color: tone('--text') } },
  });
  const axis = (name, more) => ({
    name, nameLocation: 'middle', nameTextStyle: { color: tone('--soft') },
    axisLine: { lineStyle: { color: tone('--line') } }, axisTick: { lineStyle: { color: tone('--line') } },
    axisLabel: { color: tone('--soft'), hideOverlap: true }, splitLine: { lineStyle: { color: tone('--line'), opacity: 0.6 } }, ...more,
  });

  // A line with caps from one point to another, for intervals.
  const whisker = (from, to, cap, style) => ({
    type: 'group',
    children: [[from, to], ...[from, to].map(p => [[p[0] - cap[0], p[1] - cap[1]], [p[0] + cap[0], p[1] + cap[1]]])].map(([a, b]) => ({
      type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style,
    })),
  });

  function power() {
    const configured = new Map(names.map((n, i) => [n, i]));
    const bandColor = s => s.stage === 'window' ? color(configured.get(s.configuration) ?? 6) : tone('--soft');
    const title = s => s.stage === 'window' ? `${s.configuration} · window ${s.repeat}` : s.configuration ? `${s.configuration} · ${s.stage}` : s.stage;
    const bands = {
      type: 'custom', name: 'stages', silent: true, tooltip: { show: false }, z: 0, encode: { x: [0, 1] },
      data: data.stages.map(s => [s.start, s.end]),
      renderItem: (params, api) => {
        const stage = data.stages[params.dataIndex];
        const area = params.coordSys;
        const left = Math.max(api.coord([stage.start, 0])[0], area.x);
        const right = Math.min(api.coord([stage.end, 0])[0], area.x + area.width);
        if (right <= left)
          return null;
        const label = right - left > 70 ? title(stage) : right - left > 11 && stage.stage === 'window' ? String(stage.repeat) : '';
        return {
          type: 'group', children: [
            { type: 'rect', shape: { x: left, y: area.y, width: right - left, height: area.height }, style: { fill: bandColor(stage), opacity: stage.stage === 'window' ? 0.2 : 0.1 } },
            { type: 'text', style: { text: label, x: (left + right) / 2, y: area.y + 4, align: 'center', fill: tone('--text'), fontSize: 11, width: right - left - 4, overflow: 'truncate' } },
          ],
        };
      },
    };
    const lines = data.power.map((s, i) => ({
      type: 'line', name: s.role === 'cross-check' ? `${s.name} (not counted)` : s.name, data: s.points, showSymbol: false, connectNulls: false, z: s.role === 'sum' ? 4 : 3,
      color: s.role === 'sum' ? tone('--text') : channelColor(i), lineStyle: { width: s.role === 'sum' ? 2 : 1.3, type: s.role === 'cross-check' ? [3, 3] : 'solid' },
    }));
    const shown = Object.fromEntries(lines.map((l, i) => [l.name, data.power[i].role !== 'cross-check']));
    if (!Object.values(shown).some(Boolean))
      Object.keys(shown).forEach(k => { shown[k] = true; });
    const end = Math.max(...data.stages.map(s => s.end), ...data.power.map(s => s.points[s.points.length - 1][0]));
    const at = x => data.stages.find(s => s.start <= x && x <= s.end);
    return {
      ...base(),
      legend: { ...base().legend, data: lines.map(l => l.name), selected: shown },
      grid: { left: 56, right: 16, top: 34, bottom: 88 },
      tooltip: {
        ...base().tooltip, trigger: 'axis',
        formatter: points => {
          const x = points[0].value[0];
          const stage = at(x);
          const rows = points.filter(p => p.seriesName !== 'stages').map(p => `${p.marker}${text(p.seriesName)}: <b>${p.value[1] === null ? '–' : scaled(p.value[1], 'W')}</b>`);
          return [`${x.toFixed(2)} s${stage ? ` · ${text(title(stage))}` : ''}`, ...rows].join('<br>');
        },
      },
      xAxis: axis('seconds since the run began', { type: 'value', min: 0, max: Math.ceil(end), nameGap: 26, splitLine: { show: false }, axisLabel: { color: tone('--soft'), hideOverlap: true, showMaxLabel: false, formatter: v => String(Math.round(v * 100) / 100) } }),
      yAxis: axis(labelled('W'), { type: 'value', min: 0, nameGap: 38 }),
      dataZoom: [
        { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, preventDefaultMouseMove: false, filterMode: 'none' },
        { type: 'slider', height: 24, bottom: 8, filterMode: 'none', textStyle: { color: tone('--soft') }, borderColor: tone('--line'), labelFormatter: v => `${Math.round(v)} s` },
      ],
      series: [bands, ...lines],
    };
  }

  function energy(element) {
    const key = data.headline;
    const bars = [{ name: 'gross', key }, { name: 'net', key: `net_${key}` }];
    const ends = data.configurations.flatMap(c => bars.flatMap(b => c[b.key]).filter(v => v !== null).map(Math.abs));
    const [factor, prefix] = prefixFor(Math.max(...data.configurations.flatMap(c => bars.map(b => c[b.key][0] || 0))) || Math.max(...ends));
    const unit = `${prefix}J/${key === 'energy_per_output_token' ? 'token' : 'request'}`;
    element.style.height = `${Math.max(220, 110 + names.length * 58)}px`;
    const wide = element.clientWidth > 560;
    const series = bars.flatMap((b, i) => [
      { type: 'bar', name: b.name, barMaxWidth: 20, barGap: '20%', color: greys[isDark() ? 'dark' : 'light'][i], data: data.configurations.map(c => c[b.key][0] === null ? null : c[b.key][0] / factor) },
      {
        type: 'custom', name: b.name, silent: true, tooltip: { show: false }, z: 5, encode: { x: [1, 2], y: 0 },
        data: data.configurations.map((c, n) => [n, ...c[b.key].slice(1).map(v => v === null ? null : v / factor)]),
        renderItem: (params, api) => {
          const e = data.configurations[params.dataIndex][b.key];
          if (e[1] === null)
            return null;
          // The two bars of a configuration stand side by side, each with its own whisker.
          const place = api.barLayout({ count: 2, barMaxWidth: 20, barGap: '20%' })[i];
          const row = api.coord([0, params.dataIndex])[1] + place.offsetCenter;
          const x = v => Math.min(Math.max(api.coord([v / factor, 0])[0], params.coordSys.x), params.coordSys.x + params.coordSys.width);
          return whisker([x(e[1]), row], [x(e[2]), row], [0, 4], { stroke: tone('--text'), lineWidth: 1.5, fill: 'none' });
        },
      },
    ]);
    return {
      ...base(),
      grid: { left: wide ? 150 : 96, right: 24, top: 34, bottom: 46 },
      tooltip: {
        ...base().tooltip, trigger: 'axis', axisPointer: { type: 'shadow' },
        formatter: points => {
          const c = data.configurations[points[0].dataIndex];
          const u = unit.slice(prefix.length);
          return [`<b>${text(c.name)}</b>`, ...bars.filter(b => c[b.key][0] !== null).map(b => `${b.name}: <b>${scaled(c[b.key][0], u)}</b> (${interval(c[b.key], v => scaled(v, u))})`)].join('<br>');
        },
      },
      xAxis: axis(labelled(unit), { type: 'value', min: 0, nameGap: 28 }),
      yAxis: axis('', { type: 'category', data: names, inverse: true, axisLabel: { color: tone('--text'), formatter: n => shorten(n, wide ? 20 : 12) } }),
      series,
    };
  }

  function front() {
    const points = data.configurations.map((c, i) => ({ ...c, i, e: c.energy_per_request, a: c.accuracy })).filter(c => c.e[0] !== null && c.a[0] !== null);
    const [factor, prefix] = prefixFor(Math.max(...points.map(c => c.e[0])));
    const x = v => v === null ? null : v / factor;
    const y = v => v === null ? null : v * 100;
    const efficient = points.filter(c => c.efficient).sort((a, b) => a.e[0] - b.e[0]);
    const joules = v => scaled(v, 'J/request');
    const percent = v => `${(v * 100).toFixed(1)} %`;
    return {
      ...base(),
      legend: { show: false },
      grid: { left: 60, right: 30, top: 24, bottom: 50 },
      tooltip: {
        ...base().tooltip, trigger: 'item',
        formatter: p => {
          const c = points[p.dataIndex];
          return [`<b>${text(c.name)}</b>${c.efficient ? ' · efficient' : ''}`, `accuracy <b>${percent(c.a[0])}</b> (${interval(c.a, percent)})`,
            `<b>${joules(c.e[0])}</b> (${interval(c.e, joules)})`].join('<br>');
        },
      },
      xAxis: axis(labelled(`${prefix}J/request`), { type: 'value', nameGap: 28, scale: true, min: v => v.min < 0 ? 0 : null }),
      yAxis: axis('accuracy, %', { type: 'value', nameGap: 40, scale: true, min: v => v.min < 5 ? 0 : null, max: v => v.max > 95 ? 100 : null }),
      series: [
        { type: 'line', data: efficient.map(c => [x(c.e[0]), y(c.a[0])]), symbol: 'none', silent: true, color: tone('--soft'), lineStyle: { type: 'dashed', width: 1.5 } },
        {
          type: 'custom', silent: true, z: 4, clip: true, encode: { x: [0, 1, 2], y: [3, 4, 5] }, data: points.map(c => [...c.e.map(x), ...c.a.map(y)]),
          renderItem: (params, api) => {
            const c = points[params.dataIndex];
            const style = { stroke: color(c.i), lineWidth: 1.3, fill: 'none', opacity: 0.8 };
            const at = (e, a) => api.coord([x(e), y(a)]);
            const children = [];
            if (c.e[1] !== null)
              children.push(whisker(at(c.e[1], c.a[0]), at(c.e[2], c.a[0]), [0, 4], style));
            if (c.a[1] !== null)
              children.push(whisker(at(c.e[0], c.a[1]), at(c.e[0], c.a[2]), [4, 0], style));
            return { type: 'group', children };
          },
        },
        { ...labels(points, c => [x(c.e[0]), y(c.a[0])]), z: 7 },
        {
          type: 'scatter', symbolSize: 13, z: 6,
          data: points.map(c => ({ value: [x(c.e[0]), y(c.a[0])], itemStyle: { color: c.efficient ? color(c.i) : tone('--page'), borderColor: color(c.i), borderWidth: 2 } })),
        },
      ],
    };
  }

  // Names beside points, off the points and off each other: for each the first free place of those around it.
  function labels(points, value) {
    let taken = [];
    return {
      type: 'custom', silent: true, data: points.map(value),
      renderItem: (params, api) => {
        if (params.dataIndexInside === 0)
          taken = points.map(p => api.coord(value(p))).map(([cx, cy]) => ({ x: cx - 7, y: cy - 7, r: cx + 7, b: cy + 7 }));
        const [px, py] = api.coord(value(points[params.dataIndex]));
        const name = shorten(points[params.dataIndex].name, 24);
        const width = name.length * 6.8;
        const area = params.coordSys;
        const places = [0, 1, 2, 3, 4].flatMap(row => [[8, -21 - 15 * row], [8, 8 + 15 * row], [-8 - width, -21 - 15 * row], [-8 - width, 8 + 15 * row]])
          .map(([dx, dy]) => ({ x: px + dx, y: py + dy, r: px + dx + width, b: py + dy + 14 }));
        const free = p => p.x >= area.x - 30 && p.r <= area.x + area.width + 20 && p.y >= area.y - 18 && p.b <= area.y + area.height
          && taken.every(t => p.r < t.x || t.r < p.x || p.b <= t.y || t.b <= p.y);
        const place = places.find(free) || places[0];
        taken.push(place);
        return { type: 'text', style: { text: name, x: place.x, y: place.y, fill: color(points[params.dataIndex].i), stroke: tone('--page'), lineWidth: 3, fontSize: 12, fontWeight: 600 } };
      },
    };
  }

  const latency = key => () => {
    const lines = data.latencies.filter(d => d[key].length > 1);
    const low = Math.min(...lines.map(d => d[key][0][0]));
    const high = Math.max(...lines.map(d => d[key][d[key].length - 1][0]));
    const wide = low > 0 && high / low > 20;
    const [factor, prefix] = high >= 1 ? [1, ''] : high >= 1e-3 ? [1e-3, 'm'] : [1e-6, 'µ'];
    const nice = (v, round) => { const power = 10 ** Math.floor(Math.log10(v)); const steps = [1, 2, 5, 10].map(n => n * power); return round === 'down' ? steps.filter(n => n <= v).pop() : steps.find(n => n >= v); };
    const ends = wide ? { min: nice(low / factor, 'down'), max: nice(high / factor, 'up') } : { min: 0 };
    return {
      ...base(),
      grid: { left: 50, right: 20, top: 34, bottom: 46 },
      tooltip: {
        ...base().tooltip, trigger: 'item',
        formatter: p => `<b>${text(p.seriesName)}</b><br>${(p.value[1] * 100).toFixed(1)} % within ${scaled(p.value[0] * factor, 's')}`,
      },
      xAxis: axis(`${prefix}s${wide ? ', log scale' : ''}`, { type: wide ? 'log' : 'value', ...ends, nameGap: 26, axisLabel: { color: tone('--soft'), hideOverlap: true, formatter: v => String(Number(v.toPrecision(2))) } }),
      yAxis: axis('', { type: 'value', min: 0, max: 1, axisLabel: { color: tone('--soft'), formatter: v => `${Math.round(v * 100)} %` } }),
      series: lines.map(d => ({
        type: 'line', name: d.name, step: 'end', symbolSize: 5, showSymbol: false, showAllSymbol: false, triggerLineEvent: true, color: color(names.indexOf(d.name)),
        lineStyle: { width: 1.8, type: dashes[names.indexOf(d.name) % dashes.length] }, data: d[key].map(p => [p[0] / factor, p[1]]),
      })),
    };
  };

  // Which band is which configuration's: in the page, for there may be more than fit into a chart.
  function key(element) {
    const list = element.previousElementSibling?.matches('.key') ? element.previousElementSibling : document.createElement('p');
    list.className = 'key';
    list.replaceChildren(...['windows of', ...names.map((n, i) => [n, color(i)]), ['warm-up and idle', tone('--soft')]].map(item => {
      const node = document.createElement('span');
      node.textContent = Array.isArray(item) ? item[0] : item;
      if (Array.isArray(item))
        node.style.setProperty('--swatch', item[1]);
      return node;
    }));
    element.before(list);
  }

  const charts = { power, energy, front, ttft: latency('ttft'), e2e: latency('e2e'), ...window.sweepCharts?.({ data, base, axis, whisker, labels, color, tone, text, prefixFor, scaled, interval, labelled }) };

  function draw() {
    for (const element of document.querySelectorAll('[data-chart]')) {
      const kept = drawn.get(element);
      const option = charts[element.dataset.chart](element);
      const chart = kept || echarts.init(element, null, { renderer: 'svg' });
      const zoom = kept && kept.getOption().dataZoom;
      if (zoom && zoom.length)
        option.dataZoom.forEach((z, i) => { z.start = zoom[i].start; z.end = zoom[i].end; });
      if (element.dataset.chart === 'power')
        key(element);
      chart.resize({ width: printing ? Math.min(paper, element.clientWidth) : 'auto' });
      chart.setOption(option, true);
      drawn.set(element, chart);
    }
    document.body.dataset.drawn = String(drawn.size);
  }

  draw();
  dark.addEventListener('change', draw);
  window.addEventListener('beforeprint', () => { printing = true; draw(); });
  window.addEventListener('afterprint', () => { printing = false; draw(); });

  // Labels and margins depend on the width, so a new width is a new drawing. Heights are set by the drawing itself.
  const widths = new Map();
  let waiting = 0;
  const observer = new ResizeObserver(entries => {
    const changed = entries.filter(e => Math.abs((widths.get(e.target) || 0) - e.contentRect.width) > 0.5);
    changed.forEach(e => widths.set(e.target, e.contentRect.width));
    if (changed.length > 0) {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(draw);
    }
  });
  drawn.forEach((chart, element) => { widths.set(element, element.clientWidth); observer.observe(element); });
})();
