using Joulemark.Storage.Verification;
using Spectre.Console;

namespace Joulemark.Cli.Rendering;

/// <summary>What <c>joulemark verify</c> found, for people.</summary>
internal static class VerificationRenderer
{
    private const int MostShown = 20;

    public static void Print(VerificationReport report)
    {
        var console = Terminal.For();
        foreach (var run in report.Runs)
            Print(console, run);
    }

    private static void Print(IAnsiConsole console, RunVerification run)
    {
        console.MarkupLineInterpolated($"{run.Run}: [bold {(run.Verified ? "green" : "red")}]{(run.Verified ? "verified" : "NOT VERIFIED")}[/]");
        console.WriteLine($"  records  {run.Files.Count} files as the run left them");
        console.WriteLine($"  result   {run.ComparedValues} values compared with what the records give");
        console.WriteLine($"  hash     {run.RecordsSha256 ?? "none"}{(run.PublishedSha256 is not { } published ? "" : string.Equals(published, run.RecordsSha256, StringComparison.OrdinalIgnoreCase) ? ", as published" : ", NOT as published")}");
        foreach (var difference in run.Differences.Take(MostShown))
            console.WriteLine($"  {difference.File}{(difference.Path is null ? "" : $" {difference.Path}")}: {difference.Problem ?? difference.Shown}{(difference.OtherVersion ? " (made by another version)" : "")}");
        if (run.Differences.Count > MostShown)
            console.WriteLine($"  and {run.Differences.Count - MostShown} more; --json has all");
    }
}
