using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>What a reader must know of how an import was put together.</summary>
internal static class ImportJudgement
{
    public static IEnumerable<Diagnostic> Of(ImportOptions options, IReadOnlyList<PlacedBenchmark> placed, JoinedPower? power, bool isTimeKnown)
    {
        if (!isTimeKnown)
            yield return new Diagnostic("JM4072", DiagnosticSeverity.Info, "the result does not say when it was measured: the time of this run is that of its import", "Give the moment of its first request with --start.");
        foreach (var benchmark in placed)
        {
            if (Window(options, benchmark) is { } note)
                yield return note;
        }

        foreach (var sampled in placed.Where(b => b.Surveyed.IsSample))
        {
            yield return new Diagnostic("JM4070", DiagnosticSeverity.Warning,
                $"{sampled.Surveyed.Benchmark.Name}: {sampled.Surveyed.Answered} of {sampled.Surveyed.Benchmark.Totals!.Requests} answered requests are on record; latencies are of those, work and energy of all",
                "Let the tool keep every request.");
        }

        if (power is null)
        {
            yield return new Diagnostic("JM4055", DiagnosticSeverity.Warning, "no power log was joined: energy is missing, which is not zero",
                "Join one with --power FILE --power-boundary gpu|components|node, e.g. the csv of nvidia-smi that ran beside the benchmark.");
            yield break;
        }

        foreach (var note in OfPower(options.Power!, placed, power))
            yield return note;
    }

    private static Diagnostic? Window(ImportOptions options, PlacedBenchmark benchmark)
    {
        var name = benchmark.Surveyed.Benchmark.Name;
        if (benchmark.Window is not { } window)
            return new Diagnostic("JM4061", DiagnosticSeverity.Warning, $"{name}: nothing says what was done in which time, so there is no window, only the tool's own figures", "Import the export with every request.");
        var seconds = (window.End - window.Start).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        if (benchmark.IsSteady)
        {
            return new Diagnostic("JM4061", DiagnosticSeverity.Info,
                $"{name}: the window is the steady part, {seconds} s from the first answer's end to the last request sent; the tool's own figures are of the whole", "--window whole counts the whole.");
        }

        var why = options.WholeBenchmark ? "as asked for" : !benchmark.Surveyed.HasRequests ? "since no request is on record" : benchmark.Surveyed.IsSample ? "since only a sample of the requests is on record"
            : "since its steady part is less than half of it";
        return new Diagnostic("JM4061", options.WholeBenchmark ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
            $"{name}: the window is the whole benchmark, {seconds} s, {why}: the load building up and draining is in it", "Compare it with whole benchmarks only.");
    }

    private static IEnumerable<Diagnostic> OfPower(PowerLogOptions options, IReadOnlyList<PlacedBenchmark> placed, JoinedPower power)
    {
        yield return new Diagnostic("JM4059", DiagnosticSeverity.Info, "no idle baseline is known, so net figures are missing; gross ones stand", "joulemark run measures idle power before and after.");
        var window = placed.Select(b => b.Window).First(w => w is not null)!.Value;
        var change = power.ChangePerSecond(window.Start, window.End) is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"; each second that they differ by changes the joules by up to {share * 100:0.##} %") : "";
        yield return new Diagnostic("JM4068", DiagnosticSeverity.Info, options.ClockOffset == TimeSpan.Zero
                ? $"the power log's clock and the benchmark's are taken to agree{change}"
                : string.Create(CultureInfo.InvariantCulture, $"the power log's times were moved by {options.ClockOffset.TotalSeconds:+0.###;-0.###} s onto the benchmark's clock{change}"),
            "Where they are of two machines, give the difference with --clock-offset.");
        if (power.Log.Zone is { } zone)
            yield return new Diagnostic("JM4068", DiagnosticSeverity.Info, $"the power log's times name no zone and were taken to be in {zone}", "Give theirs with --power-timezone where it is another.");
        if (power.Log.CutOff > 0)
            yield return new Diagnostic("JM4071", DiagnosticSeverity.Warning, "the last row of the power log is cut off and was left out", "The log was stopped while it was written: the rows before it stand.");
        if (power.Log.Channels.All(c => c.GainSource is null))
            yield return new Diagnostic("JM4068", DiagnosticSeverity.Warning, "nobody states how exact the power log's meter is, so its error is in no interval", "Give its bound with --power-uncertainty, e.g. 1%.");
    }
}
