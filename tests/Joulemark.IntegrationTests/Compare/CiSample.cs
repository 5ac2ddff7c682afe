using System.Text.RegularExpressions;
using Joulemark.IntegrationTests.Harness;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Joulemark.IntegrationTests.Compare;

/// <summary>One of <c>samples/gate</c>: the shell commands that its CI system runs, taken out of it as they stand.</summary>
internal sealed partial record CiSample
{
    /// <summary>The system's name.</summary>
    public required string Name { get; init; }

    /// <summary>The shell that the system gives a step to, as its last argument.</summary>
    public required IReadOnlyList<string> Shell { get; init; }

    /// <summary>What the system says of a push to main, and of a change that is to be merged into it.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The steps on a push to main, each for a shell of its own.</summary>
    public required IReadOnlyList<string> OnPush { get; init; }

    /// <summary>The steps on a change that is to be merged into main.</summary>
    public required IReadOnlyList<string> OnChange { get; init; }

    /// <summary>JUnit XML that the system shows of a change.</summary>
    public required string JUnit { get; init; }

    /// <summary>Code quality report that the system shows; null for a system that shows none.</summary>
    public string? CodeQuality { get; init; }

    /// <summary>A sample by its system's name.</summary>
    public static CiSample Of(string system) => system switch
    {
        "GitHub" => GitHub(),
        "GitLab" => GitLab(),
        _ => Jenkins(),
    };

    /// <summary>Runs steps, each in a shell of its own, until one fails; gives the last that ran.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="folder">The checkout that they run in.</param>
    /// <param name="environment">What they see beside what the system says.</param>
    public async Task<CliResult> RunAsync(IReadOnlyList<string> steps, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var seen = Environment.Concat(environment).ToDictionary(StringComparer.Ordinal);
        CliResult? last = null;
        foreach (var step in steps)
        {
            await using var shell = CliProcess.StartCommand([.. Shell, $"cd '{folder}'\n{step}"], seen);
            last = await shell.ExitAsync();
            if (last.ExitCode != 0)
                break;
        }

        return last!;
    }

    private static CiSample GitHub()
    {
        var root = Yaml("github-actions.yml");
        Assert.True(((YamlMappingNode)root["env"]).Children.ContainsKey("BASELINES"));
        var steps = ((YamlSequenceNode)root["jobs"]["energy"]["steps"]).OfType<YamlMappingNode>().ToList();
        IReadOnlyList<string> On(string name) => [.. steps.Where(s => s.Children.ContainsKey("run")).Where(s => Condition(s) is not { } c || c == $"github.event_name == '{name}'").Select(s => Text(s["run"]))];
        string[] known = ["github.event_name == 'push'", "github.event_name == 'pull_request'", "always()"];
        Assert.All(steps.Select(Condition).OfType<string>(), c => Assert.Contains(c, known)); // no other can be told here
        var kept = Text(steps.Single(s => s.Children.ContainsKey("uses") && Text(s["uses"]).StartsWith("actions/upload-artifact@", StringComparison.Ordinal))["with"]["path"]);
        Assert.Equal("runs/\nenergy.*", kept);
        return new CiSample
        {
            Name = "GitHub", Shell = ["bash", "-e", "-c"], OnPush = On("push"), OnChange = On("pull_request"), JUnit = "energy.xml",
            Environment = new Dictionary<string, string> { ["GITHUB_REF_NAME"] = "main", ["GITHUB_BASE_REF"] = "main" },
        };
    }

    private static string? Condition(YamlMappingNode step) => step.Children.TryGetValue("if", out var condition) ? Text(condition) : null;

    private static CiSample GitLab()
    {
        var root = Yaml("gitlab-ci.yml");
        Assert.True(((YamlMappingNode)root["variables"]).Children.ContainsKey("BASELINES"));
        YamlMappingNode Job(string rule) => ((YamlMappingNode)root).Children.Values.OfType<YamlMappingNode>().Single(j => j.Children.ContainsKey("rules") && Text(j["rules"][0]["if"]) == rule);
        var change = Job("$CI_PIPELINE_SOURCE == \"merge_request_event\"");
        return new CiSample
        {
            Name = "GitLab", Shell = ["bash", "-e", "-o", "pipefail", "-c"], OnPush = [Script(Job("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"))], OnChange = [Script(change)],
            JUnit = Text(change["artifacts"]["reports"]["junit"]), CodeQuality = Text(change["artifacts"]["reports"]["codequality"]),
            Environment = new Dictionary<string, string> { ["CI_COMMIT_BRANCH"] = "main", ["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "main" },
        };
    }

    /// <summary>GitLab's runner gives all lines of a job to one shell.</summary>
    private static string Script(YamlMappingNode job) => string.Join('\n', ((YamlSequenceNode)job["script"]).Select(Text));

    private static CiSample Jenkins()
    {
        var text = File.ReadAllText(Path.Combine(CliProcess.Repository, "samples/gate/Jenkinsfile"));
        Assert.Contains("environment { BASELINES = '", text, StringComparison.Ordinal);
        var stages = text.Split("stage('")[1..];
        IReadOnlyList<string> On(string when) => [.. stages.Where(s => !s.Contains("when {", StringComparison.Ordinal) || s.Contains(when, StringComparison.Ordinal)).SelectMany(s => Sh().Matches(s)).Select(m => m.Groups["command"].Value)];
        return new CiSample
        {
            Name = "Jenkins", Shell = ["sh", "-xe", "-c"], OnPush = On("when { branch 'main' }"), OnChange = On("when { changeRequest() }"), JUnit = JUnitStep().Match(text).Groups["file"].Value,
            Environment = new Dictionary<string, string> { ["BRANCH_NAME"] = "main", ["CHANGE_TARGET"] = "main" },
        };
    }

    private static YamlNode Yaml(string name)
    {
        using var file = File.OpenText(Path.Combine(CliProcess.Repository, "samples/gate", name));
        var yaml = new YamlStream();
        yaml.Load(file);
        return yaml.Documents[0].RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"^\s*sh '(?<command>[^'\\]+)'\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sh();

    [GeneratedRegex("junit '(?<file>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JUnitStep();
}
