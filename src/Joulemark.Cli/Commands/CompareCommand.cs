using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark compare A B</c>: what differs, whether it may be compared, and by how much the figures differ.</summary>
internal static class CompareCommand
{
    private const string Form = "RUN, or RUN:CONFIGURATION where the run has several.";

    public static Command Create()
    {
        var a = new Argument<string>("A") { Description = $"What ratios are relative to: {Form}" };
        var b = new Argument<string>("B") { Description = $"What is compared with it: {Form}" };
        var isolate = new Option<string[]>("--isolate") { Description = "The key that the comparison is about, e.g. server.version; 'machine' for all of the hardware. May be given again.", HelpName = "KEY" };
        var allow = new Option<string[]>("--allow") { Description = "Accept that this key differs; the result says so. May be given again.", HelpName = "KEY" };
        var margin = Options.Share("--margin", "Difference that does not matter: within it for certain, figures are equivalent.", "5%");
        var json = new Option<bool>("--json") { Description = "Write the comparison as one JSON document to standard output, and nothing else." };
        var command = new Command("compare", "Compare two configurations, if nothing differs but what is isolated.") { a, b, isolate, allow, margin, json };
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(a)!, parsed.GetValue(b)!, parsed.GetValue(isolate) ?? [], parsed.GetValue(allow) ?? [], parsed.GetValue(margin) ?? Comparer.DefaultMargin, parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ExecuteAsync(string a, string b, string[] isolate, string[] allow, double margin, bool json)
    {
        var read = new Dictionary<string, RunRecord>(StringComparer.Ordinal);
        var result = Comparer.Compare(RunReference.Resolve(a, read), RunReference.Resolve(b, read), isolate.Length == 0 ? null : isolate, allow, margin);
        if (json)
            await OutputJson.WriteAsync(result);
        else
            ComparisonRenderer.Print(result);
        DiagnosticsPrinter.Print(result.Diagnostics);
        return (int)(result is { Comparable: true, Valid: true } ? ExitCode.Done : ExitCode.Invalid);
    }
}
