using System.Globalization;
using Joulemark.Tests.Architecture;
using Xunit;

namespace Joulemark.Tests.Hardware;

/// <summary>
/// What NVML's readings of a real H100 are when the load steps up and down: the facts that the meters' choice of readings
/// stands on (docs/hardware/h100.md).
/// </summary>
public sealed class H100StepTests
{
    private static readonly List<double[]> Readings = [.. File.ReadLines(Path.Combine(Repository.Root, "tests", "Joulemark.Tests", "Hardware", "H100", "step-readings.csv"))
        .Skip(1).Select(line => line.Split(',').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray())];

    [Fact]
    public void PowerUsage_IsTheAverage_NotTheInstant()
    {
        Assert.All(Readings, r => Assert.Equal(r[3], r[2]));
        Assert.All(Readings, r => Assert.NotEqual(r[4], r[2]));
    }

    [Fact]
    public void Average_LagsAStepByASecond_WhichTheInstantDoesNot()
    {
        double Reaches(int column) => Readings.First(r => r[column] > 600_000)[0];
        Assert.InRange(Reaches(3) - Reaches(4), 0.5, 1.2);
    }

    [Fact]
    public void Counter_MovesTenTimesASecond()
    {
        var moves = Readings.Skip(1).Where((r, i) => r[5] != Readings[i][5]).Select(r => r[0]).ToList();
        var steps = moves.Skip(1).Zip(moves, (b, a) => b - a).Order().ToList();
        Assert.Equal(0.1, steps[steps.Count / 2], 0.002);
    }
}
