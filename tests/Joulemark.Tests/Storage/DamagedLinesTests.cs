using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Storage;

public sealed class DamagedLinesTests : IDisposable
{
    private readonly string _runs = Directory.CreateTempSubdirectory("joulemark-").FullName;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Fact]
    public async Task File_OfDamagedLines_IsOneReasonForEachKind_HoweverManyTheyAre()
    {
        var folder = await RunFolders.WriteAsync(_runs, SampleRun.Make());
        var file = Path.Combine(folder, RunFolder.Requests);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        for (var i = 0; i < lines.Length; i++)
            lines[i] = i == 1 ? lines[i].Replace("\"prompt_tokens\":5", "\"prompt_tokens\":-5", StringComparison.Ordinal) : i % 2 == 0 ? lines[i].Replace("\"score\":", "\"score\":NaN", StringComparison.Ordinal) : lines[i];
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);

        var run = RunFolderReader.Read(folder);
        Assert.Equal(
            [
                "requests.jsonl is not as the run left it: its SHA-256 is another",
                "requests.jsonl, lines 1, 3, 5 and 12 more cannot be read and were left out",
                "requests.jsonl, line 2 says what cannot be, and was left out: it has fewer than no tokens",
            ],
            run.Damage);
        Assert.Equal(3, RunJudge.Judge(run).Validity.Reasons.Count(r => r.Code == "damaged-records"));
    }

    [Fact]
    public void Lines_UpToThree_AreAllNamed()
    {
        var lines = new DamagedLines("x.jsonl");
        lines.Add(7, "it ends early");
        lines.Add(9, "it ends early");
        lines.Add(10, "it ends early");
        Assert.Equal(["x.jsonl, lines 7, 9, 10 say what cannot be, and were left out: it ends early"], lines.Said);
    }
}
