// Joules by configuration: gross and net, and what they are made of.
(({ charts, state, isDark, color, channelColor, greys, tone, text, prefixFor, numbers, said, labelled, shorten, base, axis, whisker }) => {
  const isWide = element => state.printing || element.clientWidth > 560;
  charts.energy = (run, element) => {
    const names = run.names;
    const key = run.headline;
    const bars = [{ name: 'gross', key }, { name: 'net', key: `net_${key}` }];
    const ends = run.configurations.flatMap(c => bars.flatMap(b => numbers(c[b.key])).filter(v => v !== null).map(Math.abs));
    const [factor, prefix] = prefixFor(Math.max(...run.configurations.flatMap(c => bars.map(b => c[b.key][0] || 0))) || Math.max(...ends));
    const unit = `${prefix}J/${key === 'energy_per_output_token' ? 'token' : 'request'}`;
    element.style.height = `${Math.max(220, 110 + names.length * 58)}px`;
    const wide = isWide(element);
    const isBelow = run.configurations.some(c => bars.some(b => c[b.key][0] < 0)); // a net figure may be
    const series = bars.flatMap((b, i) => [
      { type: 'bar', name: b.name, barMaxWidth: 20, barGap: '20%', color: greys[isDark() ? 'dark' : 'light'][i], data: run.configurations.map(c => c[b.key][0] === null ? null : c[b.key][0] / factor) },
      {
        type: 'custom', name: b.name, silent: true, tooltip: { show: false }, z: 5, encode: { x: [1, 2], y: 0 },
        data: run.configurations.map((c, n) => [n, ...c[b.key].slice(1, 3).map(v => v === null ? null : v / factor)]),
        renderItem: (params, api) => {
          const e = run.configurations[params.dataIndex][b.key];
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
          const c = run.configurations[points[0].dataIndex];
          return [`<b>${text(c.name)}</b>`, ...bars.filter(b => c[b.key][0] !== null).map(b => `${b.name}: ${said(c[b.key])}`)].join('<br>');
        },
      },
      xAxis: axis(labelled(run, unit), { type: 'value', min: isBelow ? null : 0, nameGap: 28 }),
      yAxis: axis('', { type: 'category', data: names, inverse: true, axisLabel: { color: tone('--text'), formatter: n => shorten(n, wide ? 20 : 12) } }),
      series,
    };
  };

  // Stacked bars of what is there; a part below 0, which the table shows, cannot be drawn.
  const stacked = key => (run, element) => {
    const rows = run[key];
    const names = [...new Set(rows.flatMap(r => Object.keys(r.parts)))];
    const most = Math.max(...rows.map(r => Object.values(r.parts).reduce((sum, e) => sum + Math.max(0, e[0] || 0), 0)));
    const [factor, prefix] = prefixFor(most);
    const unit = `${prefix}J/request`;
    const grey = greys[isDark() ? 'dark' : 'light'];
    const uses = { idle: grey[1], rest: grey[0], load: color(7), decode: color(7), prefill: color(4) };
    const fill = (name, i) => key === 'phases' ? uses[name] : channelColor(i);
    element.style.height = `${Math.max(220, 120 + rows.length * 40)}px`;
    const wide = isWide(element);
    return {
      ...base(),
      grid: { left: wide ? 150 : 96, right: 24, top: 34, bottom: 46 },
      tooltip: {
        ...base().tooltip, trigger: 'axis', axisPointer: { type: 'shadow' },
        formatter: points => {
          const row = rows[points[0].dataIndex];
          return [`<b>${text(row.configuration)}</b>`, ...names.filter(n => row.parts[n] && row.parts[n][0] !== null)
            .map(n => `${text(n)}: ${said(row.parts[n])}`)].join('<br>');
        },
      },
      xAxis: axis(labelled(run, unit), { type: 'value', min: 0, nameGap: 28 }),
      yAxis: axis('', { type: 'category', data: rows.map(r => r.configuration), inverse: true, axisLabel: { color: tone('--text'), formatter: n => shorten(n, wide ? 20 : 12) } }),
      series: names.map((name, i) => ({
        type: 'bar', name, stack: 'all', barMaxWidth: 22, color: fill(name, i), itemStyle: { borderColor: tone('--page'), borderWidth: 1 },
        data: rows.map(r => r.parts[name] && r.parts[name][0] !== null ? Math.max(0, r.parts[name][0] / factor) : null),
      })),
    };
  };
  charts.channels = stacked('channels');
  charts.phases = stacked('phases');
})(report);
