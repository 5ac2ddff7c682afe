namespace Joulemark.Storage;

/// <summary>Tells a file that cannot be written from a mistake of ours.</summary>
internal static class FileFailure
{
    /// <summary>
    /// True for a full disk, a lost mount, missing rights, and for a file size limit (EFBIG), which .NET reports as an
    /// argument out of range.
    /// </summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;
}
