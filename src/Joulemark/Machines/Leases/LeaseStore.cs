using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Joulemark.Machines.Linux;
using Joulemark.Storage;

namespace Joulemark.Machines.Leases;

/// <summary>
/// The leases on the disk, one file for each setting that is changed: written before the change, removed after the setting
/// was seen to be back. A file whose lock nobody holds is of a run that is gone.
/// </summary>
internal sealed class LeaseStore(HostPaths paths)
{
    private const string Ending = ".json";
    private const string New = ".new";
    private const UnixFileMode Listed = LockedFile.ForOwnerToWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public HostPaths Paths => paths;

    public string Directory => In(paths.State);

    /// <summary>Takes a lease, and has it on the disk.</summary>
    /// <exception cref="IOException">It cannot be written: then nothing may be changed.</exception>
    public HeldLease Take(Lease lease)
    {
        try
        {
            Make(paths.State);
            Make(Directory);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }

        // One name for one setting of one start of one machine: what a run before left is not written over by accident, because no run starts beside it.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{lease.Target}\n{lease.Sysfs}\n{lease.NvmlLibrary}\n{lease.Owner.Boot}")))[..12];
        var path = Path.Combine(Directory, $"{lease.Control}-{key}{Ending}");
        if (File.Exists(path))
            throw new IOException($"there is a lease on it already: {path}");
        return new HeldLease(path, Write(path, lease), lease);
    }

    /// <summary>Every lease that lies there, and for an ordinary user root's; those that cannot be read too.</summary>
    /// <exception cref="IOException">The directory cannot be listed.</exception>
    public IReadOnlyList<LeaseFile> Read()
    {
        try
        {
            return [.. ReadIn(Directory), .. ReadOthers()];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private IEnumerable<LeaseFile> ReadOthers()
    {
        if (paths.OthersState is not { } state || state == paths.State)
            return [];
        try
        {
            return [.. ReadIn(In(state)).Select(f => f with { IsOthers = true })];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new LeaseFile(In(state), null, $"they cannot be listed: {e.Message}", IsLive: false, IsOthers: true)];
        }
    }

    private static string In(string state) => Path.Combine(state, "leases");

    private static IEnumerable<LeaseFile> ReadIn(string directory)
    {
        try
        {
            // Asking whether it exists says no of one that is closed to us.
            return [.. System.IO.Directory.EnumerateFiles(directory, "*" + Ending).Order(StringComparer.Ordinal).Select(ReadFile)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Makes a directory whose files all users may look for, whatever the mask: a setting is everybody's.</summary>
    private static void Make(string directory)
    {
        if (System.IO.Directory.Exists(directory))
            return;
        System.IO.Directory.CreateDirectory(directory);
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(directory, Listed);
    }

    /// <summary>Takes the place of a run that is gone; null where it is not gone, or where another came first.</summary>
    public static HeldLease? TakeOver(LeaseFile file) =>
        file.Lease is { } lease && LockedFile.TryLock(file.Path, make: null, out _) is { } locked ? new HeldLease(file.Path, locked, lease) : null;

    /// <summary>Puts a lease in its place, whole and on the disk; it is locked before anyone can see it.</summary>
    /// <exception cref="IOException">It cannot be done.</exception>
    internal static LockedFile Write(string path, Lease lease)
    {
        var file = LockedFile.TryLock(path + New, LockedFile.ForOwnerToWrite, out var failure) ?? throw failure ?? new IOException($"{path}{New} is in use");
        try
        {
            file.Write(JsonSerializer.Serialize(lease, RecordJson.Indented.Lease));
            File.Move(path + New, path, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw e as IOException ?? new IOException(e.Message, e);
        }
    }

    internal static void Remove(string path)
    {
        try
        {
            File.Delete(path);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static LeaseFile ReadFile(string path)
    {
        bool isLive;
        using (var locked = LockedFile.TryLock(path, make: null, out var failure))
            isLive = locked is null && failure is null;
        if (LockedFile.ReadText(path) is not { } text)
            return new LeaseFile(path, null, "it cannot be read", isLive);
        try
        {
            var lease = JsonSerializer.Deserialize(text, RecordJson.Default.Lease);
            return lease is { Version: Lease.CurrentVersion, Wanted.Count: > 0 }
                ? new LeaseFile(path, lease, null, isLive)
                : new LeaseFile(path, null, lease is { Version: > Lease.CurrentVersion } ? "a newer Joulemark wrote it" : "it says nothing", isLive);
        }
        catch (JsonException e)
        {
            return new LeaseFile(path, null, $"it is not a lease: {e.Message}", isLive);
        }
    }
}
