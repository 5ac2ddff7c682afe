using System.Globalization;
using System.Text;
using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Tokenizing;
using Joulemark.Workloads;
using Joulemark.Workloads.Data;
using Xunit;

namespace Joulemark.Tests.Workloads;

/// <summary>Each data set's own file, as its authors publish it.</summary>
public sealed class DataSetTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void MtBench_AsksBothTurns()
    {
        var task = Load("mt-bench", """{"question_id": 81, "category": "writing", "turns": ["Write a haiku.", "Now in prose."]}""", "workload.template=[{category}] {prompt}");
        Assert.Equal("[writing] Write a haiku.", task.Items[0].Prompt);
        Assert.Equal(["Now in prose."], task.Items[0].FollowUps);
        Assert.Null(task.Scorer);
        Assert.Throws<JoulemarkException>(() => Load("mt-bench", "{\"turns\": []}"));
    }

    [Fact]
    public void Gsm8k_IsCheckedByItsFinalNumber()
    {
        var task = Load("gsm8k", """{"question": "2 bags of 500 each?", "answer": "2*500 = <<2*500=1000>>1000\n#### 1,000"}""");
        Assert.Equal("1,000", task.Items[0].Answer);
        Assert.True(task.Scorer!.IsCorrect("So she has $1000.", task.Items[0].Answer!));
        var e = Assert.Throws<JoulemarkException>(() => Load("gsm8k", "{\"question\": \"a\", \"answer\": \"1\"}\n{\"question\": \"b\", \"answer\": \"#### 1\"}\n{\"answer\": \"#### 1\"}\n{\"question\": ]"));
        Assert.Equal([1, 3, 4], e.Diagnostics.Select(d => d.Line));
        Assert.Equal(14, e.Diagnostics[2].Column);
    }

    [Fact]
    public void ShareGpt_TakesItsLengthsFromTheTurns()
    {
        var task = Load("sharegpt", """
            [{"id": "a", "conversations": [{"from": "human", "value": "What is the capital of France, please?"}, {"from": "gpt", "value": "It is Paris, on the Seine."}, {"from": "human", "value": "Thanks"}]},
             {"id": "b", "conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello, how can I help you today?"}]},
             {"id": "c", "conversations": []}]
            """, "workload.tokenizer=o200k_base");
        var item = Assert.Single(task.Items);
        Assert.Equal(("What is the capital of France, please?", Tokenizers.Open("o200k_base").Count("It is Paris, on the Seine.")), (item.Prompt, item.OutputTokens));
        Assert.Empty(item.FollowUps);
        Assert.Single(Load("sharegpt", "\uFEFF[{\"conversations\": [{\"value\": \"What is the capital of France?\"}, {\"value\": \"It is Paris, of course.\"}]}]").Items); // begun by a byte order mark
        Assert.Contains("2 of 3 conversations were left out", Assert.Single(task.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShareGpt_OfManyEntries_IsTheSeedsChoice()
    {
        var entries = string.Join(",\n", Enumerable.Range(0, 3000).Select(i => $$"""{"id": "{{i}}", "conversations": [{"from": "human", "value": "Question number {{i}} of the whole long list"}, {"from": "gpt", "value": "The answer to it is number {{i}}"}]}"""));
        var first = Load("sharegpt", $"[{entries}]", "workload.requests=50").Items.Select(i => i.Prompt).ToList();
        Assert.Equal(50, first.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(first, Load("sharegpt", $"[{entries}]", "workload.requests=50").Items.Select(i => i.Prompt));
        Assert.True(first.Count(p => int.Parse(p.Split(' ')[2], CultureInfo.InvariantCulture) >= 1500) is > 12 and < 38);
        Assert.NotEqual(first, Load("sharegpt", $"[{entries}]", "workload.requests=50", "seed=2").Items.Select(i => i.Prompt));
        Assert.Equal(first[..20], Load("sharegpt", $"[{entries}]", "workload.requests=20").Items.Select(i => i.Prompt)); // a smaller task is a larger one's start
    }

    [Theory]
    [InlineData("[{\"id\": \"a\"},\n  {\"id\": \"b\", \"conversations\": 1}]", 1, 2)]
    [InlineData("[{\"conversations\": [{\"value\": \"aaaa\"}, {\"value\": \"b\"}]},\n {oops}]", 2)]
    [InlineData("[{\"conversations\": []}", 1)]
    [InlineData("{\"a\": 1}", 1)]
    [InlineData("", 1)]
    public void ShareGpt_Malformed_SaysWhere(string text, params int[] lines)
    {
        var e = Assert.Throws<JoulemarkException>(() => Load("sharegpt", text));
        Assert.Equal(lines, e.Diagnostics.Select(d => d.Line!.Value));
    }

    [Fact]
    public void Helm_TakesTheReferencesTaggedCorrect()
    {
        var task = Load("helm", """
            {"adapter_spec": {"method": "multiple_choice_joint", "request_states": "not these"}, "request_states": [
              {"instance": {"input": {"text": "Capital of France?"}, "references": [{"output": {"text": "Rome"}, "tags": []}, {"output": {"text": "Paris"}, "tags": ["correct"]}], "split": "test", "id": "1"},
               "output_mapping": {"A": "Rome", "B": "Paris"}, "request": {"model": "x", "prompt": "Question: Capital of France?\nA. Rome\nB. Paris\nAnswer:"}}]}
            """);
        var item = Assert.Single(task.Items);
        Assert.Equal(("Question: Capital of France?\nA. Rome\nB. Paris\nAnswer:", "B"), (item.Prompt, item.Answer));
        Assert.Equal(["Paris"], item.OtherAnswers);
        Assert.True(task.Scorer!.IsCorrect(" B.", "B"));
        Assert.False(task.Scorer.IsCorrect("A. Because of B", "B"));
        Assert.True(task.Scorer.IsCorrect("the  paris!", "Paris"));
        Assert.False(task.Scorer.IsCorrect("", "Paris"));
    }

    [Fact]
    public void Helm_WithoutMapping_AsksTheInstanceAndAcceptsAnyCorrectReference()
    {
        var task = Load("helm", """{"request_states": [{"instance": {"input": {"text": "Who wrote it?"}, "references": [{"output": {"text": "Twain"}, "tags": ["correct"]}, {"output": {"text": "Samuel Clemens"}, "tags": ["correct"]}]}}]}""");
        Assert.Equal(("Who wrote it?", "Twain", "Samuel Clemens"), (task.Items[0].Prompt, task.Items[0].Answer, task.Items[0].OtherAnswers[0]));
        var e = Assert.Throws<JoulemarkException>(() => Load("helm", "{\"other\": []}"));
        Assert.Contains("request_states", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prompts_OfChosenFields_AreRead()
    {
        var task = Load("prompts", """{"prompt": "not this", "data": {"ask": ["First.", "Second."]}, "gold": ["Yes", "Yep"]}""", "workload.prompt-field=data.ask", "workload.answer-field=gold");
        Assert.Equal(("First.", "Second.", "Yes", "Yep"), (task.Items[0].Prompt, task.Items[0].FollowUps[0], task.Items[0].Answer, task.Items[0].OtherAnswers[0]));
        var e = Assert.Throws<JoulemarkException>(() => Load("prompts", "{\"a\": 1}", "workload.prompt-field=b"));
        Assert.Contains("'b'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_WithoutAFile_SaySo() => Assert.All(
        (string[])["prompts", "mt-bench", "gsm8k", "sharegpt", "helm", "mooncake", "azure-trace", "trace"],
        kind =>
        {
            var spec = Specs.Spec($"workload.kind={kind}");
            Assert.Equal("JM1005", Assert.Single(Assert.Throws<JoulemarkException>(() => BuiltIns.Workload(kind).Load(spec.Workload, 1)).Diagnostics).Id);
            spec = Specs.Spec($"workload.kind={kind}", "workload.path=/nowhere/file");
            Assert.Contains("/nowhere/file", Assert.Throws<JoulemarkException>(() => BuiltIns.Workload(kind).Load(spec.Workload, 1)).Message, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Entries_HoweverTheyArrive_AreTheSame(int pieces)
    {
        var entries = Enumerable.Range(0, 300).Select(i => $"{{\"i\": {i}, \"text\": \"{new string('ü', i * 3)}\"}}").ToList();
        var bytes = Encoding.UTF8.GetBytes($"{{\"x\": {{\"all\": [1]}}, \"all\":\n [{string.Join(",\n", entries)}], \"z\": 1}}");
        var reader = new JsonEntries(new Dripping(bytes, pieces), "all");
        for (var i = 0; i < 300; i++)
        {
            Assert.True(reader.TryNext(out var entry));
            Assert.Equal(entries[i], entry.GetRawText());
            Assert.Equal((i + 2, i == 0 ? 3 : 1), (reader.Line, reader.Column));
        }

        Assert.False(reader.TryNext(out _));
    }

    private WorkloadTask Load(string kind, string text, params string[] settings)
    {
        File.WriteAllText(_file, text);
        var spec = Specs.Spec([$"workload.kind={kind}", $"workload.path={_file}", "workload.requests=1", .. settings]);
        return BuiltIns.Workload(kind).Load(spec.Workload, spec.Seed);
    }

    /// <summary>Gives few bytes at a time.</summary>
    private sealed class Dripping(byte[] content, int most) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(most, buffer.Length)]);
    }
}
