using System.Text.Json.Nodes;
using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Storage;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Storage;

/// <summary>A folder as the first version wrote it, against one of today: what it knows is compared, what it does not is said.</summary>
public sealed class OlderFolderTests : IDisposable
{
    private static readonly string[] OfHeader = ["schema_version", "tool_version", "id", "name", "started_at", "status", "boundary", "sample_rate", "seeds", "plan", "configurations"];
    private static readonly string[] OfConfiguration = ["name", "factors", "spec", "task_hash", "task_requests", "task_distinct_items", "template_hash"];
    private static readonly string[] OfMachine = ["fingerprint", "channels", "missing"];
    private static readonly string[] OfWindow = ["configuration", "stage", "repeat", "start_ns", "end_ns", "counts"];
    private static readonly string[] OfRequest = ["configuration", "stage", "repeat", "item", "scheduled_ns", "sent_ns", "first_byte_ns", "first_token_ns", "last_token_ns", "ended_ns", "token_ns", "usage", "score"];
    private static readonly double[] Steady = [30, 30.3, 29.8];
    private readonly string _runs = Directory.CreateTempSubdirectory("joulemark-").FullName;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Fact]
    public async Task Folder_WithoutNewerFields_IsReported_Compared_AndGated()
    {
        var (old, today) = (await WriteAsync("old"), RunFolderReader.Read(await WriteAsync("today")));
        Rewrite(Path.Combine(old, RunFolder.Run), header =>
        {
            Keep(header, OfHeader);
            foreach (var configuration in header["configurations"]!.AsArray())
                Keep(configuration!.AsObject(), OfConfiguration);
        });
        Rewrite(Path.Combine(old, RunFolder.Machine), machine => Keep(machine, OfMachine));
        RewriteLines(Path.Combine(old, RunFolder.Windows), OfWindow);
        RewriteLines(Path.Combine(old, RunFolder.Requests), OfRequest);
        File.Delete(Path.Combine(old, RunFolder.Servers));

        var run = RunFolderReader.Read(old);
        Assert.Empty(run.Damage);
        var result = RunJudge.Judge(run);
        Assert.InRange(result.Configurations[SampleRun.Configuration].Metrics["energy_per_output_token"].Value!.Value, 2.9, 3.1); // 30 W, ten tokens a second
        Assert.NotEmpty(ResultFile.ToJson(result));

        var compared = Joulemark.Comparison.Comparer.Compare((run, run.Header.Configurations[0]), (today, today.Header.Configurations[0]), null, []);
        Assert.True(compared.Comparable);
        Assert.InRange(Assert.Single(compared.Metrics, m => m.Name == "energy_per_output_token").Ratio!.Value!.Value, 0.99, 1.01);

        // What the old one does not tell never passes a rule.
        var rules = new GatePolicy { Objectives = false, Rules = [new GateRule("energy_per_output_token") { MaxIncrease = 0.15 }, new GateRule("accuracy") { MaxDecrease = 0.5 }] };
        var gated = Gate.Judge((run, run.Header.Configurations[0]), (today, today.Header.Configurations[0]), rules with { AcceptInvalid = true });
        Assert.Equal(ExitCode.Invalid, gated.ExitCode);
        Assert.Equal([GateVerdict.Pass, GateVerdict.Invalid], gated.Rules.Select(r => r.Verdict));
        Assert.Contains("the baseline has no figure for accuracy", gated.Rules[1].Evidence, StringComparison.Ordinal);
    }

    private Task<string> WriteAsync(string id) => RunFolders.WriteAsync(_runs, PowerRun.Make(id, Steady, i => i % 2 == 0));

    private static void Keep(JsonObject node, string[] keys)
    {
        foreach (var key in node.Select(p => p.Key).Except(keys, StringComparer.Ordinal).ToList())
            node.Remove(key);
    }

    private static void Rewrite(string file, Action<JsonObject> edit)
    {
        var node = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        edit(node);
        File.WriteAllText(file, node.ToJsonString());
    }

    private static void RewriteLines(string file, string[] keys) => File.WriteAllLines(file, File.ReadAllLines(file).Select(line =>
    {
        var node = JsonNode.Parse(line)!.AsObject();
        Keep(node, keys);
        return node.ToJsonString();
    }).ToList());
}
