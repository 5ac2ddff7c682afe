using Joulemark.Diagnostics;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Workloads;

public sealed class JsonLinesWorkloadTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Line_OfMtBench_AsksItsFirstTurn()
    {
        var task = Load("""{"question_id": 81, "category": "writing", "turns": ["Write a haiku.", "Now in prose."]}""");
        Assert.Equal("Write a haiku.", task.Items[0].Prompt);
        Assert.Null(task.Scorer);
    }

    [Fact]
    public void Line_OfGsm8k_IsScoredByItsFinalNumber()
    {
        var task = Load("""{"question": "2 bags of 500 each?", "answer": "2*500 = <<2*500=1000>>1000\n#### 1,000"}""");
        Assert.Equal("1,000", task.Items[0].Answer);
        Assert.IsType<FinalNumberScorer>(task.Scorer);
        Assert.True(task.Scorer.IsCorrect("So she has $1000.", task.Items[0].Answer!));
    }

    [Fact]
    public void Prompt_OfNumbers_IsTokenIds()
    {
        var task = Load("""{"prompt": [1, 22, 333], "answer": "x"}""");
        Assert.Equal([1, 22, 333], task.Items[0].PromptTokenIds);
        Assert.Empty(task.Items[0].FollowUps);
        Assert.NotEqual(Load("""{"prompt": [1, 22, 334], "answer": "x"}""").ContentHash, task.ContentHash);
        Assert.Null(Load("""{"turns": ["a", "b"]}""").Items[0].PromptTokenIds);
    }

    [Fact]
    public void Prompt_OfNumbers_TakesNoTemplate() =>
        Assert.Contains("token ids", Assert.Single(Assert.Throws<JoulemarkException>(() => Load("""{"prompt": [1, 2]}""", "workload.template=Say {prompt}")).Diagnostics).Message, StringComparison.Ordinal);

    [Fact]
    public void Template_WithFields_IsFilledFromTheLine()
    {
        var task = Load("""{"prompt": "p", "lang": "fr", "level": 3}""", "workload.template=[{lang}/{level}] {prompt}");
        Assert.Equal("[fr/3] p", task.Items[0].Prompt);
    }

    [Fact]
    public void File_ShorterThanTheTask_IsAskedAgainFromItsStart()
    {
        var task = Load("{\"prompt\": \"a\"}\n{\"prompt\": \"b\"}", "workload.requests=5");
        var prompts = task.Items.Select(i => i.Prompt).ToList();
        Assert.Equal(["a", "b"], prompts.Take(2).Order(StringComparer.Ordinal));
        Assert.Equal([.. prompts[..2], .. prompts[..2], prompts[0]], prompts);
        Assert.Equal(2, task.DistinctItems);
    }

    [Fact]
    public void Order_OfASortedFile_IsTheSeeds()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 50).Select(i => $"{{\"prompt\": \"{i:00}\"}}"));
        string[] Prompts(int seed)
        {
            File.WriteAllText(_file, lines);
            return [.. new JsonLinesWorkload().Load(Specs.Spec("workload.kind=prompts", $"workload.path={_file}", "workload.requests=50").Workload, seed).Items.Select(i => i.Prompt)];
        }

        Assert.Equal(Prompts(1), Prompts(1));
        Assert.NotEqual(Prompts(1), Prompts(2));
        Assert.Equal(Prompts(1).Order(StringComparer.Ordinal), Prompts(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void File_WithMalformedLines_ReportsEachWithItsLine()
    {
        var e = Assert.Throws<JoulemarkException>(() => Load("{\"prompt\": \"a\"}\n{oops\n\n[1]\n{\"other\": 1}"));
        Assert.Equal([2, 4, 5], e.Diagnostics.Select(d => d.Line));
        Assert.Equal(ExitCode.BadUsage, e.ExitCode);
    }

    [Fact]
    public void File_WithoutPrompts_IsRefused() => Assert.Throws<JoulemarkException>(() => Load("\n\n"));

    [Fact]
    public void Scorer_WithoutAnswers_IsRefused() =>
        Assert.Throws<JoulemarkException>(() => Load("""{"prompt": "a"}""", "workload.scorer=exact"));

    [Theory]
    [InlineData("The answer is 42.", "42", true)]
    [InlineData("3-4", "4", true)]
    [InlineData("so -4", "-4", true)]
    [InlineData("18 eggs, then 9", "18", false)]
    [InlineData("$1,234.50", "1234.5", true)]
    [InlineData("none", "1", false)]
    public void FinalNumber_OfOutput_IsCompared(string output, string answer, bool correct) =>
        Assert.Equal(correct, new FinalNumberScorer().IsCorrect(output, answer));

    private WorkloadTask Load(string lines, params string[] settings)
    {
        File.WriteAllText(_file, lines);
        return new JsonLinesWorkload().Load(Specs.Spec(["workload.kind=prompts", $"workload.path={_file}", "workload.requests=1", .. settings]).Workload, 1);
    }
}
