using System.Runtime.InteropServices;

namespace Joulemark.Machines.Nvidia;

/// <summary><c>nvmlFieldValue_t</c>: 40 bytes, explicit because C's <c>unsigned long</c> in its union differs by platform.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal struct NvmlFieldValue
{
    [FieldOffset(0)]
    public NvmlFieldId Field;

    [FieldOffset(4)]
    public NvmlScope Scope;

    [FieldOffset(24)]
    public NvmlValueType ValueType;

    /// <summary>Whether this value was read. The call succeeds as a whole even when no value was.</summary>
    [FieldOffset(28)]
    public NvmlReturn Return;

    [FieldOffset(32)]
    public double Double;

    [FieldOffset(32)]
    public uint UnsignedInt;

    [FieldOffset(32)]
    public int SignedInt;

    [FieldOffset(32)]
    public ulong UnsignedLong;

    [FieldOffset(32)]
    public long SignedLong;

    [FieldOffset(32)]
    public ushort UnsignedShort;

    /// <summary>The value as a number; null when it was not read, is a vendor's blank, or has an unknown type.</summary>
    public readonly double? Number => Return != NvmlReturn.Success ? null : ValueType switch
    {
        NvmlValueType.Double => NvmlBlank.Filter(Double),
        NvmlValueType.UnsignedInt => NvmlBlank.Filter(UnsignedInt),
        NvmlValueType.UnsignedLong when OperatingSystem.IsWindows() => NvmlBlank.Filter(UnsignedInt),
        NvmlValueType.UnsignedLong or NvmlValueType.UnsignedLongLong => NvmlBlank.Filter(UnsignedLong),
        NvmlValueType.SignedLongLong => NvmlBlank.Filter(SignedLong),
        NvmlValueType.SignedInt => NvmlBlank.Filter(SignedInt),
        NvmlValueType.UnsignedShort => UnsignedShort,
        _ => null,
    };
}
