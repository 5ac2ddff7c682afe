using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Storage;
using Joulemark.Storage.Verification;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Storage;

public sealed class RunVerifierTests : IDisposable
{
    private readonly TemporaryDirectory _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task Folder_AsTheRunLeftIt_IsVerified_AndSaysWhatThatIsWorth()
    {
        var run = Verify(await WriteAsync());
        Assert.True(run.Verified, string.Join('\n', run.Diagnostics));
        Assert.Equal(RunFolder.Records.Order(StringComparer.Ordinal), run.Files);
        Assert.InRange(run.ComparedValues, 200, int.MaxValue);
        Assert.Equal(("JM4097", DiagnosticSeverity.Info), Only(run, d => (d.Id, d.Severity)));
    }

    [Fact]
    public async Task Hash_IsThatOfRunJson_AsShaSumMakesIt()
    {
        var folder = await WriteAsync();
        var expected = Convert.ToHexStringLower(SHA256.HashData(await Bytes(folder, RunFolder.Run)));
        Assert.Equal(expected, Verify(folder).RecordsSha256);
        var run = Verify(folder, expected.ToUpperInvariant());
        Assert.True(run.Verified);
        Assert.Empty(run.Diagnostics); // the folder agrees with what was published
        Assert.Equal("JM4094", Only(Verify(folder, new string('0', 64)), d => d.Id));
    }

    [Theory]
    [InlineData("garbage", "is not JSON, from line 1, byte 1 on")]
    [InlineData("", "is not JSON")]
    [InlineData("[]", "is JSON, but no result of a run")]
    [InlineData("{\"a\": 1}", "is JSON, but no result of a run")]
    public async Task Result_ThatIsNone_IsSaidAsWhatItIs(string text, string problem)
    {
        var folder = await WriteAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Result), text, TestContext.Current.CancellationToken);
        var run = Verify(folder);
        var difference = Assert.Single(run.Differences);
        Assert.StartsWith(problem, difference.Problem, StringComparison.Ordinal);
        Assert.InRange(Only(run, d => d.Message).Length, 10, 120);
    }

    [Fact]
    public void Difference_IsShownInALine()
    {
        Assert.Equal("was not there, is 1", new VerificationDifference("f", "p", null, "1").Shown);
        Assert.Equal($"was {{ \"a\": 1 }}, is {new string('x', 79)}…", new VerificationDifference("f", "p", "{\n  \"a\": 1\n}", new string('x', 500)).Shown);
    }

    [Theory]
    [InlineData(RunFolder.Machine)]
    [InlineData(RunFolder.Windows)]
    [InlineData(RunFolder.Requests)]
    [InlineData(RunFolder.Samples)]
    [InlineData(RunFolder.Servers)]
    [InlineData(RunFolder.Events)]
    public async Task RecordFile_ThatWasChanged_IsFound(string name)
    {
        var folder = await WriteAsync();
        await File.AppendAllTextAsync(Path.Combine(folder, name), "\n", TestContext.Current.CancellationToken); // not even a record
        var run = Verify(folder);
        Assert.False(run.Verified);
        Assert.Contains(run.Differences, d => d.File == name && d.Path is null && d.Was?.Length == 64 && d.Is?.Length == 64 && d.Was != d.Is);
        Assert.Contains(run.Diagnostics, d => d.Id == "JM4091" && d.Message.Contains(name, StringComparison.Ordinal));
        Assert.DoesNotContain(name, run.Files);
    }

    [Theory]
    [InlineData(RunFolder.Machine)]
    [InlineData(RunFolder.Windows)]
    [InlineData(RunFolder.Requests)]
    [InlineData(RunFolder.Samples)]
    [InlineData(RunFolder.Servers)]
    [InlineData(RunFolder.Events)]
    [InlineData(RunFolder.Result)]
    public async Task File_ThatIsMissing_IsFound(string name)
    {
        var folder = await WriteAsync();
        File.Delete(Path.Combine(folder, name));
        var run = Verify(folder);
        Assert.False(run.Verified);
        Assert.Contains(run.Differences, d => d.File == name && d.Is is null);
        Assert.Contains(run.Diagnostics, d => d.Message.Contains($"{name} is not there", StringComparison.Ordinal));
        Assert.Equal(name != RunFolder.Result, RunFolderReader.Read(folder).Damage.Count > 0); // figures of what is left are not valid either
    }

    [Theory]
    [InlineData("\"value\": 30,", "\"value\": 29,", ".value")]
    [InlineData("\"valid\": true", "\"valid\": false", ".valid")]
    [InlineData("\"id\": \"20260101T000000Z-sample-0000\"", "\"id\": \"another\"", "id")]
    public async Task Result_ThatWasChanged_IsToldFigureByFigure(string from, string to, string path)
    {
        var folder = await WriteAsync();
        await ReplaceAsync(folder, RunFolder.Result, from, to);
        var run = Verify(folder);
        Assert.False(run.Verified);
        Assert.Equal(RunFolder.Records.Count, run.Files.Count); // the records are not to blame
        Assert.All(run.Differences, d => Assert.EndsWith(path, d.Path, StringComparison.Ordinal));
        Assert.All(run.Differences, d => Assert.False(d.OtherVersion));
        Assert.Equal("JM4092", Only(run, d => d.Id));
    }

    [Fact]
    public async Task Result_OfAnotherVersion_IsToldApartFromTampering()
    {
        var folder = await WriteAsync();
        await ReplaceAsync(folder, RunFolder.Result, $"\"tool_version\": \"{ToolVersion.Current}\"", "\"tool_version\": \"0.0.1\"");
        await ReplaceAsync(folder, RunFolder.Result, "mean of windows", "words of an older version");
        var run = Verify(folder, RecordsHash.Of(RunChain.Of(folder)));
        Assert.True(run.Verified); // texts are others, figures agree
        Assert.Equal(("JM4093", "0.0.1"), (Only(run, d => d.Id), run.RecordedBy));

        await ReplaceAsync(folder, RunFolder.Result, "\"unit\": \"J/request\"", "\"unit\": \"mJ/request\"");
        Assert.False(Verify(folder).Verified); // what a figure is of is no wording
        await ReplaceAsync(folder, RunFolder.Result, "\"unit\": \"mJ/request\"", "\"unit\": \"J/request\"");
        await ReplaceAsync(folder, RunFolder.Result, "\"value\": 30,", "\"value\": 29,");
        run = Verify(folder);
        Assert.False(run.Verified);
        Assert.All(run.Differences, d => Assert.True(d.OtherVersion));
        Assert.Contains(run.Diagnostics, d => d.Id == "JM4092" && d.Remedy!.Contains("Verify with Joulemark 0.0.1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"tool_version\":\"0.0.1\"}")]
    [InlineData("{\"tool_version\":\"0.0.1\",\"configurations\":{},\"validity\":{\"valid\":true,\"reasons\":[]}}")]
    public async Task Result_ThatSaysNothing_IsNotVerified(string text)
    {
        var folder = await WriteAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Result), text, TestContext.Current.CancellationToken);
        Assert.False(Verify(folder).Verified);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}")]
    public async Task Result_ThatIsNone_IsSaid(string text)
    {
        var folder = await WriteAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Result), text, TestContext.Current.CancellationToken);
        Assert.Contains(Verify(folder).Diagnostics, d => d.Id == "JM4092");
    }

    [Fact]
    public async Task RunJson_ChangedInWhatFiguresAreMadeFrom_ShowsInTheResult()
    {
        var folder = await WriteAsync();
        await ReplaceAsync(folder, RunFolder.Run, "\"boundary\": \"components\"", "\"boundary\": \"node\"");
        Assert.Contains(Verify(folder).Differences, d => d.File == RunFolder.Result && d.Path == "boundary");
    }

    [Fact]
    public async Task RunJson_ChangedInWhatNoFigureShows_IsFoundByThePublishedHashAlone()
    {
        var folder = await WriteAsync();
        var published = Verify(folder).RecordsSha256!;
        await ReplaceAsync(folder, RunFolder.Run, "\"started_at\": \"1970", "\"started_at\": \"2026");
        Assert.True(Verify(folder).Verified);
        Assert.Equal("JM4094", Only(Verify(folder, published), d => d.Id));
    }

    [Fact]
    public async Task Everything_RewrittenTogether_IsFoundByThePublishedHashAlone()
    {
        var folder = await WriteAsync();
        var published = Verify(folder).RecordsSha256!;
        Directory.Delete(folder, recursive: true);
        var run = SampleRun.Make();
        folder = await WriteAsync(run with { Samples = [.. run.Samples.Select(s => s with { Reading = s.Reading / 2 })] });
        Assert.True(Verify(folder).Verified);
        Assert.False(Verify(folder, published).Verified);
    }

    [Fact]
    public async Task RunJson_ThatCannotBeRead_IsNotVerified()
    {
        var folder = await WriteAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Run), "{", TestContext.Current.CancellationToken);
        Assert.Contains(Verify(folder).Differences, d => d.File == RunFolder.Run);
        Assert.Null(Verify(folder).RecordsSha256);
    }

    [Fact]
    public void Folder_ThatIsNone_IsBadUsage() =>
        Assert.Equal(ExitCode.BadUsage, Assert.Throws<JoulemarkException>(() => Verify(Path.Combine(_runs.Path, "nothing"))).ExitCode);

    [Fact]
    public async Task FileThatNobodyKnows_IsSaid_AndOneThatFiguresWouldReadIsRefused()
    {
        var folder = await WriteAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "mine", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "server-small.log"), "the run's", TestContext.Current.CancellationToken);
        var run = Verify(folder);
        Assert.True(run.Verified);
        var note = Assert.Single(run.Diagnostics, d => d.Id == "JM4095");
        Assert.Contains("notes.txt is no part", note.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Imported), "{}", TestContext.Current.CancellationToken);
        Assert.Contains(Verify(folder).Differences, d => d.File == RunFolder.Imported && d.Was is null);
    }

    /// <summary>As docs/verify.md has it.</summary>
    [Fact]
    public async Task RunJson_WithoutItsHash_IsFoundChangedWhereTheResultRepeatsIt()
    {
        var folder = await WriteAsync();
        await EditAsync(folder, json => json["started_at"] = "2025-01-01T00:00:00Z");
        Assert.True(Verify(folder).Verified);
        await EditAsync(folder, json => json["name"] = "another");
        var run = Verify(folder);
        Assert.False(run.Verified);
        Assert.Contains("1 of its values differs, name first", Only(run, d => d.Message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HashesInRunJson_OfFilesElsewhere_AreNotFollowed()
    {
        var folder = await WriteAsync();
        await EditAsync(folder, json => json["file_hashes"]!["../../etc/hostname"] = new string('0', 64));
        Assert.Contains(Verify(folder).Differences, d => d.File == "../../etc/hostname" && d.Is is null);
    }

    [Fact]
    public async Task RunThatWasCutOff_HasNoHashes_AndIsNotVerified()
    {
        var folder = await WriteAsync(withResult: false);
        await EditAsync(folder, json => (json["file_hashes"], json["status"]) = (null, "running"));
        var run = Verify(folder);
        Assert.False(run.Verified);
        Assert.Null(run.RecordsSha256);
        Assert.Equal("JM4090", Only(run, d => d.Id));
        Assert.Contains("cut off", run.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunThatGoesOnFromAnother_IsVerifiedWithIt()
    {
        var (first, second) = await WriteChainAsync();
        var runs = RunVerifier.Verify(second).ToList();
        Assert.Equal([Path.GetFileName(first), Path.GetFileName(second)], runs.Select(r => r.Run));
        Assert.All(runs, r => Assert.True(r.Verified, string.Join('\n', r.Diagnostics)));
        byte[] both = [.. await Bytes(first, RunFolder.Run), .. await Bytes(second, RunFolder.Run)];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(both)), runs[1].RecordsSha256);

        await File.AppendAllTextAsync(Path.Combine(first, RunFolder.Samples), "\n", TestContext.Current.CancellationToken);
        runs = [.. RunVerifier.Verify(second)];
        Assert.False(runs[0].Verified);
    }

    [Theory]
    [InlineData("gone", "is not beside it")]
    [InlineData("../elsewhere", "no name of a run folder")]
    [InlineData("run-2", "goes on from it")]
    public async Task RunThatGoesOnFromNothing_IsNotVerified(string continues, string expected)
    {
        var (_, second) = await WriteChainAsync();
        await EditAsync(second, json => json["continues"] = continues);
        var run = RunVerifier.Verify(second).Last();
        Assert.Contains(run.Diagnostics, d => d.Id == "JM4096" && d.Message.Contains(expected, StringComparison.Ordinal));
        Assert.Null(run.RecordsSha256);
    }

    private static RunVerification Verify(string folder, string? published = null) => Assert.Single(RunVerifier.Verify(folder, published));

    private static T Only<T>(RunVerification run, Func<Diagnostic, T> select) => select(Assert.Single(run.Diagnostics));

    private Task<string> WriteAsync(RunRecord? run = null, bool withResult = true) => RunFolders.WriteAsync(_runs.Path, run ?? SampleRun.Make(), withResult);

    private async Task<(string First, string Second)> WriteChainAsync()
    {
        var run = SampleRun.Make();
        var first = await WriteAsync(run with { Header = run.Header with { Id = "run-1", Status = RunStatus.Interrupted } });
        return (first, await WriteAsync(run with { Header = run.Header with { Id = "run-2", Continues = "run-1" } }));
    }

    private static Task<byte[]> Bytes(string folder, string name) => File.ReadAllBytesAsync(Path.Combine(folder, name), TestContext.Current.CancellationToken);

    private static async Task ReplaceAsync(string folder, string name, string from, string to)
    {
        var text = Encoding.UTF8.GetString(await Bytes(folder, name));
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, name), text.Replace(from, to, StringComparison.Ordinal), TestContext.Current.CancellationToken);
    }

    private static async Task EditAsync(string folder, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(await Bytes(folder, RunFolder.Run))!;
        edit(json);
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Run), json.ToJsonString(), TestContext.Current.CancellationToken);
    }
}
