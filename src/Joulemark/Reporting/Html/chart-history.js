// A benchmark over time: a point for each run with its interval, an upright at each change.
(({ charts, data, color, tone, text, prefixFor, said, tick, labelled, base, axis, whisker }) => {
  charts.history = history => {
    const points = history.points;
    const [factor, prefix] = prefixFor(Math.max(...points.map(p => p.figure[0])));
    const y = v => v === null ? null : v / factor;
    const day = at => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
    const days = new Set(points.map(p => day(p.at).slice(0, 10)));
    const oneDay = days.size === 1 ? [...days][0] : null;
    const low = Math.min(...points.map(p => y(p.figure[1] ?? p.figure[0])));
    const high = Math.max(...points.map(p => y(p.figure[2] ?? p.figure[0])));
    return {
      ...base(),
      legend: { show: false },
      grid: { left: 64, right: 24, top: 24, bottom: 50 },
      tooltip: {
        ...base().tooltip, trigger: 'item',
        formatter: p => { const of = points[p.dataIndex]; return [`<b>${text(of.run)}</b>${of.valid ? '' : ' · not valid'}`, said(of.figure)].join('<br>'); },
      },
      // By number, not by time: a month without a run is no reason to press the others together.
      xAxis: axis(`runs in the order of time${oneDay ? `, ${oneDay} (UTC)` : ''}`, { type: 'category', nameGap: 28, data: points.map(p => oneDay ? day(p.at).slice(11) : day(p.at).slice(0, 10)) }),
      yAxis: axis(labelled(history, prefix + history.unit), { type: 'value', nameGap: 46, scale: true, min: Math.max(0, low - (high - low) * 0.2), max: high + (high - low) * 0.2 || undefined, axisLabel: { color: tone('--soft'), formatter: tick, showMinLabel: false, showMaxLabel: false } }),
      series: [
        { type: 'line', silent: true, symbol: 'none', color: tone('--soft'), lineStyle: { width: 1 }, data: points.map(p => p.valid ? y(p.figure[0]) : null), connectNulls: true },
        {
          type: 'custom', silent: true, z: 4, clip: true, encode: { x: 0, y: [1, 2] }, data: points.map((p, i) => [i, ...p.figure.slice(1, 3).map(y)]),
          renderItem: (params, api) => {
            const p = points[params.dataIndex];
            const style = { stroke: color(0), lineWidth: 1.3, fill: 'none', opacity: p.valid ? 0.8 : 0.4 };
            return p.figure[1] === null ? null : whisker(api.coord([params.dataIndex, y(p.figure[1])]), api.coord([params.dataIndex, y(p.figure[2])]), [4, 0], style);
          },
        },
        {
          type: 'custom', silent: true, z: 3, data: history.changes.map(c => [c, low]), encode: { x: 0, y: [] },
          renderItem: (params, api) => {
            const area = params.coordSys;
            const index = history.changes[params.dataIndex];
            const x = (api.coord([index - 1, low])[0] + api.coord([index, low])[0]) / 2;
            return { type: 'line', shape: { x1: x, y1: area.y, x2: x, y2: area.y + area.height }, style: { stroke: tone(history.in_doubt.includes(index) ? '--soft' : '--bad'), lineWidth: 1.5, lineDash: [5, 4] } };
          },
        },
        {
          type: 'scatter', symbolSize: 10, z: 6,
          data: points.map((p, i) => ({ value: [i, y(p.figure[0])], itemStyle: { color: p.valid ? color(0) : tone('--page'), borderColor: color(0), borderWidth: 2 } })),
        },
      ],
    };
  };
})(report);
