using System.Globalization;
using System.Text;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Reporting;

namespace Joulemark.Testing.Reports;

/// <summary>
/// What every writer of reports owes, whatever it writes. Free of any test framework: an empty list means that the contract is
/// kept, so assert that it is empty.
/// </summary>
public static class ReportWriterContract
{
    private static readonly CultureInfo Comma = new("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", PercentDecimalSeparator = "," }, DateTimeFormat = { DateSeparator = ".", TimeSeparator = "." } };
    private const string Hostile = "=1|+`a`\\<b>&\"'@c\r\n,d";

    /// <summary>Checks a writer with a run, and with the same run as faults leave it.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="run">A run with figures, e.g. a hand-made one.</param>
    /// <returns>The breaches, one sentence each.</returns>
    public static IReadOnlyList<string> Check(IReportWriter writer, RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(run);
        var breaches = new List<string>();
        if (writer.Extension is not ['.', _, ..] extension || !extension.Skip(1).All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            breaches.Add($"The extension '{writer.Extension}' is not a dot with lower-case letters or digits.");

        foreach (var (what, record) in Variants(run))
            CheckOne(writer, what, record, breaches);
        var (one, other) = (Write(writer, "a run", [Report(run)], breaches), Write(writer, "a run without meters", [Report(WithoutReadings(run))], breaches));
        if (one is not null && other is not null && one.AsSpan().SequenceEqual(other))
            breaches.Add("A run without energy gives the same as one with it.");
        return breaches;
    }

    /// <summary>Checks a writer that takes several runs at once.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="runs">Two runs or more.</param>
    /// <returns>The breaches, one sentence each.</returns>
    public static IReadOnlyList<string> CheckSeveral(IReportWriter writer, IReadOnlyList<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(runs);
        var breaches = new List<string>();
        var all = Write(writer, "several runs", [.. runs.Select(Report)], breaches);
        if (all is not null && Encoding.UTF8.GetString(all) is var text)
            breaches.AddRange(runs.Where(r => !text.Contains(r.Header.Id, StringComparison.Ordinal)).Select(r => $"Of several runs '{r.Header.Id}' is not named."));
        return breaches;
    }

    /// <summary>A run, and what faults make of it.</summary>
    private static IEnumerable<(string What, RunRecord Run)> Variants(RunRecord run)
    {
        yield return ("a run", run);
        yield return ("a run without meters", WithoutReadings(run));
        yield return ("a run without a window", run with { Windows = [], Requests = [] });
        yield return ("a run that was cut off", run with { Header = run.Header with { Status = RunStatus.Running }, Damage = ["windows.jsonl:3 is cut off"] });
        yield return ("a run without a configuration", run with { Header = run.Header with { Configurations = [], Plan = [] }, Windows = [], Requests = [] });
        yield return ("a run without answers to check", run with { Header = run.Header with { Configurations = [.. run.Header.Configurations.Select(c => c with { HasAnswers = false })] } });
        yield return ("a run with hostile names", run with
        {
            Header = run.Header with { Name = Hostile, Configurations = [.. run.Header.Configurations.Select((c, i) => c with { Name = Named(c.Name), Factors = new Dictionary<string, string>(StringComparer.Ordinal) { [Hostile] = Hostile } })] },
            Windows = [.. run.Windows.Select(w => w.Configuration is null ? w : w with { Configuration = Named(w.Configuration) })],
            Requests = [.. run.Requests.Select(r => r with { Configuration = Named(r.Configuration) })],
        });

        static string Named(string name) => Hostile + name;
    }

    private static RunRecord WithoutReadings(RunRecord run) => run with { Samples = [], Header = run.Header with { Boundary = null } };

    private static void CheckOne(IReportWriter writer, string what, RunRecord record, List<string> breaches)
    {
        var run = Report(record);
        var before = Storage.ResultFile.ToJson(run.Result);
        var (culture, first) = (CultureInfo.CurrentCulture, Write(writer, what, [run], breaches));
        try
        {
            CultureInfo.CurrentCulture = Comma;
            var second = Write(writer, what, [run], breaches);
            if (first is not null && second is not null && !first.AsSpan().SequenceEqual(second))
                breaches.Add($"Of {what} it gives other bytes the second time, or in another culture.");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        if (first is { Length: 0 })
            breaches.Add($"Of {what} it gives nothing.");
        if (!Storage.ResultFile.ToJson(run.Result).AsSpan().SequenceEqual(before))
            breaches.Add($"Of {what} it changed the result.");
    }

    private static ReportedRun Report(RunRecord run) => new(run, RunJudge.Judge(run));

    private static byte[]? Write(IReportWriter writer, string what, IReadOnlyList<ReportedRun> runs, List<string> breaches)
    {
        try
        {
            return writer.Write(runs);
        }
#pragma warning disable CA1031 // whatever it throws is the finding
        catch (Exception e)
#pragma warning restore CA1031
        {
            breaches.Add($"Of {what} it threw {e.GetType().Name}: {e.Message}");
            return null;
        }
    }
}
