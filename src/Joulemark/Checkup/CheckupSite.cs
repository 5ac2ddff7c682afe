using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Linux;
using Joulemark.Metering;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Serving;
using Joulemark.Serving.Launching;

namespace Joulemark.Checkup;

/// <summary>What checks look at: the machine's facts and meters, and the plan with its server where there is a spec.</summary>
/// <param name="paths">Where the host's trees are.</param>
/// <param name="facts">What is known of the machine.</param>
/// <param name="controls">The machine as controls see it.</param>
internal sealed class CheckupSite(HostPaths paths, IReadOnlyList<MachineFact> facts, ControlHost controls)
{
    private readonly Dictionary<string, MachineFact> _facts = facts.ToDictionary(f => f.Key, StringComparer.Ordinal);

    public HostPaths Paths => paths;

    public ControlHost Controls => controls;

    /// <summary>Where run folders go.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>True where what takes time is not looked at.</summary>
    public bool IsQuick { get; init; }

    /// <summary>The plan; null without a spec.</summary>
    public BenchmarkPlan? Plan { get; init; }

    /// <summary>What can be metered.</summary>
    public required MeterSet Meters { get; init; }

    /// <summary>The boundary that a run would have, and what counts in it; null where it cannot be had.</summary>
    public Ledger? Ledger(out string? problem) => LedgerBuilder.Build(Spec?.Boundary ?? Boundary.Auto, Meters.Channels, Meters.Missing, out problem, Node, Plan?.Gpus ?? []);

    /// <summary>The machine under test as the meters name it, where it is another and they see it.</summary>
    public string? Node => Plan is { } plan && BenchmarkRunner.NodeOf(plan) is { } node && Meters.Channels.Any(c => c.Node == node) ? node : null;

    /// <summary>What the server under test says it is; null where none was asked, or it did not answer.</summary>
    public ServerDescription? Server { get; init; }

    /// <summary>Why it did not answer; null where it did, and where none was asked.</summary>
    public string? ServerProblem { get; init; }

    /// <summary>Servers that runs which are gone left behind; null where that was not looked for.</summary>
    public IReadOnlyList<StartedServer>? LeftServers { get; init; }

    /// <summary>The container engine that works here, and its version; null where none is needed, or none works.</summary>
    public string? ContainerEngine { get; init; }

    /// <summary>Why no container engine works; null where one does, or none is needed.</summary>
    public Diagnostic? ContainerProblem { get; init; }

    /// <summary>What the servers need that the plan starts; null where it starts none, and where that was not looked for.</summary>
    public LaunchNeeds? Launches { get; init; }

    /// <summary>Whether something keeps this machine's clock to the world's; null where the kernel does not say.</summary>
    public Func<bool?> ClockIsSynchronised { get; init; } = SystemClock.IsSynchronised;

    /// <summary>The plan's first configuration: measuring is the same for all of them.</summary>
    public BenchmarkSpec? Spec => Plan?.Configurations[0].Spec;

    public MachineFact? Fact(string key) => _facts.GetValueOrDefault(key);

    public string? Value(string key) => Fact(key)?.Value;

    public double? Number(string key) => double.TryParse(Value(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Numbers of the boards that are used.</summary>
    public IReadOnlyList<int> Boards => [.. controls.Boards(out _).Select(b => b.Number)];

    /// <summary>What the boards say of one thing, those left out that say nothing.</summary>
    /// <param name="name">The rest of the key behind <c>gpuN.</c></param>
    public IReadOnlyList<(string Board, string Value)> OfBoards(string name) => [.. Boards
        .Select(n => (Board: string.Create(CultureInfo.InvariantCulture, $"gpu{n}"), Value: Value(string.Create(CultureInfo.InvariantCulture, $"gpu{n}.{name}"))))
        .Where(b => b.Value is not null).Select(b => (b.Board, b.Value!))];
}
