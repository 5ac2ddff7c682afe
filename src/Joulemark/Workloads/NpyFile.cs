using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Joulemark.Workloads;

/// <summary>Reads NumPy's <c>.npy</c> files, versions 1 to 3 (numpy.lib.format).</summary>
internal static class NpyFile
{
    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or holds what no tensor can; says what.</exception>
    public static (string DataType, IReadOnlyList<long> Shape, byte[] Data) Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || file[0] != 0x93 || !file[1..6].SequenceEqual("NUMPY"u8))
            throw new InvalidDataException("no NumPy file: it does not begin with \\x93NUMPY");
        var wide = file[6] >= 2;
        var start = wide ? 12 : 10;
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        if (length > file.Length - start)
            throw new InvalidDataException("a NumPy file that is cut off");
        var header = Encoding.UTF8.GetString(file.Slice(start, (int)length));
        var descr = Quoted(header, "descr");
        var shape = Shape(header);
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal) && shape.Count(d => d > 1) > 1)
            throw new InvalidDataException("columns first (fortran_order): save it with numpy.ascontiguousarray");
        var type = TypeOf(descr);
        var size = TensorTypes.Size(type)!.Value;
        var data = file[(start + (int)length)..].ToArray();
        if (data.Length != TensorTypes.Count(shape) * size)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{data.Length} bytes of data where its shape [{string.Join(',', shape)}] of {type} needs {TensorTypes.Count(shape) * size}"));
        if (descr[0] == '>')
        {
            for (var element = 0; element < data.Length; element += size)
                data.AsSpan(element, size).Reverse();
        }

        return (type, shape, data);
    }

    private static string TypeOf(string descr) => descr.TrimStart('<', '>', '|', '=') switch
    {
        "b1" => "BOOL",
        "u1" => "UINT8",
        "u2" => "UINT16",
        "u4" => "UINT32",
        "u8" => "UINT64",
        "i1" => "INT8",
        "i2" => "INT16",
        "i4" => "INT32",
        "i8" => "INT64",
        "f2" => "FP16",
        "f4" => "FP32",
        "f8" => "FP64",
        _ => throw new InvalidDataException($"elements of type '{descr}', which no tensor has; use one of bool, integers of 8 to 64 bits, or floats of 16 to 64 bits"),
    };

    private static string Quoted(string header, string name)
    {
        var at = header.IndexOf($"'{name}'", StringComparison.Ordinal);
        var parts = at < 0 ? [] : header[(at + name.Length + 2)..].Split('\'');
        return parts.Length > 1 && parts[1].Length > 1 ? parts[1] : throw new InvalidDataException($"a header without a plain '{name}'");
    }

    private static List<long> Shape(string header)
    {
        var at = header.IndexOf("'shape'", StringComparison.Ordinal);
        var open = at < 0 ? -1 : header.IndexOf('(', at);
        var close = open < 0 ? -1 : header.IndexOf(')', open);
        if (close < 0)
            throw new InvalidDataException("a header without a shape");
        return
        [
            .. header[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(d => long.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : throw new InvalidDataException($"a shape with '{d}' in it")),
        ];
    }
}
