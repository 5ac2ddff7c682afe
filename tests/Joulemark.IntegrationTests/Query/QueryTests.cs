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

    [Theory]
    [InlineData("{ \"configurations\": {")]
    public async Task Result_ThatIsDamaged_IsSaidWithWhatMakesItAgain(string damaged)
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0", "--runs", _runs.Path, "--", "true"])).Expect(0, 3);
        var run = Assert.Single(Directory.GetDirectories(_runs.Path));
        await File.WriteAllTextAsync(Path.Combine(run, "result.json"), damaged, TestContext.Current.CancellationToken);

        (await CliProcess.RunAsync(["query", "SELECT * FROM metrics", "--runs", _runs.Path])).Expect(2).Says("JM4081", "result.json", "joulemark report RUN makes result.json again");
        (await CliProcess.RunAsync(["export", _runs.Path, "--format", "csv", "--table", "metrics"])).Expect(2).Says("joulemark report RUN makes result.json again");

        (await CliProcess.RunAsync(["report", run])).Expect(0, 3);
        (await CliProcess.RunAsync(["query", "SELECT * FROM metrics", "--runs", _runs.Path])).Expect(0);
    }
}
