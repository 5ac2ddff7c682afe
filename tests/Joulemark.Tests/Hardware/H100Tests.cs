using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Records;
using Joulemark.Storage;
using Joulemark.Tests.Architecture;
using Xunit;

namespace Joulemark.Tests.Hardware;

/// <summary>
/// Runs recorded on a real NVIDIA H100 (docs/hardware/h100.md says how), analysed again: what a fake device cannot show.
/// </summary>
public sealed class H100Tests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Joulemark.Tests", "Hardware", "H100");
    private static readonly RunRecord Matmul = RunFolderReader.Read(Path.Combine(Folder, "matmul"));
    private static readonly RunRecord Disturbed = RunFolderReader.Read(Path.Combine(Folder, "disturbed"));

    [Fact]
    public void Records_AreWhole()
    {
        Assert.Empty(Matmul.Damage);
        Assert.Empty(Disturbed.Damage);
    }

    [Fact]
    public void Energy_OfEachWindow_IsWhatAnotherReaderOfTheSameCounterSaw()
    {
        var windows = RunAnalyzer.Analyze(Matmul).Configurations.Values.Single().Windows;
        var reader = CounterReadings.Of(Path.Combine(Folder, "matmul-readings.csv"));
        var offset = reader.OffsetFrom(Matmul.Samples.Where(s => s.Channel == "gpu0"));

        Assert.Equal(3, windows.Count);
        Assert.All(windows, w =>
        {
            var seen = reader.At((w.End - default(Metrology.Timestamp)).TotalSeconds + offset) - reader.At((w.Start - default(Metrology.Timestamp)).TotalSeconds + offset);
            Assert.Equal(1, w.Gross!.Value.Joules / seen, 0.001);
        });
    }

    [Fact]
    public void Counter_AndInstantPower_AgreeWithinOnePercent()
    {
        foreach (var run in new[] { Matmul, Disturbed })
        {
            var check = RunAnalyzer.Analyze(run).Configurations.Values.Single().CrossChecks.Single(c => c.Against.Contains("gpu0-power"));
            Assert.InRange(check.Gap!.Value, -0.01, 0.01);
        }
    }

    [Fact]
    public void UpdatePeriod_OfTheCounter_IsFoundAsATenthOfASecond()
    {
        var counter = Matmul.Machine.CalibratedChannels.Single(c => c.Name == "gpu0");
        Assert.Equal(0.1, counter.UpdatePeriodSeconds!.Value, 0.005);
    }

    [Fact]
    public void Matmul_IsValid_AndItsFiguresStayWhatTheyWere()
    {
        var result = RunAnalyzer.Analyze(Matmul);
        var configuration = result.Configurations.Values.Single();

        Assert.Empty(result.Validity.Reasons);
        Assert.Equal((Boundary.Gpu, Provenance.Counter), (configuration.Boundary, configuration.Provenance));
        Assert.Equal(5966.8, configuration.Metrics["energy_per_request"].Value!.Value, 1.0);
        Assert.Equal(72.8, configuration.Metrics["idle_power"].Value!.Value, 0.1);
    }

    [Fact]
    public void Matmul_AgainstItsOwnReadingOfTheCounter_HasTheJoulesOfItsStartBeside()
    {
        // The program counted 5,599 J, 5,591 J and 5,592 J over its eight seconds of products; around them it loads its library.
        var windows = RunAnalyzer.Analyze(Matmul).Configurations.Values.Single().Windows;
        Assert.All(windows.Zip([5599.0, 5591.0, 5592.0]), p => Assert.InRange(p.First.Gross!.Value.Joules - p.Second, 3 * 70, 4 * 140));
    }

    [Fact]
    public void AnotherProgramOnTheBoard_IsFoundInTheWindowItWasIn()
    {
        var reasons = RunAnalyzer.Analyze(Disturbed).Validity.Reasons;
        Assert.Contains(reasons, r => r.Code == "foreign-gpu-process" && r.Evidence.Contains("window 3", StringComparison.Ordinal));
        Assert.DoesNotContain(reasons, r => r.Code == "foreign-gpu-process" && r.Evidence.Contains("window 1", StringComparison.Ordinal));
        Assert.Contains(reasons, r => r.Code == "idle-drift");
        Assert.Contains(reasons, r => r.Code == "temperature-drift");
        Assert.Contains(reasons, r => r.Code == "capped-unevenly");
    }
}
