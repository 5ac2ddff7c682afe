using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Checkup;

/// <summary>How the spec measures: the mistakes of a benchmark that no meter can mend.</summary>
internal static class MeasureChecks
{
    private const int FewestForAnInterval = 3;

    public static IEnumerable<Check> All =>
    [
        new("warm-up", CheckTopic.Measure, "warm-up", WarmUp) { NeedsPlan = true },
        new("idle-baseline", CheckTopic.Measure, "idle baseline", Idle) { NeedsPlan = true },
        new("repeats", CheckTopic.Measure, "repeats of each configuration", Repeats) { NeedsPlan = true },
        new("prefix-cache", CheckTopic.Measure, "prefix cache", PrefixCache) { NeedsPlan = true },
    ];

    private static CheckFinding? WarmUp(CheckupSite site) => site.Plan!.Measure.WarmUp is not { } fixedTime ? CheckFinding.Pass("until steady", "measure.warm-up")
        : fixedTime > TimeSpan.Zero ? CheckFinding.Pass(Seconds(fixedTime), "measure.warm-up")
        : CheckFinding.Fail("none", "measure.warm-up", "until steady", "the first window holds what happens once: compilation, allocation, clocks that rise, a cold board", "measure: { warm-up: auto }");

    private static CheckFinding? Idle(CheckupSite site) => site.Plan!.Measure.Idle > TimeSpan.Zero ? CheckFinding.Pass(Seconds(site.Plan.Measure.Idle), "measure.idle")
        : CheckFinding.Warn("none", "measure.idle", "some seconds", "without it there is no net energy, and nobody sees whether the machine was quiet", "measure: { idle: 10s }");

    private static CheckFinding? Repeats(CheckupSite site)
    {
        var measure = site.Plan!.Measure;
        var text = measure.MinRepeats == measure.MaxRepeats ? Number(measure.MinRepeats) : $"{Number(measure.MinRepeats)} to {Number(measure.MaxRepeats)}";
        const string Remedy = "measure: { repeats: { min: 3, max: 10 } }";
        return measure.MaxRepeats < FewestForAnInterval
            ? CheckFinding.Fail(text, "measure.repeats", "at least 3", "fewer than three give no interval, so that no difference can be told from chance", Remedy)
            : measure.MinRepeats < FewestForAnInterval
            ? CheckFinding.Warn(text, "measure.repeats.min", "at least 3", "where the time is up early, there is no interval", Remedy)
            : CheckFinding.Pass(text, "measure.repeats");
    }

    private static CheckFinding? PrefixCache(CheckupSite site)
    {
        const string Key = "workload.prefix-cache";
        var workload = site.Spec!.Workload;
        return workload switch
        {
            { PrefixCache: "any" } => CheckFinding.Warn("any", Key, "cold, or warm with a rate", "answers from the cache cost next to nothing, and a second run finds it fuller than the first", "Declare workload.prefix-cache: cold and turn the server's cache off, or warm with workload.prefix-hit-rate."),
            { PrefixCache: "warm", PrefixHitRate: null } => CheckFinding.Warn("warm", Key, "a rate", "how warm it is decides the joules, and nothing holds the run to it", "Add workload.prefix-hit-rate."),
            { PrefixCache: "warm", PrefixHitRate: { } rate } => CheckFinding.Pass(string.Create(CultureInfo.InvariantCulture, $"warm, {rate * 100:0.#} %"), Key),
            _ => CheckFinding.Pass(workload.PrefixCache, Key) with { Detail = "hits make the run invalid" },
        };
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
