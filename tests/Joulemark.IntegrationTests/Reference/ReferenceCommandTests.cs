using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Reference;

/// <summary><c>joulemark reference</c> as a command, and as a server that Joulemark did not start.</summary>
public sealed class ReferenceCommandTests(ReferenceProcess server) : IClassFixture<ReferenceProcess>
{
    [Fact]
    public async Task Run_AgainstAServerStartedApart_FindsItsProcessByItsPortAndMeasures()
    {
        using var workspace = new Workspace();

        await workspace.MeasureAsync(Workspace.OpenAI(server.Http.BaseAddress!, model: "small-fp32"), "--set", "boundary=process");

        Assert.Equal(server.Id, workspace.ServerProcess);
        Assert.Equal("process", workspace.Json("result.json").GetProperty("boundary").GetString(), ignoreCase: true);
        Assert.True(workspace.Metric("energy_per_output_token") > 0);
        Assert.Equal("ok", await server.Http.GetStringAsync(new Uri("health", UriKind.Relative), TestContext.Current.CancellationToken)); // not ours to stop
    }

    [Fact]
    public async Task Port_Taken_IsSaid()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        (await CliProcess.RunAsync(["reference", "--model", "small-fp32", "--port", port])).Expect(2).Says("JM3012", port);
    }

    [Theory]
    [InlineData("--model", "smal-fp32", "JM1006", "did you mean 'small-fp32'")]
    [InlineData("--port", "70000", "0 to 65535")]
    [InlineData("--threads", "0", "1 to 256")]
    public async Task Option_Wrong_IsSaid(string option, string value, params string[] says) =>
        (await CliProcess.RunAsync(["reference", option, value])).Expect(2).Says(says);

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public async Task Signal_EndsIt(int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs signals");
        await using var reference = CliProcess.StartCommand(
            ["env", "--default-signal=INT,TERM", .. CliProcess.Command, "reference", "--port", "0", "--model", "small-fp32"]);
        await reference.OutputLineAsync("listening on ");

        Signals.Send(reference.Id, signal);

        (await reference.ExitAsync()).Expect(0);
    }
}
