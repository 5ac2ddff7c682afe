using Joulemark.IntegrationTests.Harness;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.IntegrationTests.Query;

public sealed class QueryTests : IDisposable
{
    private readonly TemporaryDirectory _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task Query_OverAMeasuredCommand_GivesItsFiguresAsJsonAndCsv()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0", "--repeat", "2", "--runs", _runs.Path, "--", "true"])).Expect(0, 3);
        const string Sql = "SELECT configuration, n, 'a,\"b' AS text, NULL AS nothing FROM metrics WHERE metric = 'duration'";

        var json = (await CliProcess.RunAsync(["query", Sql, "--runs", _runs.Path, "--json"])).Expect(0).Json;
        var row = Assert.Single(json.EnumerateArray());
        Assert.Equal(("true", 2, "a,\"b"), (row.GetProperty("configuration").GetString(), row.GetProperty("n").GetInt32(), row.GetProperty("text").GetString()));

        var csv = (await CliProcess.RunAsync(["query", Sql, "--runs", _runs.Path, "--csv"])).Expect(0);
        Assert.Equal("configuration,n,text,nothing\ntrue,2,\"a,\"\"b\",", csv.Output.ReplaceLineEndings("\n").TrimEnd());

        var table = (await CliProcess.RunAsync(["query", Sql, "--runs", _runs.Path])).Expect(0);
        Assert.Contains("1 row", table.Output, StringComparison.Ordinal);
        Assert.Contains("energies: one row a channel in a window", (await CliProcess.RunAsync(["query", "--runs", _runs.Path])).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_ThatIsNone_IsBadUsage()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0", "--runs", _runs.Path, "--", "true"])).Expect(0, 3);
        (await CliProcess.RunAsync(["query", "SELEC 1", "--runs", _runs.Path])).Expect(2).Says("JM4081", "SELEC");
        foreach (var empty in (string[])["", " ", ";"])
            (await CliProcess.RunAsync(["query", empty, "--runs", _runs.Path])).Expect(2).Says("JM4081", "the query is empty");
        (await CliProcess.RunAsync(["query", "SELECT 1; SELECT 2", "--runs", _runs.Path])).Expect(2).Says("JM4081", "there are 2 queries");
        Assert.Contains((await CliProcess.RunAsync(["query", "--json", "--runs", _runs.Path])).Expect(0).Json.EnumerateArray(), r => (r.GetProperty("table").GetString(), r.GetProperty("column").GetString()) == ("configurations", "energy_to_solution"));
        (await CliProcess.RunAsync(["query", "SELECT 1", "--runs", Path.Combine(_runs.Path, "none")])).Expect(2).Says("JM4080");
        (await CliProcess.RunAsync(["query", "SELECT 1", "--json", "--csv"])).Expect(2).Says("give one of them");
        (await CliProcess.RunAsync(["query", "SELECT 1", "--runs", "/dev/null"])).Expect(2).Says("JM4080", "is a file");
        Assert.All((await CliProcess.RunAsync(["query", "SELECT 1/0 AS a", "--runs", _runs.Path, "--json"])).Expect(0).Json.EnumerateArray(), r => Assert.Equal(System.Text.Json.JsonValueKind.Null, r.GetProperty("a").ValueKind)); // JSON has no infinity
    }

    [Fact]
    public async Task Run_OfANewerVersion_IsLeftOut_OrRefusedAlone()
    {
        for (var i = 0; i < 2; i++)
            (await CliProcess.RunAsync(["measure", "--idle", "0", "--runs", _runs.Path, "--", "true"])).Expect(0, 3);
        var newer = Directory.GetDirectories(_runs.Path)[0];
        var header = Path.Combine(newer, "run.json");
        await File.WriteAllTextAsync(header, (await File.ReadAllTextAsync(header, TestContext.Current.CancellationToken)).Replace("\"schema_version\": 1", "\"schema_version\": 99", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        foreach (var arguments in (string[][])[["query", "SELECT run FROM runs", "--runs"], ["export", "--format", "csv", "--table", "runs"], ["export", "--format", "openmetrics"]])
        {
            var answer = (await CliProcess.RunAsync([.. arguments, _runs.Path])).Expect(3).Says("JM4082", "has schema version 99; this Joulemark reads up to 1");
            Assert.DoesNotContain(Path.GetFileName(newer), answer.Output, StringComparison.Ordinal);
            (await CliProcess.RunAsync([.. arguments, newer])).Expect(2).Says("JM4003", "has schema version 99; this Joulemark reads up to 1");
        }
    }

    [Theory]
    [InlineData("{ \"configurations\": {")]
    public async Task Result_ThatIsDamaged_IsSaidWithWhatMakesItAgain(string damaged)
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0", "--runs", _runs.Path, "--", "true"])).Expect(0, 3);
        var run = Assert.Single(Directory.GetDirectories(_runs.Path));
        await File.WriteAllTextAsync(Path.Combine(run, "result.json"), damaged, TestContext.Current.CancellationToken);

        (await CliProcess.RunAsync(["query", "SELECT * FROM metrics", "--runs", _runs.Path])).Expect(2).Says("JM4083", "result.json", "joulemark report RUN makes result.json again");
        (await CliProcess.RunAsync(["export", _runs.Path, "--format", "csv", "--table", "metrics"])).Expect(2).Says("joulemark report RUN makes result.json again");

        // Beside another run it is left out, and said; what is written is of the other alone.
        (await CliProcess.RunAsync(["measure", "--idle", "0", "--runs", _runs.Path, "--", "true"])).Expect(0, 3);
        var answer = (await CliProcess.RunAsync(["query", "SELECT DISTINCT run FROM metrics", "--json", "--runs", _runs.Path])).Expect(3).Says("warning JM4082", "1 of 2 runs", Path.GetFileName(run));
        Assert.NotEqual(Path.GetFileName(run), Assert.Single(answer.Json.EnumerateArray()).GetProperty("run").GetString());
        var table = (await CliProcess.RunAsync(["export", _runs.Path, "--format", "csv", "--table", "runs"])).Expect(3).Says("JM4082");
        Assert.DoesNotContain(Path.GetFileName(run), table.Output, StringComparison.Ordinal);
        (await CliProcess.RunAsync(["export", _runs.Path, "--format", "openmetrics"])).Expect(0); // made from the records, which are whole

        (await CliProcess.RunAsync(["report", run])).Expect(0, 3);
        (await CliProcess.RunAsync(["query", "SELECT * FROM metrics", "--runs", _runs.Path])).Expect(0);
    }
}
