using Joulemark.Storage.Import;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

public sealed class BadInputTests : IDisposable
{
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Fact]
    public async Task Absent_IsSaid() => Assert.Equal("JM4050", (await _import.FailAsync(Path.Combine(_import.Folder, "none.json"))).Id);

    [Fact]
    public async Task Empty_IsSaid()
    {
        var diagnostic = await _import.FailAsync(_import.Write("empty.json", " \n"));
        Assert.Equal("JM4050", diagnostic.Id);
        Assert.Contains("empty", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time,watts\n1,2\n")]
    [InlineData("hello")]
    [InlineData("{\"answer\": 42}")]
    [InlineData("[1, 2]")]
    public async Task UnknownFormat_ListsWhatWasTried_AndWhyNot(string text)
    {
        var diagnostic = await _import.FailAsync(_import.Write("some.json", text));
        Assert.Equal("JM4051", diagnostic.Id);
        Assert.All(Importer.Formats, f => Assert.Contains(f.Tool + ": it ", diagnostic.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NamedFormat_ThatItIsNot_SaysWhy()
    {
        var diagnostic = await _import.FailAsync(_import.Options(_import.Write("vllm.json", new VllmResult().Detailed)) with { Format = "guidellm" });
        Assert.Equal("JM4051", diagnostic.Id);
        Assert.Contains("no list of benchmarks", diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.6)]
    [InlineData(0.99)]
    public async Task CutOff_IsSaid_WhereverItIs(double share)
    {
        var text = new VllmResult { Requests = 500 }.Detailed;
        var diagnostic = await _import.FailAsync(_import.Write("vllm.json", text[..(int)(text.Length * share)]));
        Assert.Equal("JM4052", diagnostic.Id);
        Assert.Contains("cut off", diagnostic.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_import.Folder, "runs"))); // nothing half is left behind
    }

    [Fact]
    public async Task NotJson_InTheMiddle_SaysWhere_AndQuotesLittle()
    {
        var diagnostic = await _import.FailAsync(_import.Write("vllm.json", new VllmResult { Requests = 500 }.Detailed.Replace("\"ttfts\": [0.1", "\"ttfts\": [oops", StringComparison.Ordinal)));
        Assert.Equal("JM4052", diagnostic.Id);
        Assert.Contains("line 1, byte", diagnostic.Message, StringComparison.Ordinal);
        Assert.True(diagnostic.Message.Length < 400);
    }

    [Fact]
    public async Task NaN_IsMissing_AndCounted()
    {
        var vllm = new VllmResult();
        vllm.Replaced["p99_ttft_ms"] = "NaN";
        vllm.Replaced["p99_itl_ms"] = "-Infinity";
        vllm.Replaced["mean_ttft_ms"] = "Infinity";
        var (record, result) = await _import.ImportAsync(_import.Write("vllm.json", vllm.Summary));
        Assert.Null(result.Configurations["concurrency-2"].Metrics["ttft_p99"].Value);
        Assert.Null(result.Configurations["concurrency-2"].Metrics["itl_p99"].Value);
        Assert.DoesNotContain("mean_ttft_ms", record.Imported.Configurations["concurrency-2"].Reported.Keys);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4054" && d.Message.StartsWith("3 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ttfts", "-0.1", "ttfts of request 1")]
    [InlineData("start_times", "NaN", "start_times of request 1")]
    [InlineData("itls", "[0.1, -0.5]", "itls of request 1")]
    public async Task ImpossibleTime_NamesTheRequest(string column, string value, string expected)
    {
        var vllm = new VllmResult { Requests = 2 };
        vllm.Replaced[column] = column switch { "itls" => $"[[0.1], {value}]", "start_times" => $"[1000, {value}]", _ => $"[0.1, {value}]" };
        var diagnostic = await _import.FailAsync(_import.Write("vllm.json", vllm.Detailed));
        Assert.Equal("JM4053", diagnostic.Id);
        Assert.Contains(expected, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NegativeDuration_IsRefused()
    {
        var vllm = new VllmResult();
        vllm.Replaced["duration"] = "-3.5";
        Assert.Contains("-3.5", (await _import.FailAsync(_import.Write("vllm.json", vllm.Summary))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_OfDifferentLength_AreRefusedByName()
    {
        var vllm = new VllmResult();
        vllm.Replaced["ttfts"] = "[0.1, 0.1]";
        var diagnostic = await _import.FailAsync(_import.Write("vllm.json", vllm.Detailed));
        Assert.Equal("JM4053", diagnostic.Id);
        Assert.Contains("ttfts end after 2 requests", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ByteOrderMark_AndCrLf_AreTaken()
    {
        var path = Path.Combine(_import.Folder, "vllm.json");
        await File.WriteAllTextAsync(path, new VllmResult().Detailed.Replace(", \"", ",\r\n\"", StringComparison.Ordinal), new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true), TestContext.Current.CancellationToken);
        var (record, _) = await _import.ImportAsync(path);
        Assert.Equal(20, record.Requests.Count);
    }
}
