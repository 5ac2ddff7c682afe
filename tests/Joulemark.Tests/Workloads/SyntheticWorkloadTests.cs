using Joulemark.Diagnostics;
using Joulemark.Tests.Tokenizing;
using Joulemark.Tokenizing;
using Joulemark.Workloads;
using Joulemark.Workloads.Making;
using Xunit;

namespace Joulemark.Tests.Workloads;

public sealed class SyntheticWorkloadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jm-synthetic");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("o200k_base", "text")]
    [InlineData("cl100k_base", "text")]
    [InlineData("o200k_base", "random-tokens")]
    [InlineData("llama", "text")]
    [InlineData("sentencepiece", "text")]
    [InlineData("sentencepiece", "random-tokens")]
    public void Prompt_OfEveryLength_HasExactlyThatManyTokens(string tokenizer, string content)
    {
        var name = TokenizerOf(tokenizer);
        var counter = Tokenizers.Open(name);
        foreach (var length in (int[])[1, 2, 3, 4, 5, 7, 16, 31, 64, 100, 333, 1000, 5000])
        {
            var task = Load($"workload.tokenizer={name}", $"workload.content={content}", $"workload.input-tokens.mean={length}", "workload.requests=8");
            Assert.All(task.Items, item => Assert.Equal(length, counter.Count(item.Prompt)));
            Assert.All(task.Items, item => Assert.Equal(length, item.PromptTokens));
        }
    }

    [Fact]
    public void Prompts_OfItemsAndPasses_DifferFromTheFirstWordsOn()
    {
        var task = Load("workload.requests=300", "workload.input-tokens.mean=64");
        var again = Load("workload.requests=300", "workload.input-tokens.mean=64");
        var prompts = task.Items.Select(i => i.Prompt).Concat(Enumerable.Range(0, 300).Select(i => task.Renew!(i, 1).Prompt)).Concat(Enumerable.Range(0, 300).Select(i => task.Renew!(i, 2).Prompt)).ToList();
        Assert.Equal(prompts.Take(300), again.Items.Select(i => i.Prompt));
        Assert.Equal(900, prompts.Select(p => string.Join(' ', p.Split(' ').Take(4))).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(task.ContentHash, again.ContentHash);
        var other = Load("workload.requests=300", "workload.input-tokens.mean=64", "seed=2");
        Assert.Empty(prompts.Intersect(other.Items.Select(i => i.Prompt), StringComparer.Ordinal));
        Assert.NotEqual(task.ContentHash, other.ContentHash);
    }

    [Fact]
    public void Prompts_AreSentencesAndNotRandomWords()
    {
        var prompt = Load("workload.requests=1", "workload.input-tokens.mean=400").Items[0].Prompt;
        Assert.True(SourceText.Sentences.Count(s => prompt.Contains(s, StringComparison.Ordinal)) > 10);
    }

    [Theory]
    [InlineData(0.5, 1000)]
    [InlineData(0.25, 640)]
    [InlineData(0.9, 200)]
    public void HitRate_OfPrompts_IsTheShareTheyHaveInCommon(double rate, int tokens)
    {
        var task = Load("workload.requests=20", $"workload.input-tokens.mean={tokens}", "workload.prefix-cache=warm", FormattableString.Invariant($"workload.prefix-hit-rate={rate}"));
        var counter = Tokenizers.Open("o200k_base");
        var (first, second, renewed) = (task.Items[3].Prompt, task.Items[4].Prompt, task.Renew!(4, 1).Prompt);
        foreach (var (a, b) in ((string, string)[])[(first, second), (second, renewed)])
        {
            var common = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
            Assert.InRange(counter.Count(a[..common]) / (double)tokens, rate - (17.0 / tokens), rate + (17.0 / tokens));
        }

        Assert.All(task.Items, item => Assert.Equal(tokens, counter.Count(item.Prompt)));
    }

    [Fact]
    public void Lengths_OfDistributions_FollowThem()
    {
        var normal = Load("workload.requests=4000", "workload.input-tokens.distribution=normal", "workload.input-tokens.mean=500", "workload.input-tokens.deviation=100",
            "workload.output-tokens.distribution=lognormal", "workload.output-tokens.mean=200", "workload.output-tokens.deviation=150", "workload.output-tokens.max=100000");
        var input = normal.Items.Select(i => (double)i.PromptTokens!.Value).ToList();
        var output = normal.Items.Select(i => (double)i.OutputTokens!.Value).ToList();
        Assert.InRange(input.Average(), 495, 505);
        Assert.InRange(Deviation(input), 95, 105);
        Assert.InRange(output.Average(), 190, 210);
        Assert.InRange(Deviation(output), 130, 170);
        Assert.True(output.Average() > output.Order().ElementAt(2000) + 20); // its tail is on the right

        var uniform = Load("workload.requests=2000", "workload.input-tokens.distribution=uniform", "workload.input-tokens.min=10", "workload.input-tokens.max=20");
        Assert.Equal(Enumerable.Range(10, 11), uniform.Items.Select(i => i.PromptTokens!.Value).Distinct().Order());
        Assert.All(uniform.Items, i => Assert.Equal(128, i.OutputTokens));
    }

    [Fact]
    public void Lengths_OfAFile_KeepTheirPairs()
    {
        var file = Path.Combine(_folder.FullName, "lengths.csv");
        File.WriteAllText(file, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,100,1\n2023-11-16 18:17:04.0319600,200,2\n2023-11-16 18:17:05,300,3\n");
        var task = Load("workload.requests=200", $"workload.path={file}", "workload.input-tokens.distribution=file", "workload.output-tokens.distribution=file");
        Assert.All(task.Items, i => Assert.Equal(i.PromptTokens, i.OutputTokens * 100));
        Assert.Equal(3, task.Items.Select(i => i.PromptTokens).Distinct().Count());
    }

    [Fact]
    public void Tokenizer_ThatIsNotNamed_IsSaidToBeApproximate()
    {
        Assert.Equal("JM1021", Assert.Single(Load("workload.requests=1").Notes).Id);
        Assert.Empty(Load("workload.requests=1", "workload.tokenizer=o200k_base").Notes);
        Assert.Contains(Load("workload.requests=1", "workload.content=random-tokens").Notes, n => n is { Id: "JM1028", Severity: DiagnosticSeverity.Warning });
    }

    [Fact]
    public void Tokenizer_WithoutWords_IsSaidToBeInexact()
    {
        var file = Path.Combine(_folder.FullName, "tokenizer.json");
        File.WriteAllText(file, TokenizerFiles.LlamaLike());
        var task = Load("workload.requests=2", $"workload.tokenizer={file}");
        Assert.Contains(task.Notes, n => n.Id == "JM1030");
        Assert.All(task.Items, i => Assert.Null(i.PromptTokens));
    }

    [Fact]
    public void Tokenizer_WhoseTokensDoNotAddUp_IsAdjustedUntilTheyDo()
    {
        var text = new PromptText(new Merging(), randomWords: false);
        Assert.False(text.IsAdditive);
        var prompt = PromptBuffer.OfThread();
        text.Add(prompt, 200, 1, 1);
        text.Adjust(prompt, 200);
        Assert.Equal(200, new Merging().Count(prompt.ToString()));
    }

    private static double Deviation(List<double> values) => Math.Sqrt(values.Average(v => Math.Pow(v - values.Average(), 2)));

    private string TokenizerOf(string kind)
    {
        var words = string.Join(' ', SourceText.Sentences).Split(' ').Where(w => w.All(char.IsAsciiLetterLower)).Distinct(StringComparer.Ordinal).ToArray();
        var path = Path.Combine(_folder.FullName, kind == "llama" ? "tokenizer.json" : "tokenizer.model");
        if (kind == "llama")
            File.WriteAllText(path, TokenizerFiles.LlamaLike(words));
        else if (kind == "sentencepiece")
            File.WriteAllBytes(path, TokenizerFiles.SentencePiece([.. words.Select(w => "\u2581" + w)]));
        else
            return kind;
        return path;
    }

    private static WorkloadTask Load(params string[] settings)
    {
        var spec = Specs.Spec(["workload.kind=synthetic", .. settings]);
        return new SyntheticWorkload().Load(spec.Workload, spec.Seed);
    }

    /// <summary>One token a word, but some pairs of words are one together: no count is the sum of its parts.</summary>
    private sealed class Merging : TextTokenizer
    {
        public override string Name => "merging";

        public override int Count(string text)
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length - words.Zip(words.Skip(1)).Count(p => p.First[^1] == p.Second[0]);
        }
    }
}
