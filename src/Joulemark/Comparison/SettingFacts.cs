using System.Globalization;
using Joulemark.Machines;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>
/// What settings were found to be while a configuration was measured. The machine is captured before it is set: what was
/// found afterwards holds in place of that.
/// </summary>
internal static class SettingFacts
{
    private const string Boards = "gpu.";

    // Controls whose effect is a fact of the machine as well, and that fact.
    private static readonly Dictionary<string, string> Effects = new(StringComparer.Ordinal)
    {
        ["cpu.governor"] = "cpu.governor",
        ["cpu.turbo"] = "cpu.turbo",
        ["gpu.persistence"] = "gpu.persistence",
        ["gpu.power-limit"] = "gpu.power-limit-w",
    };

    public static IEnumerable<MachineFact> Of(RunRecord run, string configuration)
    {
        // What is restored at the end was not in force before.
        var windows = run.Windows.Where(w => w.Configuration == configuration && w.Stage == Stage.Window).ToList();
        var found = run.Events.Where(e => (e.Configuration is null || e.Configuration == configuration) && (windows.Count == 0 || e.Time <= windows[^1].Start))
            .Where(e => e.Facts is { } facts && facts.ContainsKey("control") && facts.ContainsKey("found"));
        return found.SelectMany(e => Facts(run, e.Facts!["control"], e.Facts["found"]));
    }

    private static IEnumerable<MachineFact> Facts(RunRecord run, string control, string found)
    {
        MachineFact Known(string key, string value) => new() { Key = key, Value = value, Source = "events.jsonl" };
        yield return Known("controls." + control, found);
        if (!Effects.TryGetValue(control, out var effect) || found.Contains('(', StringComparison.Ordinal)) // whose is which, where boards or CPUs differ
            yield break;
        var value = effect.EndsWith("-w", StringComparison.Ordinal) ? Watts(found) : found;
        if (value is null)
            yield break;
        if (!effect.StartsWith(Boards, StringComparison.Ordinal))
            yield return Known(effect, value);
        foreach (var key in run.Machine.Fingerprint.Keys.Where(k => FactKey.Board(k) is not null && FactKey.Matches(effect, k)))
            yield return Known(key, value);
    }

    private static string? Watts(string text) =>
        double.TryParse(text.TrimEnd('W', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var watts) ? watts.ToString("0.###", CultureInfo.InvariantCulture) : null;
}
