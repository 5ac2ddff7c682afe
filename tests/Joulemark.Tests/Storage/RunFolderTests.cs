using System.Text.Json;
using System.Text.Json.Nodes;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Storage;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _runs = Directory.CreateTempSubdirectory("joulemark-").FullName;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    /// <summary>What a run is killed in the middle of after its last window is of no window; a line of requests that is cut off then was lost by a power cut.</summary>
    [Theory]
    [InlineData(RunFolder.Samples, RunEvent.Measured, false)]
    [InlineData(RunFolder.Events, RunEvent.Measured, false)]
    [InlineData(RunFolder.Requests, RunEvent.Measured, true)]
    [InlineData(RunFolder.Windows, RunEvent.Measured, true)]
    [InlineData(RunFolder.Samples, "stage", true)]
    public async Task Line_ThatIsCutOff_IsDamage_UnlessTheRunWasKilledAfterItsLastWindow(string file, string last, bool isDamage)
    {
        var run = SampleRun.Make();
        var folder = await RunFolders.WriteAsync(_runs, run with { Header = run.Header with { Status = RunStatus.Running }, Events = [.. run.Events, new RunEvent { Time = run.Windows[^1].End, Kind = last, Message = "" }] });
        var header = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, RunFolder.Run), TestContext.Current.CancellationToken))!.AsObject();
        header.Remove("file_hashes"); // which a run writes at its end
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Run), header.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.Empty(RunFolderReader.Read(folder).Damage);
        await File.AppendAllTextAsync(Path.Combine(folder, file), "{\"time_ns\": 1", TestContext.Current.CancellationToken);
        Assert.Equal(isDamage, RunFolderReader.Read(folder).Damage.Count > 0);
    }

    [Fact]
    public async Task Records_WrittenAndRead_AreTheSame()
    {
        var run = SampleRun.Make();
        var read = RunFolderReader.Read(await WriteAsync(run));

        Assert.Equal(RunStatus.Complete, read.Header.Status);
        Assert.Equal(RunFolder.Records.Order(StringComparer.Ordinal), read.Header.FileHashes!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Json(RunJudge.Judge(run)), Json(RunJudge.Judge(read)));
        Assert.Equal(run.Samples, read.Samples);
        Assert.Empty(read.Damage);
    }

    [Fact]
    public async Task Folder_WithACutOffLastLine_IsReadUpToIt()
    {
        var folder = await WriteAsync(SampleRun.Make());
        var file = Path.Combine(folder, RunFolder.Requests);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, bytes[..^20], TestContext.Current.CancellationToken);

        var read = RunFolderReader.Read(folder);

        Assert.Equal(SampleRun.Make().Requests.Count - 1, read.Requests.Count);
        Assert.Equal(2, read.Damage.Count); // the line, and that the file is not what the run left
        Assert.All(read.Damage, d => Assert.Contains(RunFolder.Requests, d, StringComparison.Ordinal));
        Assert.Contains(RunJudge.Judge(read).Validity.Reasons, r => r.Code == "damaged-records");
    }

    [Fact]
    public async Task Machine_OfAnOlderRun_HasItsFingerprintAsFacts()
    {
        var folder = await WriteAsync(SampleRun.Make());
        await File.WriteAllTextAsync(Path.Combine(folder, RunFolder.Machine), """{ "fingerprint": { "cpu.model": "older" }, "channels": [], "missing": [] }""", TestContext.Current.CancellationToken);

        var machine = RunFolderReader.Read(folder).Machine;

        var fact = Assert.Single(machine.KnownFacts);
        Assert.Equal(("cpu.model", "older", Joulemark.Machines.FactGroup.Hardware), (fact.Key, fact.Value, fact.Group));
        Assert.Empty(machine.Facts);
        Assert.Empty(machine.CalibratedChannels);
    }

    [Fact]
    public async Task Facts_OfAMachine_AreReadAsTheyWereWritten()
    {
        var run = SampleRun.Make();
        var facts = new Joulemark.Machines.FactList();
        facts.Add("cpu.governor", "performance", "/sys");
        facts.Unknown("gpu0.mig", "nvmlDeviceGetMigMode", "NVML says Not Supported (3)");

        var read = RunFolderReader.Read(await WriteAsync(run with { Machine = run.Machine with { Facts = facts.All } })).Machine;

        Assert.Equal(facts.All, read.Facts);
        Assert.Equal(facts.All, read.KnownFacts);
    }

    [Fact]
    public async Task Folder_OfANewerSchema_IsRefusedByName()
    {
        var folder = await WriteAsync(SampleRun.Make());
        var file = Path.Combine(folder, RunFolder.Run);
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace("\"schema_version\": 1", "\"schema_version\": 99", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("99", Assert.Throws<JoulemarkException>(() => RunFolderReader.Read(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_ThatIsNone_IsRefused() =>
        Assert.Equal(ExitCode.BadUsage, Assert.Throws<JoulemarkException>(() => RunFolderReader.Read(_runs)).ExitCode);

    [Fact]
    public async Task Configuration_OfARun_IsRefusedWithTheRunThatItIsOf()
    {
        var folder = await WriteAsync(SampleRun.Make());
        var problem = Assert.Single(Assert.Throws<JoulemarkException>(() => RunFolderReader.Read($"{folder}:only")).Diagnostics);
        Assert.Equal(("JM4003", $"'{folder}:only' is not a run folder: whole runs are taken here, and it names the configuration 'only' of one"), (problem.Id, problem.Message));
        Assert.StartsWith($"Give the run alone: {folder}. ", problem.Remedy, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Assert.Throws<JoulemarkException>(() => RunFolderReader.Read($"{_runs}:only")).Message, StringComparison.Ordinal); // no run
    }

    [Fact]
    public async Task Keys_InTheFiles_CarryTheirUnits()
    {
        var folder = await WriteAsync(SampleRun.Make());
        string[] Keys(string file)
        {
            using var line = JsonDocument.Parse(File.ReadLines(Path.Combine(folder, file)).First());
            return [.. line.RootElement.EnumerateObject().Select(p => p.Name)];
        }

        Assert.Superset(new HashSet<string>(["configuration", "stage", "start_ns", "end_ns", "counts", "energy_j"]), Keys(RunFolder.Windows).ToHashSet(StringComparer.Ordinal));
        Assert.Superset(
            new HashSet<string>(["configuration", "scheduled_ns", "sent_ns", "first_byte_ns", "first_token_ns", "last_token_ns", "token_ns", "usage", "finish_reason", "output", "score", "error"]),
            Keys(RunFolder.Requests).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(["time_ns", "channel", "reading"], Keys(RunFolder.Samples));
    }

    private static string Json(RunResult result) => System.Text.Encoding.UTF8.GetString(ResultFile.ToJson(result with { Status = RunStatus.Complete }));

    private Task<string> WriteAsync(RunRecord run) => RunFolders.WriteAsync(_runs, run);
}
