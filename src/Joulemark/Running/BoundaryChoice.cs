using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>Settles the run's boundary before a joule is spent.</summary>
internal static class BoundaryChoice
{
    /// <exception cref="JoulemarkException">Exit code 2: this machine cannot measure the boundary asked for; says what it could.</exception>
    public static Ledger? Make(Boundary requested, MeterSet meters, string? node, IReadOnlyList<string> gpus)
    {
        var ledger = LedgerBuilder.Build(requested, meters.Channels, meters.Missing, out var problem, node, gpus);
        if (ledger is not null)
            return ledger;
        var available = string.Join(", ", LedgerBuilder.Available(meters.Channels, meters.Missing, node).Select(RecordNames.Of));
        throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM2001", DiagnosticSeverity.Error,
            $"boundary '{RecordNames.Of(requested)}' cannot be measured on {node ?? "this machine"}: {problem}",
            $"It can measure: {(available.Length > 0 ? available : "nothing")}. joulemark meters says how to get more."));
    }

    /// <summary>Refuses to run without a source that the user named: figures without it would not be those that were asked for.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: a source gives no channel; says why.</exception>
    public static void RequireNamed(IReadOnlyList<MeterSource> sources, MeterSet meters)
    {
        // A provider that makes one meter of several sources, and one of somebody else's, is known by its channels only.
        var others = sources.Except(meters.Silent.Select(s => s.Source)).Where(s => !meters.Channels.Any(c => c.Source == s.Kind && c.Node == s.Node))
            .Select(s => new SilentSource(s, meters.Missing.FirstOrDefault(m => m.Source == s.Kind && m.Node == s.Node) ?? meters.Missing.FirstOrDefault(m => m.Source == s.Kind)));
        var problems = meters.Silent.Concat(others).Select(s => new Diagnostic("JM2012", DiagnosticSeverity.Error,
            $"the meter at {s.Source.Url.GetLeftPart(UriPartial.Path)} gives nothing to read{(s.Why is { } why ? $": {why.Reason}" : "")}", // a query may hold what others should not read
            s.Why?.Remedy ?? "joulemark meters --meter SOURCE shows what a source gives.")).ToList();
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    /// <summary>
    /// Refuses windows that hold fewer than ten updates of a counted sensor, or whose edges alone are worse than the
    /// precision asked for (T ≥ τ/(r·√6), docs/method.md), before they are run.
    /// </summary>
    /// <exception cref="JoulemarkException">Exit code 2: the window is too short.</exception>
    public static void CheckWindow(MeasureSpec measure, TimeSpan window, Ledger? ledger, IReadOnlyList<Channel> channels)
    {
        var slowest = channels.Where(c => ledger?.Counted.Contains(c.Name, StringComparer.Ordinal) is true).MaxBy(c => c.UpdatePeriodSeconds ?? 0);
        var shortest = (slowest?.UpdatePeriodSeconds ?? 0) * Math.Max(WindowLengthCheck.FewestUpdates, 1 / (measure.Precision * Math.Sqrt(6)));
        if (window.TotalSeconds < shortest)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM2003", DiagnosticSeverity.Error, string.Create(CultureInfo.InvariantCulture,
                $"{(window == measure.Window ? "'measure.window'" : "the length of the load, which is that of a window,")} is {window.TotalSeconds:0.###} s, but {slowest!.Name} updates every {slowest.UpdatePeriodSeconds} s and a precision of {measure.Precision:P1} is asked for"),
                string.Create(CultureInfo.InvariantCulture, $"Use a window of at least {Math.Ceiling(shortest * 10) / 10}s, or ask for less precision.")));
        }
    }
}
