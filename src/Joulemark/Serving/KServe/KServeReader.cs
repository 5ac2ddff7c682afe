using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Joulemark.Metrology;
using Joulemark.Serving.Http;
using Joulemark.Workloads;

namespace Joulemark.Serving.KServe;

/// <summary>
/// Reads the answer to an inference: JSON, and the outputs' bytes behind it where they are binary. The first output becomes
/// the reply's text, so that it can be checked: texts and integers as they are, of floats the index of the largest of each
/// row. Rows are joined by commas.
/// </summary>
internal sealed class KServeReader : IReplyReader
{
    public bool Read(ReadOnlySpan<byte> data, Timestamp at, ServerReply reply)
    {
        try
        {
            // The JSON ends where its object does; Inference-Header-Content-Length says the same.
            var json = new Utf8JsonReader(data, isFinalBlock: false, state: default);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw new JsonException("no JSON object");
            var answer = JsonElement.ParseValue(ref json);
            if (ServerFacts.Text(answer, "error") is { } error)
                reply.Fail(FailureKinds.StreamError, error);
            else
                reply.SetOutput(Encoding.UTF8.GetBytes(FirstOutput(answer, data[(int)json.BytesConsumed..])));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidDataException or FormatException or OverflowException)
        {
            reply.Fail(FailureKinds.StreamError, $"an answer that cannot be read: {e.Message}");
        }

        return true;
    }

    public void End(bool saidSo, ServerReply reply)
    {
    }

    private static string FirstOutput(JsonElement answer, ReadOnlySpan<byte> binary)
    {
        var outputs = ServerFacts.Find(answer, "outputs");
        if (outputs is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
            throw new InvalidDataException("it has no outputs");
        var first = list[0];
        var type = ServerFacts.Text(first, "datatype") ?? throw new InvalidDataException("its first output has no datatype");
        if (TensorTypes.Size(type) is null)
            throw new InvalidDataException($"its first output has elements of type '{type}'");
        long[] shape = [.. ServerFacts.List(first, "shape").Select(d => d.GetInt64())];
        if (ServerFacts.Find(first, "parameters", "binary_data_size") is { } size)
        {
            // Outputs in JSON take no bytes, so the first that is binary is the first of the bytes.
            var length = size.GetInt32();
            if (length > binary.Length)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{binary.Length} bytes behind the JSON where its first output has {length}"));
            return Text(Elements(binary[..length], type), shape, type);
        }

        var values = new List<string>();
        Flatten(ServerFacts.Find(first, "data") ?? throw new InvalidDataException("its first output has no data"), values);
        return Text(values, shape, type);
    }

    private static string Text(List<string> elements, long[] shape, string type)
    {
        if (type is not ("FP16" or "FP32" or "FP64" or "BF16"))
            return string.Join(',', elements);
        var rows = shape.Length > 1 ? (int)Math.Max(1, shape[0]) : 1;
        if (elements.Count == 0 || elements.Count % rows != 0)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{elements.Count} elements in its first output of shape [{string.Join(',', shape)}]"));
        var width = elements.Count / rows;
        return string.Join(',', Enumerable.Range(0, rows).Select(r => width == 1 ? elements[r] : Largest(elements.GetRange(r * width, width))));
    }

    private static string Largest(List<string> row)
    {
        var (best, highest) = (0, double.NegativeInfinity);
        for (var i = 0; i < row.Count; i++)
        {
            if (double.Parse(row[i], NumberStyles.Float, CultureInfo.InvariantCulture) is var value && value > highest)
                (best, highest) = (i, value);
        }

        return best.ToString(CultureInfo.InvariantCulture);
    }

    private static void Flatten(JsonElement data, List<string> values)
    {
        if (data.ValueKind != JsonValueKind.Array)
        {
            values.Add(data.ToString());
            return;
        }

        foreach (var inner in data.EnumerateArray())
            Flatten(inner, values);
    }

    private static List<string> Elements(ReadOnlySpan<byte> data, string type)
    {
        var elements = new List<string>();
        var size = TensorTypes.Size(type)!.Value;
        while (!data.IsEmpty)
        {
            if (type == "BYTES")
                size = data.Length < sizeof(int) ? int.MaxValue : checked(sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(data));
            if (size <= 0 || size > data.Length)
                throw new InvalidDataException("an output that ends in mid-element");
            elements.Add(Element(data[..size], type));
            data = data[size..];
        }

        return elements;
    }

    private static string Element(ReadOnlySpan<byte> bytes, string type) => type switch
    {
        "BYTES" => Encoding.UTF8.GetString(bytes[sizeof(int)..]),
        "BOOL" => bytes[0] != 0 ? "true" : "false",
        "FP16" => Number((double)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        "BF16" => Number(BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16)),
        "FP32" => Number(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        "FP64" => Number(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        "UINT64" => BinaryPrimitives.ReadUInt64LittleEndian(bytes).ToString(CultureInfo.InvariantCulture),
        _ => Whole(bytes, signed: type[0] == 'I').ToString(CultureInfo.InvariantCulture),
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static long Whole(ReadOnlySpan<byte> bytes, bool signed)
    {
        Span<byte> all = stackalloc byte[sizeof(long)];
        all.Fill(signed && bytes[^1] >= 0x80 ? (byte)0xFF : (byte)0);
        bytes.CopyTo(all);
        return BinaryPrimitives.ReadInt64LittleEndian(all);
    }
}
