using System.Buffers.Binary;

namespace Joulemark.Workloads;

/// <summary>One input tensor of a request to a model that is no language model.</summary>
/// <param name="Name">Name of the model's input; empty for the only one it has.</param>
/// <param name="DataType">KServe's name of the element type, e.g. <c>FP32</c>, <c>UINT8</c>.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Data">The elements, little-endian, row by row.</param>
public sealed record TensorInput(string Name, string DataType, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    private const string RandomType = "RANDOM";

    /// <summary>The seed of tensors that the server's protocol makes up in the shapes that the model wants; null for tensors that are given.</summary>
    internal int? RandomSeed => DataType == RandomType ? BinaryPrimitives.ReadInt32LittleEndian(Data.Span) : null;

    /// <summary>Stands for random tensors in all of a model's inputs.</summary>
    internal static TensorInput Random(int seed)
    {
        var data = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(data, seed);
        return new TensorInput("", RandomType, [], data);
    }
}
