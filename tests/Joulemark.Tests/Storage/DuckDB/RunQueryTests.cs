using System.Data.Common;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Storage;
using Joulemark.Storage.DuckDB;
using Joulemark.Tests.Architecture;
using Joulemark.Tests.Comparison.Sweeping;
using Xunit;

namespace Joulemark.Tests.Storage.DuckDB;

public sealed class RunQueryTests : IDisposable
{
    private readonly string _runs = Directory.CreateTempSubdirectory("joule'mark-").FullName; // a quote in the path must not end a text of the SQL

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Fact]
    public async Task Views_OfARun_GiveWhatItsAnalysisGives()
    {
        var run = SampleRun.Make();
        var folder = await RunFolders.WriteAsync(_runs, run, withResult: true);
        var figures = RunJudge.Judge(run).Configurations[SampleRun.Configuration];
        using var query = RunQuery.Open(_runs);

        Assert.Equal([[Path.GetFileName(folder), "sample", "complete", "components", true]], Rows(query, "SELECT run, name, status, boundary, valid FROM runs"));
        Assert.Equal([[figures.Metrics["energy_per_output_token"].Value, "components"]], Rows(query, "SELECT energy_per_output_token, boundary FROM configurations"));
        var ttft = figures.Metrics["ttft_p50"];
        Assert.Equal([[ttft.Value, ttft.Lower, ttft.Upper, (long)ttft.N, "s"]], Rows(query, "SELECT value, lower, upper, n, unit FROM metrics WHERE metric = 'ttft_p50'"));
        Assert.Equal([[3L, 30.0, 300L]], Rows(query, "SELECT count(*), sum(duration_s), CAST((SELECT sum(completion_tokens) FROM requests) AS BIGINT) FROM windows WHERE stage = 'window'"));
        Assert.Equal([[(long)run.Samples.Count]], Rows(query, "SELECT count(*) FROM samples"));
        Assert.Equal([["max-repeats"]], Rows(query, "SELECT message FROM events WHERE kind = 'stop'"));
        Assert.Equal([["a;b"]], Rows(query, "SELECT 'a;b';"));
        Assert.Equal([[0.1, 0.55]], Rows(query, "SELECT round(avg(ttft_s), 6), round(avg(e2e_s), 6) FROM requests"));
    }

    /// <summary>What a database takes for patterns is nothing but a name, beside folders that such a pattern would find as well.</summary>
    [Theory]
    [InlineData("we*ird", "weXird")]
    [InlineData("br[a]ck", "brack")]
    [InlineData("wha?t", "whaXt")]
    [InlineData("{a,b}", "a")]
    [InlineData("[!a]", "b")]
    [InlineData("**", "x")]
    [InlineData("a]b[c", "abc")]
    [InlineData("back\\slash*", "backXslash")]
    public async Task Folder_OfAnyName_IsReadAlone(string name, string found)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "names that Windows does not take");
        var run = SampleRun.Make();
        foreach (var folder in (string[])[name, found])
        {
            await RunFolders.WriteAsync(Path.Combine(_runs, folder), run with { Header = run.Header with { Id = "run" } }, withResult: true);
            Directory.Move(Path.Combine(_runs, folder, "run"), Path.Combine(_runs, folder, "r"));
            await RunFolders.WriteAsync(Path.Combine(_runs, folder), run with { Header = run.Header with { Id = "run" } }, withResult: true);
            Directory.Move(Path.Combine(_runs, folder, "run"), Path.Combine(_runs, folder, name));
        }

        var holder = Path.Combine(_runs, name);
        using var query = RunQuery.Open(holder);
        Assert.Null(query.LeftOut);
        Assert.Equal([.. new[] { "r", name }.Order(StringComparer.Ordinal).Select(n => new object?[] { n, Path.Combine(holder, n) })], Rows(query, "SELECT run, folder FROM runs ORDER BY run"));
        Assert.Equal([[2L * run.Windows.Count, 2L]], Rows(query, "SELECT (SELECT count(*) FROM windows), (SELECT count(*) FROM configurations)"));

        var target = Path.Combine(_runs, name, "tables");
        Directory.CreateDirectory(target);
        using var export = RunQuery.Open([Path.Combine(holder, name)], ["metrics"], target);
        export.Export("metrics", Path.Combine(target, "metrics.parquet"));
        Assert.True(File.Exists(Path.Combine(target, "metrics.parquet")));
    }

    [Fact]
    public async Task Energies_SayWhichAreInTheTotal_AndMetricsWhetherTheyAreValid()
    {
        var run = SampleRun.Make();
        run = run with
        {
            Machine = run.Machine with { Channels = [.. run.Machine.Channels, run.Machine.Channels[0] with { Name = "beside", Part = MachinePart.Node }] }, // a cross-check
            Windows = [.. run.Windows.Prepend(run.Windows[0] with { Stage = Stage.Idle, Configuration = null }).Select(w => w with { Energy = run.Machine.Channels.Select(c => c.Name).Append("beside").ToDictionary(c => c, _ => (Energy?)new Energy(1), StringComparer.Ordinal) })],
        };
        var other = run with { Header = run.Header with { Id = "other", Status = RunStatus.Interrupted } };
        await RunFolders.WriteAsync(_runs, run, withResult: true);
        await RunFolders.WriteAsync(_runs, other, withResult: true);
        using var query = RunQuery.Open(_runs);
        foreach (var entry in RunJudge.Judge(run).Configurations[SampleRun.Configuration].Ledger)
            Assert.Equal([[entry.Counted]], Rows(query, $"SELECT DISTINCT counted FROM energies WHERE channel = '{entry.Channel}'"));
        Assert.Equal([[false], [true]], Rows(query, "SELECT DISTINCT counted FROM energies ORDER BY ALL"));
        Assert.Equal([[true]], Rows(query, $"SELECT DISTINCT counted FROM energies WHERE configuration IS NULL AND channel = '{run.Machine.Channels[0].Name}'"));
        Assert.Equal(Rows(query, "SELECT count(*) FROM (SELECT unnest(map_keys(energy_j)) FROM windows_json)"), Rows(query, "SELECT count(*) FROM energies")); // none twice
        Assert.Equal([[run.Header.Id, true], ["other", false]], Rows(query, "SELECT DISTINCT run, valid FROM metrics ORDER BY run"));
        Assert.Empty(Rows(query, "SELECT * FROM metrics JOIN configurations USING (run, configuration) WHERE metrics.valid <> configurations.valid"));
    }

    [Fact]
    public async Task Tables_ExportedAsParquet_HaveTheSameRows()
    {
        var run = SampleRun.Make();
        await RunFolders.WriteAsync(_runs, run, withResult: true);
        var target = Directory.CreateTempSubdirectory("joule'mark-").FullName;
        try
        {
            using var query = RunQuery.Open([_runs], [.. RunViews.All.Select(v => v.Name)], target);
            foreach (var (table, _) in RunViews.All)
                query.Export(table, Path.Combine(target, $"{table}.parquet"));

            using var other = new global::DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:");
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = $"SELECT metric, value, unit FROM read_parquet({Sql.Text(Path.Combine(target, "metrics.parquet"))}) ORDER BY metric";
            using var reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read())
                rows.Add([.. Enumerable.Range(0, 3).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
            Assert.Equal(Rows(query, "SELECT metric, value, unit FROM metrics ORDER BY metric"), rows);
            Assert.Throws<JoulemarkException>(() => query.Export("runs", Path.Combine(Path.GetTempPath(), "elsewhere.parquet"))); // nothing is written beside the folder
        }
        finally
        {
            Directory.Delete(target, recursive: true);
        }
    }

    [Fact]
    public async Task Figures_ThatAreNoNumbers_AreMissing()
    {
        var folder = await RunFolders.WriteAsync(_runs, SampleRun.Make());
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Result), """{"configurations":{"a":{"metrics":{"duration":{"value":NaN,"lower":-Infinity,"upper":2.5}}}}}""", TestContext.Current.CancellationToken);
        using var query = RunQuery.Open(_runs);

        Assert.Equal([[null, null, 2.5]], Rows(query, "SELECT value, lower, upper FROM metrics"));
        Assert.Equal([[null]], Rows(query, "SELECT duration FROM configurations"));
    }

    [Fact]
    public async Task Examples_OfTheDocs_GiveNoFigureThatIsNotValid()
    {
        var folder = await RunFolders.WriteAsync(_runs, SampleRun.Make());
        const string figures = """{"energy_per_request":{"value":2.5},"energy_per_output_token":{"value":0.5},"ttft_p99":{"value":0.1}}""";
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Result), $$$"""
            {"validity":{"valid":true,"reasons":[]},"configurations":{
              "good":{"validity":{"valid":true,"reasons":[]},"metrics":{{{figures}}} },
              "saturated":{"validity":{"valid":false,"reasons":[{"code":"client-saturated","evidence":""}]},"metrics":{{{figures}}} } } }
            """, TestContext.Current.CancellationToken);
        using var query = RunQuery.Open(_runs);

        var examples = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "query.md"), TestContext.Current.CancellationToken))
            .Where(l => l.StartsWith("joulemark query", StringComparison.Ordinal) && l.Contains("energy_per", StringComparison.Ordinal)).Select(l => l.Split('"')[1]).ToList();
        Assert.NotEmpty(examples);
        foreach (var rows in examples.ConvertAll(e => Rows(query, e)))
        {
            Assert.Contains(rows, r => r.Contains("good"));
            Assert.DoesNotContain(rows, r => r.Contains("saturated"));
        }
    }

    /// <summary>The example of docs/query.md finds the requests that a latency is of, and <c>stage</c> others.</summary>
    [Fact]
    public async Task Example_OfTheRequestsThatFiguresAreOf_FindsThem()
    {
        var run = SampleRun.Make();
        var first = run.Requests.First(r => r.Stage == Stage.Window);
        var opened = run.Windows.First(w => w.Stage == Stage.Window).Start;
        run = run with { Requests = [.. run.Requests.Append(first with { Item = 150, Scheduled = opened - TimeSpan.FromSeconds(1), Sent = opened - TimeSpan.FromSeconds(1) })] };
        await RunFolders.WriteAsync(_runs, run, withResult: true);
        using var query = RunQuery.Open(_runs);
        var example = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "query.md"), TestContext.Current.CancellationToken)).Single(l => l.Contains("scheduled_ns >= start_ns", StringComparison.Ordinal) && l.StartsWith("joulemark", StringComparison.Ordinal)).Split('"')[1];
        var figure = RunJudge.Judge(run).Configurations.Values.Single().Metrics["ttft_p50"];
        var row = Assert.Single(Rows(query, example));
        Assert.Equal((long)figure.N, row[2]);
        Assert.Equal(figure.Value!.Value, (double)row[3]!, 1e-9);
        Assert.Equal([[figure.N + 1L]], Rows(query, "SELECT count(*) FROM requests WHERE stage = 'window' AND error IS NULL"));
    }

    [Fact]
    public async Task Runs_ThatCrashed_AreThereWithoutFigures()
    {
        await RunFolders.WriteAsync(_runs, SampleRun.Make(), withResult: true);
        var run = SampleRun.Make();
        var crashed = await RunFolders.WriteAsync(_runs, run with { Header = run.Header with { Id = "crashed" } });
        var requests = Path.Combine(crashed, RunFolder.Requests);
        var text = await File.ReadAllBytesAsync(requests, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(requests, text[..^20], TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(crashed, RunFolder.Samples));
        using var query = RunQuery.Open(_runs);

        Assert.Equal([[null]], Rows(query, "SELECT valid FROM runs WHERE run = 'crashed'"));
        Assert.Equal([["crashed", run.Requests.Count - 1L], [run.Header.Id, (long)run.Requests.Count]], Rows(query, "SELECT run, count(*) FROM requests GROUP BY run ORDER BY 2"));
        Assert.Equal([[1L]], Rows(query, "SELECT count(DISTINCT run) FROM samples"));
    }

    [Fact]
    public async Task Configurations_OfARunThatIsNotValidItself_AreNotValid()
    {
        var run = SampleRun.Make();
        Task WriteAsync(string id, RunStatus status) => RunFolders.WriteAsync(_runs, run with { Header = run.Header with { Id = id, Status = status } }, withResult: true);
        await WriteAsync("killed", RunStatus.Running);
        await WriteAsync("stopped", RunStatus.Interrupted);
        await WriteAsync("whole", RunStatus.Complete);
        var two = SweepRun.Make("two", [MadePoint.Of(1, 50, 20), MadePoint.Of(2, 60, 40)]);
        two = two with { Requests = [.. two.Requests.Select(r => r.Configuration == "2" ? r with { Sent = r.Scheduled + TimeSpan.FromMilliseconds(50) } : r)] };
        await RunFolders.WriteAsync(_runs, two, withResult: true);
        using var query = RunQuery.Open(_runs);

        Assert.Equal([["killed", false, "incomplete"], ["stopped", false, "interrupted"], ["whole", true, null]],
            Rows(query, "SELECT run, valid, reasons[1] FROM configurations WHERE run <> 'two' ORDER BY run"));
        Assert.Equal([["1", true, null], ["2", false, "client-saturated"]], Rows(query, "SELECT configuration, valid, reasons[1] FROM configurations WHERE run = 'two' ORDER BY configuration"));
        Assert.Equal([[false]], Rows(query, "SELECT valid FROM runs WHERE run = 'two'"));

        // Nor are latencies of a saturated client the server's here, nor what is made of them; its own lag is what it is.
        Assert.Equal([["1", true, true, true, true], ["2", false, false, true, true]], Rows(query,
            "SELECT configuration, ttft_p50 IS NOT NULL, energy_delay_product IS NOT NULL, schedule_lag_p99 IS NOT NULL, energy_per_request IS NOT NULL FROM configurations WHERE run = 'two' ORDER BY configuration"));
        Assert.Equal([["energy_delay_product"], ["ttft_p50"]], Rows(query,
            "SELECT metric FROM metrics WHERE run = 'two' AND configuration = '2' AND metric IN ('ttft_p50', 'energy_delay_product', 'energy_per_request') AND value IS NULL AND lower IS NULL AND method LIKE 'missing: the load client was saturated%' ORDER BY metric"));
    }

    [Fact]
    public async Task Configurations_OfARunThatGoesOnFromADamagedOne_AreValid_AsInReports()
    {
        var run = SampleRun.Make();
        RunRecord Named(string id, string? continues) => run with { Header = run.Header with { Id = id, Continues = continues } };
        var first = await RunFolders.WriteAsync(_runs, Named("first", null));
        await File.AppendAllTextAsync(Path.Combine(first, RunFolder.Windows), "{ half", TestContext.Current.CancellationToken);
        var second = await RunFolders.WriteAsync(_runs, Named("second", "first"), withResult: true);
        await RunFolders.WriteAsync(_runs, Named("third", "gone"), withResult: true);
        using var query = RunQuery.Open(_runs);

        Assert.Equal([["second", true, 0L], ["third", false, 1L]], Rows(query, "SELECT run, valid, len(reasons) FROM configurations ORDER BY run"));
        Assert.Equal([["second", false, "damaged-records"], ["third", false, "damaged-records"]], Rows(query, "SELECT run, valid, reasons[1] FROM runs WHERE run <> 'first' ORDER BY run"));
        var read = RunFolderReader.Read(second);
        Assert.True(RecordedPoint.Judge(read, SampleRun.Configuration, RunJudge.Judge(read).Configurations[SampleRun.Configuration]).Valid);
    }

    [Fact]
    public async Task Command_HasNoLatency()
    {
        var run = SampleRun.Edit(SampleRun.Make(), r => r with { ExitCode = 0, FirstByte = null, FirstToken = null, LastToken = null, Tokens = [], Usage = null, Output = "" });
        await RunFolders.WriteAsync(_runs, run);
        using var query = RunQuery.Open(_runs);
        Assert.All(run.Requests, r => Assert.Null(r.E2e));
        Assert.Equal([[(long)run.Requests.Count, 0L]], Rows(query, "SELECT count(*), count(e2e_s) FROM requests"));
    }

    [Fact]
    public async Task Folder_OfOneRun_IsAskedAlone()
    {
        var folder = await RunFolders.WriteAsync(_runs, SampleRun.Make());
        using var query = RunQuery.Open(folder);
        Assert.Equal([[1L]], Rows(query, "SELECT count(*) FROM runs"));
        Assert.Equal([[0L]], Rows(query, "SELECT count(*) FROM configurations")); // never analysed
        Assert.Equal([[0L]], Rows(query, "SELECT count(*) FROM servers WHERE running > 0"));
    }

    [Fact]
    public async Task EveryTable_IsListedWithItsColumns()
    {
        await RunFolders.WriteAsync(_runs, SampleRun.Make(), withResult: true);
        using var query = RunQuery.Open(_runs);
        Assert.All(RunViews.All, view => Assert.NotEmpty(query.Columns(view.Name)));
        Assert.Contains(("energy_per_output_token", "DOUBLE"), query.Columns("configurations"));
        Assert.All(RunViews.All, view => _ = Rows(query, $"SELECT * FROM {view.Name} LIMIT 2"));
    }

    [Fact]
    public async Task Questions_ThatCannotBeAnswered_SayWhy()
    {
        await RunFolders.WriteAsync(_runs, SampleRun.Make());
        using var query = RunQuery.Open(_runs);
        var failure = Assert.Throws<JoulemarkException>(() => query.Ask("SELECT jouls FROM energies"));
        Assert.Equal((ExitCode.BadUsage, "JM4081"), (failure.ExitCode, failure.Diagnostics[0].Id));
        Assert.Contains("jouls", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COPY (SELECT 1) TO 'x.csv'")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '/tmp/joulemark-x.csv'")]
    [InlineData("DROP VIEW runs")]
    [InlineData("SELECT ';'; DROP VIEW runs")]
    public async Task Questions_ReadTheRunFoldersAndNothingElse(string sql)
    {
        await RunFolders.WriteAsync(_runs, SampleRun.Make());
        using var query = RunQuery.Open(_runs);
        Assert.Equal("JM4081", Assert.Throws<JoulemarkException>(() => Rows(query, sql)).Diagnostics[0].Id);
    }

    [Fact]
    public async Task Questions_ThatWriteIntoARunFolder_AreRefused_AndItsFilesStayAsTheyWere()
    {
        var requests = Path.Combine(await RunFolders.WriteAsync(_runs, SampleRun.Make()), RunFolder.Requests);
        var before = await File.ReadAllBytesAsync(requests, TestContext.Current.CancellationToken);
        using var query = RunQuery.Open(_runs);
        foreach (var sql in (string[])[$"COPY (SELECT 42) TO '{requests}'", $"EXPLAIN ANALYZE COPY (SELECT 42) TO '{requests}'", $"EXPLAIN (ANALYZE) COPY (SELECT 42) TO '{requests}'", $"/* ' */ COPY (SELECT 42) TO '{requests}'", $"-- it's\nCOPY (SELECT 42) TO '{requests}'"])
            Assert.Equal("JM4081", Assert.Throws<JoulemarkException>(() => Rows(query, sql)).Diagnostics[0].Id);
        Assert.Equal(before, await File.ReadAllBytesAsync(requests, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("-- it's a comment; with a semicolon\nSELECT 1")]
    [InlineData("/* don't; */ SELECT 1;")]
    [InlineData("SELECT 1 AS \"a;'b\" -- the end")]
    public async Task Questions_MayHaveCommentsAndQuotedNames(string sql)
    {
        await RunFolders.WriteAsync(_runs, SampleRun.Make());
        using var query = RunQuery.Open(_runs);
        Assert.Equal([[1]], Rows(query, sql));
    }

    /// <summary>Whatever .NET would make of it: a date is no moment, a time of day has seconds, and a moment a zone.</summary>
    [Theory]
    [InlineData("DATE '2026-01-02'", "2026-01-02")]
    [InlineData("TIME '10:11:12.5'", "10:11:12.5")]
    [InlineData("TIMETZ '10:11:12+02'", "10:11:12+02")]
    [InlineData("TIMESTAMPTZ '2026-01-02 03:04:05.25+02'", "2026-01-02T01:04:05.25Z")]
    [InlineData("TIMESTAMP_NS '2026-01-02 03:04:05.123456789'", "2026-01-02T03:04:05.123456789")]
    [InlineData("INTERVAL '1 day 2 hours'", "1 day 02:00:00")]
    [InlineData("'a'::BLOB", "a")]
    public async Task Values_ThatDotNetHasNoTypeFor_AreTheDatabasesOwnText(string value, string text)
    {
        await RunFolders.WriteAsync(_runs, SampleRun.Make());
        using var query = RunQuery.Open(_runs);
        Assert.Equal([[text]], Rows(query, $"SELECT {value} AS \"a \"\"b\";"));
        Assert.Equal([text], Assert.IsAssignableFrom<System.Collections.IEnumerable>(Rows(query, $"SELECT [{value}]")[0][0]).Cast<string>().Select(t => t.Replace(' ', text.Contains('T', StringComparison.Ordinal) ? 'T' : ' ').Replace("+00", "Z", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Columns_KeepTheirNamesOrderAndRows_BesideOnesThatAreText()
    {
        await RunFolders.WriteAsync(_runs, SampleRun.Make());
        using var query = RunQuery.Open(_runs);
        var rows = Rows(query, "SELECT x, DATE '2026-01-02' + x::INTEGER AS d, [x, 1] AS l FROM range(3) AS r(x) ORDER BY x DESC -- last");
        Assert.Equal(["2026-01-04", "2026-01-03", "2026-01-02"], rows.Select(r => r[1]));
        Assert.Equal([2L, 1L, 0L], rows.Select(r => r[0]));
        Assert.Equal("3", Assert.IsAssignableFrom<System.Collections.IDictionary>(Rows(query, "SELECT histogram(stage) FROM windows WHERE stage = 'window'")[0][0])["window"]);
    }

    [Fact]
    public async Task Figures_OfRunsThatWereNeverAnalysed_AreSaidToBeMade()
    {
        await RunFolders.WriteAsync(_runs, SampleRun.Make());
        using var query = RunQuery.Open(_runs);
        var problem = Assert.Single(Assert.Throws<JoulemarkException>(() => query.Ask("SELECT energy_per_request FROM configurations")).Diagnostics);
        Assert.Contains("joulemark report RUN makes them", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithoutRuns_IsRefused() =>
        Assert.Equal("JM4080", Assert.Throws<JoulemarkException>(() => RunQuery.Open(_runs)).Diagnostics[0].Id);

    private static List<object?[]> Rows(RunQuery query, string sql)
    {
        using DbDataReader reader = query.Ask(sql);
        var rows = new List<object?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }
}
