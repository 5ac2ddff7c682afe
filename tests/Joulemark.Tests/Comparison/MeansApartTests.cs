using Joulemark.Comparison;
using Joulemark.Comparison.Gating;
using Joulemark.Comparison.Recommending;
using Joulemark.Reporting.Comparisons;
using Joulemark.Tests.Comparison.Gating;
using Xunit;

namespace Joulemark.Tests.Comparison;

/// <summary>A reader who divides the figures that stand beside a ratio must see why it is another number.</summary>
public sealed class MeansApartTests
{
    private static readonly double[] Even = [30, 30.1, 29.9];
    private static readonly double[] Uneven = [20, 30, 45];

    [Fact]
    public void Comparison_SaysWhyItsRatioIsNotTheQuotient_WhereItIsNot()
    {
        Assert.Contains("B / A is of the windows' geometric means, A and B are arithmetic ones", ComparisonText.Rules(Compare(Even, Uneven)), StringComparison.Ordinal);
        Assert.DoesNotContain("geometric", ComparisonText.Rules(Compare(Even, Even)), StringComparison.Ordinal);
        var (a, b) = (PowerRun.Make("a", Even), PowerRun.Make("b", Uneven));
        var family = FamilyComparer.Compare([(a, a.Header.Configurations[0]), (b, b.Header.Configurations[0])], [], [], Comparer.DefaultMargin);
        foreach (var extension in (string[])[".md", ".html"])
            Assert.Contains("arithmetic ones, whose quotient is another number", System.Text.Encoding.UTF8.GetString(ComparisonWriters.Write(extension, family)), StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_SaysSoInItsEvidence()
    {
        var (a, b) = (PowerRun.Make("a", Even), PowerRun.Make("b", Uneven));
        string Evidence(params Joulemark.Records.RunRecord[] candidate) =>
            Gate.Judge([(a, a.Header.Configurations[0])], [.. candidate.Select(c => (c, c.Header.Configurations[0]))], new GatePolicy { Objectives = false }).Rules[0].Evidence;
        Assert.Contains("apart; the change is of geometric ones", Evidence(b), StringComparison.Ordinal);
        Assert.DoesNotContain("geometric", Evidence(PowerRun.Make("c", Even)), StringComparison.Ordinal);
    }

    [Fact]
    public void Recommendation_SaysSoBelowItsTable()
    {
        string? Means(double[] other)
        {
            var (a, b) = (PowerRun.Make("a", Even), PowerRun.Make("b", other));
            return RecommendationText.Means(Recommender.Recommend([(a, a.Header.Configurations[0]), (b, b.Header.Configurations[0])], new RecommendationOptions { Objectives = new Dictionary<string, double>(StringComparer.Ordinal) { ["ttft-p50"] = 100 } }));
        }

        Assert.Contains("geometric means", Means([40, 60, 90]), StringComparison.Ordinal);
        Assert.Null(Means(Even));
    }

    private static ComparisonResult Compare(double[] a, double[] b) => Runs.Compare(PowerRun.Make("a", a), PowerRun.Make("b", b), isolate: []);
}
