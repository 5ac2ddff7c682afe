using System.Text;
using Joulemark.Reporting;
using Joulemark.Testing.Reports;
using Xunit;

namespace Joulemark.Tests.Reporting.Writers;

/// <summary>The contract finds what breaks it.</summary>
public sealed class BrokenWriterTests
{
    [Fact]
    public void Contract_FindsEachBreach()
    {
        var run = SampleRun.Make();
        Assert.Contains(Check("txt", _ => "a"), b => b.Contains("'txt'", StringComparison.Ordinal));
        Assert.Contains(Check(".txt", _ => "always the same"), b => b.Contains("without energy", StringComparison.Ordinal));
        Assert.Contains(Check(".txt", _ => ""), b => b.Contains("gives nothing", StringComparison.Ordinal));
        Assert.Contains(Check(".txt", r => $"{r[0].Result.Configurations.Values.Sum(c => c.Metrics["energy_per_request"].Value)}{0.5.ToString("0.0", System.Globalization.CultureInfo.CurrentCulture)}"), b => b.Contains("another culture", StringComparison.Ordinal));
        Assert.Contains(Check(".txt", r => r[0].Result.Configurations.Values.First().Metrics["energy_per_request"].Value!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)), b => b.Contains("threw", StringComparison.Ordinal));
        Assert.NotEmpty(ReportWriterContract.CheckSeveral(new Writer(".txt", r => r[0].Result.Id), [run, run with { Header = run.Header with { Id = "other" } }]));

        IReadOnlyList<string> Check(string extension, Func<IReadOnlyList<ReportedRun>, string> write) => ReportWriterContract.Check(new Writer(extension, write), run);
    }

    private sealed class Writer(string extension, Func<IReadOnlyList<ReportedRun>, string> write) : IReportWriter
    {
        public string Extension => extension;

        public byte[] Write(IReadOnlyList<ReportedRun> runs) => Encoding.UTF8.GetBytes(write(runs));
    }
}
