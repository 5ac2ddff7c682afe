using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Serving;

namespace Joulemark.Running;

/// <summary>
/// Holds what the servers of a run say they are against each other: configurations may differ in what varies, in what follows
/// from it and in what the spec allows, and a server that comes back must be the one that was there.
/// </summary>
internal sealed class ServerConsistency
{
    private readonly BenchmarkPlan _plan;
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _factors = new(StringComparer.Ordinal);

    /// <param name="plan">The plan; the servers of the runs that it goes on from are held against its own.</param>
    public ServerConsistency(BenchmarkPlan plan)
    {
        _plan = plan;
        foreach (var run in plan.Earlier)
        {
            foreach (var (configuration, facts) in from c in run.Header.Configurations from e in run.Events where e.Kind == "server" && e.Configuration == c.Name && e.Facts is not null select (c, e.Facts))
                (_facts[configuration.Name], _factors[configuration.Name]) = (facts, configuration.Factors);
        }
    }

    /// <summary>Reaches every running server that the run will ask, before a joule is spent: what cannot be reached or compared is said at once.</summary>
    /// <param name="create">Makes the server of a configuration.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <returns>Names of the configurations whose server is on another machine.</returns>
    /// <exception cref="JoulemarkException">A server cannot be reached, or the servers are not comparable.</exception>
    public async Task<IReadOnlySet<string>> PreflightAsync(Func<PlannedConfiguration, IInferenceServer> create, CancellationToken cancellationToken)
    {
        var reached = new List<(PlannedConfiguration Configuration, ServerDescription Description)>();
        var elsewhere = new HashSet<string>(StringComparer.Ordinal);
        foreach (var configuration in _plan.Configurations.Where(c => c.Spec.Server.IsRunning))
        {
            var description = reached.Find(r => r.Configuration.SharesServerWith(configuration)).Description;
            if (description is null)
            {
                await using var server = create(configuration);
                description = await server.StartAsync(cancellationToken);
                reached.Add((configuration, description));
            }

            Check(configuration, description);
            if (!description.IsLocal)
                elsewhere.Add(configuration.Name);
        }

        return elsewhere;
    }

    /// <summary>Checks what a server says of itself when it serves a configuration.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: it is not what it was, or differs from another configuration's in more than it may.</exception>
    public void Check(PlannedConfiguration configuration, ServerDescription description)
    {
        var facts = description.Facts;
        List<Diagnostic> problems = [];
        if (_facts.TryGetValue(configuration.Name, out var before))
            problems.AddRange(Reasons(before, facts, []).Select(d => Changed(configuration, d)));
        else
            problems.AddRange(Others(configuration).SelectMany(other => Reasons(_facts[other.Key], facts, Varied(other.Value, configuration.Factors)).Select(d => Differs(other, configuration, d))).DistinctBy(d => d.Message, StringComparer.Ordinal));
        _facts.TryAdd(configuration.Name, facts);
        _factors.TryAdd(configuration.Name, LaunchEnvironment.ForRecord(configuration.Factors));
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.Invalid, problems);
    }

    private IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> Others(PlannedConfiguration configuration) =>
        _factors.Where(c => c.Key != configuration.Name);

    private IEnumerable<FactDifference> Reasons(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b, IReadOnlyList<string> varied) =>
        new ComparabilityPolicy(varied, _plan.Allow).Judge(ConfigurationFingerprint.Of(a), ConfigurationFingerprint.Of(b))
            .Where(d => d.Verdict == DifferenceVerdict.NotComparable);

    private static List<string> Varied(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => [.. a.Keys.Where(k => a[k] != b.GetValueOrDefault(k))];

    private static Diagnostic Differs(KeyValuePair<string, IReadOnlyDictionary<string, string>> a, PlannedConfiguration b, FactDifference difference) => new("JM7010", DiagnosticSeverity.Error,
        $"the servers of '{a.Key}' and '{b.Name}' differ in {difference.Key}: {difference.Values}; only {string.Join(", ", Varied(a.Value, b.Factors))} may vary between them",
        $"Hold it the same; or vary it (vary: {{ {difference.Key}: […] }}) where it is a key of the spec; or accept it, which every result will say: allow: [{difference.Key}]");

    private static Diagnostic Changed(PlannedConfiguration configuration, FactDifference difference) => new("JM7011", DiagnosticSeverity.Error,
        $"the server of '{configuration.Name}' is not what it was: {difference.Key} was {difference.A} and is {difference.B}",
        $"Keep the server as it is during the run; or accept it, which every result will say: allow: [{difference.Key}]");
}
