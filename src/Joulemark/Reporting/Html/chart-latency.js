// Latencies as cumulative distributions.
(({ charts, color, dashes, tone, text, scaled, upright, base, axis }) => {
  const latency = key => run => {
    const names = run.names;
    const lines = run.latencies.filter(d => d[key].length > 1);
    const low = Math.min(...lines.map(d => d[key][0][0]));
    const high = Math.max(...lines.map(d => d[key][d[key].length - 1][0]));
    const wide = low > 0 && high / low > 20;
    const [factor, prefix] = high >= 1 ? [1, ''] : high >= 1e-3 ? [1e-3, 'm'] : [1e-6, 'µ'];
    const nice = (v, round) => { const power = 10 ** Math.floor(Math.log10(v)); const steps = [1, 2, 5, 10].map(n => n * power); return round === 'down' ? steps.filter(n => n <= v).pop() : steps.find(n => n >= v); };
    const ends = wide ? { min: nice(low / factor, 'down'), max: nice(high / factor, 'up') } : { min: 0 };
    // An objective that the axis reaches; the percentile that it is of stays in the table.
    const limits = Object.entries(run.objectives).filter(([name, s]) => name.startsWith(`${key}-`) && s >= (wide ? low : 0) && s / factor <= (ends.max ?? high / factor * 1.05)).map(([name, s]) => upright(s / factor, `${name} ≤ ${scaled(s, 's')}`, true)); // the lines are at the top there
    return {
      ...base(),
      legend: { ...base().legend, data: lines.map(d => d.name) },
      grid: { left: 50, right: 20, top: 34, bottom: 46 },
      tooltip: {
        ...base().tooltip, trigger: 'item',
        formatter: p => `<b>${text(p.seriesName)}</b><br>${(p.value[1] * 100).toFixed(1)} % within ${scaled(p.value[0] * factor, 's')}`,
      },
      xAxis: axis(`${prefix}s${wide ? ', log scale' : ''}`, { type: wide ? 'log' : 'value', ...ends, nameGap: 26, axisLabel: { color: tone('--soft'), hideOverlap: true, formatter: v => String(Number(v.toPrecision(2))) } }),
      yAxis: axis('', { type: 'value', min: 0, max: 1, axisLabel: { color: tone('--soft'), formatter: v => `${Math.round(v * 100)} %` } }),
      series: [...lines.map(d => ({
        type: 'line', name: d.name, step: 'end', symbolSize: 5, showSymbol: false, showAllSymbol: false, triggerLineEvent: true, color: color(names.indexOf(d.name)),
        lineStyle: { width: 1.8, type: dashes[names.indexOf(d.name) % dashes.length] }, data: d[key].map(p => [p[0] / factor, p[1]]),
      })), ...limits],
    };
  };

  charts.ttft = latency('ttft');
  charts.e2e = latency('e2e');
})(report);
