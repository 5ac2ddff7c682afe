using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Storage;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Storage;

/// <summary>Runs that go on from others, which lie beside them.</summary>
public sealed class EarlierRunsTests : IDisposable
{
    private readonly TemporaryDirectory _runs = new();

    [Fact]
    public async Task Chain_OfThreeRuns_IsReadFirstFirst()
    {
        await WriteAsync("first", null);
        await WriteAsync("second", "first");
        var third = await WriteAsync("third", "second");

        var run = RunFolderReader.Read(third);

        Assert.Equal(["first", "second"], run.Earlier.Select(r => r.Header.Id));
        Assert.All(run.Earlier, r => Assert.NotEmpty(r.Windows));
        Assert.Empty(run.Damage);
        Assert.Empty(RunFolderReader.ReadAlone(third).Earlier);
    }

    [Fact]
    public async Task Run_ThatIsNoMore_IsDamage()
    {
        var second = await WriteAsync("second", "first");

        var run = RunFolderReader.Read(second);

        Assert.Empty(run.Earlier);
        Assert.Contains("'first', which is not beside it", Assert.Single(run.Damage), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_ThatLeadsOutOfTheRuns_IsNotFollowed()
    {
        Directory.CreateDirectory(Path.Combine(_runs.Path, "inner"));
        await WriteAsync("first", null);
        var second = await RunFolders.WriteAsync(Path.Combine(_runs.Path, "inner"), Make("second", "../first"));

        Assert.Empty(RunFolderReader.Read(second).Earlier);
        Assert.Single(RunFolderReader.Read(second).Damage);
    }

    [Fact]
    public async Task Circle_OfRuns_IsDamage()
    {
        await WriteAsync("first", "second");
        var second = await WriteAsync("second", "first");

        var run = RunFolderReader.Read(second);

        Assert.Equal("first", Assert.Single(run.Earlier).Header.Id);
        Assert.Contains("'second', which goes on from it", Assert.Single(run.Damage), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatNamesItself_IsDamaged()
    {
        var only = await WriteAsync("only", "only");

        Assert.Empty(RunFolderReader.Read(only).Earlier);
        Assert.Contains("goes on from it", Assert.Single(RunFolderReader.Read(only).Damage), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EarlierRun_OfANewerTool_IsDamage()
    {
        var first = await WriteAsync("first", null);
        var header = Path.Combine(first, RunFolder.Run);
        await File.WriteAllTextAsync(header, (await File.ReadAllTextAsync(header, TestContext.Current.CancellationToken)).Replace("\"schema_version\": 1", "\"schema_version\": 99", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Contains("schema version 99", Assert.Single(RunFolderReader.Read(await WriteAsync("second", "first")).Damage), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("renamed")]
    public async Task Damage_OfAnEarlierRun_IsSaidWithItsName_AndAilsNoPointOfTheLast(string folder)
    {
        var first = await WriteAsync("first", null);
        await File.AppendAllTextAsync(Path.Combine(first, RunFolder.Windows), "{ half", TestContext.Current.CancellationToken);
        if (folder != "first")
            Directory.Move(first, Path.Combine(_runs.Path, folder));
        var run = RunFolderReader.Read(await WriteAsync("second", folder));
        var result = RunJudge.Judge(run);

        Assert.Empty(run.Damage);
        Assert.NotEmpty(result.Validity.Reasons);
        Assert.All(result.Validity.Reasons, r => Assert.Equal(("damaged-records", "first"), (r.Code, r.Run)));
        Assert.All(result.Validity.Reasons, r => Assert.StartsWith("first: windows.jsonl", r.Evidence, StringComparison.Ordinal));
        Assert.True(RecordedPoint.Judge(run, SampleRun.Configuration, result.Configurations[SampleRun.Configuration]).Valid);
    }

    public void Dispose() => _runs.Dispose();

    private Task<string> WriteAsync(string id, string? continues) => RunFolders.WriteAsync(_runs.Path, Make(id, continues));

    private static RunRecord Make(string id, string? continues)
    {
        var run = SampleRun.Make();
        return run with { Header = run.Header with { Id = id, Continues = continues } };
    }
}
