using Joulemark.Diagnostics;
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
    public async Task Circle_OfRuns_IsRefused()
    {
        await WriteAsync("first", "second");
        var second = await WriteAsync("second", "first");

        var problem = Assert.Throws<JoulemarkException>(() => RunFolderReader.Read(second));

        Assert.Equal("JM5036", Assert.Single(problem.Diagnostics).Id);
        Assert.Contains("second after first after second", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatNamesItself_IsRefused()
    {
        var only = await WriteAsync("only", "only");

        Assert.Equal("JM5036", Assert.Single(Assert.Throws<JoulemarkException>(() => RunFolderReader.Read(only)).Diagnostics).Id);
    }

    [Fact]
    public async Task Damage_OfAnEarlierRun_IsSaidWithItsName()
    {
        var first = await WriteAsync("first", null);
        await File.AppendAllTextAsync(Path.Combine(first, RunFolder.Windows), "{ half", TestContext.Current.CancellationToken);
        var second = await WriteAsync("second", "first");

        Assert.All(RunFolderReader.Read(second).Damage, d => Assert.StartsWith("first: ", d, StringComparison.Ordinal));
        Assert.NotEmpty(RunFolderReader.Read(second).Damage);
    }

    public void Dispose() => _runs.Dispose();

    private Task<string> WriteAsync(string id, string? continues) => RunFolders.WriteAsync(_runs.Path, Make(id, continues));

    private static RunRecord Make(string id, string? continues)
    {
        var run = SampleRun.Make();
        return run with { Header = run.Header with { Id = id, Continues = continues } };
    }
}
