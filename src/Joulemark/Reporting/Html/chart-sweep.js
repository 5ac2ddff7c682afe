// The points of a sweep: throughput against power, energy against latency.
(({ charts, base, axis, whisker, labels, color, tone, text, prefixFor, numbers, said, upright, labelled }) => {
  const cross = 'path://M0,2L2,0L5,3L8,0L10,2L7,5L10,8L8,10L5,7L2,10L0,8L3,5Z';
  const standings = { front: 'on the front', possibly: 'possibly dominated', dominated: 'dominated' };
  const mark = p => [p.best && 'best', p.knee && 'knee'].filter(Boolean).join(', ');
  const nice = v => String(Number(v.toPrecision(3)));

  // Axes in one prefix for all of a figure.
  function scale(figures, unit) {
    const most = Math.max(...figures.map(f => Math.abs(f[0])));
    const [factor, prefix] = /^[JWs]/.test(unit) ? prefixFor(most) : [1, ''];
    return { to: v => v === null ? null : v / factor, name: `${prefix}${unit}` };
  }

  // Points of two figures with their intervals, their front, and what stands out; each series in its colour.
  function chart(run, xs, ys, place, more) {
    const { sweep } = run;
    const points = sweep.series.flatMap((s, i) => s.points.filter(p => p[place] !== 'none').map(p => ({ ...p, i, series: s.name, x: p[xs.key], y: p[ys.key], stands: p[place] })));
    const x = scale(points.map(p => p.x), xs.unit);
    const y = scale(points.map(p => p.y), ys.unit);
    const at = p => [x.to(p.x[0]), y.to(p.y[0])];
    const fronts = sweep.series.map((s, i) => points.filter(p => p.i === i && p.stands === 'front').sort((a, b) => a.x[0] - b.x[0]));
    const look = {
      front: p => ({ symbol: 'circle', symbolSize: 11, itemStyle: { color: color(p.i), borderColor: color(p.i), borderWidth: 1.5 } }),
      possibly: p => ({ symbol: 'diamond', symbolSize: 14, itemStyle: { color: tone('--page'), borderColor: color(p.i), borderWidth: 2 } }),
      dominated: p => ({ symbol: cross, symbolSize: 11, itemStyle: { color: color(p.i) } }),
    };
    const ring = (which, symbol, size) => ({
      type: 'scatter', symbol, symbolSize: size, silent: true, z: 5, itemStyle: { color: 'transparent', borderColor: tone('--text'), borderWidth: 2 },
      data: points.filter(p => p[which]).map(at),
    });
    const low = Math.min(...points.map(p => x.to(p.x[0])));
    const high = Math.max(...points.map(p => x.to(p.x[0])));
    const limits = (more.limits || []).map(x.to);
    const wide = more.log && low > 0 && Math.max(high, ...limits) / Math.min(low, ...limits) > 20;
    return {
      ...base(),
      legend: { ...base().legend, show: sweep.series.length > 1, data: sweep.series.map(s => s.name) },
      grid: { left: 64, right: 30, top: 36, bottom: 50 },
      tooltip: {
        ...base().tooltip, trigger: 'item',
        formatter: e => {
          const p = points[e.data.index];
          return [`<b>${text(p.title)}</b>${mark(p) ? ` · ${mark(p)}` : ''} · ${standings[p.stands]}`, `${text(xs.name)} ${said(p.x)}`, `${text(ys.name)} ${said(p.y)}`].join('<br>');
        },
      },
      xAxis: axis(`${xs.name}, ${xs.joules ? labelled(run, x.name) : x.name}${wide ? ', log scale' : ''}`, {
        type: wide ? 'log' : 'value', nameGap: 28, scale: true, min: v => limits.some(l => l < v.min) ? (wide ? 0.9 * Math.min(...limits) : 0) : wide || v.min > 0.3 * v.max ? null : 0, max: v => limits.some(l => l > v.max) ? Number((1.05 * Math.max(...limits)).toPrecision(3)) : null,
        axisLabel: { color: tone('--soft'), hideOverlap: true, formatter: nice },
      }),
      yAxis: axis(ys.joules ? labelled(run, y.name) : y.name, { type: 'value', nameGap: 46, scale: true, min: v => v.min > 0.3 * v.max ? null : 0, axisLabel: { color: tone('--soft'), hideOverlap: true, formatter: nice } }),
      series: [
        ...fronts.map((front, i) => ({ type: 'line', name: sweep.series[i].name, data: front.map(at), symbol: 'none', silent: true, z: 3, color: color(i), lineStyle: { type: 'dashed', width: 1.5, color: color(i) } })),
        ...limits.map(l => upright(l, 'limit')),
        {
          type: 'custom', silent: true, z: 4, clip: true, encode: { x: [0, 1, 2], y: [3, 4, 5] }, data: points.map(p => [...numbers(p.x).map(x.to), ...numbers(p.y).map(y.to)]),
          renderItem: (params, api) => {
            const p = points[params.dataIndex];
            const style = { stroke: color(p.i), lineWidth: 1.3, fill: 'none', opacity: 0.8 };
            const place = (a, b) => api.coord([x.to(a), y.to(b)]);
            const children = [];
            if (p.x[1] !== null)
              children.push(whisker(place(p.x[1], p.y[0]), place(p.x[2], p.y[0]), [0, 4], style));
            if (p.y[1] !== null)
              children.push(whisker(place(p.x[0], p.y[1]), place(p.x[0], p.y[2]), [4, 0], style));
            return { type: 'group', children };
          },
        },
        { ...labels(points.map(p => ({ ...p, name: mark(p) ? `${p.name} · ${mark(p)}` : p.name })), at), z: 7 },
        ring('best', 'circle', 22),
        ring('knee', 'rect', 22),
        { type: 'scatter', z: 6, data: points.map((p, index) => ({ value: at(p), index, ...look[p.stands](p) })) },
      ],
    };
  }

  charts.sweepPower = run => chart(run, { key: 'w', unit: 'W', name: 'mean power', joules: true }, { key: 't', unit: run.sweep.throughput, name: 'throughput' }, 'byPower', {});
  charts.sweepLatency = run => chart(run, { key: 'l', unit: 's', name: run.sweep.latency }, { key: 'e', unit: run.sweep.energy, name: 'energy', joules: true }, 'byLatency', { limits: run.sweep.limits, log: true });
})(report);
