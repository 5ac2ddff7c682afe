using System.CommandLine;
using Joulemark.Analysis;
using Joulemark.Analysis.Attribution;
using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Reporting.Writers;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark report RUN --attribution FILE.csv</c>: which requests cost most, by a rule of sharing.</summary>
internal sealed class AttributionReport
{
    private readonly Option<string?> _file = new("--attribution")
    {
        Description = "Write each request of RUN with the joules attributed to it (shared out by tokens and time, not measured), the dearest first.", HelpName = "FILE.csv",
    };

    public void AddTo(Command command) => command.Add(_file);

    /// <summary>The file that is asked for; null when none is.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: not of one run, or of an unknown kind.</exception>
    public string? File(ParseResult parsed, string[] runs, bool isDisclosure)
    {
        if (parsed.GetValue(_file) is not { } file)
            return null;
        if (isDisclosure || runs is not [_])
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4030", DiagnosticSeverity.Error,
                isDisclosure ? "a disclosure sheet has no attribution: it holds what was measured" : $"an attribution is of one run, and {runs.Length} are named",
                isDisclosure ? "Leave out --disclosure or --attribution." : "Name one; make a file of each."));
        }

        ReportFiles.Extension(file, [".csv"]);
        return file;
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="JoulemarkException">Exit code 3: nothing can be attributed. Exit code 2: it cannot be written.</exception>
    public static void Write(string file, RunRecord record, IReadOnlyList<ConfigurationEvidence> evidence)
    {
        var series = ChannelSeries.Collect(record.Machine.CalibratedChannels, record.Samples);
        var all = evidence.Select(e => (Evidence: e, Attribution: RequestAttribution.Of(e, series))).ToList();
        var known = all.FindAll(a => a.Attribution.Refusal is null);
        var refused = all.FindAll(a => a.Attribution.Refusal is not null).ConvertAll(a => new Diagnostic("JM4031", known.Count == 0 ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            $"no joules can be attributed to the requests of {a.Evidence.Configuration.Name}: {a.Attribution.Refusal}", "joulemark meters says what can be measured; longer windows (measure.window) give slow sensors time."));
        if (known.Count == 0)
            throw new JoulemarkException(ExitCode.Invalid, refused.Count > 0 ? refused : [new Diagnostic("JM4031", DiagnosticSeverity.Error, "the run has no configuration whose requests could be charged", "Give a run that measured requests.")]);
        try
        {
            RunFolder.Spare(file);
            using var writer = new StreamWriter(file);
            AttributionCsv.Write(writer, known);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4004", DiagnosticSeverity.Error, $"'{file}' cannot be written: {FileFailure.Why(e, file)}", "Give another file with --attribution."));
        }

        DiagnosticsPrinter.Print(refused);
    }
}
