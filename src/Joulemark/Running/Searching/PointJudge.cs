using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Records;

namespace Joulemark.Running.Searching;

/// <summary>
/// Judges a point by what the run folder holds of it so far, with the same analysis that judges the run in the end: a search
/// that went by other figures would look for something else.
/// </summary>
internal static class PointJudge
{
    private static readonly string[] BeyondTheServer = ["overloaded", "error-rate"];

    /// <summary>The point of a configuration; null where the run has no window of it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="value">Value of the searched key.</param>
    public static SearchPoint? Of(RunRecord run, ConfigurationRecord configuration, double value)
    {
        var windows = run.Windows.Where(w => w.Stage == Stage.Window && w.Configuration == configuration.Name).ToLookup(w => w.IsTrial);
        if (windows.Count == 0)
            return null;
        var alone = run with { Header = run.Header with { Configurations = [configuration] }, Earlier = [] };
        var analysis = RunAnalyzer.Analyze(alone);
        var result = analysis.Configurations[configuration.Name];
        var failure = Failure(result, analysis.Evidence[0]);
        if (!windows.Contains(true))
            return new SearchPoint(value, result.Windows.Count, Energies(result), failure);
        if (!windows.Contains(false))
            return new SearchPoint(value, 0, [], failure) { Trials = Energies(result) };
        var trials = RunAnalyzer.Analyze(alone with { Windows = [.. run.Windows.Where(w => w.Stage != Stage.Window || w.IsTrial)] }).Configurations[configuration.Name];
        return new SearchPoint(value, result.Windows.Count, Energies(result), failure) { Trials = Energies(trials) };
    }

    private static IReadOnlyList<double> Energies(ConfigurationResult result) => [.. result.Windows.Select(EnergyPerWork).OfType<double>()];

    private static double? EnergyPerWork(WindowFigures window)
    {
        var work = window.Counts.OutputTokens > 0 ? window.Counts.OutputTokens : window.Counts.RequestEquivalents;
        return window.Gross is { Joules: > 0 } energy && work > 0 ? energy.Joules / work : null;
    }

    private static string? Failure(ConfigurationResult result, ConfigurationEvidence evidence)
    {
        // An open loop that has not become steady is on its way to ever more requests in flight.
        var beyond = result.Validity.Reasons.FirstOrDefault(r => BeyondTheServer.Contains(r.Code, StringComparer.Ordinal) || (evidence.IsOpenLoop && r.Code == "not-steady"));
        if (beyond is not null)
            return $"the server cannot keep up: {beyond.Evidence}";

        // An interval may hold the limit after a single window: the figure itself decides where to look on, and the full repeats in the end.
        foreach (var objective in evidence.Objectives)
        {
            if (result.Metrics[objective.Metric] is not { Value: { } figure })
                return $"{objective.Name} has no figure: {result.Metrics[objective.Metric].Method}";
            if (figure > objective.Limit.TotalSeconds)
                return string.Create(CultureInfo.InvariantCulture, $"{objective.Name} is {figure * 1000:0.###} ms, above {objective.Limit.TotalMilliseconds:0.###} ms{ByTheClient(result)}");
        }

        return null;
    }

    /// <summary>A latency that the load client made is not the server's.</summary>
    private static string ByTheClient(ConfigurationResult result) =>
        result.Validity.Reasons.Any(r => r.Code == "client-saturated") ? ", in which the load client, which is saturated, has its part" : "";
}
