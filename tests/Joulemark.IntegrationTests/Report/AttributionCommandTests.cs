using System.Globalization;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Report;

/// <summary>A real run, and which of its requests cost most.</summary>
public sealed class AttributionCommandTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task RealRun_IsSharedOutToItsRequests_AndWhatCannotBeIsSaid()
    {
        await _workspace.MeasureAsync(Workspace.Reference());
        var (run, file) = (_workspace.Run, _workspace.File("requests.csv"));

        var result = (await CliProcess.RunAsync(["report", run, "--attribution", file, "--json"])).Expect(0, 3);
        Assert.Equal("test", result.Json.GetProperty("name").GetString());
        var rows = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Select(l => l.Split(',')).ToList();
        Assert.Equal("attributed_j", rows[0][13]);
        var joules = rows.Skip(1).Sum(r => double.Parse(r[13], CultureInfo.InvariantCulture));
        var gross = _workspace.Configuration.GetProperty("windows").EnumerateArray().Sum(w => w.GetProperty("gross_j").GetDouble());
        Assert.Equal(gross, joules + (gross * _workspace.Metric("unattributed_energy_share")!.Value), 1e-6 * gross);

        (await CliProcess.RunAsync(["report", run, run, "--attribution", file])).Expect(2).Says("JM4030", "one run");
        (await CliProcess.RunAsync(["report", run, "--disclosure", "-o", _workspace.File("sheet.json"), "--attribution", file])).Expect(2).Says("JM4030");
        (await CliProcess.RunAsync(["report", run, "--attribution", _workspace.File("requests.xlsx")])).Expect(2).Says("JM4005", ".csv");
        (await CliProcess.RunAsync(["report", run, "--attribution", _workspace.File("no/such/folder.csv")])).Expect(2).Says("JM4004");

        File.Delete(file);
        await File.WriteAllTextAsync(Path.Combine(run, "samples.jsonl"), "", TestContext.Current.CancellationToken);
        (await CliProcess.RunAsync(["report", run, "--attribution", file])).Expect(3).Says("JM4031", "energy of window 1 is missing");
        Assert.False(File.Exists(file));
    }
}
