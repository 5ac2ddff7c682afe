using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Analysis.Checks;
using Joulemark.Comparison;
using Joulemark.Metrology;
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
    private static readonly RunRecord Phases = RunFolderReader.Read(Path.Combine(Folder, "phases"));
    private static readonly RunRecord OffBoards = RunFolderReader.Read(Path.Combine(Folder, "off-boards"));

    [Fact]
    public void Records_AreWhole() => Assert.All([Matmul, Disturbed, Phases, OffBoards], run => Assert.Empty(run.Damage));

    [Theory]
    [InlineData("matmul")]
    [InlineData("phases")]
    public void Energy_OfEachWindow_IsWhatAnotherReaderOfTheSameCounterSaw(string name)
    {
        var run = name == "matmul" ? Matmul : Phases;
        var windows = RunJudge.Judge(run).Configurations.Values.Single().Windows;
        var reader = CounterReadings.Of(Path.Combine(Folder, $"{name}-readings.csv"));
        var offset = reader.OffsetFrom(run.Samples.Where(s => s.Channel == "gpu0"));

        Assert.Equal(3, windows.Count);
        Assert.All(windows, w =>
        {
            var seen = reader.At((w.End - default(Timestamp)).TotalSeconds + offset) - reader.At((w.Start - default(Timestamp)).TotalSeconds + offset);
            Assert.Equal(1, w.Gross!.Value.Joules / seen, 0.001);
        });
    }

    [Fact]
    public void Counter_AndInstantPower_AgreeWithinOnePercent()
    {
        foreach (var run in new[] { Matmul, Disturbed })
        {
            var check = RunJudge.Judge(run).Configurations.Values.Single().CrossChecks.Single(c => c.Against.Contains("gpu0-power"));
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
        var result = RunJudge.Judge(Matmul);
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
        var windows = RunJudge.Judge(Matmul).Configurations.Values.Single().Windows;
        Assert.All(windows.Zip([5599.0, 5591.0, 5592.0]), p => Assert.InRange(p.First.Gross!.Value.Joules - p.Second, 3 * 70, 4 * 140));
    }

    [Fact]
    public void AnotherProgramOnTheBoard_IsFoundInTheWindowItWasIn()
    {
        var reasons = RunJudge.Judge(Disturbed).Validity.Reasons;
        Assert.Contains(reasons, r => r.Code == "foreign-gpu-process" && r.Evidence.Contains("window 3", StringComparison.Ordinal));
        Assert.DoesNotContain(reasons, r => r.Code == "foreign-gpu-process" && r.Evidence.Contains("window 1", StringComparison.Ordinal));
        Assert.Contains(reasons, r => r.Code == "idle-drift");
        Assert.Contains(reasons, r => r.Code == "temperature-drift");
        Assert.Contains(reasons, r => r.Code == "capped-unevenly");
    }

    [Fact]
    public void Prefill_AndDecode_AreToldApart_AndAddUpToWhatWasMeasured()
    {
        var configuration = RunJudge.Judge(Phases).Configurations.Values.Single();
        var (prefill, decode) = (configuration.Metrics["prefill_energy_per_token"], configuration.Metrics["decode_energy_per_token"]);
        Assert.Empty(configuration.Validity.Reasons);

        // 14.5 TFLOP for a thousand tokens of a 7.24 G model are 11 J at the 1.35 TFLOP/J at which this board's products ran (690 TFLOP/s at 510 W
        // above its idle), and no pass over a prompt is as good as a large product.
        Assert.InRange(prefill.Value!.Value, 0.0107, 0.03);
        Assert.InRange(decode.Value!.Value, 0.3, 0.55);

        // Base power, prompts and answers together are the joules of the windows.
        var windows = configuration.Windows;
        var counts = Phases.Windows.Where(w => w.Stage == Stage.Window).Select(w => w.Counts).ToList();
        var rest = 196.6 * windows.Sum(w => (w.End - w.Start).TotalSeconds);
        var sum = rest + (prefill.Value.Value * counts.Sum(c => c.PromptTokens)) + (decode.Value.Value * counts.Sum(c => c.OutputTokens));
        Assert.Equal(1, sum / windows.Sum(w => w.Gross!.Value.Joules), 0.03);
    }

    [Fact]
    public void Idle_AfterTheServerHasEnded_IsWhatItWasBefore()
    {
        var idles = Phases.Windows.Where(w => w.Stage is Stage.Idle or Stage.IdleAfter).Select(w => w.Energy["gpu0"]!.Value.Joules / w.Duration.TotalSeconds).ToList();
        Assert.Equal(2, idles.Count);
        Assert.Equal(idles[0], idles[1], 0.5);
    }

    [Fact]
    public void Server_OnTheCpu_BesideACountedBoard_HasNoValidFigure()
    {
        var reason = Assert.Single(RunJudge.Judge(OffBoards).Validity.Reasons, r => r.Code == "server-off-boards");
        Assert.Contains("in no window", reason.Evidence, StringComparison.Ordinal);
    }
}
