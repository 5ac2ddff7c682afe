using Joulemark.Onnx.Inference;
using Xunit;

namespace Joulemark.Tests.Onnx;

public sealed class KeyValueCacheTests
{
    private static readonly ModelInfo Model = new()
    {
        Name = "test",
        Layers = 1,
        Heads = 2,
        HeadDimension = 3,
        Context = 100,
        Vocabulary = [],
        Precision = "fp32",
        Parameters = 0,
        Revision = "",
    };

    [Fact]
    public void Entries_AfterGrowing_AreWhereTheyWere()
    {
        var cache = Filled(slots: 2);
        cache.Fit(slots: 5, positions: 70, used: 2);
        AssertHolds(cache, slot: 0, value: 1);
        AssertHolds(cache, slot: 1, value: 2);
    }

    [Fact]
    public void Slot_MovedIntoAnother_TakesItsEntriesAlong()
    {
        var cache = Filled(slots: 3);
        cache.Move(2, 0);
        AssertHolds(cache, slot: 0, value: 3);
    }

    [Fact]
    public void Room_NeverWritten_IsZero()
    {
        var cache = Filled(slots: 1);
        cache.Fit(slots: 4, positions: 40, used: 1);
        Assert.All(cache.Keys(0, 4).ToArray()[(2 * cache.Positions * 3)..], v => Assert.Equal(0, v));
    }

    [Fact]
    public void Cache_WithNothingInIt_ShrinksAgain()
    {
        var cache = Filled(slots: 1);
        cache.Fit(1, 90, used: 1);
        Assert.Equal(96, cache.Positions);
        cache.Fit(1, 10, used: 0);
        Assert.Equal(32, cache.Positions);
    }

    /// <summary>Each slot holds one position whose entries are the slot's number plus one.</summary>
    private static KeyValueCache Filled(int slots)
    {
        var cache = new KeyValueCache(Model);
        cache.Fit(slots, 1, 0);
        for (var slot = 0; slot < slots; slot++)
        {
            var block = Enumerable.Repeat(slot + 1f, 6).ToArray();
            cache.Append(0, slot, at: 0, count: 1, block, block, row: 0, rowPositions: 1);
        }

        return cache;
    }

    private static void AssertHolds(KeyValueCache cache, int slot, float value)
    {
        for (var head = 0; head < Model.Heads; head++)
        {
            var at = ((slot * Model.Heads) + head) * cache.Positions * Model.HeadDimension;
            Assert.Equal([value, value, value, 0], cache.Keys(0, slot + 1).ToArray()[at..(at + 4)]);
            Assert.Equal([value, value, value, 0], cache.Values(0, slot + 1).ToArray()[at..(at + 4)]);
        }
    }
}
