using System.Text.RegularExpressions;
using Joulemark.Analysis;
using Joulemark.Comparison.Gating;
using Joulemark.Comparison;
using Joulemark.Metering;
using Joulemark.Planning;
using Joulemark.Reporting.Disclosing;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Architecture;

/// <summary>Docs that code can check, so that they cannot fall behind.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Root = Repository.Root;

    [Fact]
    public void Diagnostics_InTheCode_AreThoseInTheDocs()
    {
        var used = Sources().SelectMany(text => IdPattern().Matches(text)).Select(m => m.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        var documented = DocumentedIdPattern().Matches(Read("docs/diagnostics.md")).Select(m => m.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(used.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ValidityReasons_InTheCode_AreInTheDocs()
    {
        var docs = Read("docs/diagnostics.md");
        var used = Sources().SelectMany(text => ReasonPattern().Matches(text)).Select(m => m.Groups["code"].Value).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(used);
        Assert.All(used, code => Assert.Contains($"`{code}`", docs, StringComparison.Ordinal));
    }

    [Fact]
    public void FailureKinds_InTheCode_AreInTheDocs()
    {
        var docs = Read("docs/diagnostics.md");
        var kinds = typeof(FailureKinds).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToList();
        Assert.NotEmpty(kinds);
        Assert.All(kinds, kind => Assert.Contains($"| `{kind}` |", docs, StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_OfTheSpec_AreListedInTheDocs()
    {
        // To renew the list, put what the assertion expects after the mark.
        var rows = SpecKeys.All.Select(k => $"| `{k.Path}` | {k.Description}{Choices(k)} | {(k.Default is { } d ? $"`{d}`" : k.Required ? "needed" : "–")} |");
        var expected = "| key | meaning | default |\n|---|---|---|\n" + string.Join('\n', rows);
        Assert.Equal(expected, Read("docs/spec.md").Split("<!-- keys -->")[1].Trim());
    }

    [Fact]
    public void ComparabilityPolicy_InTheCode_IsThatInTheDocs()
    {
        // To renew a table, put what the assertion expects between its marks.
        var docs = Read("docs/comparability.md");
        Assert.Equal(
            "| key | how it matters | why |\n|---|---|---|\n" + string.Join('\n', ComparabilityRules.All.Select(r => $"| `{r.Pattern}` | {HowItMatters(r.Kind)} | {r.Why} |")),
            docs.Split("<!-- rules -->")[1].Trim());
        Assert.Equal(
            "| isolating | isolates as well |\n|---|---|\n" + string.Join('\n', FactConsequences.All.Select(c => $"| `{c.Key}` | {string.Join(", ", c.Follow.Select(f => $"`{f}`"))} |")),
            docs.Split("<!-- consequences -->")[1].Trim());
    }

    [Fact]
    public void Metrics_InTheCode_AreThoseInTheDocs()
    {
        var metrics = RunJudge.Judge(SampleRun.Make()).Configurations[SampleRun.Configuration].Metrics;
        var rows = Read("docs/metrics.md").Split("<!-- metrics -->")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(row => row.Split('|')).ToList();
        var documented = rows.SelectMany(row => MetricPattern().Matches(row[1]).Select(m => (Name: m.Groups["name"].Value, Unit: row[2].Trim()))).ToList();
        Assert.Equal(metrics.Select(m => (m.Key, m.Value.Unit)).OrderBy(m => m.Key, StringComparer.Ordinal), documented.OrderBy(m => m.Name, StringComparer.Ordinal));
        Assert.All(rows, row => Assert.False(string.IsNullOrWhiteSpace(row[3])));
    }

    [Fact]
    public void Facts_ThatAreCaptured_AreInTheDocs()
    {
        using var machine = new Machines.TestMachine();
        var keys = machine.Capture().All.Select(f => f.Key).Concat(Joulemark.Machines.Nvidia.BoardFact.All.Select(f => $"gpuN.{f.Key}"));
        var docs = Read("docs/machine.md");
        Assert.All(keys, key => Assert.Contains($"| `{key}` |", docs, StringComparison.Ordinal));
        Assert.All(Joulemark.Machines.Linux.ProcessEnvironment.Allowed.Concat(Joulemark.Machines.Linux.ProcessEnvironment.Beginnings), name => Assert.Contains($"`{name}`", docs, StringComparison.Ordinal));
    }

    [Fact]
    public void Samples_InTheRepository_Parse() =>
        Assert.All(Samples().Where(f => !IsMeterFile(f) && !IsPolicy(f) && !IsStarTable(f)), file => Assert.Empty(SpecParser.ParseFile(file).Problems));

    [Fact]
    public void MeterFiles_InTheSamples_AreRead()
    {
        var files = Samples().Where(IsMeterFile).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Single(MeterSourceReader.Read([file], Root)));
    }

    [Fact]
    public void Policies_InTheSamples_NameMetricsThereAre()
    {
        var metrics = RunJudge.Judge(SampleRun.Make()).Configurations[SampleRun.Configuration].Metrics.Keys.ToHashSet(StringComparer.Ordinal);
        var files = Samples().Where(IsPolicy).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(GatePolicyReader.ReadFile(file).Rules, rule => Assert.Contains(rule.Metric, metrics)));
    }

    [Fact]
    public void StarTable_InTheSamples_IsRead() =>
        Assert.Equal([5, 4, 3, 2, 1], StarTableReader.ReadFile(Assert.Single(Samples(), IsStarTable)).Bands.Select(b => b.Stars));

    private static string[] Samples() =>
        [.. Directory.GetFiles(Path.Combine(Root, "samples"), "*.yaml", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "compose.yaml")];

    private static bool IsPolicy(string sample) => Path.GetFileName(sample) == "policy.yaml";

    private static bool IsStarTable(string sample) => Path.GetFileName(sample) == "stars.yaml";

    private static bool IsMeterFile(string sample) => Path.GetFileName(Path.GetDirectoryName(sample)) == "meters";

    private static string HowItMatters(ComparabilityRuleKind kind) => kind switch
    {
        ComparabilityRuleKind.Never => "must be the same; cannot be allowed",
        ComparabilityRuleKind.Ignored => "never",
        _ => "at a distance",
    };

    private static string Choices(SpecKey key) => key.Choices.Count > 0 ? $" ({string.Join(", ", key.Choices.Select(c => $"`{c}`"))})" : "";

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("Joulemark.Testing", StringComparison.Ordinal))
            .Select(File.ReadAllText);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    [GeneratedRegex("`(?<name>[a-z0-9_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetricPattern();

    [GeneratedRegex("\"(?<id>JM[0-9]{4})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"^\| (?<id>JM[0-9]{4}) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex DocumentedIdPattern();

    [GeneratedRegex("(ValidityReason\\(|ChannelEnergy\\(null, )\"(?<code>[a-z-]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReasonPattern();
}
