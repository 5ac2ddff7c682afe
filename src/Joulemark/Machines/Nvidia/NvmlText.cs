using System.Text;

namespace Joulemark.Machines.Nvidia;

/// <summary>Texts that NVML writes into a buffer.</summary>
internal static unsafe class NvmlText
{
    /// <summary>Its longest: NVML_DEVICE_NAME_V2_BUFFER_SIZE and NVML_DEVICE_UUID_V2_BUFFER_SIZE.</summary>
    public const int Length = 96;

    /// <summary>A text that ends with a zero; null when it is empty or does not end.</summary>
    public static string? Of(byte* text, int length = Length)
    {
        var bytes = new ReadOnlySpan<byte>(text, length);
        var end = bytes.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(bytes[..end]) : null;
    }
}
