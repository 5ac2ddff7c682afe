using System.Collections.Concurrent;
using Joulemark.Load;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Tokenizing;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Load;

/// <summary>The local tokenizer beside the server's counts.</summary>
public sealed class TokenCountTests
{
    private const string Question = "What is the capital of France?";
    private const string Answer = "It is Paris.";

    [Fact]
    public async Task Answers_WithUsage_AreCountedForASampleOfTheStage()
    {
        var records = await RecordAsync(200, new TokenUsage(12, 5));
        Assert.Equal(64, records.Count(r => r.LocalOutputTokens is not null));
        Assert.Equal((4, 7), (records[0].LocalOutputTokens, records[0].LocalPromptTokens));
        Assert.All(records, r => Assert.Equal((5, 12), (r.OutputTokens, r.PromptTokens))); // the server's word stands
    }

    [Fact]
    public async Task Answers_WithoutUsage_AreAllCounted()
    {
        var records = await RecordAsync(200, usage: null);
        Assert.All(records, r => Assert.Equal((4, 7), (r.OutputTokens, r.PromptTokens)));
    }

    [Fact]
    public async Task Answers_WithReasoning_HaveNoLocalCount()
    {
        var records = await RecordAsync(3, usage: null, reasons: true);
        Assert.All(records, r => Assert.Null(r.OutputTokens)); // the text of the reasoning is not kept
    }

    [Fact]
    public async Task Answers_WithoutATokenizer_AreNotCounted()
    {
        var records = await RecordAsync(3, usage: null, tokenizer: false);
        Assert.All(records, r => Assert.Null(r.OutputTokens));
    }

    private static async Task<List<RequestRecord>> RecordAsync(int count, TokenUsage? usage, bool reasons = false, bool tokenizer = true)
    {
        var task = new WorkloadTask([new TaskItem(Question, null)], null, "0") { TokenCounter = tokenizer ? Tokenizers.Open("o200k_base") : null };
        var records = new ConcurrentQueue<RequestRecord>();
        var recorder = new RequestRecorder(
            new PlannedConfiguration("only", new Dictionary<string, string>(StringComparer.Ordinal), Specs.Spec()) { Values = new Dictionary<string, string>(StringComparer.Ordinal) },
            task, Stage.Window, 1, records.Enqueue);
        for (var i = 0; i < count; i++)
        {
            var reply = new ServerReply { Usage = usage };
            if (reasons)
                reply.AddReasoning(default(Timestamp) + TimeSpan.FromSeconds(1));
            reply.AddText(System.Text.Encoding.UTF8.GetBytes(Answer), default(Timestamp) + TimeSpan.FromSeconds(2));
            reply.Finish(default(Timestamp) + TimeSpan.FromSeconds(3));
            recorder.Add(new AnsweredRequest(new AskedItem(0, task.Items[0], null), null, 0, ServerRequest.Of(Question, 16), default, reply));
        }

        await recorder.CompleteAsync();
        return [.. records];
    }
}
