using Joulemark.Metering.Modelled;
using Xunit;

namespace Joulemark.Tests.Metering.Modelled;

public sealed class CpuPowerTableTests
{
    private static readonly IReadOnlyList<CpuPowerEntry> Entries = CpuPowerTable.BuiltIn.Entries;

    [Fact]
    public void Table_IsDatedAndHasItsEntries()
    {
        Assert.Matches(@"^\d{4}-\d{2}-\d{2}$", CpuPowerTable.BuiltIn.Date);
        Assert.True(Entries.Count > 120, $"{Entries.Count} entries");
    }

    [Fact]
    public void Entries_NeverShadowALaterOne()
    {
        var shadowed = Entries.SelectMany((late, i) => Entries.Take(i)
            .Where(early => late.Pattern.Contains(early.Pattern, StringComparison.OrdinalIgnoreCase))
            .Select(early => $"'{late.Pattern}' is never reached: '{early.Pattern}' comes first"));
        Assert.Empty(shadowed);
    }

    [Fact]
    public void Entries_ArePlausible() => Assert.All(Entries, e =>
    {
        Assert.True(e.Pattern.Length >= 8 && e.Pattern == e.Pattern.Trim(), $"'{e.Pattern}' is too short or has blanks at its ends");
        Assert.InRange(e.TdpWatts, 5, 600);
        Assert.InRange(e.Threads, 2, 512);
        Assert.InRange(e.WattsPerThread, 0.3, 30);
    });

    [Theory]
    [InlineData("AMD EPYC 9654 96-Core Processor", 360, 192)]
    [InlineData("AMD EPYC 9654P 96-Core Processor", 360, 192)]
    [InlineData("AMD EPYC 9754S 128-Core Processor", 360, 128)]
    [InlineData("AMD EPYC 9R14", 360, 96)]
    [InlineData("AMD EPYC-Milan Processor", 280, 128)]
    [InlineData("AMD EPYC-Rome-v4 Processor", 225, 128)]
    [InlineData("AMD EPYC Processor (with IBPB)", 180, 64)]
    [InlineData("AMD EPYC", 280, 128)]
    [InlineData("Intel(R) Xeon(R) Platinum 8480+", 350, 112)]
    [InlineData("Intel(R) Xeon(R) Platinum 8480C", 350, 112)]
    [InlineData("Intel(R) Xeon(R) Platinum 8358P CPU @ 2.60GHz", 240, 64)]
    [InlineData("Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz", 205, 48)]
    [InlineData("Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz", 150, 40)]
    [InlineData("Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", 120, 28)]
    [InlineData("Intel(R) Xeon(R) 6980P", 500, 256)]
    [InlineData("Intel(R) Xeon(R) CPU @ 2.20GHz", 150, 40)]
    [InlineData("Intel Xeon Processor (Skylake, IBRS, no TSX)", 150, 40)]
    [InlineData("Intel Xeon Processor (SapphireRapids)", 350, 112)]
    [InlineData("Intel(R) Xeon(R) Processor @ 2.90GHz", 250, 64)]
    [InlineData("13th Gen Intel(R) Core(TM) i9-13900KF", 125, 32)]
    [InlineData("13th Gen Intel(R) Core(TM) i9-13900H", 45, 20)]
    [InlineData("13th Gen Intel(R) Core(TM) i9-13900", 65, 32)]
    [InlineData("Intel(R) Core(TM) Ultra 7 155H", 28, 22)]
    [InlineData("AMD Ryzen 9 7950X3D 16-Core Processor", 120, 32)]
    [InlineData("AMD Ryzen 5 5600 6-Core Processor", 65, 12)]
    [InlineData("AMD Ryzen 7 5800X3D 8-Core Processor", 105, 16)]
    [InlineData("AMD RYZEN AI MAX+ 395 w/ Radeon 8060S", 55, 32)]
    public void Find_OfAModelNameAsTheKernelGivesIt_FindsItsEntry(string model, double tdp, int threads)
    {
        var entry = CpuPowerTable.BuiltIn.Find(model);
        Assert.NotNull(entry);
        Assert.Equal((tdp, threads), (entry.TdpWatts, entry.Threads));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("QEMU Virtual CPU version 2.5+")]
    [InlineData("AMD Ryzen 5 5600GE with Radeon Graphics")]
    [InlineData("Intel(R) Xeon(R) CPU E5-2630L v3 @ 1.80GHz")]
    public void Find_OfAModelThatIsNotListed_IsNull(string? model) => Assert.Null(CpuPowerTable.BuiltIn.Find(model));
}
