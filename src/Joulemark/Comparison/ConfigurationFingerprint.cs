using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Machines;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Comparison;

/// <summary>Everything that could make the figures of a configuration differ from another's, as a flat map of dotted keys.</summary>
internal sealed class ConfigurationFingerprint
{
    /// <summary>What a setting reads as that nobody has set.</summary>
    public const string NotSet = "(not set)";

    private const string NoBoard = "(no such board)";
    private readonly Dictionary<string, MachineFact> _facts;
    private readonly bool _isOfSpec;
    private readonly bool _isWhole;
    private readonly string _reticence;

    /// <param name="facts">The facts; of those with the same key the last one holds.</param>
    /// <param name="reticence">Why a fact that is not among them is unknown.</param>
    /// <param name="isOfSpec">True where every key of the spec that is not among them has its default.</param>
    /// <param name="isWhole">True where all was looked for, so that a variable of the environment that is not among them was not set.</param>
    private ConfigurationFingerprint(IEnumerable<MachineFact> facts, string reticence, bool isOfSpec, bool isWhole)
    {
        _facts = new Dictionary<string, MachineFact>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            // What is known is not forgotten for a source that does not know it.
            if (fact.Value is not null || !_facts.ContainsKey(fact.Key))
                _facts[fact.Key] = fact;
        }

        (_reticence, _isOfSpec, _isWhole) = (reticence, isOfSpec, isWhole);
    }

    /// <summary>The keys there are facts of, known or not.</summary>
    public IEnumerable<string> Keys => _facts.Keys;

    /// <summary>The fact of a key; one that is not there is unknown, or has the value that goes without saying.</summary>
    public MachineFact this[string key]
    {
        get
        {
            if (_facts.TryGetValue(key, out var fact))
                return fact;
            MachineFact Known(string value) => new() { Key = key, Value = value, Source = "" };
            if (FactKey.Board(key) >= Boards)
                return Known(NoBoard);
            if (_isOfSpec && SpecFacts.GoesWithoutSaying(key) && SpecKeys.ByPath.TryGetValue(key, out var ofSpec))
                return Known(ofSpec.Default is { } value ? SpecFacts.Normal(ofSpec, value) : NotSet);
            if ((_isOfSpec && key.StartsWith("controls.", StringComparison.Ordinal)) || (_isWhole && key.StartsWith("process.env.", StringComparison.Ordinal)))
                return Known(NotSet);
            return new MachineFact
            {
                Key = key, Source = "",
                Unknown = key.StartsWith("server.", StringComparison.Ordinal) ? "the server does not say" : _reticence,
            };
        }
    }

    private int? Boards => _facts.GetValueOrDefault("gpu.count")?.Value is { } count && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var boards) ? boards : null;

    /// <summary>The fingerprint of one configuration of a run.</summary>
    public static ConfigurationFingerprint Of(RunRecord run, ConfigurationRecord configuration)
    {
        var header = run.Header;
        var isOfSpec = header.Import is null && configuration.Command is null;
        var ledger = header.Boundary is { } boundary ? LedgerBuilder.Build(boundary, run.Machine.Channels, run.Machine.Missing, out _, header.Node, header.Gpus) : null;
        return new ConfigurationFingerprint(
            [
                .. IsElsewhere(run, configuration.Name) ? MachineFacts(run.Machine).Select(OfClient) : MachineFacts(run.Machine),
                Known("tool.version", header.ToolVersion),
                Known("machine.node", header.Node ?? "this machine"),
                .. SpecFacts.Of(configuration),
                .. TaskFacts(configuration),
                .. ServerFacts(run, configuration.Name),
                .. SettingFacts.Of(run, configuration.Name).Select(f => IsElsewhere(run, configuration.Name) && !f.Key.StartsWith("controls.", StringComparison.Ordinal) ? OfClient(f) : f),
                .. LedgerFacts(ledger, header, run.Machine.Channels),
            ],
            header.Import is { } import ? $"the results of {import.Tool} do not say" : $"Joulemark {header.ToolVersion} did not record it", isOfSpec, IsWhole(run.Machine));
    }

    /// <summary>The fingerprint of a machine alone.</summary>
    public static ConfigurationFingerprint Of(MachineSnapshot machine) => new(MachineFacts(machine), "it was not recorded", isOfSpec: false, IsWhole(machine));

    /// <summary>The fingerprint of a running server alone.</summary>
    public static ConfigurationFingerprint Of(IReadOnlyDictionary<string, string> server) => new(server.Select(f => Known(f.Key, f.Value)), "it is not known", isOfSpec: false, isWhole: false);

    private static bool IsWhole(MachineSnapshot machine) => machine.Facts.Count > 0;

    private static MachineFact Known(string key, string value) => new() { Key = key, Value = value, Source = "run.json" };

    /// <summary>True when the server ran on a machine that nobody captured: what was is the client's.</summary>
    public static bool IsElsewhere(RunRecord run, string configuration) =>
        run.Header.Node is not null || run.Events.Any(e => e.Configuration == configuration && e.Diagnostic?.Id == RunEvent.ServerElsewhere);

    private static MachineFact OfClient(MachineFact fact) =>
        fact.Key.StartsWith("tool.", StringComparison.Ordinal) || fact.Key.StartsWith("runtime.", StringComparison.Ordinal) ? fact : fact with { Key = "client." + fact.Key };

    private static IEnumerable<MachineFact> MachineFacts(MachineSnapshot machine) =>
        machine.Fingerprint.Select(f => Known(f.Key, f.Value)).Concat(machine.Facts);

    private static IEnumerable<MachineFact> TaskFacts(ConfigurationRecord configuration)
    {
        yield return Known("workload.task-sha256", configuration.TaskHash);
        yield return Known("workload.template-sha256", configuration.TemplateHash);
        yield return Known("workload.task-requests", configuration.TaskRequests.ToString(CultureInfo.InvariantCulture));
        yield return Known("workload.tokenizer", configuration.Tokenizer ?? NotSet);
        yield return Known("workload.data-sha256", configuration.FileHashes.Count == 0 ? "(no data file)" : string.Join(' ', configuration.FileHashes.Values.Order(StringComparer.Ordinal)));
        if (configuration.Command is { } command)
            yield return Known("workload.command", string.Join(' ', command));
    }

    /// <summary>What the server said of itself when it served the configuration; what it said differently later is kept beside.</summary>
    private static IEnumerable<MachineFact> ServerFacts(RunRecord run, string configuration)
    {
        // A server is described once, by the first of the configurations that share it.
        var events = run.Events.Where(e => e.Kind == "server" && e.Facts is not null).OrderBy(e => e.Time).ToList();
        var inForce = run.Windows.Where(w => w.Configuration == configuration).Select(w => events.LastOrDefault(e => e.Time <= w.Start))
            .Append(events.FirstOrDefault(e => e.Configuration == configuration)).OfType<RunEvent>().Distinct().OrderBy(e => e.Time);
        return inForce.SelectMany(e => e.Facts!).GroupBy(f => f.Key, f => f.Value, StringComparer.Ordinal)
            .Select(g => Known(g.Key, string.Join(", then ", g.Distinct(StringComparer.Ordinal))));
    }

    private static IEnumerable<MachineFact> LedgerFacts(Ledger? ledger, RunHeader header, IReadOnlyList<Channel> channels)
    {
        yield return Known("gpus", header.Gpus.Count == 0 ? "all" : string.Join(", ", header.Gpus.Order(StringComparer.Ordinal)));
        if (ledger is null)
        {
            foreach (var key in (string[])["boundary", "provenance", "ledger", "ledger.readings"])
                yield return new MachineFact { Key = key, Source = "run.json", Unknown = "no energy could be measured" };
            yield break;
        }

        // By part and source: the same board may be gpu0 here and gpu3 there.
        var parts = ledger.Entries.Where(e => e.Counted).GroupBy(e => $"{RecordNames.Of(e.Part)} by {e.Source}", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
        yield return Known("boundary", RecordNames.Of(ledger.Boundary));
        yield return Known("provenance", RecordNames.Of(ledger.Provenance));
        yield return Known("ledger", string.Join(", ", parts.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} × {g.Key}"))));
        yield return Known("ledger.readings", string.Join(", ", parts.Select(g => $"{g.Key}: {string.Join(" and ", g.Select(e => Reading(channels.First(c => c.Name == e.Channel))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}")));
    }

    /// <summary>How a channel's joules are known: what is between two readings of a power nobody sees, and of a mean less is seen than of an instant.</summary>
    private static string Reading(Channel channel) => channel switch
    {
        { Reading: ReadingKind.EnergyCounter } => "counter",
        { AveragingSeconds: { } mean } => string.Create(CultureInfo.InvariantCulture, $"power, mean of {mean:0.###} s"),
        _ => "power",
    };
}
