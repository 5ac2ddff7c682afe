using Joulemark.Diagnostics;
using Joulemark.Storage;
using Joulemark.Storage.DuckDB;
using Xunit;

namespace Joulemark.Tests.Storage.DuckDB;

/// <summary>Runs among others that tables cannot be made of.</summary>
public sealed class DamagedRunsTests : IDisposable
{
    private const string Sound = "sound";
    private readonly string _runs = Directory.CreateTempSubdirectory("joule'mark-").FullName;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Theory]
    [InlineData(RunFolder.Result, "{ \"configurations\": {", "result.json cannot be read: unexpected end of data", "joulemark report RUN makes result.json again")]
    [InlineData(RunFolder.Result, "[]", "result.json cannot be read: Expected OBJECT", "joulemark report RUN makes result.json again")]
    [InlineData(RunFolder.Result, "{\"validity\": 7, \"configurations\": {}}", "result.json cannot be read: Expected OBJECT", "joulemark report RUN makes result.json again")]
    [InlineData(RunFolder.Result, "{\"configurations\":{\"a\":{\"metrics\":{\"duration\":{\"value\":\"long\"}}}}}", "result.json cannot be read: Failed to cast", "joulemark report RUN makes result.json again")]
    [InlineData(RunFolder.Result, "", "result.json has no figures", "joulemark report RUN makes result.json again")]
    [InlineData(RunFolder.Result, "null", "result.json has no figures", "joulemark report RUN makes result.json again")]
    [InlineData(RunFolder.Run, "{ \"id\":", "its run.json is damaged", "Take the folder from where it was measured")]
    [InlineData(RunFolder.Run, "null", "its run.json is damaged", "Take the folder from where it was measured")]
    [InlineData(RunFolder.Run, "{ \"schema_version\": 99, \"tool_version\": \"9.0\" }", "has schema version 99; this Joulemark reads up to 1", "It was written by Joulemark 9.0: use that version or a newer one.")]
    [InlineData(RunFolder.Windows, "{ \"stage\": \"window\", \"sta\n", "windows.jsonl has 1 line that cannot be read", "joulemark report RUN says what is damaged")]
    [InlineData(RunFolder.Windows, "[1, 2]\n{\"stage\": \"window\", \"start_ns\": \"early\", \"end_ns\": 7}\n", "windows.jsonl has 2 lines that cannot be read", "joulemark report RUN says what is damaged")]
    [InlineData(RunFolder.Windows, null, "windows.jsonl is not there", "joulemark report RUN says what is damaged")]
    public async Task Run_ThatIsDamaged_IsNamed_AndTheOthersAnswer(string file, string? text, string says, string remedy)
    {
        await WriteAsync(Sound);
        var damaged = Path.Combine(await WriteAsync("damaged"), file);
        if (text is null)
            File.Delete(damaged);
        else
            await File.WriteAllTextAsync(damaged, text, TestContext.Current.CancellationToken);

        const string Sql = "SELECT run, count(*) FROM windows JOIN configurations USING (run) GROUP BY run";
        using var query = RunQuery.Open(_runs, Sql);
        Assert.Equal([Sound], Texts(query, Sql));
        var warning = query.LeftOut!;
        Assert.Equal(("JM4082", DiagnosticSeverity.Warning), (warning.Id, warning.Severity));
        Assert.StartsWith("1 of 2 runs cannot be read and is left out: '", warning.Message, StringComparison.Ordinal);
        Assert.Contains(says, warning.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, warning.Remedy!, StringComparison.Ordinal);

        // By itself there is nothing to answer from.
        var failure = Assert.Throws<JoulemarkException>(() => RunQuery.Open(Path.GetDirectoryName(damaged)! + Path.DirectorySeparatorChar, Sql));
        Assert.Equal(ExitCode.BadUsage, failure.ExitCode);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_ThatAreNotAskedOf_LeaveNoRunOut()
    {
        await File.WriteAllTextAsync(Path.Combine(await WriteAsync("damaged"), RunFolder.Windows), "{", TestContext.Current.CancellationToken);
        using var query = RunQuery.Open(_runs, "SELECT run FROM runs");
        Assert.Null(query.LeftOut);
        Assert.Equal(["damaged"], Texts(query, "SELECT run FROM runs"));
    }

    [Fact]
    public async Task Runs_ManyOfThemDamaged_AreNamedToTheThird()
    {
        foreach (var id in (string[])["a", "b", "c", "d", "e"])
            await File.WriteAllTextAsync(Path.Combine(await WriteAsync(id), RunFolder.Result), "{", TestContext.Current.CancellationToken);
        var failure = Assert.Throws<JoulemarkException>(() => RunQuery.Open(_runs));
        Assert.Contains("none of the 5 runs can be read: ", failure.Message, StringComparison.Ordinal);

        await WriteAsync(Sound);
        using var query = RunQuery.Open(_runs);
        Assert.Equal([Sound], Texts(query, "SELECT run FROM runs"));
        Assert.StartsWith("5 of 6 runs cannot be read and are left out: ", query.LeftOut!.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Path.Combine(_runs, "c")}'", query.LeftOut.Message, StringComparison.Ordinal);
        Assert.EndsWith("; and 2 more", query.LeftOut.Message, StringComparison.Ordinal);
        Assert.Equal("joulemark report RUN makes result.json again from the records.", query.LeftOut.Remedy); // once
    }

    [Fact]
    public async Task Header_OfAFormatToCome_IsSaidToBeNewer()
    {
        var folder = await WriteAsync("newer");
        var run = Path.Combine(folder, RunFolder.Run);
        await File.WriteAllTextAsync(run, "{ \"schema_version\": 2, \"of\": \"another shape\" }", TestContext.Current.CancellationToken);
        var failure = Assert.Throws<JoulemarkException>(() => RunFolderReader.Read(folder));
        Assert.Equal(("JM4003", "It was written by a newer Joulemark: use that."), (failure.Diagnostics[0].Id, failure.Diagnostics[0].Remedy));

        foreach (var none in (string[])["{ \"schema_version\": \"2\" }", "[2]", "2", "{"])
        {
            await File.WriteAllTextAsync(run, none, TestContext.Current.CancellationToken);
            Assert.Contains("run.json is damaged", Assert.Throws<JoulemarkException>(() => RunFolderReader.Read(folder)).Message, StringComparison.Ordinal);
        }
    }

    private Task<string> WriteAsync(string id)
    {
        var run = SampleRun.Make();
        return RunFolders.WriteAsync(_runs, run with { Header = run.Header with { Id = id } }, withResult: true);
    }

    private static List<string> Texts(RunQuery query, string sql)
    {
        using var reader = query.Ask(sql);
        var texts = new List<string>();
        while (reader.Read())
            texts.Add(reader.GetString(0));
        return texts;
    }
}
