using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting.Comparisons;
using Joulemark.Storage.Baselines;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark compare A B [C…]</c>: what differs, whether it may be compared, and by how much the figures differ.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var sides = new Argument<string[]>("RUN")
        {
            Description = "RUN, or RUN:CONFIGURATION where the run has several; the first is what ratios are relative to. Or @BRANCH: the baseline of a branch, each of its runs. Of one RUN, or of three and more, those without a name stand for each of their configurations.",
            Arity = ArgumentArity.OneOrMore,
        };
        var isolate = new Option<string[]>("--isolate") { Description = "The key that the comparison is about, e.g. server.version; 'machine' for all of the hardware. May be given again.", HelpName = "KEY" };
        var allow = new Option<string[]>("--allow") { Description = "Accept that this key differs; the result says so. May be given again.", HelpName = "KEY" };
        var margin = Options.Share("--margin", "Difference that does not matter: within it for certain, figures are equivalent.", "5%");
        var store = BaselineCommand.Store();
        var output = new Option<string?>("--output", "-o") { Description = $"Write the comparison here, too; its name ends with one of {string.Join(", ", ComparisonWriters.Extensions)}.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Write the comparison as one JSON document to standard output, and nothing else." };
        var command = new Command("compare", "Compare configurations, if nothing differs but what is isolated.") { sides, store, isolate, allow, margin, output, json };
        command.SetAction(async (parsed, _) =>
        {
            var file = parsed.GetValue(output);
            var extension = file is null ? null : ReportFiles.Extension(file, ComparisonWriters.Extensions);
            var isolated = parsed.GetValue(isolate) is { Length: > 0 } keys ? keys : null;
            var family = FamilyComparer.Compare(Resolve(parsed.GetValue(sides)!, new BaselineStore(parsed.GetValue(store)!, TimeProvider.System)), isolated, parsed.GetValue(allow) ?? [], parsed.GetValue(margin) ?? Comparer.DefaultMargin);
            if (extension is not null)
                await ReportFiles.WriteAsync(file!, ComparisonWriters.Write(extension, family));
            if (parsed.GetValue(json))
                await OutputJson.WriteAsync(ComparisonWriters.Json(family));
            else if (family.Comparisons is [var only])
                ComparisonRenderer.Print(only);
            else
                FamilyRenderer.Print(family);
            DiagnosticsPrinter.Print(family.AllDiagnostics);
            return (int)family.ExitCode;
        });
        return command;
    }

    // Of two, a run with several configurations and none named is more likely a slip than a wish.
    private static IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Resolve(string[] sides, BaselineStore store)
    {
        var runs = sides.Where(s => !BranchBaselines.Names(s)).ToList();
        var named = new NamedRuns(runs);
        var beside = runs.Count > 0 ? named.ByPath.Values.First() : null;
        return [.. sides.SelectMany(s => BranchBaselines.Names(s) ? BranchBaselines.Of(s, store, beside) : sides.Length == 2 ? [named.One(s)] : named.All(s))];
    }
}
