using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Joulemark.Workloads;

/// <summary>Elements of tensors, between JSON's numbers and bytes.</summary>
internal static class TensorJson
{
    /// <summary>The elements of a JSON list, lists within it row by row, as bytes; with their shape where the lists are regular.</summary>
    /// <exception cref="InvalidDataException">An element does not fit the type, or the lists differ in length.</exception>
    public static (byte[] Data, IReadOnlyList<long> Shape) Read(JsonElement list, string type)
    {
        var shape = new List<long>();
        for (var level = list; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
            if (level.GetArrayLength() == 0)
                break;
        }

        var data = new ArrayBufferWriter<byte>();
        Read(list, shape, depth: 0, type, data);
        return (data.WrittenSpan.ToArray(), shape);
    }

    /// <summary>Writes the elements of a tensor as a flat JSON list.</summary>
    /// <exception cref="InvalidDataException">JSON has no way to write the type.</exception>
    public static void Write(Utf8JsonWriter json, TensorInput tensor)
    {
        var data = tensor.Data.Span;
        var size = TensorTypes.Size(tensor.DataType)!.Value;
        json.WriteStartArray("data"u8);
        while (!data.IsEmpty)
        {
            if (tensor.DataType == "BYTES")
                size = sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(data);
            WriteElement(json, tensor.DataType, data[..size]);
            data = data[size..];
        }

        json.WriteEndArray();
    }

    private static void Read(JsonElement element, List<long> shape, int depth, string type, ArrayBufferWriter<byte> data)
    {
        if (depth < shape.Count)
        {
            if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != shape[depth])
                throw new InvalidDataException("lists of different lengths or depths");
            foreach (var inner in element.EnumerateArray())
                Read(inner, shape, depth + 1, type, data);
            return;
        }

        var size = TensorTypes.Size(type)!.Value;
        if (type == "BYTES")
        {
            if (element.ValueKind != JsonValueKind.String)
                throw new InvalidDataException($"{element.GetRawText()} where BYTES are texts");
            var text = Encoding.UTF8.GetBytes(element.GetString()!);
            BinaryPrimitives.WriteInt32LittleEndian(data.GetSpan(sizeof(int)), text.Length);
            data.Advance(sizeof(int));
            data.Write(text);
            return;
        }

        if (!TryWrite(element, type, data.GetSpan(size)))
            throw new InvalidDataException($"{element.GetRawText()} is no {type}");
        data.Advance(size);
    }

    private static bool TryWrite(JsonElement element, string type, Span<byte> to)
    {
        if (type == "BOOL")
        {
            to[0] = element.ValueKind == JsonValueKind.True ? (byte)1 : (byte)0;
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }

        if (element.ValueKind != JsonValueKind.Number)
            return false;
        switch (type)
        {
            case "FP16":
                BinaryPrimitives.WriteHalfLittleEndian(to, (Half)element.GetDouble());
                return true;
            case "BF16":
                BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(BitConverter.SingleToUInt32Bits(element.GetSingle()) >> 16));
                return true;
            case "FP32":
                BinaryPrimitives.WriteSingleLittleEndian(to, element.GetSingle());
                return true;
            case "FP64":
                BinaryPrimitives.WriteDoubleLittleEndian(to, element.GetDouble());
                return true;
            case "UINT64":
                if (!element.TryGetUInt64(out var large))
                    return false;
                BinaryPrimitives.WriteUInt64LittleEndian(to, large);
                return true;
            default:
                return element.TryGetInt64(out var number) && TryWrite(number, type, to);
        }
    }

    private static bool TryWrite(long number, string type, Span<byte> to)
    {
        var bits = TensorTypes.Size(type)!.Value * 8;
        var signed = type[0] == 'I';
        var (lowest, highest) = signed ? (bits == 64 ? long.MinValue : -(1L << (bits - 1)), bits == 64 ? long.MaxValue : (1L << (bits - 1)) - 1) : (0, (1L << bits) - 1);
        if (number < lowest || number > highest)
            return false;
        Span<byte> all = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(all, number);
        all[..(bits / 8)].CopyTo(to);
        return true;
    }

    private static void WriteElement(Utf8JsonWriter json, string type, ReadOnlySpan<byte> element)
    {
        switch (type)
        {
            case "BOOL":
                json.WriteBooleanValue(element[0] != 0);
                break;
            case "UINT8":
                json.WriteNumberValue(element[0]);
                break;
            case "INT8":
                json.WriteNumberValue((sbyte)element[0]);
                break;
            case "UINT16":
                json.WriteNumberValue(BinaryPrimitives.ReadUInt16LittleEndian(element));
                break;
            case "INT16":
                json.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(element));
                break;
            case "UINT32":
                json.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(element));
                break;
            case "INT32":
                json.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(element));
                break;
            case "UINT64":
                json.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(element));
                break;
            case "INT64":
                json.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(element));
                break;
            case "FP32":
                json.WriteNumberValue(BinaryPrimitives.ReadSingleLittleEndian(element));
                break;
            case "FP64":
                json.WriteNumberValue(BinaryPrimitives.ReadDoubleLittleEndian(element));
                break;
            case "BYTES":
                json.WriteStringValue(element[sizeof(int)..]);
                break;
            default:
                throw new InvalidDataException($"{type} cannot be written as JSON (KServe v2): send it binary, server.tensors: binary");
        }
    }
}
