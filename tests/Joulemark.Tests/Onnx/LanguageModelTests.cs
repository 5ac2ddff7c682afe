using Joulemark.Onnx.Inference;
using Xunit;

namespace Joulemark.Tests.Onnx;

public sealed class LanguageModelTests
{
    public static TheoryData<string> Fp32Models => ["small-fp32", "large-fp32"];

    public static TheoryData<string> AllModels => [.. ReferenceModels.Names];

    [Fact]
    public void Models_ComeAlong_AllFour() =>
        Assert.Equal(["large-fp32", "large-int8", "small-fp32", "small-int8"], ReferenceModels.Names.Order(StringComparer.Ordinal));

    [Fact]
    public void Tokenizer_OfEveryVector_GivesItsIds()
    {
        using var model = Load("small-fp32");
        foreach (var vector in ReferenceVectors.List("tokens"))
            Assert.Equal(vector.Ids(), model.Tokenizer.Encode(vector.Text()));
        foreach (var vector in ReferenceVectors.List("prompts"))
            Assert.Equal(vector.Ids(), model.Tokenizer.EncodeQuestion(vector.Text()));
    }

    [Fact]
    public void Tokens_Decoded_GiveTheTextBack()
    {
        using var model = Load("small-fp32");
        const string text = "what is forty-two plus 17, then times 3? (a_b) \n";
        Assert.Equal(text, string.Concat(model.Tokenizer.Encode(text).Select(model.Tokenizer.Decode)));
    }

    [Theory]
    [MemberData(nameof(Fp32Models))]
    public async Task Model_AskedOneByOne_AnswersAsTheTrainingSideDid(string name)
    {
        using var model = Load(name);
        Assert.Equal(ReferenceVectors.Root.GetProperty("revisions").GetProperty(name).GetString(), model.Info.Revision);
        using var batcher = new ContinuousBatcher(model, mostAtOnce: 1);
        foreach (var vector in ReferenceVectors.List("prompts"))
            Assert.Equal(vector.GetProperty(name).Text(), await AnswerAsync(model, batcher, vector.Ids()));
    }

    [Theory]
    [MemberData(nameof(Fp32Models))]
    public async Task Model_AskedAllAtOnce_AnswersAsOneByOne(string name)
    {
        // A batch adds up in another order, so a tie between two tokens may fall the other way: nearly all must agree.
        using var model = Load(name);
        using var batcher = new ContinuousBatcher(model, mostAtOnce: 5);
        var vectors = ReferenceVectors.List("prompts").ToList();
        var answers = await Task.WhenAll(vectors.Select(v => AnswerAsync(model, batcher, v.Ids())));
        Assert.InRange(answers.Where((answer, i) => answer == vectors[i].GetProperty(name).Text()).Count(), vectors.Count - 1, vectors.Count);
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Model_OfEachFile_SaysWhatItIs(string name)
    {
        using var model = Load(name);
        Assert.Equal(name, model.Info.Name);
        Assert.EndsWith(model.Info.Precision, name, StringComparison.Ordinal);
        if (name.StartsWith("small", StringComparison.Ordinal))
            Assert.InRange(model.Info.Parameters, 800_000, 1_200_000);
        else
            Assert.InRange(model.Info.Parameters, 5_000_000, 10_000_000);
    }

    [Fact]
    public void Files_OfAllModels_StaySmall() =>
        Assert.InRange(ReferenceModels.Names.Sum(n => new FileInfo(ReferenceModels.FileOf(n)).Length), 1, 40_000_000);

    [Fact]
    public async Task Batcher_WithMoreRequestsThanPlaces_SharesItsSteps()
    {
        using var model = Load("small-fp32");
        using var batcher = new ContinuousBatcher(model, mostAtOnce: 4);
        var prompts = ReferenceVectors.List("prompts").Take(8).Select(v => v.Ids()).ToList();
        await Task.WhenAll(prompts.Select(p => AnswerAsync(model, batcher, p)));
        Assert.True(batcher.Counters.GeneratedTokens > batcher.Counters.Steps, $"{batcher.Counters.GeneratedTokens} tokens in {batcher.Counters.Steps} steps");
        Assert.Equal(prompts.Sum(p => p.Length), batcher.Counters.PromptTokens);
    }

    [Fact]
    public async Task Batcher_WithACancelledRequest_FreesItsPlace()
    {
        using var model = Load("small-fp32");
        using var batcher = new ContinuousBatcher(model, mostAtOnce: 1);
        using var cancelled = new CancellationTokenSource();
        var prompt = ReferenceVectors.List("prompts").First().Ids();
        var endless = new GenerationRequest { Prompt = prompt, MaxTokens = 900, Temperature = 2, Cancelled = cancelled.Token };
        await cancelled.CancelAsync();
        batcher.Submit(endless);
        Assert.NotEmpty(await AnswerAsync(model, batcher, prompt)); // it would wait for its turn for ever
        await foreach (var _ in endless.Tokens.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            // what it made before it was given up; the end is what is waited for
        }
    }

    [Fact]
    public async Task Sampling_OfTheSameSeed_RepeatsAndOfAnotherDiffers()
    {
        using var model = Load("small-fp32");
        using var batcher = new ContinuousBatcher(model, mostAtOnce: 1);
        var prompt = ReferenceVectors.List("prompts").First().Ids();
        var answers = new List<string>();
        foreach (var seed in (int[])[1, 1, 2, 3])
            answers.Add(await AnswerAsync(model, batcher, prompt, temperature: 2, seed));
        Assert.Equal(answers[0], answers[1]);
        Assert.NotEqual(answers[0], answers[2] == answers[0] ? answers[3] : answers[2]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Answer_ThatIsToIgnoreItsEnd_HasTheLengthAskedFor(double temperature)
    {
        using var model = Load("small-fp32");
        using var batcher = new ContinuousBatcher(model, mostAtOnce: 1);
        var request = new GenerationRequest { Prompt = ReferenceVectors.List("prompts").First().Ids(), MaxTokens = 100, Temperature = temperature, IgnoresEnd = true };
        batcher.Submit(request);
        var tokens = await request.Tokens.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(100, tokens.Count);
        Assert.DoesNotContain(Tokenizer.End, tokens);
    }

    private static LanguageModel Load(string name) => new(ReferenceModels.FileOf(name), threads: 1);

    private static async Task<string> AnswerAsync(LanguageModel model, ContinuousBatcher batcher, int[] prompt, double temperature = 0, int seed = 0)
    {
        var request = new GenerationRequest { Prompt = prompt, MaxTokens = 60, Temperature = temperature, Seed = seed };
        batcher.Submit(request);
        var text = "";
        await foreach (var token in request.Tokens.ReadAllAsync())
            text += model.Tokenizer.Decode(token);
        return text;
    }
}
