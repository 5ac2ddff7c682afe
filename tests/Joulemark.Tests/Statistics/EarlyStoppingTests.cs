using Joulemark.Statistics;
using Xunit;

namespace Joulemark.Tests.Statistics;

/// <summary>Against what LoadGen itself wrote into published logs, against the rules' table, and by what it promises.</summary>
public sealed class EarlyStoppingTests
{
    // "Processed at least 64 queries" for the 90th percentile; min_query_count = 662 for MultiStream's 99th (mlperf.conf).
    [Theory]
    [InlineData(0.90, 64)]
    [InlineData(0.99, 662)]
    public void Queries_ForAnEstimate_AreThoseOfTheRules(double p, int expected) => Assert.Equal(expected, EarlyStopping.FewestQueries(p));

    // mlperf_log_summary.txt of SingleStream runs: "Processed at least 64 queries (2048). Would discard 172 highest latency queries."
    [Theory]
    [InlineData(2048, 172)]
    [InlineData(2116, 178)]
    [InlineData(2145, 181)]
    [InlineData(7469, 685)]
    public void Discarded_OfAPublishedRun_AreAsLoadGenWrote(int queries, int discarded) => Assert.Equal(discarded, EarlyStopping.Slowest(queries, 0.90) - 1);

    // mlperf_log_summary.txt of a Server run: "Processed 21 queries. Would need to run at least 438 more queries", none of them over.
    [Fact]
    public void Queries_ThatAPublishedServerRunLacked_AreAsLoadGenWrote() => Assert.Equal(21 + 438, EarlyStopping.FewestUnder(0, 0.99));

    [Theory]
    [InlineData(63, 0.90)]
    [InlineData(661, 0.99)]
    public void Estimate_OfTooFewQueries_IsNone(int queries, double p) => Assert.Null(EarlyStopping.Slowest(queries, p));

    [Theory]
    [InlineData(0.90)]
    [InlineData(0.99)]
    public void Bounds_OfSomeOver_AreTight(double p)
    {
        for (var over = 0; over < 50; over++)
        {
            var under = EarlyStopping.FewestUnder(over, p);
            Assert.True(EarlyStopping.Passes(under + over, over, p));
            Assert.False(EarlyStopping.Passes(under + over - 1, over, p));

            // The sum of the binomial by its definition: at most so many over among all is as improbable as promised.
            Assert.InRange(Binomial(under + over, over, 1 - p), 0, 0.01);
            Assert.True(Binomial(under + over - 1, over, 1 - p) > 0.01);
        }
    }

    [Theory]
    [InlineData(0.90, 64)]
    [InlineData(0.90, 1000)]
    [InlineData(0.99, 700)]
    [InlineData(0.99, 5000)]
    public void Estimate_OfRandomLatencies_IsAboveThePercentileIn99Of100Runs(double p, int queries)
    {
        const int runs = 4000;
        var random = new Random(20260101);
        var truth = -Math.Log(1 - p); // of the exponential distribution
        var slowest = EarlyStopping.Slowest(queries, p)!.Value;
        var above = 0;
        for (var run = 0; run < runs; run++)
        {
            // The t-th slowest is above the truth when at least t are.
            var over = 0;
            for (var i = 0; i < queries; i++)
                over += -Math.Log(1 - random.NextDouble()) > truth ? 1 : 0;
            above += over >= slowest ? 1 : 0;
        }

        Assert.InRange(above / (double)runs, 0.985, 1); // 0.99 − 3 standard errors of 4,000 runs
    }

    private static double Binomial(int n, int most, double p)
    {
        double sum = 0, term = Math.Pow(1 - p, n);
        for (var k = 0; k <= most; k++)
        {
            sum += term;
            term *= (n - k) / (k + 1.0) * p / (1 - p);
        }

        return sum;
    }
}
