using System.CommandLine;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Storage.Verification;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark verify RUN...</c>: whether run folders are as the runs left them and give the same results again.</summary>
internal static class VerifyCommand
{
    private const int HashDigits = 64;

    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Run folders.", Arity = ArgumentArity.OneOrMore };
        var hash = new Option<string?>("--hash") { Description = "The hash of the records that was published, e.g. on a disclosure sheet; for one RUN.", HelpName = "SHA256" };
        var json = new Option<bool>("--json") { Description = "Write the outcome as one JSON document to standard output, and nothing else." };
        var command = new Command("verify", "Check run folders against their hashes, and that analysing them again gives the same results.") { runs, hash, json };
        command.SetAction(async (parsed, _) =>
        {
            var (folders, published) = (parsed.GetValue(runs)!, parsed.GetValue(hash));
            Check(folders, published);
            var report = new VerificationReport { Runs = [.. folders.SelectMany(f => RunVerifier.Verify(f, published)).DistinctBy(r => r.Folder, StringComparer.Ordinal)] };
            if (parsed.GetValue(json))
                await OutputJson.WriteAsync(report);
            else
                VerificationRenderer.Print(report);
            DiagnosticsPrinter.Print(report.Runs.SelectMany(r => r.Diagnostics));
            return (int)report.ExitCode;
        });
        return command;
    }

    private static void Check(string[] folders, string? published)
    {
        if (published is not null && (published.Length != HashDigits || !published.All(char.IsAsciiHexDigit)))
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4098", DiagnosticSeverity.Error, $"--hash: '{published}' is not a SHA-256", $"It has {HashDigits} hexadecimal digits; the sheet has it as records_sha256."));
        if (published is not null && folders.Length > 1)
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4098", DiagnosticSeverity.Error, $"--hash is of one run, and {folders.Length} are given", "Verify the run that it was published for by itself."));
    }
}
