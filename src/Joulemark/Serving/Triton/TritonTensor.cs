namespace Joulemark.Serving.Triton;

/// <summary>One input or output of a model, as KServe v2 metadata has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Element type, e.g. <c>FP32</c>.</param>
/// <param name="Shape">Dimensions; -1 where any size goes.</param>
internal sealed record TritonTensor(string Name, string DataType, IReadOnlyList<long> Shape)
{
    public string Text => $"{Name} {DataType} [{string.Join(',', Shape)}]";
}
