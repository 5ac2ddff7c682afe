using System.Collections.Immutable;
using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Workloads;

namespace Joulemark.Planning;

/// <summary>Turns a spec into a plan and finds every problem that can be found without spending a joule.</summary>
internal static class Planner
{
    private const int MostConfigurations = 100;

    /// <summary>Plans a run.</summary>
    /// <exception cref="JoulemarkException">The plan has problems: all of them are listed.</exception>
    /// <param name="document">The spec.</param>
    /// <param name="referenceModels">Models that kind reference can serve.</param>
    /// <param name="mayFetch">True to fetch a data file that the spec gives an address for, also where it pins no hash.</param>
    public static BenchmarkPlan Plan(SpecDocument document, IReadOnlyList<string> referenceModels, bool mayFetch = false)
    {
        var problems = new List<Diagnostic>(document.Problems);
        var configurations = new List<PlannedConfiguration>();
        var tasks = new Dictionary<string, WorkloadTask>(StringComparer.Ordinal);
        SweepPlan? sweep = null;
        var loader = new WorkloadLoader(new DataFiles(mayFetch, DataFetcher.OfUser()));
        if (document.IsWhole)
            problems.AddRange(SweepValidator.Check(document));
        if (TooMany(document) is { } tooMany)
        {
            problems.Add(tooMany);
        }
        else if (document.IsWhole)
        {
            configurations.AddRange(Combinations(document.Factors).Select(factors => Configure(document, factors)));
            problems.AddRange(configurations.CountBy(c => c.Name, StringComparer.Ordinal).Where(n => n.Value > 1).Select(n => new Diagnostic("JM1007", DiagnosticSeverity.Error,
                $"there are {n.Value} configurations of the name '{n.Key}'", "Vary or sweep values that can be told apart.")));
            problems.AddRange(configurations.SelectMany(c => SpecValidators.Check(c.Spec, document, referenceModels)).Distinct());
            problems.AddRange(VaryValidator.Check(configurations, document, List(document, "allow")));
            if (problems.Count == 0 || !configurations.Exists(c => DataFiles.IsAddress(c.Spec.Workload.Path ?? "")))
                LoadTasks(configurations, loader, tasks, problems);
        }

        var meters = ReadMeters(document, problems);

        if (problems.Exists(p => p.Severity == DiagnosticSeverity.Error))
            throw new JoulemarkException(ExitCode.BadUsage, [.. problems.Distinct().OrderBy(p => p.File != document.File).ThenBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line ?? int.MaxValue).ThenBy(p => p.Column)]);

        if (document.Sweep is { } spec)
        {
            var ends = configurations.ToLookup(c => spec.Search is not null && c.Factors[spec.Keys[0].Path] == spec.Keys[0].Values[^1]);
            configurations = [.. ends[false]]; // of a search the near ends; it finds its way from there
            sweep = new SweepPlan(spec, configurations[0].Spec.Seed,
                (curve, value) => Configure(document, curve.Factors.ToImmutableSortedDictionary(StringComparer.Ordinal).SetItem(spec.Keys[0].Path, value)),
                workload => loader.Load(workload, configurations[0].Spec.Seed)) { FarEnds = [.. ends[true]] };
        }

        return new BenchmarkPlan
        {
            Name = configurations[0].Spec.Name,
            Configurations = configurations,
            Measure = configurations[0].Spec.Measure,
            Tasks = tasks,
            Sweep = sweep,
            Meters = meters,
            SpecFile = document.File,
            Gpus = List(document, "gpus"),
            Allow = List(document, "allow"),
            Warnings = [.. problems.Distinct()],
        };
    }

    private static Diagnostic? TooMany(SpecDocument document)
    {
        var varied = document.Vary.Aggregate(1L, (n, factor) => n * factor.Values.Count);
        if (varied > MostConfigurations)
        {
            return new Diagnostic("JM1007", DiagnosticSeverity.Error,
                $"'vary' makes {varied} configurations; the most allowed is {MostConfigurations}", "Vary fewer keys or values in one run.");
        }

        var points = (document.Sweep?.Keys ?? []).Aggregate(varied, (n, key) => n * key.Values.Count);
        if (points <= MostConfigurations)
            return null;
        var place = document.Places.GetValueOrDefault(document.Sweep!.Keys[0].Path);
        return new Diagnostic("JM1063", DiagnosticSeverity.Error,
            $"'sweep' makes {(points > SweepRange.Most ? $"more than {SweepRange.Most}" : points)} points{(varied > 1 ? $" with the {varied} configurations of 'vary'" : "")}; the most allowed is {MostConfigurations}",
            "Sweep fewer keys or values, in larger steps, or by a search, which measures few of them.") { File = document.File, Line = place.Line, Column = place.Column };
    }

    private static string[] List(SpecDocument document, string key) =>
        document.Values.GetValueOrDefault(key, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IReadOnlyList<MeterSource> ReadMeters(SpecDocument document, List<Diagnostic> problems)
    {
        try
        {
            return MeterSourceReader.Read(List(document, "meters"), document.BaseDirectory);
        }
        catch (JoulemarkException e)
        {
            problems.AddRange(e.Diagnostics);
            return [];
        }
    }

    private static void LoadTasks(List<PlannedConfiguration> configurations, WorkloadLoader loader, Dictionary<string, WorkloadTask> tasks, List<Diagnostic> problems)
    {
        foreach (var configuration in configurations)
        {
            var known = configurations.Find(c => tasks.ContainsKey(c.Name) && c.Spec.Workload == configuration.Spec.Workload);
            try
            {
                tasks[configuration.Name] = known is not null ? tasks[known.Name]
                    : loader.Load(configuration.Spec.Workload, configuration.Spec.Seed);
                if (problems.TrueForAll(p => p.Severity != DiagnosticSeverity.Error))
                    problems.AddRange(LoadValidator.Check(configuration.Spec, tasks[configuration.Name]));
            }
            catch (JoulemarkException e)
            {
                problems.AddRange(e.Diagnostics);
            }
        }
    }

    private static IEnumerable<ImmutableSortedDictionary<string, string>> Combinations(IEnumerable<SpecFactor> factors)
    {
        IEnumerable<ImmutableSortedDictionary<string, string>> combinations = [ImmutableSortedDictionary<string, string>.Empty];
        foreach (var factor in factors)
            combinations = combinations.SelectMany(c => factor.Values.Select(v => c.SetItem(factor.Path, v)));
        return combinations;
    }

    private static PlannedConfiguration Configure(SpecDocument document, ImmutableSortedDictionary<string, string> factors)
    {
        var effective = document.With(factors);
        var spec = SpecBinder.Bind(effective);

        // A model's name says enough alone; any other value needs its key.
        var name = factors.Count == 0 ? spec.Server.Model ?? spec.Name
            : string.Join(' ', factors.Select(f => f.Key == "server.model" ? f.Value : $"{f.Key[(f.Key.LastIndexOf('.') + 1)..]}={Show(f.Key, f.Value)}"));
        return new PlannedConfiguration(name, factors, spec) { Values = effective.Values };
    }

    /// <summary>A value as it stands in a configuration's name.</summary>
    private static string Show(string key, string value) => SpecKeys.ByPath[key].Type != SpecValueType.WordList ? value
        : WordList.Show(WordList.Parse(key == LaunchKeys.Prefix + "environment" ? LaunchEnvironment.ForRecord(value) : value));
}
