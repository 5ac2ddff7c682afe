namespace Joulemark.Machines.Nvidia;

/// <summary>Which member of a field value's union is set (<c>nvmlValueType_t</c>).</summary>
internal enum NvmlValueType : uint
{
    Double = 0,
    UnsignedInt = 1,
    UnsignedLong = 2,
    UnsignedLongLong = 3,
    SignedLongLong = 4,
    SignedInt = 5,
    UnsignedShort = 6,
}
