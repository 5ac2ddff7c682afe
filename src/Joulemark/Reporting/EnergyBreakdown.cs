using Joulemark.Analysis;
using Joulemark.Analysis.Metrics;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Reporting;

/// <summary>Where the joules of a request went: by channel of the ledger, and by what they were spent on.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Gross">Gross energy per request.</param>
/// <param name="Net">The same with the idle power taken off.</param>
/// <param name="Channels">The counted channels, largest first; they sum to the gross energy.</param>
/// <param name="Phases">Idle, prefill, decode and the rest, or idle and what the load took where the phases are not told apart; empty where idle is not known.</param>
/// <param name="Refusal">Why prefill and decode are not given; null where they are.</param>
internal sealed record EnergyBreakdown(string Configuration, Estimate Gross, Estimate Net, IReadOnlyList<EnergyPart> Channels, IReadOnlyList<EnergyPart> Phases, string? Refusal)
{
    /// <summary>From the figures of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="result">Its figures.</param>
    /// <param name="series">The run's samples by channel.</param>
    /// <param name="cachedShare">Share of the prompt tokens that came from the prefix cache.</param>
    public static EnergyBreakdown Of(
        RunRecord run, ConfigurationRecord configuration, ConfigurationResult result, IReadOnlyDictionary<string, ChannelSeries> series, double cachedShare)
    {
        var gross = Metric(result, WindowMetrics.EnergyPerRequest);
        var evidence = Windows(run, configuration, result);
        EnergyPart Part(string name, string meaning, Estimate energy) => new(name, meaning, energy, energy.Value / gross.Value is { } share && double.IsFinite(share) ? share : null);

        var channels = result.Ledger.Where(e => e.Counted && series.ContainsKey(e.Channel)).Select(e => Part(e.Channel, $"{RecordNames.Of(e.Part)}, {e.Source}, {RecordNames.Of(e.Provenance)}",
            PerRequest(evidence, w => ChannelEnergyOf(series[e.Channel], w, run.Header.SampleRate))));
        var phases = ByUse(result, evidence, gross, cachedShare, out var refusal);
        return new EnergyBreakdown(configuration.Name, gross, Metric(result, "net_energy_per_request"),
            [.. channels.OrderByDescending(c => c.Energy.Value)], [.. phases.Select(p => Part(p.Name, p.Meaning, p.Energy))], refusal);
    }

    private static List<(string Name, string Meaning, Estimate Energy)> ByUse(ConfigurationResult result, ConfigurationEvidence evidence, Estimate gross, double cachedShare, out string? refusal)
    {
        var (prefill, decode) = (Metric(result, "prefill_energy_per_token"), Metric(result, "decode_energy_per_token"));
        refusal = prefill.Value is null ? prefill.Method : decode.Value is null ? decode.Method : null;
        var idle = PerRequest(evidence, w => (w.Gross - w.Net, IdleUncertainty(w)));
        if (idle.Value is null || gross.Value is null)
            return [];
        List<(string Name, string Meaning, Estimate Energy)> parts = [("idle", "idle power × time: what the machine takes with nothing to do", idle)];
        var requests = result.Windows.Sum(w => w.Counts.RequestEquivalents);
        if (refusal is not null || requests <= 0)
        {
            parts.Add(("load", "what the load took on top of idle: net energy", Metric(result, "net_energy_per_request")));
            return parts;
        }

        var prompt = result.Windows.Sum(w => w.Counts.PromptTokens) / requests * (1 - cachedShare);
        var output = Math.Max(0, (result.Windows.Sum(w => w.Counts.OutputTokens) / requests) - 1); // prefill makes the first
        parts.Add(("prefill", "energy per prompt token that was worked on × such tokens of a request (attribution)", Times(prefill, prompt)));
        parts.Add(("decode", "energy per output token after the first × such tokens of a request (attribution)", Times(decode, output)));
        var rest = gross.Value - parts.Sum(p => p.Energy.Value);
        parts.Add(("rest", rest < 0 ? "gross less the three: below 0, since parts that were found by regression may come to more than the whole"
            : "gross less the three: what the regression charges to neither prefill nor decode, beyond idle", new Estimate
        {
            Value = rest, N = gross.N, Unit = gross.Unit, Method = "difference; no interval of its own",
        }));
        return parts;
    }

    /// <summary>The mean of the windows of some of their joules, with the interval that energy per request has.</summary>
    private static Estimate PerRequest(ConfigurationEvidence evidence, Func<WindowFigures, (Energy? Energy, Energy? Uncertainty)> part) =>
        WindowMetrics.Get(WindowMetrics.EnergyPerRequest).Estimate(evidence with
        {
            Windows = [.. evidence.Windows.Select(w => (Window: w, Part: part(w))).Select(p => p.Window with { Gross = p.Part.Energy, Uncertainty = p.Part.Uncertainty })],
        });

    private static (Energy? Energy, Energy? Uncertainty) ChannelEnergyOf(ChannelSeries series, WindowFigures window, double sampleRate)
    {
        var energy = EnergyIntegrator.Integrate(series, window.Start, window.End, sampleRate);
        return (energy.Energy, energy.Energy is null ? null : energy.Uncertainty.Expanded);
    }

    // The net energy's uncertainty is the window's and the baseline's together.
    private static Energy? IdleUncertainty(WindowFigures window) => window is { Uncertainty: { } gross, NetUncertainty: { } net }
        ? new Energy(Math.Sqrt(Math.Max(0, (net.Joules * net.Joules) - (gross.Joules * gross.Joules)))) : null;

    /// <summary>As much evidence as a metric of windows asks for.</summary>
    private static ConfigurationEvidence Windows(RunRecord run, ConfigurationRecord configuration, ConfigurationResult result) => new()
    {
        Header = run.Header, Configuration = configuration, Ledger = null, Windows = result.Windows,
        WindowRecords = [], IdleRecords = [], WindowEnergies = [], WarmUps = [], Requests = [], Measured = [], Objectives = [],
    };

    private static Estimate Times(Estimate estimate, double tokens) => estimate with
    {
        Value = estimate.Value * tokens, Lower = estimate.Lower * tokens, Upper = estimate.Upper * tokens, Unit = "J/request",
    };

    private static Estimate Metric(ConfigurationResult result, string name) =>
        result.Metrics.GetValueOrDefault(name) ?? new Estimate { Unit = "J/request", Method = "not given: this version makes no such figure" };
}
