using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Load;
using Joulemark.Workloads;

namespace Joulemark.Planning;

/// <summary>Rules of the load: what each shape needs, what contradicts it, and what would do nothing.</summary>
internal static class LoadValidator
{
    /// <summary>Fewest requests of a window that say something.</summary>
    private const double FewestRequests = 10;

    private const double MostLevel = 1_000_000;
    private const int MostConcurrency = 100_000;
    private static readonly string[] OpenLoopKeys = ["load.arrival", "load.burstiness", "load.max-in-flight"];

    /// <summary>The levels of <c>load.levels</c>; those that are no numbers are NaN.</summary>
    public static IReadOnlyList<double> Levels(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(l => SpecValueParser.Number(SpecValueType.Number, l) ?? double.NaN)];

    /// <summary>Looks for problems of one configuration's load.</summary>
    public static IEnumerable<Diagnostic> Check(BenchmarkSpec spec, SpecDocument document)
    {
        Diagnostic At(Diagnostic diagnostic, string key) =>
            document.Places.TryGetValue(key, out var place) ? diagnostic with { File = document.File, Line = place.Line, Column = place.Column } : diagnostic;

        return CheckNeeded(spec.Load).Concat(CheckValues(spec.Load)).Concat(CheckUnused(document)).Concat(CheckWindow(spec)).Select(p => At(p.Diagnostic, p.Key));
    }

    /// <summary>Looks for problems between the load and the task: only once the task is there is it known what it takes.</summary>
    public static IEnumerable<Diagnostic> Check(BenchmarkSpec spec, WorkloadTask task)
    {
        if (spec.Load.Kind == "trace" && TraceProblem(task.Items) is { } problem)
        {
            yield return new Diagnostic("JM1042", DiagnosticSeverity.Error, $"load.kind is trace, but {problem}",
                "Use a workload that is a trace, with an arrival time for each item, or another load.kind.");
            yield break;
        }

        var shape = BuiltIns.Load(spec.Load.Kind);
        var least = spec.Measure.MinRepeats * (shape.Length(spec.Load, task) ?? TimeSpan.Zero);
        if (least > spec.Measure.TimeLimit)
        {
            yield return new Diagnostic("JM1043", DiagnosticSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"one window of load.kind {spec.Load.Kind} takes {shape.Length(spec.Load, task)!.Value.TotalSeconds:0.#} s, and {spec.Measure.MinRepeats} of them {least.TotalSeconds:0.#} s, which is more than measure.time-limit ({spec.Measure.TimeLimit.TotalSeconds:0.#} s); the fewest repeats are done all the same"),
                spec.Load.Kind == "trace" ? "Raise load.speed-up, replay less of the trace (workload.requests), or lower measure.repeats.min." : "Shorten the load, lower measure.repeats.min, or raise measure.time-limit.");
        }
    }

    private static string? TraceProblem(IReadOnlyList<TaskItem> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Arrival is not { } arrival)
                return $"item {i + 1} of the task has no arrival time";
            if (arrival < TimeSpan.Zero)
                return string.Create(CultureInfo.InvariantCulture, $"item {i + 1} of the task arrives {-arrival.TotalSeconds} s before the trace begins");
        }

        return null;
    }

    private static IEnumerable<(string Key, Diagnostic Diagnostic)> CheckNeeded(LoadSpec load)
    {
        foreach (var (key, isMissing, example) in new[]
                 {
                     ("load.rate", load.Kind is "rate" or "server" && load.Rate is null, "load: { kind: rate, rate: 10 }"),
                     ("load.from", load.Kind == "ramp" && load.From is null, "load: { kind: ramp, of: rate, from: 1, to: 50, over: 60s }"),
                     ("load.to", load.Kind == "ramp" && load.To is null, "load: { kind: ramp, of: rate, from: 1, to: 50, over: 60s }"),
                     ("load.over", load.Kind == "ramp" && load.Over is null, "load: { kind: ramp, of: rate, from: 1, to: 50, over: 60s }"),
                     ("load.levels", load.Kind == "steps" && load.Levels.Count == 0, "load: { kind: steps, of: rate, levels: [1, 10, 50], hold: 30s }"),
                     ("load.hold", load.Kind == "steps" && load.Hold is null, "load: { kind: steps, of: rate, levels: [1, 10, 50], hold: 30s }"),
                 })
        {
            if (isMissing)
                yield return (key, new Diagnostic("JM1040", DiagnosticSeverity.Error, $"'{key}' is missing: load.kind {load.Kind} needs it", $"For example: {example}"));
        }
    }

    private static IEnumerable<(string Key, Diagnostic Diagnostic)> CheckValues(LoadSpec load)
    {
        static (string, Diagnostic) Error(string key, string message, string remedy) => (key, new Diagnostic("JM1041", DiagnosticSeverity.Error, message, remedy));

        foreach (var (key, value) in new[] { ("load.rate", load.Rate), ("load.burstiness", load.Burstiness), ("load.speed-up", load.SpeedUp) })
        {
            if (value <= 0)
                yield return Error(key, string.Create(CultureInfo.InvariantCulture, $"'{key}' is {value}; it must be above 0"), "Give a number above 0.");
        }

        if (load.Burstiness is not 1 && load.Burstiness > 0 && load.Arrival != "gamma")
        {
            yield return Error("load.burstiness", string.Create(CultureInfo.InvariantCulture, $"'load.burstiness' is {load.Burstiness}, but load.arrival is {load.Arrival}"),
                "Use load.arrival: gamma; a burstiness of 1 is Poisson.");
        }

        if (load.ThinkTimeDistribution != "fixed" && load.ThinkTime == TimeSpan.Zero)
            yield return Error("load.think-time-distribution", $"'load.think-time-distribution' is {load.ThinkTimeDistribution}, but there is no load.think-time", "Give the mean think time, e.g. load.think-time: 5s.");
        if (load.Kind == "ramp" && load.From is { } from && load.To is { } to)
        {
            if (from.Equals(to))
                yield return Error("load.to", string.Create(CultureInfo.InvariantCulture, $"'load.from' and 'load.to' are both {from}: that is no ramp"), $"Use load.kind: {load.Of}.");
            foreach (var (key, level) in new[] { ("load.from", from), ("load.to", to) })
            {
                if (LevelProblem(load, level) is { } problem)
                    yield return Error(key, $"'{key}' {problem}", LevelRemedy(load));
            }
        }

        if (load.Kind == "steps")
        {
            foreach (var level in load.Levels)
            {
                if (LevelProblem(load, level) is { } problem)
                    yield return Error("load.levels", $"'load.levels': a level {problem}", LevelRemedy(load));
            }

            if (load.Of == "rate" && load.Levels.Count > 0 && load.Levels.All(l => l == 0))
                yield return Error("load.levels", "'load.levels' are all 0: nothing would be sent", "Give at least one rate above 0.");
        }
    }

    private static string? LevelProblem(LoadSpec load, double level) => level switch
    {
        double.NaN => "is not a number",
        < 0 or > MostLevel => string.Create(CultureInfo.InvariantCulture, $"is {level}, outside of 0 … {MostLevel}"),
        _ when load.Of == "concurrency" && (level < 1 || level > MostConcurrency || level % 1 != 0) => string.Create(CultureInfo.InvariantCulture, $"is {level}, but a concurrency is a whole number of 1 … {MostConcurrency}"),
        _ => null,
    };

    private static string LevelRemedy(LoadSpec load) =>
        load.Of == "concurrency" ? "Give whole numbers, or use load.of: rate for requests a second." : "Give requests a second, 0 or more.";

    /// <summary>Keys that no configuration's shape looks at: they were meant for another one.</summary>
    private static IEnumerable<(string Key, Diagnostic Diagnostic)> CheckUnused(SpecDocument document)
    {
        IReadOnlyList<string> Taken(string path) => document.Factors.FirstOrDefault(f => f.Path == path)?.Values ?? [document.Values[path]];
        var used = (from kind in Taken("load.kind") from of in Taken("load.of") from key in Uses(kind, of) select key).ToHashSet(StringComparer.Ordinal);
        foreach (var key in SpecKeys.All.Where(k => k.Path.StartsWith("load.", StringComparison.Ordinal) && !used.Contains(k.Path)))
        {
            var isGiven = document.Factors.Any(f => f.Path == key.Path) || (document.Values.TryGetValue(key.Path, out var value) && value != key.Default);
            if (isGiven)
            {
                yield return (key.Path, new Diagnostic("JM1045", DiagnosticSeverity.Warning,
                    $"'{key.Path}' does nothing with load.kind {string.Join(", ", Taken("load.kind"))}", "Remove it, or use the load.kind that it was meant for (docs/load.md)."));
            }
        }
    }

    /// <summary>The keys that a shape looks at.</summary>
    public static IEnumerable<string> Uses(string kind, string of)
    {
        string[] always = ["load.kind", "load.think-time", "load.think-time-distribution"];
        string[] own = kind switch
        {
            "concurrency" => ["load.concurrency"],
            "rate" => ["load.rate", .. OpenLoopKeys],
            "server" => ["load.rate", "load.max-in-flight"],
            "trace" => ["load.speed-up", "load.max-in-flight"],
            "multi-stream" => ["load.samples-per-query"],
            "ramp" => ["load.of", "load.from", "load.to", "load.over", .. of == "rate" ? OpenLoopKeys : []],
            "steps" => ["load.of", "load.levels", "load.hold", .. of == "rate" ? OpenLoopKeys : []],
            _ => [],
        };
        return always.Concat(own);
    }

    private static IEnumerable<(string Key, Diagnostic Diagnostic)> CheckWindow(BenchmarkSpec spec)
    {
        if (spec.Load is { Kind: "rate" or "server", Rate: { } rate and > 0 } && rate * spec.Measure.Window.TotalSeconds < FewestRequests)
        {
            yield return ("load.rate", new Diagnostic("JM1044", DiagnosticSeverity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"at load.rate {rate} a window of {spec.Measure.Window.TotalSeconds} s holds {rate * spec.Measure.Window.TotalSeconds:0.#} requests in the mean; fewer than {FewestRequests} say little"),
                string.Create(CultureInfo.InvariantCulture, $"Use measure.window: {Math.Ceiling(FewestRequests / rate)}s or more.")));
        }
    }
}
