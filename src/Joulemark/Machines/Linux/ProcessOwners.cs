using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>Whose processes run on the machine.</summary>
internal static class ProcessOwners
{
    // Below are the system's own users, above are nobody and those of containers (login.defs of most distributions).
    private const int FirstPerson = 1000;
    private const int LastPerson = 60000;

    /// <summary>The user that we are, as the host counts; null where that is not to be seen.</summary>
    public static int? Own(HostPaths paths) => User(Path.Combine(paths.Procfs, "self"));

    /// <summary>People beside one user that have processes: how many, and one's name.</summary>
    public static IReadOnlyList<(int User, int Processes, string Example)> People(HostPaths paths, int own)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(paths.Procfs)
                .Where(d => !Path.GetFileName(d.AsSpan()).ContainsAnyExceptInRange('0', '9'))
                .Select(d => (User: User(d), Directory: d))
                .Where(p => p.User is { } user and >= FirstPerson and <= LastPerson && user != own)
                .GroupBy(p => p.User!.Value)
                .OrderBy(g => g.Key)
                .Select(g => (g.Key, g.Count(), SysfsText.Read(g.First().Directory, "comm") ?? "unnamed"))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static int? User(string process)
    {
        try
        {
            // Uid: real, effective, saved, file system.
            var line = File.ReadLines(Path.Combine(process, "status")).FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal));
            return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var real, ..] && int.TryParse(real, NumberStyles.None, CultureInfo.InvariantCulture, out var user) ? user : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }
}
