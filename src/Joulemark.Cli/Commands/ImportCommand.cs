using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Storage.Import;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark import FILE</c>: another tool's result as a run folder, with a power log joined where there is one.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The result as the tool wrote it, or its folder." };
        var format = Options.OneOf("--format", "Whose it is; auto finds out.", "auto", "F", ["auto", .. Importer.Formats.Select(f => f.Name).Distinct(StringComparer.Ordinal)]);
        var name = new Option<string?>("--name") { Description = "Name of the run; the file's by default.", HelpName = "NAME" };
        var starts = new Option<string[]>("--start")
        {
            Description = "When the first request was sent, for results that do not say: ISO 8601 with its zone, or Unix seconds. Once for each result in the file.", HelpName = "MOMENT",
        };
        starts.Validators.Add(r =>
        {
            foreach (var token in r.Tokens.Where(t => ParseMoment(t.Value) is null))
                r.AddError(NoMoment("--start", token.Value));
        });
        var window = Options.OneOf("--window", "What is counted: the steady part, or the whole with its ramps.", "steady", "W", ["steady", "whole"]);
        var runs = new Option<string>("--runs") { Description = "Where run folders go.", HelpName = "DIR", DefaultValueFactory = _ => "runs" };
        var json = new Option<bool>("--json") { Description = "Write the result as one JSON document to standard output, and nothing else." };
        var power = new PowerLogArguments();
        var command = new Command("import", "Import a result of vLLM, AIPerf, GuideLLM or MLPerf LoadGen, with a power log beside it or without.") { file, format, name, starts, window, runs, json };
        power.AddTo(command);
        command.SetAction((parsed, _) => ExecuteAsync(new ImportOptions
        {
            Path = parsed.GetValue(file)!,
            Format = parsed.GetValue(format) is "auto" ? null : parsed.GetValue(format),
            Runs = parsed.GetValue(runs)!,
            Name = parsed.GetValue(name),
            Starts = [.. (parsed.GetValue(starts) ?? []).Select(ParseMoment).OfType<DateTimeOffset>()],
            WholeBenchmark = parsed.GetValue(window) == "whole",
            Power = power.Read(parsed),
            Gpus = power.Gpus(parsed),
        }, parsed.GetValue(json)));
        return command;
    }

    /// <summary>A moment with its zone, so that it is the same everywhere.</summary>
    internal static Option<DateTimeOffset?> Moment(string name, string description)
    {
        DateTimeOffset? Parse(ArgumentResult result)
        {
            var text = result.Tokens is [{ Value: var given }] ? given : "";
            if (ParseMoment(text) is { } moment)
                return moment;
            result.AddError(NoMoment(name, text));
            return null;
        }

        return new Option<DateTimeOffset?>(name) { Description = description, HelpName = "MOMENT", CustomParser = Parse };
    }

    private static DateTimeOffset? ParseMoment(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 1e8 and < 1e11)
            return DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds);
        var hasZone = text.Length > 10 && (text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) > 9);
        return hasZone && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;
    }

    private static string NoMoment(string option, string text) =>
        $"{option}: '{text}' is no moment with its zone, such as 2026-11-23T04:15:00.250Z, 2026-11-23T05:15:00+01:00 or Unix seconds";

    private static async Task<int> ExecuteAsync(ImportOptions options, bool json)
    {
        var folder = await Importer.RunAsync(options, TimeProvider.System);
        var run = ReportFiles.Make(folder);
        if (json)
            await OutputJson.WriteAsync(run.Result);
        else
            ResultRenderer.Print(run, folder);
        return (int)(run.Result.Validity.Valid ? ExitCode.Done : ExitCode.Invalid);
    }
}
