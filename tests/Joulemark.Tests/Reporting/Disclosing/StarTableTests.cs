using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting.Disclosing;
using Xunit;

namespace Joulemark.Tests.Reporting.Disclosing;

public sealed class StarTableTests
{
    private const string Good = """
        name: ours
        source: made up, 2026
        bands:
          - { stars: 5, from: 0, to: 1 }
          - { stars: 3, from: 1, to: 2.5 }
          - { stars: 1, from: 2.5 }
        """;

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.999, 5)]
    [InlineData(1, 3)]
    [InlineData(2.5, 1)]
    [InlineData(1e9, 1)]
    public void Figure_InABand_HasItsStars(double value, int stars) =>
        Assert.Equal(stars, Rate(Figure(value, value, value)).Stars);

    [Fact]
    public void Figure_NearAnEdge_SaysHowFarItMayReach()
    {
        Assert.Equal((3, 1, 3), Stars(Rate(Figure(2, 1.9, 2.6))));
        Assert.Equal((3, 3, 3), Stars(Rate(Figure(2, 1.9, 2.1))));
        Assert.Contains("without an interval", Rate(Figure(2, null, null)).Text, StringComparison.Ordinal);

        // 30 % that a sensor may be off by is more than the repeats scatter.
        Assert.Equal((3, 1, 3), Stars(Rate(Figure(2, 1.9, 2.1), systematic: [new("sensor-gain", 0.3, "test", true), new("edge", 9, "test", false)])));
    }

    [Theory]
    [InlineData(3.309, 3.38, 0.05, "4 of 5 stars, or none: the figure may be up to 3.549 Wh, and the table ends at 3.4")]
    [InlineData(3.309, 3.4, 0, "4 of 5 stars, or none: the figure may be up to 3.4 Wh, and the table ends at 3.4")]
    [InlineData(3.309, 3.38, 0, "4 of 5 stars, for all that the figure may be")]
    [InlineData(1.05, 1.1, 0.1, "5 of 5 stars, or none: the figure may be down to 0.9 Wh, and the table begins at 1")]
    public void Figure_NearAnEndOfTheTable_SaysThatItMayLieOutside(double value, double upper, double gain, string expected)
    {
        var table = StarTableReader.Read("name: a\nsource: b\nbands: [{ stars: 5, from: 1, to: 2 }, { stars: 4, from: 2, to: 3.4 }]", "stars.yaml");
        var rating = table.Rate(Figure(value, value < 2 ? 1 : 3.2, upper), Boundary.Gpu, [new("sensor-gain", gain, "test", true)], isEstimated: false, isValid: true);
        Assert.EndsWith(expected, rating.Text, StringComparison.Ordinal);
        Assert.Equal(rating.Outside is null, rating is { Fewest: not null, Most: not null });
    }

    [Fact]
    public void Stars_AreNotGiven_WhereTheyWouldMislead()
    {
        Assert.Contains("boundary gpu", Rate(Figure(2, 2, 2), Boundary.Node).Text, StringComparison.Ordinal);
        Assert.Contains("estimated", Rate(Figure(2, 2, 2), isEstimated: true).Text, StringComparison.Ordinal);
        Assert.Contains("not valid", Rate(Figure(2, 2, 2), isValid: false).Text, StringComparison.Ordinal);
        Assert.Contains("no figure", Rate(null).Text, StringComparison.Ordinal);
        Assert.Null(Rate(Figure(2, 2, 2), Boundary.Node).Stars);
    }

    [Theory]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 5, from: 0, to: 1 }, { stars: 4, from: 1.5 }]", "gap between the bands of 5 and 4 stars, from 1 to 1.5")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 5, from: 0, to: 2 }, { stars: 4, from: 1.5 }]", "overlap from 1.5 to 2")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4, from: 1, to: 2 }, { stars: 3, from: 0, to: 1 }]", "below the one before")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4, from: 0, to: 1 }, { stars: 5, from: 1, to: 2 }]", "of more energy than one of 4")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4, from: 2, to: 1 }]", "not above 2")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4, from: 0 }, { stars: 3, from: 1 }]", "only the last band")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4.5, from: 0 }]", "whole number of stars")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4, from: .nan }]", "'.nan' is not a number")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4, from: -1 }]", "'-1' is not a number")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4, form: 1 }]", "did you mean 'from'")]
    [InlineData("name: a\nsource: b\nbands: [{ stars: 4 }]", "no 'stars' or no 'from'")]
    [InlineData("name: a\nsource: b\nbands: [5]", "must be a mapping")]
    [InlineData("name: a\nsource: b\nbands: 5", "must be a list")]
    [InlineData("name: a\nsource: b", "no bands")]
    [InlineData("name: a\nbands: [{ stars: 5, from: 0 }]", "no name or no source")]
    [InlineData("name: a\nsource: b\nboundary: gpus\nbands: [{ stars: 5, from: 0 }]", "did you mean 'gpu'")]
    [InlineData("just words", "not a mapping")]
    [InlineData("name: [", "")]
    public void Table_ThatIsBroken_IsRefusedWithItsPlace(string yaml, string expected)
    {
        var failure = Assert.Throws<JoulemarkException>(() => StarTableReader.Read(yaml, "stars.yaml"));
        Assert.Equal(ExitCode.BadUsage, failure.ExitCode);
        Assert.All(failure.Diagnostics, d => Assert.Equal(("JM7090", "stars.yaml"), (d.Id, d.File)));
        Assert.Contains(failure.Diagnostics, d => d.Message.Contains(expected, StringComparison.Ordinal));
    }

    private static StarRating Rate(Estimate? figure, Boundary boundary = Boundary.Gpu, SystematicUncertainty[]? systematic = null, bool isEstimated = false, bool isValid = true) =>
        StarTableReader.Read(Good, "stars.yaml").Rate(figure, boundary, systematic ?? [], isEstimated, isValid);

    private static (int?, int?, int?) Stars(StarRating rating) => (rating.Stars, rating.Fewest, rating.Most);

    private static Estimate Figure(double value, double? lower, double? upper) => new() { Value = value, Lower = lower, Upper = upper, Unit = "Wh", Method = "test", N = 3 };
}
