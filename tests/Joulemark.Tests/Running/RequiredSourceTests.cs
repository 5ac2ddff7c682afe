using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Running;
using Joulemark.Testing.Servers;
using Joulemark.Tests.Metering.Exporters;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class RequiredSourceTests : IDisposable
{
    private readonly ExporterHost _host = new();

    [Fact]
    public void Source_ThatIsDownBesideAnotherOfItsMachine_IsRequiredAllTheSame()
    {
        using var node = FakeExporter.Start(ExporterPages.Node);
        using var dcgm = FakeExporter.Start(ExporterPages.Dcgm);
        dcgm.Fault = FakeExporterFault.Unavailable;
        MeterSource[] sources = [ExporterHost.Source(node.Url, "node7"), ExporterHost.Source(new Uri(dcgm.Url, "?token=secret"), "node7")];
        using var meters = Probe(sources);

        var error = Assert.Throws<JoulemarkException>(() => BoundaryChoice.RequireNamed(sources, meters));

        var problem = Assert.Single(error.Diagnostics);
        Assert.Equal("JM2012", problem.Id);
        Assert.Contains(dcgm.Url.Authority, problem.Message, StringComparison.Ordinal);
        Assert.Contains("answered 503", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_ThatAllGiveChannels_AreEnough()
    {
        using var node = FakeExporter.Start(ExporterPages.Node);
        using var dcgm = FakeExporter.Start(ExporterPages.Dcgm);
        MeterSource[] sources = [ExporterHost.Source(node.Url, "node7"), ExporterHost.Source(dcgm.Url, "node7")];
        using var meters = Probe(sources);

        BoundaryChoice.RequireNamed(sources, meters);
    }

    [Fact]
    public void Source_OfAKindThatNobodyReads_IsRefused()
    {
        MeterSource[] sources = [ExporterHost.Source(new Uri("http://node7/")) with { Kind = "unknown" }];
        using var meters = Probe(sources);

        Assert.Equal("JM2012", Assert.Single(Assert.Throws<JoulemarkException>(() => BoundaryChoice.RequireNamed(sources, meters)).Diagnostics).Id);
    }

    public void Dispose() => _host.Dispose();

    private MeterSet Probe(MeterSource[] sources) => MeterSet.Probe(_host.ToHost(sources), [new ExporterMeterProvider(TimeSpan.Zero)]);
}
