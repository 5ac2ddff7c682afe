using Joulemark.Records;

namespace Joulemark.Metering.Ptd;

/// <summary>
/// Power analyzers at the wall, by SPEC's PTDaemon, as MLPerf Power measures. The protocol as its public clients speak it:
/// mlcommons/power-dev (ptd_client_server) and the harness of SPEC CPU.
/// </summary>
internal sealed class PtdMeterProvider : IMeterProvider
{
    /// <summary>For a daemon that gives no estimate: well above the 0.1 to 0.3 % of the analyzers that SPEC accepts.</summary>
    private const double UnknownUncertainty = 0.02;

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(1);

    public string Name => "ptdaemon";

    /// <summary>For a connection, each answer, and the first sample.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public MeterProbe Probe(MeterHost host)
    {
        var meters = new List<IMeter>();
        var missing = new List<MissingMeter>();
        foreach (var node in host.Sources.Where(s => s.Kind == Name).GroupBy(s => s.Node, StringComparer.Ordinal))
        {
            if (ProbeNode(node.Key, [.. node], host, missing) is { } meter)
                meters.Add(meter);
        }

        return new MeterProbe(meters, missing);
    }

    private PtdMeter? ProbeNode(string? node, List<MeterSource> sources, MeterHost host, List<MissingMeter> missing)
    {
        var analyzers = new List<PtdAnalyzer>();
        foreach (var source in sources)
        {
            try
            {
                analyzers.Add(PtdAnalyzer.Start(source.Url, host, Timeout));
            }
            catch (Exception e) when (e is IOException or PtdException)
            {
                missing.Add(Missing(source, e, sources.Count));
            }
        }

        if (analyzers.Count == sources.Count)
        {
            var period = sources.Max(s => s.Every) ?? DefaultPeriod;
            return new PtdMeter(Describe(node, analyzers, period), analyzers, period);
        }

        // A sum that lacks a plug is not the node's power.
        foreach (var analyzer in analyzers)
            analyzer.Dispose();
        return null;
    }

    private static List<Channel> Describe(string? node, List<PtdAnalyzer> analyzers, TimeSpan period)
    {
        var name = node is null ? "node" : $"{node}/node";
        var sum = Describe(node, analyzers, period, name);
        return analyzers.Count == 1 ? [sum] :
        [
            sum,
            .. analyzers.Select((a, i) => Describe(node, [a], period, FormattableString.Invariant($"{name}-analyzer{i}")) with
            {
                Part = MachinePart.Other,
                Device = i,
                CrossCheck = true,
            }),
        ];
    }

    private static Channel Describe(string? node, IReadOnlyList<PtdAnalyzer> analyzers, TimeSpan period, string name)
    {
        var known = analyzers.All(a => a.Uncertainty is not null);
        var interval = analyzers.Max(a => a.Identity.Interval);
        return new Channel
        {
            Name = name,
            Node = node,
            Source = "ptdaemon",
            Part = MachinePart.Node,
            Provenance = Provenance.Integrated,
            Reading = ReadingKind.Power,
            Description = "at the wall: " + string.Join(" + ", analyzers.Select(a => Describe(a.Identity))),
            UpdatePeriodSeconds = Math.Max(1, interval.TotalSeconds),
            ReadEverySeconds = period.TotalSeconds,
            AveragingSeconds = interval > TimeSpan.Zero ? interval.TotalSeconds : null,
            GainUncertainty = known ? analyzers.Max(a => a.Uncertainty!.Value) : UnknownUncertainty,
            GainSource = known
                ? "PTDaemon's own estimate at the start, for the analyzer, its range and this load"
                : "Joulemark's bound; PTDaemon gave no estimate for this analyzer",
        };
    }

    private static string Describe(PtdIdentity identity) =>
        $"{identity.Model} by PTDaemon {identity.Version ?? "of unknown version"}{(identity.Calibrated is { } date ? $", calibrated {date}" : "")}";

    private static MissingMeter Missing(MeterSource source, Exception e, int count) => new(
        "ptdaemon",
        count == 1 ? "input power at the wall" : $"input power at the wall: one of {count} analyzers of this node, and so their sum",
        $"{source.Url.Host}:{(source.Url.Port > 0 ? source.Url.Port : 8888)}: {e.Message}",
        e is PtdException refused ? refused.Remedy : "Start PTDaemon there, open its port to this machine, and end other programs that use it.");
}
