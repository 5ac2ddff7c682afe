using System.Globalization;
using Joulemark.Machines;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>
/// What settings were while a configuration was measured. The machine is captured before it is set: what it was set to
/// afterwards holds in place of that.
/// </summary>
internal static class SettingFacts
{
    // Controls whose effect is a fact of the machine as well, and those facts; of each board where they start with gpu. A
    // power limit is set only where it is in force afterwards as well.
    private static readonly Dictionary<string, string[]> Effects = new(StringComparer.Ordinal)
    {
        ["cpu.governor"] = ["cpu.governor"],
        ["cpu.turbo"] = ["cpu.turbo"],
        ["gpu.persistence"] = ["gpu.persistence"],
        ["gpu.power-limit"] = ["gpu.power-limit-w", "gpu.power-limit-enforced-w"],
    };

    public static IEnumerable<MachineFact> Of(RunRecord run, string configuration)
    {
        // What is set back afterwards was not in force before.
        var last = run.Windows.LastOrDefault(w => w.Configuration == configuration && w.Stage == Stage.Window)?.Start;
        var events = run.Events.Where(e => e.Kind is "control" or "setting" && e.Facts is not null && (e.Configuration is null || e.Configuration == configuration) && (last is null || e.Time <= last)).ToList();
        return events.SelectMany(e => Found(e.Facts!)).Concat(events.Where(e => e.Facts!.ContainsKey("control") && e.Facts.ContainsKey("to")).GroupBy(e => e.Facts!["control"], StringComparer.Ordinal).SelectMany(g => Set(run, g.Key, g)));
    }

    private static MachineFact Known(string key, string value) => new() { Key = key, Value = value, Source = "events.jsonl" };

    /// <summary>What a look at a control found.</summary>
    private static IEnumerable<MachineFact> Found(IReadOnlyDictionary<string, string> facts)
    {
        if (facts.TryGetValue("control", out var control) && facts.TryGetValue("found", out var found))
            yield return Known("controls." + control, found);
    }

    /// <summary>What each target of a control was set to last.</summary>
    private static IEnumerable<MachineFact> Set(RunRecord run, string control, IEnumerable<RunEvent> events)
    {
        var targets = events.GroupBy(e => e.Facts!.GetValueOrDefault("target", ""), e => e.Facts!["to"], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var all = string.Join(',', targets.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        yield return Known("controls." + control, all);
        foreach (var effect in Effects.GetValueOrDefault(control) ?? [])
        {
            if (!effect.StartsWith("gpu.", StringComparison.Ordinal))
                yield return Known(effect, all);
            else
            {
                foreach (var fact in OfBoards(run.Machine.Fingerprint, effect, targets))
                    yield return fact;
            }
        }
    }

    /// <summary>An effect on each board that was set; one that a board does not tell stays unknown.</summary>
    private static IEnumerable<MachineFact> OfBoards(IReadOnlyDictionary<string, string> fingerprint, string effect, Dictionary<string, string> targets)
    {
        foreach (var (key, uuid) in fingerprint.Where(f => FactKey.Board(f.Key) is not null && FactKey.Matches("gpu.uuid", f.Key)))
        {
            var fact = key.Replace(".uuid", effect["gpu".Length..], StringComparison.Ordinal);
            if (targets.TryGetValue(uuid, out var value) && fingerprint.ContainsKey(fact))
                yield return Known(fact, Plain(effect, value));
        }
    }

    /// <summary>A setting's value as the fact has it: watts without their unit.</summary>
    private static string Plain(string fact, string value) =>
        fact.EndsWith("-w", StringComparison.Ordinal) && double.TryParse(value.TrimEnd('W', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var watts)
            ? watts.ToString("0.###", CultureInfo.InvariantCulture) : value;
}
