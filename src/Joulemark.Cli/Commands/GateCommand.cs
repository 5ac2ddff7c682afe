using System.CommandLine;
using System.Text;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Reporting.Gating;
using Joulemark.Storage;
using Joulemark.Storage.Baselines;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark gate --baseline A... --candidate B...</c>: fails a candidate that is worse for certain.</summary>
internal static class GateCommand
{
    private const string Form = "RUN, or RUN:CONFIGURATION where a run has several.";

    public static Command Create()
    {
        var baseline = new Option<string[]>("--baseline") { Description = $"What to compare with: {Form} Several runs are several starts. Or @BRANCH: the baseline of a branch on the candidate's machine.", HelpName = "A", Required = true, AllowMultipleArgumentsPerToken = true };
        var candidate = new Option<string[]>("--candidate") { Description = $"What to judge: {Form} Several runs are several starts.", HelpName = "B", Required = true, AllowMultipleArgumentsPerToken = true };
        var metrics = new Option<string[]>("--metric") { Description = $"Metric to gate, with --max-increase. May be given again. [default: {GatePolicy.DefaultMetric}] Accuracy is held beside it where answers are checked, unless a policy says accuracy: false.", HelpName = "M" };
        var most = Options.Share("--max-increase", "Most that it may get worse. One that is worse by just as much is on the limit, and neither passes nor fails for certain: set it below what is to be found (10 % finds 15 % more, given the windows; docs/gate.md).", "15%");
        var policy = new Option<string?>("--policy") { Description = "A policy file: rules for several metrics, what is isolated and allowed.", HelpName = "FILE" };
        var isolate = new Option<string[]>("--isolate") { Description = "A key of the fingerprint that the change is about. May be given again.", HelpName = "KEY" };
        var allow = new Option<string[]>("--allow") { Description = "Accept that this key differs; the outcome says so. May be given again.", HelpName = "KEY" };
        var invalid = new Option<bool>("--accept-invalid") { Description = "Judge figures of runs that are not valid, too; the outcome says so." };
        var store = BaselineCommand.Store();
        var json = new Option<bool>("--json") { Description = "Write the outcome as one JSON document to standard output, and nothing else." };
        var junit = new Option<string?>("--junit") { Description = "Write JUnit XML here.", HelpName = "FILE" };
        var markdown = new Option<string?>("--markdown") { Description = "Write Markdown here, for a comment.", HelpName = "FILE" };
        var gitlab = new Option<string?>("--gitlab") { Description = "Write a code quality report of GitLab here.", HelpName = "FILE" };
        var github = new Option<bool>("--github") { Description = "Write annotations of GitHub Actions to standard error, and the step's summary where GITHUB_STEP_SUMMARY names it." };
        var command = new Command("gate", "Fail a candidate that is worse than its baseline for certain.") { baseline, candidate, store, metrics, most, policy, isolate, allow, invalid, json, junit, markdown, gitlab, github };
        command.SetAction(async (parsed, _) =>
        {
            async Task ReportAsync(GateOutcome said, RunRecord? run)
            {
                await WriteFileAsync("--junit", parsed.GetValue(junit), () => Encoding.UTF8.GetBytes(GateJUnit.Write(said)));
                await WriteFileAsync("--markdown", parsed.GetValue(markdown), () => Encoding.UTF8.GetBytes(GateMarkdown.Write(said)));
                await WriteFileAsync("--gitlab", parsed.GetValue(gitlab), () => GateGitLab.Write(said, Place(parsed.GetValue(policy), run)));
                if (parsed.GetValue(github))
                    await WriteGitHubAsync(said);
            }

            var (before, after) = (parsed.GetValue(baseline)!, parsed.GetValue(candidate)!);
            GateOutcome outcome;
            RunRecord judgedRun;
            try
            {
                var rules = Policy(parsed.GetValue(policy), parsed.GetValue(metrics) ?? [], parsed.GetValue(most));
                rules = rules with
                {
                    Isolate = [.. rules.Isolate, .. parsed.GetValue(isolate) ?? []],
                    Allow = [.. rules.Allow, .. parsed.GetValue(allow) ?? []],
                    AcceptInvalid = rules.AcceptInvalid || parsed.GetValue(invalid),
                };
                var (compared, judged) = Sides(before, after, new BaselineStore(parsed.GetValue(store)!, TimeProvider.System), rules);
                (outcome, judgedRun) = (Gate.Judge(compared, judged, rules), judged[0].Run);
            }
            catch (JoulemarkException e)
            {
                await ReportAsync(GateOutcome.Refused(before, after, e.Diagnostics), null); // no report of an earlier gate is taken for this one's
                throw;
            }

            await ReportAsync(outcome, judgedRun);
            DiagnosticsPrinter.Print(outcome.Diagnostics.Where(d => d.Severity != DiagnosticSeverity.Error));
            if (parsed.GetValue(json))
                await OutputJson.WriteAsync(outcome);
            else
                GateRenderer.Print(outcome);
            return (int)outcome.ExitCode;
        });
        return command;
    }

    private static (IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Baseline, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Candidate) Sides(
        string[] baseline, string[] candidate, BaselineStore store, GatePolicy policy)
    {
        try
        {
            if (baseline.Length > 1 && Array.Exists(baseline, BranchBaselines.Names))
                throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7053", DiagnosticSeverity.Error, "--baseline: a branch's baseline has runs of its own, and is given alone", "Give --baseline @BRANCH, or runs."));
            var isOfBranch = BranchBaselines.Names(baseline[0]);
            var named = new NamedRuns(isOfBranch ? candidate : [.. candidate, .. baseline]);
            IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> judged = [.. candidate.Select(named.One)];
            return (isOfBranch ? BranchBaselines.Of(baseline[0], store, judged[0].Run) : [.. baseline.Select(named.One)], judged);
        }
        catch (JoulemarkException e) when (policy.Problems.Count > 0)
        {
            throw new JoulemarkException(ExitCode.BadUsage, [.. policy.Problems, .. e.Diagnostics]);
        }
    }

    /// <summary>Where GitLab shows what the gate says: at the policy, or the benchmark; at the pipeline's own file where neither is the repository's.</summary>
    private static string Place(string? policy, RunRecord? candidate) =>
        RepositoryFile.PathOf(policy, Environment.CurrentDirectory) ?? RepositoryFile.PathOf(candidate?.Header.SpecFile, Environment.CurrentDirectory) ?? ".gitlab-ci.yml";

    private static GatePolicy Policy(string? file, string[] metrics, double? most)
    {
        var policy = file is null ? new GatePolicy() : GatePolicyReader.ReadFile(file);
        if (policy.Rules.Count > 0 && (metrics.Length > 0 || most is not null))
            throw new JoulemarkException(ExitCode.BadUsage, [.. policy.Problems, new Diagnostic("JM1007", DiagnosticSeverity.Error, "--policy has the rules, so --metric and --max-increase say nothing", "Give the one or the others.")]);
        IReadOnlyList<GateRule> rules = metrics.Length > 0 ? [.. metrics.Select(m => GateRules.Worse(m, most))] : policy.Rules;
        return policy with
        {
            Rules = rules,
            Problems = [.. policy.Problems, .. GateRules.Doubled(rules)],
            MaxIncrease = most ?? GatePolicy.DefaultMaxIncrease,
        };
    }

    private static async Task WriteGitHubAsync(GateOutcome outcome)
    {
        await Console.Error.WriteAsync(GateGitHub.Write(outcome));
        if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
            await WriteFileAsync("GITHUB_STEP_SUMMARY", summary, () => Encoding.UTF8.GetBytes(GateMarkdown.Write(outcome)), append: true);
    }

    private static async Task WriteFileAsync(string option, string? file, Func<byte[]> content, bool append = false)
    {
        if (file is null)
            return;
        try
        {
            RunFolder.Spare(file);
            if (append)
                await File.AppendAllBytesAsync(file, content());
            else
                await File.WriteAllBytesAsync(file, content());
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error, $"{option}: '{file}' cannot be written: {FileFailure.Why(e, file)}", "Give another file."));
        }
    }
}
