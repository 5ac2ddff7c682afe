using System.Text;
using System.Text.RegularExpressions;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting.Comparisons;
using Joulemark.Storage;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Storage;

/// <summary>Numbers in a run folder that are none, or too large: they are damage, and never a figure.</summary>
public sealed partial class DamagedNumbersTests : IDisposable
{
    private const string OfSample = "\"reading\":";
    private const string OfRequest = "\"score\":";
    private const string OfWindow = "\"cpu0-package\":";
    private static readonly double[] Steady = [30, 30.3, 29.8];
    private readonly string _runs = Directory.CreateTempSubdirectory("joulemark-").FullName;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Theory]
    [InlineData(RunFolder.Samples, OfSample, "NaN", true)]
    [InlineData(RunFolder.Samples, OfSample, "1e999", true)]
    [InlineData(RunFolder.Samples, OfSample, "-1e999", true)]
    [InlineData(RunFolder.Samples, OfSample, "1e308", false)]
    [InlineData(RunFolder.Requests, OfRequest, "NaN", true)]
    [InlineData(RunFolder.Requests, OfRequest, "1e999", true)]
    [InlineData(RunFolder.Requests, OfRequest, "1e308", false)]
    [InlineData(RunFolder.Windows, OfWindow, "NaN", true)]
    [InlineData(RunFolder.Windows, OfWindow, "1e999", true)]
    [InlineData(RunFolder.Windows, OfWindow, "1e308", false)]
    public async Task Number_ThatIsNone_IsDamage_AndNoFigureIsMadeOfIt(string file, string key, string number, bool isLine)
    {
        var (whole, broken) = (await WriteAsync("whole"), await WriteAsync("broken"));
        var path = Path.Combine(broken, file);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        var at = Array.FindLastIndex(lines, lines.Length / 2 + 1, l => l.Contains(key, StringComparison.Ordinal));
        lines[at] = Regex.Replace(lines[at], $"{Regex.Escape(key)}[^,}}]+", key + number, RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Contains(key + number, lines[at], StringComparison.Ordinal);
        await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);

        var (a, b) = (RunFolderReader.Read(whole), RunFolderReader.Read(broken));
        Assert.Empty(a.Damage);
        Assert.Equal(isLine, b.Damage.Any(d => d.StartsWith($"{file}, line {at + 1} cannot be read", StringComparison.Ordinal)));
        Assert.Contains(b.Damage, d => d.StartsWith($"{file} is not as the run left it", StringComparison.Ordinal));
        var result = RunJudge.Judge(b);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "damaged-records");
        HasOnlyNumbers(Encoding.UTF8.GetString(ResultFile.ToJson(result)));

        var gated = Gate.Judge((a, a.Header.Configurations[0]), (b, b.Header.Configurations[0]), new GatePolicy { Objectives = false });
        Assert.Equal((GateVerdict.Invalid, ExitCode.Invalid), (gated.Verdict, gated.ExitCode));
        HasOnlyNumbers(System.Text.Json.JsonSerializer.Serialize(gated, RecordJson.Default.GateOutcome));
        var family = FamilyComparer.Compare([(a, a.Header.Configurations[0]), (b, b.Header.Configurations[0])], null, [], Joulemark.Comparison.Comparer.DefaultMargin);
        Assert.False(family.Comparisons[0].Valid);
        foreach (var extension in ComparisonWriters.Extensions.Where(e => e != ".html")) // whose script may say NaN
            HasOnlyNumbers(Encoding.UTF8.GetString(ComparisonWriters.Write(extension, family)));
    }

    private static void HasOnlyNumbers(string text) => Assert.DoesNotMatch(NoNumber(), text);

    [GeneratedRegex(@"\bNaN\b|\bInfinity\b|∞", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NoNumber();

    private Task<string> WriteAsync(string id)
    {
        var run = PowerRun.Make(id, Steady, i => i % 2 == 0);
        return RunFolders.WriteAsync(_runs, run with { Windows = [.. run.Windows.Select(w => w with { Energy = new Dictionary<string, Energy?>(StringComparer.Ordinal) { ["cpu0-package"] = new Energy(80) } })] });
    }
}
