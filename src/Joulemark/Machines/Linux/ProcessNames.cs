using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>Processes by what they are called.</summary>
internal static class ProcessNames
{
    /// <summary>Numbers of the processes of a name, of at most 15 characters.</summary>
    public static IReadOnlyList<int> Find(string procfs, string name)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(procfs)
                .Select(d => int.TryParse(Path.GetFileName(d.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
                .Where(pid => pid > 0 && ProcessAccount.Read(procfs, pid)?.Name == name).Order()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
