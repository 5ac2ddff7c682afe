using Joulemark.IntegrationTests.Harness;
using Xunit;

namespace Joulemark.IntegrationTests.Usage;

/// <summary>What a newcomer gets wrong on the command line: exit code 2, words that say what was given and what is wanted, and nothing on standard output.</summary>
public sealed class UsageProblemsTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("joulemark needs a command: run, measure")]
    [InlineData("joulemark baseline needs a command: set, list, show", "baseline")]
    [InlineData("joulemark has no command 'reprt'; did you mean 'report'?", "reprt", "x")]
    [InlineData("joulemark has no option '--versoin'; did you mean '--version'?", "--versoin")]
    [InlineData("joulemark report has no option '--jsn'; did you mean '--json'?", "report", "--jsn")]
    [InlineData("joulemark run has no option '-x'", "run", "-x")]
    [InlineData("joulemark gate has no option '--max-increse'; did you mean '--max-increase'?", "gate", "--baseline", "a", "--candidate", "b", "--max-increse=5%")]
    [InlineData("joulemark measure has no option '--repat'; did you mean '--repeat'?", "measure", "--repat", "3", "--", "true")]
    [InlineData("RUN is empty", "report", "")]
    [InlineData("--runs is empty", "query", "SELECT 1", "--runs", "")]
    [InlineData("--max-increase: '-5%' is below 0", "gate", "--baseline", "a", "--candidate", "b", "--max-increase", "-5%")]
    [InlineData("--max-increase: '15' is 1500 %; write 15% if that is meant", "gate", "--baseline", "a", "--candidate", "b", "--max-increase", "15")]
    [InlineData("--max-increase: 'inf' is not a share", "gate", "--baseline", "a", "--candidate", "b", "--max-increase", "inf")]
    [InlineData("--tariff: 'cheap' is not a number", "recommend", "a", "--tariff", "cheap")]
    [InlineData("--intensity is infinite; it must be a number above 0", "recommend", "a", "--intensity", "inf")]
    [InlineData("--intensity is not a number; it must be a number above 0", "recommend", "a", "--intensity", "nan")]
    [InlineData("--minimize: 'crabon' is none of energy, cost, carbon, energy-per-correct; did you mean 'carbon'?", "recommend", "a", "--minimize", "crabon")]
    [InlineData("--port: 'x' is not a whole number from 0 to 65535", "reference", "--port", "x")]
    [InlineData("--repeat: '0' is not a whole number of at least 1", "measure", "--repeat", "0", "--", "true")]
    [InlineData("--sample-rate: '0' is not a number from 1 to 100", "selftest", "--sample-rate", "0")]
    [InlineData("'/dev/null' is not a run folder: it is a file", "report", "/dev/null", "--json")]
    [InlineData("there is no such folder", "compare", "/no/such/run", "--json")]
    [InlineData("the spec is empty", "run", "/dev/null", "--json")]
    [InlineData("it is a folder", "gate", "--baseline", "a", "--candidate", "b", "--policy", "/", "--json")]
    [InlineData("there is no folder '/no/such'", "recommend", "a", "--minimize", "carbon", "--grid", "DE", "--grid-table", "/no/such/table.csv", "--json")]
    public async Task Mistake_IsSaidInWords(string says, params string[] arguments)
    {
        var result = (await CliProcess.RunAsync(arguments)).Expect(2).Says(says);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Server_SaysWhyItHasNoJson() => Assert.Contains("no --json", (await CliProcess.RunAsync(["reference", "--help"])).Expect(0).Output, StringComparison.Ordinal);

    [Fact]
    public async Task MeasuredCommand_KeepsItsOwnOptions()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "sh", "-c", "exit 7"])).Expect(7);
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "--", "echo", "--jsn"])).Expect(0);
    }

    [Fact]
    public async Task RunFolder_IsNamedWhereSomethingElseIsWanted_AndTheOtherWayRound()
    {
        (await CliProcess.RunAsync(["measure", "--idle", "0s", "--runs", _workspace.Runs, "--", "true"])).Expect(0);
        (await CliProcess.RunAsync(["run", _workspace.Run])).Expect(2).Says("JM1001", "is the folder of a run that was made", "joulemark report");
        (await CliProcess.RunAsync(["run", _workspace.Runs])).Expect(2).Says("JM1001", "is a folder, and a spec is a file");
        (await CliProcess.RunAsync(["report", _workspace.Runs])).Expect(2).Says("JM4003", "is not a run folder, but holds 1", _workspace.Run);
        (await CliProcess.RunAsync(["report", _workspace.Run, "-o", _workspace.File("no/such.md"), "--json"])).Expect(2).Says("JM4004", $"there is no folder '{_workspace.File("no")}'");
        Directory.CreateDirectory(_workspace.File("folder.html"));
        (await CliProcess.RunAsync(["report", _workspace.Run, "-o", _workspace.File("folder.html"), "--json"])).Expect(2).Says("JM4004", "it is a folder");
        (await CliProcess.RunAsync(["measure", "--runs", "/dev/null", "--json", "--", "true"])).Expect(2).Says("JM4001", "it is a file");
        await File.WriteAllTextAsync(Path.Combine(_workspace.Run, "run.json"), "{", TestContext.Current.CancellationToken);
        (await CliProcess.RunAsync(["report", _workspace.Run])).Expect(2).Says("JM4003", "its run.json is damaged");
    }
}
