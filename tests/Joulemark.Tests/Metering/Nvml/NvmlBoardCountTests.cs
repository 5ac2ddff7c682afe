using Joulemark.Diagnostics;
using Xunit;

namespace Joulemark.Tests.Metering.Nvml;

public sealed class NvmlBoardCountTests
{
    [Fact]
    public void Read_WhenABoardAppears_SaysSoOnceForAllMeters()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        var meters = nvml.Probe().Meters;
        ReadAll();
        Assert.DoesNotContain(nvml.Reports, r => r.Id == "JM2020");

        nvml.Library.AddBoard();
        ReadAll();
        ReadAll();

        var report = Assert.Single(nvml.Reports, r => r.Id == "JM2020");
        Assert.Equal(("JM2020", DiagnosticSeverity.Warning), (report.Id, report.Severity));
        Assert.Contains("now shows 3 GPU(s), and 2 when", report.Message, StringComparison.Ordinal);
        Assert.Contains("not counted", report.Message, StringComparison.Ordinal);

        void ReadAll()
        {
            foreach (var meter in meters)
                NvmlFixture.Read(meter);
        }
    }

    [Fact]
    public void Read_WhenABoardDisappears_IsNullForItAndSaysSo()
    {
        using var nvml = new NvmlFixture();
        nvml.Library.AddBoard();
        nvml.Library.AddBoard();
        var meters = nvml.Probe().Meters;
        nvml.Library.Set("count", "1");

        Assert.All(meters.Take(2).SelectMany(NvmlFixture.Read), r => Assert.NotNull(r));
        Assert.All(meters.Skip(2).SelectMany(NvmlFixture.Read), r => Assert.Null(r));
        Assert.Contains("now shows 1 GPU(s), and 2 when", Assert.Single(nvml.Reports, r => r.Id == "JM2020").Message, StringComparison.Ordinal);
    }
}
