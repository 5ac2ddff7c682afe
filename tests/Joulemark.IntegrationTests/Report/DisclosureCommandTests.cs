using System.Text.Json;
using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Report;

/// <summary>A real run, its disclosure sheet, and its verification by what the sheet says.</summary>
public sealed class DisclosureCommandTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task RealRun_IsDisclosed_AndVerifiedByItsSheet_UntilAFileIsTouched()
    {
        (await _workspace.RunAsync(Workspace.Reference())).Expect(0, 3); // a window of a second on a busy machine may not be valid
        var run = _workspace.Run;
        var stars = _workspace.Write("stars.yaml", "name: test\nsource: made up\nboundary: process\nbands: [{ stars: 5, from: 0, to: 1 }, { stars: 1, from: 1 }]");

        var result = await CliProcess.RunAsync(["report", "--disclosure", run, "-o", _workspace.File("sheet.json"), "--stars", stars, "--tariff", "0.3", "--pue", "1.2", "--grid", "Germany", "--json"]);
        var sheet = JsonElement.Parse(await File.ReadAllTextAsync(_workspace.File("sheet.json"), TestContext.Current.CancellationToken));
        result.Expect(sheet.GetProperty("valid").GetBoolean() ? 0 : 3);
        Assert.Equal(sheet.ToString(), result.Json.ToString());
        Assert.Equal("small-fp32", sheet.GetProperty("server").EnumerateArray().Single(f => f.GetProperty("key").GetString() == "server.model").GetProperty("value").GetString());
        if (_workspace.Metric("energy_per_request") is { } energy)
            Assert.Equal(energy * 1000 / 3.6e6 * 1.2 * 344.14, sheet.GetProperty("emissions").GetProperty("carbon").GetProperty("estimate").GetProperty("value").GetDouble(), 1e-9);
        var html = await CliProcess.RunAsync(["report", "--disclosure", run, "-o", _workspace.File("sheet.html")]);
        html.Expect(result.ExitCode);
        Assert.Contains("Energy disclosure: small-fp32", await File.ReadAllTextAsync(_workspace.File("sheet.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var hash = sheet.GetProperty("records_sha256").GetString()!;
        var verified = (await CliProcess.RunAsync(["verify", run, "--hash", hash, "--json"])).Expect(0).Json;
        Assert.True(verified.GetProperty("verified").GetBoolean());
        Assert.Equal(hash, verified.GetProperty("runs")[0].GetProperty("records_sha256").GetString());
        Assert.Contains("verified", (await CliProcess.RunAsync(["verify", run])).Expect(0).Says("JM4097").Output, StringComparison.Ordinal);
        (await CliProcess.RunAsync(["verify", run, "--hash", new string('0', 64)])).Expect(3).Says("JM4094");

        await File.AppendAllTextAsync(Path.Combine(run, "samples.jsonl"), "\n", TestContext.Current.CancellationToken);
        Assert.Contains("NOT VERIFIED", (await CliProcess.RunAsync(["verify", run, "--hash", hash])).Expect(3).Says("JM4091", "samples.jsonl").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBe_IsSaid_BeforeAnythingIsMade()
    {
        (await _workspace.RunAsync(Workspace.Reference())).Expect(0, 3);
        var run = _workspace.Run;
        Task<CliResult> Disclose(params string[] more) => CliProcess.RunAsync(["report", "--disclosure", run, "-o", _workspace.File("sheet.json"), .. more]);

        (await CliProcess.RunAsync(["report", "--disclosure", $"{run}:no-such", "-o", _workspace.File("sheet.json")])).Expect(2).Says("JM7020");
        (await CliProcess.RunAsync(["report", "--disclosure", _workspace.File("nothing"), "-o", _workspace.File("sheet.json")])).Expect(2).Says("JM4003");
        (await CliProcess.RunAsync(["report", "--disclosure", run])).Expect(2).Says("JM7094", "-o");
        (await CliProcess.RunAsync(["report", "--disclosure", run, "-o", _workspace.File("sheet.pdf")])).Expect(2).Says("JM4005");
        (await CliProcess.RunAsync(["report", run, "--stars", "x.yaml"])).Expect(2).Says("JM7094", "--disclosure");
        (await Disclose("--tariff", "0.3", "--hardware-cost-per-hour", "2")).Expect(2).Says("JM7094", "--hardware-cost-per-hour");
        var hardwareAlone = (await Disclose("--hardware-cost-per-hour", "2")).Expect(2).Says("JM7094", "--hardware-cost-per-hour");
        Assert.DoesNotContain("JM7041", hardwareAlone.Error, StringComparison.Ordinal); // no tariff would help
        (await Disclose("--pue", "-1")).Expect(2).Says("JM7042", "--pue");
        (await Disclose("--pue", "NaN")).Expect(2).Says("JM7042");
        (await Disclose("--intensity", "NaN")).Expect(2).Says("JM7042");
        (await Disclose("--tariff", "cheap")).Expect(2);
        (await Disclose("--grid", "Germny")).Expect(2).Says("JM7091", "Germany (DEU, DE)");
        (await Disclose("--grid", "DE", "--intensity", "300")).Expect(2).Says("JM7093");
        (await Disclose("--grid-table", "x.csv")).Expect(2).Says("JM7093");
        (await Disclose("--grid", "DE", "--grid-table", _workspace.File("nothing.csv"))).Expect(2).Says("JM7092");
        (await Disclose("--stars", _workspace.Write("stars.yaml", "name: a\nsource: b\nbands: [{ stars: 5, from: 0, to: 1 }, { stars: 4, from: 2 }]"))).Expect(2).Says("JM7090", "gap", "stars.yaml:3");
        Assert.False(File.Exists(_workspace.File("sheet.json")));
        (await CliProcess.RunAsync(["verify", run, "--hash", "abc"])).Expect(2).Says("JM4098");
        (await CliProcess.RunAsync(["verify", _workspace.File("nothing")])).Expect(2).Says("JM4003");
        (await CliProcess.RunAsync(["recommend", run, "--minimize", "carbon", "--grid", "Germny"])).Expect(2).Says("JM7091");
    }
}
