using System.Net;
using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Diagnostics;
using Joulemark.Emissions;
using Joulemark.Records;
using Joulemark.Reporting.Disclosing;
using Joulemark.Storage;
using Joulemark.Tests.Architecture;
using Joulemark.Tests.Comparison;
using Joulemark.Tests.Reporting.Browser;
using Xunit;

namespace Joulemark.Tests.Reporting.Disclosing;

public sealed class DisclosureTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public void Sheet_SaysInWordsWhatEndedTheRepeats()
    {
        var run = SampleRun.Make();
        var page = DisclosureHtml.Write(Sheet(run with { Events = [.. run.Events, new RunEvent { Time = run.Windows[^1].End, Kind = "stop", Message = "max-repeats" }] }));
        Assert.Contains("the most repeats that the spec allows", page, StringComparison.Ordinal);
        Assert.DoesNotContain("max-repeats", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(985)]
    [InlineData(390)]
    public async Task Sheet_InChromium_DoesNotScrollSideways(int width)
    {
        await using var page = await chromium.OpenAsync(DisclosureHtml.Write(Sheet()), width: width);
        Assert.Equal(0, await page.OverflowAsync());
    }

    [Theory]
    [InlineData("full", false, 1200)]
    [InlineData("full", true, 390)]
    [InlineData("bare", false, 390)]
    [InlineData("bare", true, 1200)]
    public async Task Sheet_InChromium_BreaksNoRuleOfAxe_AndAsksForNothing(string kind, bool dark, int width)
    {
        await using var page = await chromium.OpenAsync(Page(kind), dark, width);
        Assert.Empty(await page.AxeAsync());
        Assert.Equal(0, await page.OverflowAsync());
        Assert.Empty(page.Problems);
        Assert.Empty(page.Requests);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("bare")]
    public async Task Sheet_OnPaper_HasNothingBeyondItsEdge(string kind)
    {
        await using var page = await chromium.OpenAsync(Page(kind), dark: true);
        await page.LayOutForPaperAsync();
        Assert.Equal("", (string?)await page.EvaluateAsync("[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 718.5 || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline' && !e.matches('.hidden')).map(e => `${e.tagName}.${e.className}`).join()"));
        Assert.Equal("rgb(255, 255, 255)", (string?)await page.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
    }

    /// <summary>A sheet with everything on it, and one that is invalid, an estimate, and without prices.</summary>
    private static string Page(string kind)
    {
        if (kind == "full")
            return DisclosureHtml.Write(Sheet());
        var run = HtmlReportWriterTests.Modelled(SampleRun.Make());
        return DisclosureHtml.Write(Sheet(run with { Header = run.Header with { Status = RunStatus.Interrupted, Name = "a-benchmark-with-a-very-long-name-that-has-no-place-to-break-" + new string('x', 60) } }, new DisclosureOptions { MadeAt = DateTimeOffset.UnixEpoch, Prices = new RecommendationOptions() }));
    }

    [Fact]
    public void SamplesPerJoule_SayThatTheyAreNoReciprocal() =>
        Assert.Contains("Samples per joule<span class=\"interval\">The mean of the windows&#39; queries per joule, and so not exactly 1 &#247; the energy per query", DisclosureHtml.Write(Sheet()), StringComparison.Ordinal);

    private const string Hostile = "</title><script>alert(1)</script>\"'&";

    /// <summary>Made by this test when JOULEMARK_GOLDEN is set, and read over by whoever sets it.</summary>
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "Joulemark.Tests", "Reporting", "Disclosing", "sheet.json");

    [Fact]
    public async Task Json_OfASheet_IsTheGoldenOne()
    {
        var json = JsonSerializer.Serialize(Sheet() with { ToolVersion = "test" }, RecordJson.Indented.DisclosureSheet).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("JOULEMARK_GOLDEN") is not null)
            await File.WriteAllTextAsync(Golden, json, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(Golden, TestContext.Current.CancellationToken), json);
    }

    [Fact]
    public void Figures_AreThoseOfTheRecords()
    {
        // 30 J and 10 tokens a request, of which 20 J are net.
        var sheet = Sheet();
        Assert.True(sheet.Valid, string.Join('\n', sheet.Reasons));
        Near(30_000 / 3600.0, Value(sheet, "wh_per_1000_queries"));
        Near(20_000 / 3600.0, Value(sheet, "net_wh_per_1000_queries"));
        Near(30, Value(sheet, "energy_per_request"));
        Near(3, Value(sheet, "energy_per_output_token"));
        Near(2, Value(sheet, "net_energy_per_output_token"));
        Near(2, Value(sheet, "energy_per_token")); // 5 prompt tokens more
        Near(1 / 30.0, Value(sheet, "samples_per_joule"));
        Near(30_000 / 3.6e6 * 1.2 * 344.14, sheet.Emissions.Carbon.Estimate!.Value);
        Near(30_000 / 3.6e6 * 1.2 * 0.3, sheet.Emissions.Cost.Estimate!.Value);
        Assert.All(sheet.Figures.Where(f => f.Estimate is not null && f.Key != "output_throughput" && f.Key != "accuracy"), f => Assert.NotNull(f.Estimate!.Lower));
        Assert.Contains(sheet.Emissions.Statements, s => s.Contains("figures of 2024", StringComparison.Ordinal) && s.Contains("Ember", StringComparison.Ordinal));
        Assert.Contains(sheet.Emissions.Statements, s => s.StartsWith("Location-based", StringComparison.Ordinal));
        Assert.Contains(sheet.Emissions.Statements, s => s.Contains("life cycle", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatNobodyGave_IsNotGiven_AndNeverZero()
    {
        var sheet = Sheet(options: new DisclosureOptions { MadeAt = DateTimeOffset.UnixEpoch });
        Assert.Equal((null, "nobody gave the grid's intensity"), (sheet.Emissions.Carbon.Estimate, sheet.Emissions.Carbon.NotGiven));
        Assert.Equal((null, "nobody gave a tariff"), (sheet.Emissions.Cost.Estimate, sheet.Emissions.Cost.NotGiven));
        Assert.Empty(sheet.Emissions.Statements);
        Assert.Null(sheet.EnergyScore.Stars);
        Assert.Null(sheet.RecordsSha256);
        Assert.Contains("not given", sheet.RecordsSha256Is, StringComparison.Ordinal);
        var revision = Assert.Single(sheet.Server, f => f.Key == "server.model.revision");
        Assert.Equal((null, "the server does not say"), (revision.Value, revision.NotGiven));
        Assert.Contains("nobody gave a tariff", DisclosureHtml.Write(sheet), StringComparison.Ordinal);
        Assert.Contains("No stars: the discloser gave no table", DisclosureHtml.Write(sheet), StringComparison.Ordinal);
    }

    [Fact]
    public void BoundaryBeyondTheGpus_IsNotComparableWithAiEnergyScore()
    {
        var score = Sheet().EnergyScore;
        Assert.False(score.BoundaryMatches);
        Assert.StartsWith("Not comparable with AI Energy Score ratings: the boundary is components", score.Statement, StringComparison.Ordinal);
        Assert.Contains("boundary gpu", score.Stars!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ProtocolOfTheirs_ByTheRecords_IsComparable_AndStillNoRating()
    {
        var run = OnGpus(Runs.Make(), 10).WithMachine(("gpu.model", "NVIDIA H100 80GB HBM3"), ("gpu0.memory-gib", "79.65"), ("gpu.count", "1"))
            .WithServer(("server.model.dtype", "float16")).WithSpec(("load.kind", "concurrency"), ("load.concurrency", "1")).WithConfiguration(c => c with { TaskRequests = 1000, TaskDistinctItems = 1000 });
        var score = Sheet(run with { Windows = [.. run.Windows.Select(w => w with { IsWholeTask = w.Stage == Stage.Window })] }).EnergyScore;
        Assert.Empty(score.Differences);
        Assert.Contains("no AI Energy Score rating", score.Statement, StringComparison.Ordinal);

        var eight = OnGpus(run, 10, boards: 8).WithMachine([("gpu.count", "8"), .. Enumerable.Range(1, 7).Select(i => ($"gpu{i}.memory-gib", (string?)"79.65"))]);
        var differences = Sheet(eight.WithServer(("server.model.dtype", "float8"), ("server.model.quantization", "fp8"))).EnergyScore.Differences;
        Assert.Contains(differences, d => d.Contains("of 8 GPUs", StringComparison.Ordinal));
        Assert.Contains(differences, d => d.Contains("float8", StringComparison.Ordinal));
        Assert.Contains(differences, d => d.Contains("quantised (fp8)", StringComparison.Ordinal));

        var other = Sheet(run.WithMachine(("gpu.model", "NVIDIA A100"), ("gpu0.model", "NVIDIA A100"), ("gpu0.memory-gib", "79.65")).WithSpec(("load.concurrency", "8"))).EnergyScore;
        Assert.True(other.BoundaryMatches);
        Assert.Contains("NVIDIA A100", other.Statement, StringComparison.Ordinal);
        Assert.Contains("concurrency of 8", other.Statement, StringComparison.Ordinal);
        Assert.Contains("10 windows of steady state", other.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Hardware_IsOfTheBoardsThatAreCounted()
    {
        var run = OnGpus(Runs.Make(), boards: 2).WithMachine(("gpu.count", "2"), ("gpu.model", "NVIDIA A100, NVIDIA H100"), ("gpu0.model", "NVIDIA H100"), ("gpu1.model", "NVIDIA A100"),
            ("gpu0.memory-gib", "79.65"), ("gpu1.memory-gib", "39.5"), ("gpu0.power-limit-w", "700"), ("gpu1.power-limit-w", "300"));
        var one = run with { Header = run.Header with { Gpus = ["gpu1"] } };
        Assert.Equal(["NVIDIA H100, NVIDIA A100", "2", "79.65, 39.5", "700, 300"], Boards(run).Select(f => f.Value));
        Assert.Equal(["NVIDIA A100", "1", "39.5", "300"], Boards(one).Select(f => f.Value));
        Assert.Equal(["H100", "1", null, "700"], Boards(Runs.Make()).Select(f => f.Value)); // counted by no board: the machine's
        Assert.Contains(Sheet(one).EnergyScore.Differences, d => d.StartsWith("the hardware is NVIDIA A100, ", StringComparison.Ordinal));
        Assert.DoesNotContain(Sheet(run with { Header = run.Header with { Gpus = ["gpu0"] } }).EnergyScore.Differences, d => d.Contains("hardware", StringComparison.Ordinal) || d.Contains("GPUs", StringComparison.Ordinal));

        var silent = Boards(run.WithMachine(("gpu1.power-limit-w", null)));
        Assert.Equal(["NVIDIA H100, NVIDIA A100", "2", "79.65, 39.5", null], silent.Select(f => f.Value));
        Assert.NotNull(silent[^1].NotGiven);
    }

    [Fact]
    public void Boards_ThatTheDriverKnowsNothingOf_HaveNoneOfItsFacts()
    {
        var run = OnGpus(Runs.Make(), boards: 2);
        run = run with { Machine = run.Machine with { Channels = [run.Machine.Channels[0] with { DeviceId = "GPU-1" }, run.Machine.Channels[1] with { Source = "hwmon", DeviceId = "pci:0000:03:00.0" }] } };
        Assert.Equal([null, "2", null, null], Boards(run).Select(f => f.Value));
        Assert.Contains("gpu0, gpu1", Boards(run)[0].NotGiven, StringComparison.Ordinal);
    }

    [Fact]
    public void QueriesThatTheEndOfTheRunCancelled_AreNoFailures()
    {
        var run = SampleRun.Edit(SampleRun.Make(), r => r.Item is 3 or 4 or 15 ? r with { Error = "it failed", ErrorKind = r.Item == 15 ? "http-500" : RequestRecord.Cancelled } : r);
        Assert.Equal(["http-500"], RunJudge.Judge(run).Configurations[SampleRun.Configuration].Failures.Select(f => f.Key));
        Assert.Equal("1 of 30 in the windows: their energy is counted, their work is not; cancelled under way when the run ended, which is no failure: 2, whose energy is counted, too",
            Assert.Single(Sheet(run).Method, f => f.Key == "errors").Value);
        Assert.Equal("0 of 30 in the windows: their energy is counted, their work is not", Assert.Single(Sheet().Method, f => f.Key == "errors").Value);
    }

    private static IReadOnlyList<DisclosureFact> Boards(RunRecord run) => [.. Sheet(run).Hardware.Where(f => f.Key.StartsWith("gpu", StringComparison.Ordinal))];

    [Fact]
    public void EnergyThatIsModelled_IsAnEstimateOnTheFace_AndHasNoStars()
    {
        var sheet = Sheet(HtmlReportWriterTests.Modelled(SampleRun.Make()));
        Assert.NotNull(sheet.Estimated);
        Assert.Null(sheet.EnergyScore.Stars!.Stars);
        Assert.Contains(sheet.EnergyScore.Differences, d => d.Contains("estimated", StringComparison.Ordinal));
        var page = DisclosureHtml.Write(sheet);
        Assert.True(page.IndexOf("Estimate, not a measurement", StringComparison.Ordinal) < page.IndexOf("<h2>Figures", StringComparison.Ordinal));
        Assert.DoesNotContain("Estimate, not a measurement", DisclosureHtml.Write(Sheet()), StringComparison.Ordinal);
    }

    [Fact]
    public void RunThatIsNotValid_IsInvalidOnTheFace_WithEveryReason()
    {
        var run = SampleRun.Make();
        var sheet = Sheet(run with { Header = run.Header with { Status = RunStatus.Running }, Damage = ["samples.jsonl, line 7 cannot be read"] });
        Assert.False(sheet.Valid);
        Assert.False(sheet.Complete);
        Assert.Equal(["incomplete", "damaged-records"], sheet.Reasons.Select(r => r.Code));
        var page = DisclosureHtml.Write(sheet);
        Assert.Contains("<title>INVALID: ", page, StringComparison.Ordinal);
        Assert.Contains("INVALID: not to be quoted", page, StringComparison.Ordinal);
        Assert.Contains("line 7 cannot be read", page, StringComparison.Ordinal);
        Assert.Contains(">cut off<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void RunWithoutEnergy_DisclosesNothing()
    {
        var run = SampleRun.Make();
        var sheet = Sheet(run with { Header = run.Header with { Boundary = null } });
        Assert.False(sheet.Valid);
        Assert.Contains(sheet.Reasons, r => r.Code == "no-energy");
        Assert.All(sheet.Figures.Where(f => f.Key.Contains("energy", StringComparison.Ordinal)), f => Assert.Null(f.Estimate));
        Assert.Null(sheet.Emissions.Carbon.Estimate);
        Assert.Contains("no energy could be measured", DisclosureHtml.Write(sheet), StringComparison.Ordinal);
    }

    [Fact]
    public void Command_HasNoQueries_AndKeepsItsArguments()
    {
        var sheet = Sheet(SampleRun.Make().WithConfiguration(c => c with { Command = ["/home/me/bin/train", "--key", "secret"] }));
        Assert.Equal("train with 2 arguments", Assert.Single(sheet.Task).Value);
        Assert.Null(sheet.EnergyScore.Figure.Estimate);
        Near(30 / 3.6e6 * 1.2 * 344.14, sheet.Emissions.Carbon.Estimate!.Value); // of one run
        Near(30 / 3.6e6 * 1.2 * 0.3, sheet.Emissions.Cost.Estimate!.Value);
        Assert.Equal(("gco2e_per_run", "cost_per_run"), (sheet.Emissions.Carbon.Key, sheet.Emissions.Cost.Key));
        var page = WebUtility.HtmlDecode(DisclosureHtml.Write(sheet));
        Assert.Contains("<th scope=\"row\">Electricity cost of one run of the command</th><td>0.00000300 in the tariff's currency</td>", page, StringComparison.Ordinal);
        Assert.Contains("<strong>Greenhouse gases of one run of the command: 0.00344 gCO2e</strong>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", DisclosureHtml.Write(sheet), StringComparison.Ordinal);
    }

    /// <summary>What costs next to nothing is of a million queries, as in every other output; programs get it of 1,000.</summary>
    [Fact]
    public void Prices_ThatAreLow_AreShownOfAMillion_AndTheEnergyScoreIsNot()
    {
        var sheet = Sheet(options: new DisclosureOptions { MadeAt = DateTimeOffset.UnixEpoch, Prices = new RecommendationOptions { Tariff = 0.00003, Intensity = 360 } });
        var page = WebUtility.HtmlDecode(DisclosureHtml.Write(sheet));
        Assert.Contains("<th scope=\"row\">Electricity cost per 1,000,000 queries</th><td>0.000250 in the tariff's currency</td>", page, StringComparison.Ordinal);
        Assert.Contains("<strong>Greenhouse gases per 1,000,000 queries: 3,000 gCO2e</strong>", page, StringComparison.Ordinal);
        Assert.Contains("8.33 Wh per 1,000 queries", page, StringComparison.Ordinal);
        Assert.Equal("cost_per_1000_queries", sheet.Emissions.Cost.Key);
        Near(30_000 / 3.6e6 * 0.00003, sheet.Emissions.Cost.Estimate!.Value);
    }

    [Fact]
    public void DataFile_IsNamedWithoutItsFolderAndItsSecrets()
    {
        var sheet = Sheet(SampleRun.Make().WithConfiguration(c => c with { FileHashes = Runs.Facts(("/home/me/data/questions.jsonl", "aa"), ("https://user:pass@host.example/set.json?token=secret", "bb")) }));
        Assert.Equal("questions.jsonl (SHA-256 aa), https://host.example/set.json (SHA-256 bb)", Assert.Single(sheet.Task, f => f.Key == "data").Value);
    }

    [Fact]
    public void StreamOfMlperf_HasItsMillijoules()
    {
        var sheet = Sheet(SampleRun.Make().WithSpec(("load.kind", "single-stream")));
        Assert.Equal("30000 mJ/query", Assert.Single(sheet.Mlperf, f => f.Key == "energy").Value);
        Assert.Contains("no MLPerf result", Assert.Single(sheet.Mlperf, f => f.Key == "standing").Value, StringComparison.Ordinal);
        Assert.Contains("none of MLPerf's scenarios", Assert.Single(Sheet().Mlperf, f => f.Key == "energy").NotGiven, StringComparison.Ordinal);
    }

    [Fact]
    public void ServerElsewhere_HasNoHardware()
    {
        var run = SampleRun.Make();
        var sheet = Sheet(run with { Header = run.Header with { Node = "other" } });
        Assert.Contains("nobody captured", Assert.Single(sheet.Hardware).NotGiven, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.99, 1.0)]
    [InlineData(double.NaN, 1.0)]
    [InlineData(1.2, double.NaN)]
    [InlineData(1.2, -5)]
    public void PriceThatIsNone_IsRefused(double pue, double intensity) =>
        Assert.Equal("JM7042", Assert.Throws<JoulemarkException>(() => Sheet(options: new DisclosureOptions { MadeAt = DateTimeOffset.UnixEpoch, Prices = new RecommendationOptions { Pue = pue, Intensity = intensity } })).Diagnostics[0].Id);

    [Fact]
    public void Page_LoadsNothing_RunsNothing_AndEncodesWhatItIsGiven()
    {
        var run = SampleRun.Make();
        var page = DisclosureHtml.Write(Sheet(run with { Header = run.Header with { Name = Hostile, Id = Hostile, Configurations = [run.Header.Configurations[0] with { Name = SampleRun.Configuration }] } }));
        Assert.DoesNotMatch(@"<(script|link|img|iframe|object|embed|base|form)\b", page);
        Assert.DoesNotMatch(@"\b(src|href|action|srcset|onload)\s*=", page);
        Assert.DoesNotMatch(@"@import|url\(", page);
        Assert.Contains("content=\"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;", page, StringComparison.Ordinal);
        Assert.Contains("&lt;/title&gt;&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Single(page.Split("<h1>").Skip(1));
        Assert.Contains("<caption>", page, StringComparison.Ordinal);
        foreach (var heading in (string[])["Figures", "Task", "Model and server", "Hardware", "Boundary", "Method", "MLPerf", "Uncertainty", "AI Energy Score", "Emissions", "Records", "Disclosed by"])
            Assert.Contains($"<h2>{heading}</h2>", page, StringComparison.Ordinal);
    }

    private static void Near(double expected, double? value) => Assert.Equal(expected, value!.Value, expected * 1e-9);

    private static double? Value(DisclosureSheet sheet, string key) => Assert.Single(sheet.Figures, f => f.Key == key).Estimate?.Value;

    private static RunRecord OnGpus(RunRecord run, int windows = 3, int boards = 1)
    {
        var many = SampleRun.Make(windows);
        var (counter, names) = (many.Machine.Channels[0], Enumerable.Range(0, boards).Select(i => $"gpu{i}").ToList());
        return run with
        {
            Header = run.Header with { Boundary = Boundary.Gpu },
            Machine = run.Machine with { Channels = [.. names.Select((n, i) => counter with { Name = n, Part = MachinePart.Gpu, Device = i, Source = "nvml" })] },
            Windows = many.Windows, Requests = many.Requests, Samples = [.. many.Samples.Where(s => s.Channel == counter.Name).SelectMany(s => names.Select(n => s with { Channel = n }))],
        };
    }

    private static DisclosureSheet Sheet(RunRecord? run = null, DisclosureOptions? options = null)
    {
        run ??= SampleRun.Make();
        return DisclosureBuilder.Build(run, run.Header.Configurations[0], options ?? new DisclosureOptions
        {
            Prices = new RecommendationOptions { Tariff = 0.3, Pue = 1.2, Intensity = GridTable.BuiltIn.Find("DE").GramsPerKilowattHour },
            Grid = GridTable.BuiltIn.Find("DE"),
            Stars = StarTableReader.Read("name: test\nsource: made up\nbands: [{ stars: 5, from: 0, to: 8 }, { stars: 4, from: 8 }]", "stars.yaml"),
            RecordsSha256 = new string('a', 64),
            MadeAt = DateTimeOffset.UnixEpoch.AddDays(1),
        });
    }
}
