using System.Buffers.Binary;
using Joulemark.Serving.Triton;
using Joulemark.Workloads;

namespace Joulemark.Serving.KServe;

/// <summary>Fits tensors to what a model takes: checks those that are given, and makes random ones.</summary>
internal static class KServeInputs
{
    /// <summary>The tensors of a request by the names of the model's inputs.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">They do not fit the model; says which and why.</exception>
    public static IReadOnlyList<TensorInput> Fit(IReadOnlyList<TensorInput> given, TritonModel model)
    {
        if (model.Inputs.Count == 0)
            return given; // a server that says nothing of its inputs
        var tensors = new List<TensorInput>(given.Count);
        foreach (var tensor in given)
        {
            var name = tensor.Name.Length == 0 && model.Inputs.Count == 1 ? model.Inputs[0].Name : tensor.Name;
            var input = model.Inputs.FirstOrDefault(i => i.Name == name)
                ?? throw Misfit(model, tensor.Name.Length == 0 ? "a tensor without a name" : $"a tensor named '{tensor.Name}'");
            if (tensor.DataType != input.DataType)
                throw Misfit(model, $"{tensor.DataType} for '{name}'");
            if (!Fits(tensor.Shape, input.Shape))
                throw Misfit(model, $"shape [{string.Join(',', tensor.Shape)}] for '{name}'");
            tensors.Add(tensor with { Name = name });
        }

        return tensors;
    }

    /// <summary>Random tensors for all inputs of a model: uniform in 0 to 1, or over a byte's range. A first dimension of any size is 1: one inference.</summary>
    /// <exception cref="Diagnostics.JoulemarkException">An input has another dimension of any size, or takes text.</exception>
    public static IReadOnlyList<TensorInput> Random(TritonModel model, int seed)
    {
        var random = new Random(seed);
        return [.. model.Inputs.Select(input =>
        {
            long[] shape = [.. input.Shape];
            if (shape is [-1, ..])
                shape[0] = 1;
            if (shape.Contains(-1) || TensorTypes.Size(input.DataType) is not > 0)
            {
                throw ServerProbe.Failure("JM3024", $"no random tensor can be made for the input {input.Text} of '{model.Name}': {(shape.Contains(-1) ? "its size is open" : "its elements are texts")}",
                    "Give tensors in a file: workload.path.");
            }

            var data = new byte[TensorTypes.Count(shape) * TensorTypes.Size(input.DataType)!.Value];
            Fill(data, input.DataType, random);
            return new TensorInput(input.Name, input.DataType, shape, data);
        })];
    }

    private static bool Fits(IReadOnlyList<long> shape, IReadOnlyList<long> wanted) =>
        shape.Count == wanted.Count && shape.Zip(wanted).All(d => d.Second is -1 || d.First == d.Second);

    private static Diagnostics.JoulemarkException Misfit(TritonModel model, string what) => ServerProbe.Failure("JM3024",
        $"the workload has {what}, but the model '{model.Name}' takes {string.Join("; ", model.Inputs.Select(i => i.Text))}", "Correct the tensors in workload.path.");

    private static void Fill(byte[] data, string type, Random random)
    {
        var size = TensorTypes.Size(type)!.Value;
        for (var element = data.AsSpan(); !element.IsEmpty; element = element[size..])
        {
            switch (type)
            {
                case "FP16":
                    BinaryPrimitives.WriteHalfLittleEndian(element, (Half)random.NextDouble());
                    break;
                case "BF16":
                    BinaryPrimitives.WriteUInt16LittleEndian(element, (ushort)(BitConverter.SingleToUInt32Bits(random.NextSingle()) >> 16));
                    break;
                case "FP32":
                    BinaryPrimitives.WriteSingleLittleEndian(element, random.NextSingle());
                    break;
                case "FP64":
                    BinaryPrimitives.WriteDoubleLittleEndian(element, random.NextDouble());
                    break;
                default:
                    element[0] = (byte)random.Next(type switch { "BOOL" => 2, "INT8" => 128, _ => 256 }); // small enough for any integer, and a token id of any vocabulary
                    break;
            }
        }
    }
}
