using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Machines;
using Joulemark.Records;

namespace Joulemark.Reporting.Disclosing;

/// <summary>The accelerator boards that a sheet speaks of: those whose joules are counted, or all of the machine where joules are not counted by board.</summary>
internal sealed class DisclosedBoards
{
    private const string Between = ", ";
    private readonly ConfigurationFingerprint _facts;
    private readonly IReadOnlyList<int> _numbers;
    private readonly string? _why;

    /// <param name="run">The run.</param>
    /// <param name="ledger">What its joules are made up of; null where there are none.</param>
    /// <param name="facts">What is known of the configuration and its machine.</param>
    public DisclosedBoards(RunRecord run, Ledger? ledger, ConfigurationFingerprint facts)
    {
        _facts = facts;
        var names = ledger?.Counted.ToHashSet(StringComparer.Ordinal) ?? [];
        var counted = run.Machine.Channels.Where(c => c is { Part: MachinePart.Gpu or MachinePart.GpuModule } && names.Contains(c.Name)).ToList();
        if (counted.Count == 0)
        {
            (Count, Model) = (facts["gpu.count"], facts["gpu.model"]);
            var known = int.TryParse(Count.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var all);
            (_numbers, _why) = ([.. Enumerable.Range(0, all)], known ? all == 0 ? "there is none" : null : Count.Unknown);
            return;
        }

        _numbers = WatchedBoards.CountedOfDriver(run.Machine.Channels, ledger!);
        var boards = counted.Select(Containment.DeviceOf).Distinct(StringComparer.Ordinal).Count();
        _why = _numbers.Count == boards ? null : $"NVIDIA's driver does not tell it of every board that is counted ({string.Join(Between, counted.Select(c => c.Name))})";
        Count = new MachineFact { Key = "gpu.count", Value = boards.ToString(CultureInfo.InvariantCulture), Source = "run.json" };
        var (each, machine) = (Each("model"), facts["gpu.model"]);
        Model = each.Value is null && _why is null && machine.Value?.Contains(Between, StringComparison.Ordinal) == false ? machine : each with { Key = "gpu.model" }; // of one model all boards are
    }

    /// <summary>How many they are.</summary>
    public MachineFact Count { get; }

    /// <summary>Their models, each once.</summary>
    public MachineFact Model { get; }

    /// <summary>What they say of one thing, e.g. <c>power-limit-w</c>, each answer once; unknown where it is of any of them.</summary>
    public MachineFact Each(string key)
    {
        var of = _numbers.Select(n => _facts[string.Create(CultureInfo.InvariantCulture, $"gpu{n}.{key}")]).ToList();
        var silent = of.Find(f => f.Value is null);
        return new MachineFact
        {
            Key = $"gpu.{key}", Source = "",
            Value = _why is null && silent is null ? string.Join(Between, of.Select(f => f.Value).Distinct(StringComparer.Ordinal)) : null,
            Unknown = _why ?? silent?.Unknown,
        };
    }

    /// <summary>True where every board's answer is so.</summary>
    public static bool All(MachineFact fact, Func<string, bool> isSo) => fact.Value?.Split(Between).All(isSo) == true;
}
