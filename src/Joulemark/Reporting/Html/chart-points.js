// Configurations as points: accuracy against energy, throughput against power. One that is not valid has a dashed outline.
(({ charts, color, tone, text, prefixFor, numbers, said, labelled, shorten, base, axis, whisker }) => {
  charts.front = run => {
    const points = run.configurations.map((c, i) => ({ ...c, i, e: c.energy_per_request, a: c.accuracy })).filter(c => c.e[0] !== null && c.a[0] !== null);
    const [factor, prefix] = prefixFor(Math.max(...points.map(c => c.e[0])));
    const x = v => v === null ? null : v / factor;
    const y = v => v === null ? null : v * 100;
    const efficient = points.filter(c => c.efficient).sort((a, b) => a.e[0] - b.e[0]);
    return {
      ...base(),
      legend: { show: false },
      grid: { left: 60, right: 30, top: 24, bottom: 50 },
      tooltip: {
        ...base().tooltip, trigger: 'item',
        formatter: p => {
          const c = points[p.dataIndex];
          return [`<b>${text(c.name)}</b>${c.efficient ? ' · efficient' : ''}${c.valid ? '' : ' · not valid'}`, `accuracy ${said(c.a)}`, said(c.e)].join('<br>');
        },
      },
      xAxis: axis(labelled(run, `${prefix}J/request`), { type: 'value', nameGap: 28, scale: true, min: v => v.min < 0 ? 0 : null }),
      yAxis: axis('accuracy, %', { type: 'value', nameGap: 40, scale: true, min: v => v.min < 5 ? 0 : null, max: v => v.max > 95 ? 100 : null }),
      series: [
        { type: 'line', data: efficient.map(c => [x(c.e[0]), y(c.a[0])]), symbol: 'none', silent: true, color: tone('--soft'), lineStyle: { type: 'dashed', width: 1.5 } },
        crosses(points, c => numbers(c.e).map(x), c => numbers(c.a).map(y)),
        { ...labels(points, c => [x(c.e[0]), y(c.a[0])]), z: 7 },
        {
          type: 'scatter', symbolSize: 13, z: 6,
          data: points.map(c => ({ value: [x(c.e[0]), y(c.a[0])], itemStyle: { color: c.efficient ? color(c.i) : tone('--page'), borderColor: color(c.i), borderWidth: 2, borderType: c.valid ? 'solid' : 'dashed' } })),
        },
      ],
    };
  };

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

  charts.speed = run => {
    const key = run.throughput;
    const unit = key === 'output_throughput' ? 'tokens/s' : 'requests/s';
    const points = run.configurations.map((c, i) => ({ ...c, i, w: c.mean_power, t: c[key] })).filter(c => c.w[0] !== null && c.t[0] !== null);
    const [factor, prefix] = prefixFor(Math.max(...points.map(c => c.w[0])));
    const x = v => v === null ? null : v / factor;
    return {
      ...base(),
      legend: { show: false },
      grid: { left: 64, right: 30, top: 24, bottom: 50 },
      tooltip: {
        ...base().tooltip, trigger: 'item',
        formatter: p => { const c = points[p.dataIndex]; return [`<b>${text(c.name)}</b>${c.valid ? '' : ' · not valid'}`, said(c.t), said(c.w)].join('<br>'); },
      },
      xAxis: axis(labelled(run, `${prefix}W`), { type: 'value', nameGap: 28, min: 0 }),
      yAxis: axis(unit, { type: 'value', nameGap: 46, min: 0 }),
      series: [
        crosses(points, c => numbers(c.w).map(x), c => numbers(c.t)),
        { ...labels(points, c => [x(c.w[0]), c.t[0]]), z: 7 },
        { type: 'scatter', symbolSize: 13, z: 6, data: points.map(c => ({ value: [x(c.w[0]), c.t[0]], itemStyle: { color: c.valid ? color(c.i) : tone('--page'), borderColor: color(c.i), borderWidth: 2, borderType: c.valid ? 'solid' : 'dashed' } })) },
      ],
    };
  };

  report.labels = labels;

  // The intervals of points, both ways.
  function crosses(points, ofX, ofY) {
    return {
      type: 'custom', silent: true, z: 4, clip: true, encode: { x: [0, 1, 2], y: [3, 4, 5] }, data: points.map(c => [...ofX(c), ...ofY(c)]),
      renderItem: (params, api) => {
        const c = points[params.dataIndex];
        const [px, py] = [ofX(c), ofY(c)];
        const style = { stroke: color(c.i), lineWidth: 1.3, fill: 'none', opacity: 0.8 };
        const children = [];
        if (px[1] !== null)
          children.push(whisker(api.coord([px[1], py[0]]), api.coord([px[2], py[0]]), [0, 4], style));
        if (py[1] !== null)
          children.push(whisker(api.coord([px[0], py[1]]), api.coord([px[0], py[2]]), [4, 0], style));
        return { type: 'group', children };
      },
    };
  }
})(report);
