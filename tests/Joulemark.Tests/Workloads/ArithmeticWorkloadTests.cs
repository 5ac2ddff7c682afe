using CsCheck;
using Joulemark.Planning;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Workloads;

public sealed class ArithmeticWorkloadTests
{
    [Fact]
    public void Task_OfTheSameSeed_IsTheSame() => Assert.Equal(Load(7).ContentHash, Load(7).ContentHash);

    [Fact]
    public void Task_OfAnotherSeed_IsAnother() => Assert.NotEqual(Load(7).ContentHash, Load(8).ContentHash);

    [Fact]
    public void Task_HasTheSizeAskedFor_AndDistinctItems()
    {
        var task = Load(7);
        Assert.Equal(300, task.Items.Count);
        Assert.Equal(300, task.Items.Select(i => i.Prompt).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Problem_Drawn_IsOfTheTestPart_AndInItsRange() =>
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            var problem = ArithmeticProblem.DrawTest(new Random(seed));
            return problem.IsTest && problem.Steps.Count is >= 1 and <= 3 && problem.Answer is >= 0 and <= 9999;
        });

    // Reference values of FNV-1a, 32 bit: draft-eastlake-fnv, appendix.
    [Theory]
    [InlineData("", 0x811c9dc5)]
    [InlineData("a", 0xe40c292c)]
    [InlineData("foobar", 0xbf9cf968)]
    public void Hash_OfReferenceInput_Matches(string text, uint expected) => Assert.Equal(expected, ArithmeticProblem.Fnv1a(text));

    [Theory]
    [InlineData(7, "seven")]
    [InlineData(15, "fifteen")]
    [InlineData(42, "forty-two")]
    [InlineData(90, "ninety")]
    [InlineData(305, "three hundred and five")]
    [InlineData(400, "four hundred")]
    public void Number_InWords_ReadsAsEnglish(int number, string words) => Assert.Equal(words, ArithmeticProblem.InWords(number));

    [Fact]
    public void Answer_OfTheStepsLeftToRight_IsTheScorersAnswer()
    {
        var problem = new ArithmeticProblem(23, [new('+', 45), new('*', 3), new('-', 7)]);
        Assert.Equal(("23+45*3-7", 197), (problem.Canonical, problem.Answer));
        Assert.True(new ExactScorer().IsCorrect("23+45=68; 68*3=204; 204-7=197; answer: 197", "197"));
        Assert.False(new ExactScorer().IsCorrect("23+45=68; 68*3=204; 204-7=197; answer: 19", "197"));
    }

    [Fact]
    public void Split_OfEveryVector_IsTheTrainingSides()
    {
        var seen = 0;
        foreach (var vector in Onnx.ReferenceVectors.List("split"))
        {
            Assert.Equal(vector.GetProperty("test").GetBoolean(), ArithmeticProblem.Fnv1a(Onnx.ReferenceVectors.Text(vector, "problem")) % 10 == 0);
            seen++;
        }

        Assert.True(seen >= 20);
    }

    [Fact]
    public void Words_OfEveryVector_AreTheTrainingSides()
    {
        foreach (var vector in Onnx.ReferenceVectors.Root.GetProperty("words").EnumerateObject())
            Assert.Equal(vector.Value.GetString(), ArithmeticProblem.InWords(int.Parse(vector.Name, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static WorkloadTask Load(int seed) =>
        new ArithmeticWorkload().Load(Specs.Spec("workload.requests=300").Workload, seed);
}
