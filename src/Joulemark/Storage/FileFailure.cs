namespace Joulemark.Storage;

/// <summary>Tells a file that cannot be written from a mistake of ours.</summary>
internal static class FileFailure
{
    /// <summary>
    /// True for a full disk, a lost mount, missing rights, and for a file size limit (EFBIG), which .NET reports as an
    /// argument out of range.
    /// </summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Why a file cannot be read or written, in words to act by: of a folder .NET says that access is denied, and of a missing one which part could not be found.</summary>
    public static string Why(Exception e, string path) =>
        Directory.Exists(path) ? "it is a folder"
        : e is DirectoryNotFoundException && Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent ? File.Exists(parent) ? $"'{parent}' is a file" : $"there is no folder '{parent}'"
        : e is FileNotFoundException ? "there is no such file"
        : e.Message.TrimEnd('.');
}
