namespace Joulemark.Workloads;

/// <summary>One input tensor of a request to a model that is no language model.</summary>
/// <param name="Name">Name of the model's input.</param>
/// <param name="DataType">KServe's name of the element type, e.g. <c>FP32</c>, <c>UINT8</c>.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Data">The elements, little-endian, row by row.</param>
public sealed record TensorInput(string Name, string DataType, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data);
