// Power over the run, with its stages and what happened meanwhile.
(({ charts, state, drawn, color, channelColor, tone, text, scaled, labelled, shorten, base, axis }) => {
  const sorts = { disturbances: '--bad', warnings: '--modelled', 'other events': '--link' };
  const sort = m => ['disturbance', 'throttled', 'clock'].includes(m.kind) ? 'disturbances' : m.kind === 'warning' ? 'warnings' : 'other events';
  const mark = i => i < 26 ? String.fromCharCode(65 + i) : `${i + 1}·`;
  const markColor = m => tone(sorts[sort(m)]);

  charts.power = (run, element) => {
    const names = run.names;
    const configured = new Map(names.map((n, i) => [n, i]));
    const bandColor = s => s.stage === 'window' ? color(configured.get(s.configuration) ?? 6) : tone('--soft');
    // With a letter for each configuration, as colours alone would tell nothing in black and white.
    const letter = name => names.length < 2 || !configured.has(name) ? '' : mark(configured.get(name));
    const title = s => s.stage === 'window' ? `${s.configuration} · window ${s.repeat}` : s.configuration ? `${s.configuration} · ${s.stage}` : s.stage;
    const bands = {
      type: 'custom', name: 'stages', silent: true, tooltip: { show: false }, z: 0, encode: { x: [0, 1] },
      data: run.stages.map(s => [s.start, s.end]),
      renderItem: (params, api) => {
        const stage = run.stages[params.dataIndex];
        const area = params.coordSys;
        const left = Math.max(api.coord([stage.start, 0])[0], area.x);
        const right = Math.min(api.coord([stage.end, 0])[0], area.x + area.width);
        if (right <= left)
          return null;
        const labels = [title(stage), ...stage.stage === 'window' ? [`${letter(stage.configuration)}${stage.repeat}`, letter(stage.configuration)] : []];
        const label = labels.find(l => right - left > 6 + 7 * l.length) ?? '';
        return {
          type: 'group', children: [
            { type: 'rect', shape: { x: left, y: area.y, width: right - left, height: area.height }, style: { fill: bandColor(stage), opacity: stage.stage === 'window' ? 0.2 : 0.1 } },
            { type: 'text', style: { text: label, x: (left + right) / 2, y: area.y + 4, align: 'center', fill: tone('--text'), fontSize: 11, width: right - left - 4, overflow: 'truncate' } },
          ],
        };
      },
    };
    const lines = run.power.map((s, i) => ({
      type: 'line', name: s.role === 'cross-check' ? `${s.name} (not counted)` : s.name, data: s.points, showSymbol: false, connectNulls: false, z: s.role === 'sum' ? 4 : 3,
      color: s.role === 'sum' ? tone('--text') : channelColor(i), lineStyle: { width: s.role === 'sum' ? 2 : 1.3, type: s.role === 'cross-check' ? [3, 3] : 'solid' },
    }));
    const marks = {
      type: 'custom', name: 'events', silent: true, tooltip: { show: false }, z: 6, encode: { x: [0, 1] },
      data: run.marks.map(m => [m.start, m.end]),
      renderItem: (params, api) => {
        const mark = run.marks[params.dataIndex];
        const area = params.coordSys;
        const [from, to] = [api.coord([mark.start, 0])[0], api.coord([mark.end, 0])[0]];
        if (to < area.x || from > area.x + area.width)
          return null;
        const left = Math.max(from, area.x);
        const width = Math.max(3, Math.min(to, area.x + area.width) - left);
        const fill = markColor(mark);
        return {
          type: 'group', children: [
            // A long one would veil the whole chart.
            ...width < 24 ? [{ type: 'rect', shape: { x: left, y: area.y, width, height: area.height }, style: { fill, opacity: 0.07 } }] : [],
            { type: 'rect', shape: { x: left, y: area.y + area.height - 3, width, height: 3 }, style: { fill, opacity: 0.5 } },
          ],
        };
      },
    };
    const shown = Object.fromEntries(lines.map((l, i) => [l.name, run.power[i].role !== 'cross-check']));
    if (!Object.values(shown).some(Boolean))
      Object.keys(shown).forEach(k => { shown[k] = true; });
    const end = Math.max(...run.stages.map(s => s.end), ...run.marks.map(m => m.end), ...run.power.map(s => s.points[s.points.length - 1][0]));
    const at = x => run.stages.find(s => s.start <= x && x <= s.end);
    // What is marked within a few pixels of the pointer, at the zoom of the moment.
    const near = x => {
      const zoom = drawn.get(element)?.getOption().dataZoom?.[0] || { start: 0, end: 100 };
      const reach = Math.ceil(end) * (zoom.end - zoom.start) / 100 * 8 / Math.max(100, element.clientWidth);
      return run.marks.filter(m => m.start - reach <= x && x <= m.end + reach);
    };
    return {
      ...base(),
      legend: { ...base().legend, data: lines.map(l => l.name), selected: shown },
      grid: { left: 56, right: 16, top: state.printing ? 58 : 34, bottom: state.printing ? 50 : 88 },
      tooltip: {
        ...base().tooltip, trigger: 'axis', extraCssText: 'max-width: min(32rem, 90vw); white-space: normal',
        formatter: points => {
          const x = points[0].value[0];
          const stage = at(x);
          const rows = points.filter(p => p.seriesName !== 'stages' && p.seriesName !== 'events').map(p => `${p.marker}${text(p.seriesName)}: <b>${p.value[1] === null ? '–' : scaled(p.value[1], 'W')}</b>`);
          const found = near(x);
          const events = found.slice(0, 4).map(m => `<span style="color:${markColor(m)}">${text(m.kind)}</span> ${text(shorten(m.text, 110))}`);
          if (found.length > 4)
            events.push(`and ${found.length - 4} more, in the list below the chart`);
          return [`${x.toFixed(2)} s${stage ? ` · ${text(title(stage))}` : ''}`, ...rows, ...events].join('<br>');
        },
      },
      xAxis: axis('seconds since the run began', { type: 'value', min: 0, max: Math.ceil(end), nameGap: 26, splitLine: { show: false }, axisLabel: { color: tone('--soft'), hideOverlap: true, showMaxLabel: false, formatter: v => String(Math.round(v * 100) / 100) } }),
      yAxis: axis(labelled(run, 'W'), { type: 'value', min: 0, nameGap: 38 }),
      dataZoom: [
        { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, preventDefaultMouseMove: false, filterMode: 'none' },
        { type: 'slider', show: !state.printing, height: 24, bottom: 8, filterMode: 'none', textStyle: { color: tone('--soft') }, borderColor: tone('--line'), labelFormatter: v => `${Math.round(v)} s` },
      ],
      series: [bands, ...lines, marks],
    };
  };

  // Which band is which configuration's: in the page, for there may be more than fit into a chart.
  function key(run, element) {
    const list = element.previousElementSibling?.matches('.key') ? element.previousElementSibling : document.createElement('p');
    list.className = 'key';
    list.replaceChildren(...['windows of', ...run.names.map((n, i) => [run.names.length < 2 ? n : `${mark(i)} ${n}`, color(i)]), ['warm-up and idle', tone('--soft')],
      ...Object.keys(sorts).filter(s => run.marks.some(m => sort(m) === s)).map(s => [s, tone(sorts[s])])].map(item => {
      const node = document.createElement('span');
      node.textContent = Array.isArray(item) ? item[0] : item;
      if (Array.isArray(item))
        node.style.setProperty('--swatch', item[1]);
      return node;
    }));
    element.before(list);
  }

  charts.power.before = key;
})(report);
