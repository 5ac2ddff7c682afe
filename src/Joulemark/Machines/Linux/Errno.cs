namespace Joulemark.Machines.Linux;

/// <summary>Error numbers of Linux that we tell apart (asm-generic/errno-base.h, the same on x86-64 and arm64).</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int AccessDenied = 13;
    public const int ReadOnlyFileSystem = 30;
    public const int NotImplemented = 38;

    /// <summary>Its symbol, for those that a user may look up; its number for the others.</summary>
    public static string Name(int error) => error switch
    {
        NotPermitted => "EPERM",
        2 => "ENOENT",
        AccessDenied => "EACCES",
        19 => "ENODEV",
        40 => "ELOOP",
        22 => "EINVAL",
        24 => "EMFILE",
        ReadOnlyFileSystem => "EROFS",
        NotImplemented => "ENOSYS",
        95 => "EOPNOTSUPP",
        _ => FormattableString.Invariant($"error {error}"),
    };
}
