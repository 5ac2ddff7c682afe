using System.CommandLine;
using System.Text;
using System.Text.Json;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting.Disclosing;
using Joulemark.Storage;
using Spectre.Console;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark report --disclosure RUN[:CONFIGURATION] -o FILE</c>: the sheet to disclose a model's energy with.</summary>
internal sealed class DisclosureReport(PriceOptions prices)
{
    private readonly Option<bool> _disclosure = new("--disclosure") { Description = "Write the disclosure sheet of RUN, or RUN:CONFIGURATION, to -o FILE.html or FILE.json." };
    private readonly Option<string?> _stars = new("--stars") { Description = "With --disclosure: the bands of a star rating.", HelpName = "TABLE.yaml" };

    public void AddTo(Command command)
    {
        command.Add(_disclosure);
        command.Add(_stars);
    }

    /// <summary>True when a sheet is asked for.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: an option of a sheet is given, and no sheet is asked for.</exception>
    public bool IsAsked(ParseResult parsed)
    {
        var isAsked = parsed.GetValue(_disclosure);
        if (!isAsked && parsed.GetValue(_stars) is not null)
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7094", DiagnosticSeverity.Error, "--stars is of a disclosure sheet, and none is asked for", "Add --disclosure, or leave it out."));
        return isAsked;
    }

    public async Task<int> ExecuteAsync(ParseResult parsed, string[] runs, string? output, bool json)
    {
        if (runs is not [var run])
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7094", DiagnosticSeverity.Error, $"a disclosure sheet is of one run, and {runs.Length} are named", "Name one; make a sheet of each."));
        var write = Writer(output, json);
        var (given, grid) = prices.Of(parsed);
        if (given.HasHardware)
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7094", DiagnosticSeverity.Error, "a disclosure sheet's cost is that of electricity, and --hardware-cost-per-hour is given", "Leave it out; joulemark report and recommend count the hardware in."));
        given.Check(); // before anything is read
        var stars = parsed.GetValue(_stars) is { } table ? StarTableReader.ReadFile(table) : null;
        var (record, configuration, folder) = new NamedRuns(run).InFolder(run);
        var sheet = DisclosureBuilder.Build(record, configuration, new DisclosureOptions
        {
            Prices = given, Grid = grid, Stars = stars, RecordsSha256 = RecordsHash.Of(RunChain.Of(folder)), MadeAt = TimeProvider.System.GetUtcNow(),
        });
        var content = JsonSerializer.SerializeToUtf8Bytes(sheet, RecordJson.Indented.DisclosureSheet);
        if (output is not null)
            await ReportFiles.WriteAsync(output, write(sheet, content));
        if (json)
            await OutputJson.WriteAsync(content);
        else
            Terminal.For().WriteLine($"{output}: {(sheet.Valid ? "VALID" : "INVALID")}, {Summary(sheet)}");
        DiagnosticsPrinter.Print(Notes(sheet));
        return (int)(sheet.Valid ? ExitCode.Done : ExitCode.Invalid);
    }

    private static Func<DisclosureSheet, byte[], byte[]> Writer(string? output, bool json) => output is null
        ? json ? (_, content) => content : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7094", DiagnosticSeverity.Error, "--disclosure has no file to write the sheet to", "Give one: -o sheet.html or -o sheet.json."))
        : Path.GetExtension(output).ToLowerInvariant() switch
        {
            ".html" => (sheet, _) => Encoding.UTF8.GetBytes(DisclosureHtml.Write(sheet)),
            ".json" => (_, content) => content,
            var other => throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4005", DiagnosticSeverity.Error, $"'{other}' is not a kind of disclosure sheet", "Name the file .html or .json.")),
        };

    private static string Summary(DisclosureSheet sheet)
    {
        var figure = sheet.EnergyScore.Figure.Estimate is null ? sheet.Figures[0] : sheet.EnergyScore.Figure;
        return $"{figure.Name}: {(figure.Estimate is { } estimate ? Figures.WithInterval(estimate) : $"not given ({figure.NotGiven})")}";
    }

    private static IEnumerable<Diagnostic> Notes(DisclosureSheet sheet)
    {
        if (!sheet.Valid)
            yield return new Diagnostic("JM7095", DiagnosticSeverity.Warning, $"the sheet says INVALID: {string.Join("; ", sheet.Reasons.Select(r => $"{r.Code}: {r.Evidence}"))}", "docs/diagnostics.md says what to do about each reason; measure again.");
        if (sheet.Estimated is { } estimated)
            yield return new Diagnostic("JM7096", DiagnosticSeverity.Warning, $"the sheet says that it is an estimate: {estimated}", "joulemark meters says what could be measured on this machine.");
    }
}
