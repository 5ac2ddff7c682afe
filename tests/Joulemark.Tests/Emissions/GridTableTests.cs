using Joulemark.Diagnostics;
using Joulemark.Emissions;
using Xunit;

namespace Joulemark.Tests.Emissions;

public sealed class GridTableTests
{
    [Theory]
    [InlineData("DEU", 344.14, 2024)]
    [InlineData("de", 344.14, 2024)]
    [InlineData(" germany ", 344.14, 2024)]
    [InlineData("Hong Kong", 681.99, 2023)]
    [InlineData("EU", 213.31, 2024)]
    public void Region_ByCodeOrName_IsFoundWithItsYear(string region, double grams, int year)
    {
        var grid = GridTable.BuiltIn.Find(region);
        Assert.Equal((grams, year, "life-cycle"), (grid.GramsPerKilowattHour, grid.Year, grid.Basis));
        Assert.Contains($"figures of {year}", grid.ToString(), StringComparison.Ordinal);
        Assert.Contains("Ember", grid.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_ThatShip_AreWholeAndPlausible()
    {
        Assert.InRange(GridTable.BuiltIn.Grids.Count, 50, 300);
        Assert.All(GridTable.BuiltIn.Grids, g =>
        {
            Assert.InRange(g.GramsPerKilowattHour, 20, 1400);
            Assert.InRange(g.Year, 2022, 2026);
            Assert.NotEmpty(g.Source);
            Assert.Equal(g, GridTable.BuiltIn.Find(g.Name));
        });
    }

    [Theory]
    [InlineData("Germny", "Germany (DEU, DE)")]
    [InlineData("united", "United States (USA, US)")]
    [InlineData("CAMX", "nearest are ")]
    public void Region_ThatIsNotThere_NamesTheNearest(string region, string expected)
    {
        var failure = Assert.Throws<JoulemarkException>(() => GridTable.BuiltIn.Find(region));
        var problem = Assert.Single(failure.Diagnostics);
        Assert.Equal((ExitCode.BadUsage, "JM7091"), (failure.ExitCode, problem.Id));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Contains("--grid-table", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void TableOfAUser_IsRead_WithCommasInItsSource()
    {
        var table = Read($"# ours\n\n{GridTable.Header}\nCAMX,California,2023,203.5,generation,EPA eGRID2023, rev. 2\n");
        var grid = table.Find("camx");
        Assert.Equal(("California", 2023, 203.5, "generation", "EPA eGRID2023, rev. 2"), (grid.Name, grid.Year, grid.GramsPerKilowattHour, grid.Basis, grid.Source));
        Assert.Throws<JoulemarkException>(() => table.Find("DEU")); // in place of the built-in one, not beside it
    }

    [Theory]
    [InlineData("A,Aland,2023,NaN,generation,x", "'NaN'")]
    [InlineData("A,Aland,2023,-1,generation,x", "'-1'")]
    [InlineData("A,Aland,2023,0,generation,x", "'0'")]
    [InlineData("A,Aland,2023,1e400,generation,x", "'1e400'")]
    [InlineData("A,Aland,last year,100,generation,x", "'last year'")]
    [InlineData("A,Aland,2023,100,guessed,x", "'guessed'")]
    [InlineData("A,Aland,2023,100,generation,", "every column")]
    [InlineData("A,Aland,2023", "every column")]
    [InlineData("A B,Aland,2023,100,generation,x\nB,Bland,2023,100,generation,x", "'B' is there twice, first in line 2")]
    [InlineData("", "no region")]
    public void TableOfAUser_ThatIsBroken_SaysWhere(string lines, string expected)
    {
        var failure = Assert.Throws<JoulemarkException>(() => Read($"{GridTable.Header}\n{lines}\n"));
        Assert.Contains(failure.Diagnostics, d => d.Id == "JM7092" && d.File == "grids.csv" && d.Line > 0 && d.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void TableOfAUser_WithOtherColumns_IsRefused() =>
        Assert.Contains("first line", Assert.Throws<JoulemarkException>(() => Read("region;g\nA;1\n")).Diagnostics[0].Message, StringComparison.Ordinal);

    private static GridTable Read(string text) => GridTable.Read(new StringReader(text), "grids.csv");
}
