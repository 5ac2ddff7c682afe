using System.Runtime.CompilerServices;
using Joulemark.Diagnostics;
using Joulemark.Tokenizing;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Workloads;

public sealed class TraceWorkloadTests : IDisposable
{
    private const string Azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Mooncake_WithEqualHashIds_GetsTheVerySameBlocks()
    {
        var task = Load("mooncake", """
            {"timestamp": 27000, "input_length": 1100, "output_length": 20, "hash_ids": [0, 1, 2]}
            {"timestamp": 27500, "input_length": 1536, "output_length": 30, "hash_ids": [0, 1, 3]}
            {"timestamp": 30000, "input_length": 700, "output_length": 40, "hash_ids": [4, 1]}
            """, "workload.requests=3", "workload.prefix-cache=warm");
        var counter = Tokenizers.Open("o200k_base");
        var prompts = task.Items.Select(i => i.Prompt).ToList();
        Assert.Equal([1100, 1536, 700], prompts.Select(counter.Count));
        Assert.Equal([0, 500, 3000], task.Items.Select(i => i.Arrival!.Value.TotalMilliseconds));
        Assert.Equal([20, 30, 40], task.Items.Select(i => i.OutputTokens!.Value));
        Assert.InRange(counter.Count(Common(prompts[0], prompts[1])), 1024, 1026);

        // Block 1 is the same text wherever it stands: here its first 188 tokens follow another block.
        var tail = string.Join(' ', prompts[2].Split(' ').Reverse().Skip(30).Take(80).Reverse());
        Assert.Contains(tail, prompts[1], StringComparison.Ordinal);
        Assert.Contains(task.Notes, n => n is { Id: "JM1029", Severity: DiagnosticSeverity.Info } && n.Message.Contains("30.7 %", StringComparison.Ordinal));
    }

    [Fact]
    public void Mooncake_InAnotherPass_SharesAsBeforeButInOtherWords()
    {
        var task = Load("mooncake", """
            {"timestamp": 0, "input_length": 1024, "output_length": 1, "hash_ids": [0, 1]}
            {"timestamp": 5, "input_length": 1024, "output_length": 1, "hash_ids": [0, 2]}
            """, "workload.requests=2");
        var (first, second) = (task.Renew!(0, 1).Prompt, task.Renew!(1, 1).Prompt);
        Assert.True(Common(first, second).Length > first.Length / 3);
        Assert.True(Common(first, task.Items[0].Prompt).Length < 20);
        Assert.Contains(task.Notes, n => n is { Id: "JM1029", Severity: DiagnosticSeverity.Warning }); // the spec says cold
    }

    [Theory]
    [InlineData("2023-11-16 18:17:03.9799600", "2023-11-16 18:17:04.0319600", 52)]
    [InlineData("2024-05-10 00:00:00.009930+00:00", "2024-05-10 00:00:01+00:00", 990.07)]
    [InlineData("2024-05-12 23:59:59.500000+02:00", "2024-05-12 22:00:00+00:00", 500)]
    [InlineData("1.5", "2", 0.5)]
    public void Azure_OfEitherYear_GivesArrivals(string first, string second, double milliseconds)
    {
        var task = Load("azure-trace", $"{Azure}{first},4808,10\n{second},3180,8\n", "workload.requests=2");
        Assert.Equal(milliseconds, task.Items[1].Arrival!.Value.TotalMilliseconds, 3);
        Assert.Equal((4808, 10), (task.Items[0].PromptTokens, task.Items[0].OutputTokens));
        Assert.Equal(3180, Tokenizers.Open("o200k_base").Count(task.Items[1].Prompt));
    }

    [Fact]
    public void Trace_Unsorted_IsSortedWithAWarning()
    {
        var task = Load("trace", "{\"timestamp\": 20, \"input_length\": 10, \"output_length\": 1}\n{\"timestamp\": 10, \"input_length\": 11, \"output_length\": 2}\n{\"timestamp\": 30, \"input_length\": 12, \"output_length\": 3}", "workload.requests=3", "workload.timestamp-unit=s");
        Assert.Equal([0, 10, 20], task.Items.Select(i => i.Arrival!.Value.TotalSeconds));
        Assert.Equal([11, 10, 12], task.Items.Select(i => i.PromptTokens!.Value));
        var note = Assert.Single(task.Notes, n => n.Id == "JM1027");
        Assert.Contains("line 2", note.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mooncake", "{\"timestamp\": -1, \"input_length\": 10, \"output_length\": 1, \"hash_ids\": [1]}", "negative")]
    [InlineData("mooncake", "{\"timestamp\": \"NaN\", \"input_length\": 10, \"output_length\": 1, \"hash_ids\": [1]}", "timestamp")]
    [InlineData("mooncake", "{\"timestamp\": 1e300, \"input_length\": 10, \"output_length\": 1, \"hash_ids\": [1]}", "timestamp")]
    [InlineData("mooncake", "{\"timestamp\": 1, \"output_length\": 1, \"hash_ids\": [1]}", "input_length")]
    [InlineData("mooncake", "{\"timestamp\": 1, \"input_length\": 1.5, \"output_length\": 1, \"hash_ids\": [1]}", "input_length")]
    [InlineData("mooncake", "{\"timestamp\": 1, \"input_length\": 600, \"output_length\": 1, \"hash_ids\": [1]}", "2 blocks of 512")]
    [InlineData("mooncake", "{\"timestamp\": 1, \"input_length\": 600, \"output_length\": 1}", "hash_ids")]
    [InlineData("azure-trace", "TIMESTAMP,Context,GeneratedTokens\n2023-11-16 18:17:03,1,1", "ContextTokens")]
    [InlineData("azure-trace", Azure + "NaN,1,1", "'NaN'")]
    [InlineData("azure-trace", Azure + "-5,1,1", "'-5'")]
    [InlineData("azure-trace", Azure + "yesterday,1,1", "'yesterday'")]
    [InlineData("azure-trace", Azure + "2023-11-16 18:17:03,-1,1", "'-1'")]
    [InlineData("azure-trace", Azure + "2023-11-16 18:17:03,1", "2 columns")]
    [InlineData("azure-trace", Azure, "no requests")]
    public void Trace_Malformed_IsAnErrorThatSaysWhere(string kind, string text, string says)
    {
        var e = Assert.Throws<JoulemarkException>(() => Load(kind, text));
        var problem = Assert.Single(e.Diagnostics);
        Assert.Equal("JM1008", problem.Id);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        if (text != Azure)
            Assert.Equal(text.Contains('\n', StringComparison.Ordinal) && says != "ContextTokens" ? 2 : 1, problem.Line);
    }

    [Fact]
    public void Problems_OfALongFile_AreAllReportedUpToANumber()
    {
        var e = Assert.Throws<JoulemarkException>(() => Load("azure-trace", Azure + string.Concat(Enumerable.Repeat("x,1,1\n", 50))));
        Assert.Equal(20, e.Diagnostics.Count);
        Assert.Contains("and 30 more", e.Diagnostics[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_BelowTheTraces_TakeItsStartAndSaySo()
    {
        var rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"2023-11-16 18:17:{i:00},{100 + i},1\n"));
        var task = Load("azure-trace", Azure + rows, "workload.requests=10", "workload.input-tokens.max=105");
        Assert.Equal([100, 101, 102, 103, 104, 105], task.Items.Select(i => i.PromptTokens!.Value));
        task = Load("azure-trace", Azure + rows, "workload.requests=10");
        Assert.Equal(10, task.Items.Count);
        Assert.Contains(task.Notes, n => n.Id == "JM1026" && n.Message.Contains("10 of the trace's 40 requests", StringComparison.Ordinal));
    }

    [Fact]
    public void Prompts_OfALongTrace_AreMadeOnDemandAndNotKept()
    {
        var rows = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i},100000,1\n"));
        var task = Load("trace", "timestamp,input_tokens,output_tokens\n" + rows, "workload.requests=2000");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(1999, task.Items[1999].Arrival!.Value.TotalMilliseconds);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000); // a shape may ask for times alone

        var prompt = Ask(task);
        GC.Collect();
        Assert.False(prompt.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Ask(WorkloadTask task)
    {
        var prompt = task.Items[1999].Prompt;
        Assert.True(prompt.Length > 300_000);
        return new WeakReference(prompt);
    }

    private static string Common(string a, string b) => string.Concat(a.Zip(b).TakeWhile(p => p.First == p.Second).Select(p => p.First));

    private WorkloadTask Load(string kind, string text, params string[] settings)
    {
        File.WriteAllText(_file, text);
        var spec = Specs.Spec([$"workload.kind={kind}", $"workload.path={_file}", .. settings]);
        return BuiltIns.Workload(kind).Load(spec.Workload, spec.Seed);
    }
}
