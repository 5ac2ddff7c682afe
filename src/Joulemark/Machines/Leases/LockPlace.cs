namespace Joulemark.Machines.Leases;

/// <summary>
/// The directory of the run lock. It must be one and the same for all users of a machine, so it is chosen by what a directory
/// is and never by who we are: where an ordinary user may not write (/run/lock on Fedora and RHEL), root must not lock either.
/// </summary>
internal static class LockPlace
{
    private static readonly string[] Places = ["/run/lock", "/tmp"];

    /// <summary>The one of this machine; null where it has none that all users share.</summary>
    public static string? Shared { get; } = Find(Places);

    /// <summary>The first directory in which every user may make files, and no user may remove another's.</summary>
    internal static string? Find(params IReadOnlyList<string> places) => places.FirstOrDefault(IsEveryones);

    private static bool IsEveryones(string directory)
    {
        const UnixFileMode Needed = UnixFileMode.StickyBit | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        try
        {
            return OperatingSystem.IsLinux() && Directory.Exists(directory) && (File.GetUnixFileMode(directory) & Needed) == Needed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
