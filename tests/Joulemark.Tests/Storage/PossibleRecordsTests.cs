using System.Text.RegularExpressions;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Storage;

/// <summary>Records that can be read and say what cannot be: they are damage, and become no figures.</summary>
public sealed class PossibleRecordsTests : IDisposable
{
    private readonly string _runs = Directory.CreateTempSubdirectory("joulemark-").FullName;

    [Theory]
    [InlineData(RunFolder.Requests, "\"first_token_ns\":[0-9]+", "\"first_token_ns\":-5", "its first token came before it was sent")]
    [InlineData(RunFolder.Requests, "\"first_byte_ns\":[0-9]+", "\"first_byte_ns\":0", "its first byte came before it was sent")]
    [InlineData(RunFolder.Requests, "\"last_token_ns\":[0-9]+", "\"last_token_ns\":1", "its last token came before its first")]
    [InlineData(RunFolder.Requests, "\"ended_ns\":[0-9]+", "\"ended_ns\":1", "it ended before its last token")]
    [InlineData(RunFolder.Requests, "\"completion_tokens\":", "\"completion_tokens\":-", "it has fewer than no tokens")]
    [InlineData(RunFolder.Requests, "\"prompt_tokens\":", "\"prompt_tokens\":-", "it has fewer than no tokens")]
    [InlineData(RunFolder.Requests, "\"score\":[01]", "\"score\":70", "its score is none from 0 to 1")]
    [InlineData(RunFolder.Windows, "\"end_ns\":[0-9]+", "\"end_ns\":1", "the window ends before it begins")]
    [InlineData(RunFolder.Windows, "\"requests\":[0-9]+", "\"requests\":-7", "a count of the window is below 0")]
    public async Task Record_ThatCannotBe_IsDamage(string file, string pattern, string replacement, string what)
    {
        var folder = await RunFolders.WriteAsync(_runs, SampleRun.Make());
        var path = Path.Combine(folder, file);
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var edited = Regex.Replace(text, pattern, replacement, RegexOptions.None, TimeSpan.FromSeconds(10));
        Assert.NotEqual(text, edited);
        await File.WriteAllTextAsync(path, edited, TestContext.Current.CancellationToken);

        var run = RunFolderReader.Read(folder);

        Assert.Contains(run.Damage, d => d.StartsWith($"{file}, line", StringComparison.Ordinal) && d.Contains("what cannot be, and w", StringComparison.Ordinal) && d.EndsWith($"left out: {what}", StringComparison.Ordinal));
        var result = RunJudge.Judge(run);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "damaged-records");
        Assert.All(result.Configurations.Values.SelectMany(c => c.Metrics.Values), m => Assert.False(m.Value < 0));
    }

    [Fact]
    public async Task Records_ThatCanBe_AreNoDamage() => Assert.Empty(RunFolderReader.Read(await RunFolders.WriteAsync(_runs, SampleRun.Make())).Damage);

    public void Dispose() => Directory.Delete(_runs, recursive: true);
}
