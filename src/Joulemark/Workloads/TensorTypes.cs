namespace Joulemark.Workloads;

/// <summary>Element types of tensors, by the names that KServe v2 gives them (Open Inference Protocol, "Tensor Data Types").</summary>
internal static class TensorTypes
{
    /// <summary>Bytes of an element; 0 for <c>BYTES</c>, whose elements differ in size; null for a type that does not exist.</summary>
    public static int? Size(string type) => type switch
    {
        "BOOL" or "UINT8" or "INT8" => 1,
        "UINT16" or "INT16" or "FP16" or "BF16" => 2,
        "UINT32" or "INT32" or "FP32" => 4,
        "UINT64" or "INT64" or "FP64" => 8,
        "BYTES" => 0,
        _ => null,
    };

    /// <summary>How many elements a shape has.</summary>
    public static long Count(IEnumerable<long> shape) => shape.Aggregate(1L, (count, size) => checked(count * size));
}
