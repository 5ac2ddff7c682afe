namespace Joulemark.Onnx.Inference;

/// <summary>
/// Keys and values of the sequences under way, one slot each, the slots in use always first. Per layer it is one block
/// [slot, head, position, dimension], so that the slots in use are a tensor without copying.
/// </summary>
internal sealed class KeyValueCache
{
    private const int Step = 32; // positions are added in steps, so that a longer answer seldom moves the block
    private readonly ModelInfo _model;
    private readonly float[][] _keys;
    private readonly float[][] _values;
    private int _slots;

    public KeyValueCache(ModelInfo model)
    {
        _model = model;
        _keys = [.. Enumerable.Range(0, model.Layers).Select(_ => Array.Empty<float>())];
        _values = [.. Enumerable.Range(0, model.Layers).Select(_ => Array.Empty<float>())];
        Resize(slots: 1, positions: Step, used: 0);
    }

    /// <summary>Positions each slot has room for.</summary>
    public int Positions { get; private set; }

    private int SlotLength => _model.Heads * Positions * _model.HeadDimension;

    /// <summary>Keys of the first <paramref name="slots"/> slots.</summary>
    public Memory<float> Keys(int layer, int slots) => _keys[layer].AsMemory(0, slots * SlotLength);

    /// <summary>Values of the first <paramref name="slots"/> slots.</summary>
    public Memory<float> Values(int layer, int slots) => _values[layer].AsMemory(0, slots * SlotLength);

    /// <summary>Makes room for so many slots of so many positions; what the used slots hold is kept.</summary>
    public void Fit(int slots, int positions, int used)
    {
        var rounded = (positions + Step - 1) / Step * Step;
        if (slots > _slots || rounded > Positions || (used == 0 && rounded < Positions))
            Resize(Math.Max(_slots, slots), used == 0 ? rounded : Math.Max(rounded, Positions), used);
    }

    /// <summary>Takes in new keys and values of one slot, from a block [row, head, new position, dimension].</summary>
    public void Append(int layer, int slot, int at, int count, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, int row, int rowPositions)
    {
        var dimension = _model.HeadDimension;
        for (var head = 0; head < _model.Heads; head++)
        {
            var source = ((row * _model.Heads) + head) * rowPositions * dimension;
            var target = ((((slot * _model.Heads) + head) * Positions) + at) * dimension;
            keys.Slice(source, count * dimension).CopyTo(_keys[layer].AsSpan(target));
            values.Slice(source, count * dimension).CopyTo(_values[layer].AsSpan(target));
        }
    }

    /// <summary>Moves the last slot in use into one that became free.</summary>
    public void Move(int from, int to)
    {
        foreach (var block in _keys.Concat(_values))
            block.AsSpan(from * SlotLength, SlotLength).CopyTo(block.AsSpan(to * SlotLength));
    }

    private void Resize(int slots, int positions, int used)
    {
        for (var layer = 0; layer < _model.Layers; layer++)
        {
            _keys[layer] = Copy(_keys[layer], slots, positions, used);
            _values[layer] = Copy(_values[layer], slots, positions, used);
        }

        (_slots, Positions) = (slots, positions);
    }

    // New room is zero: attention masks it, but zero times not-a-number would still be not-a-number.
    private float[] Copy(float[] old, int slots, int positions, int used)
    {
        var block = new float[slots * _model.Heads * positions * _model.HeadDimension];
        var (from, to) = (Positions * _model.HeadDimension, positions * _model.HeadDimension);
        for (var row = 0; row < used * _model.Heads; row++)
            old.AsSpan(row * from, Math.Min(from, to)).CopyTo(block.AsSpan(row * to));
        return block;
    }
}
