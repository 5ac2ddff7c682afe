using System.Globalization;
using Joulemark.Machines.Leases;
using Joulemark.Machines.Linux;

namespace Joulemark.Checkup;

/// <summary>What runs left behind, and where the next one goes.</summary>
internal static class StateChecks
{
    private const double LittleGibibytes = 1;
    private const double TooLittleGibibytes = 0.1;

    public static IEnumerable<Check> All =>
    [
        new("run-lock", CheckTopic.State, "another run on this machine", RunLockCheck.Look),
        new("leases", CheckTopic.State, "settings that a run left changed", Leases),
        new("servers-left", CheckTopic.State, "servers that a run left running", Servers) { TakesTime = true },
        new("state-directory", CheckTopic.State, "directory of leases and locks", s => Writable(s.Paths.State, "a run that changes a setting could not write down how to change it back", "Run as its owner or as root, or set JOULEMARK_STATE to a directory of your own.")),
        new("runs-directory", CheckTopic.State, "directory of runs", s => Writable(s.Runs, "a run could not write its records", "Give another --runs DIR.")),
        new("disk-space", CheckTopic.State, "free space for runs", Space),
    ];

    private static CheckFinding? Leases(CheckupSite site)
    {
        var store = new LeaseStore(site.Paths);
        try
        {
            var open = LeaseRestorer.Look(store, restore: false).Where(l => !l.IsDone).ToList();
            if (open.Count == 0)
                return CheckFinding.Pass("none", store.Directory);
            var left = open.Where(l => l.Restoration != Restoration.Live).ToList();
            return left.Count == 0
                ? CheckFinding.Warn("none", store.Directory, "none, and no run that goes on", string.Join("; ", open.Select(l => l.Message)), "Wait for that run to end: both would disturb each other.")
                : CheckFinding.Fail(string.Create(CultureInfo.InvariantCulture, $"{left.Count}"), store.Directory, "none", string.Join("; ", left.Select(l => l.Message)), string.Join("; ", left.Select(l => l.Remedy).OfType<string>().Distinct(StringComparer.Ordinal)));
        }
        catch (IOException e)
        {
            return CheckFinding.Unknown(e.Message, store.Directory, "Run as the user whose they are, or as root.");
        }
    }

    private static CheckFinding? Servers(CheckupSite site)
    {
        const string Source = "joulemark doctor";
        if (site.LeftServers is not { } servers)
            return null;
        return servers.Count == 0 ? CheckFinding.Pass("none", Source)
            : CheckFinding.Fail(string.Create(CultureInfo.InvariantCulture, $"{servers.Count}"), Source, "none", $"{string.Join("; ", servers.Select(s => s.Name))}: what a run that is gone has started draws power and holds memory",
                $"joulemark doctor --restore, or {string.Join("; ", servers.Select(s => s.Removal))}");
    }

    private static CheckFinding? Writable(string directory, string why, string remedy)
    {
        var path = Path.GetFullPath(directory);
        return CanMake(Existing(path), out var reason) ? CheckFinding.Pass(path, path)
            : CheckFinding.Fail($"{path} cannot be written", path, "writable", $"{reason}: {why}", remedy);
    }

    /// <summary>
    /// Makes something there, and removes it: asked for its rights alone, the kernel tells root yes of places where nothing
    /// can be made (/proc, a full disk).
    /// </summary>
    private static bool CanMake(string directory, out string reason)
    {
        var probe = Path.Combine(directory, $".joulemark-{Guid.NewGuid():N}");
        reason = "";
        try
        {
            if (!FileAccessRight.MayWrite(directory, out reason))
                return false;
            Directory.CreateDirectory(probe);
            File.WriteAllText(Path.Combine(probe, "probe"), "probe");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = e.Message.TrimEnd('.');
            return false;
        }
        finally
        {
            if (Directory.Exists(probe))
                Directory.Delete(probe, recursive: true);
        }
    }

    private static CheckFinding? Space(CheckupSite site)
    {
        var directory = Existing(Path.GetFullPath(site.Runs));
        try
        {
            var gibibytes = new DriveInfo(directory).AvailableFreeSpace / (double)(1 << 30);
            var text = string.Create(CultureInfo.InvariantCulture, $"{gibibytes:0.0} GiB");
            var limit = string.Create(CultureInfo.InvariantCulture, $"at least {LittleGibibytes:0} GiB");
            const string Why = "a long run with many requests writes hundreds of megabytes";
            const string Remedy = "Remove old runs, or give another --runs DIR.";
            return gibibytes >= LittleGibibytes ? CheckFinding.Pass(text, directory)
                : gibibytes >= TooLittleGibibytes ? CheckFinding.Warn(text, directory, limit, Why, Remedy) : CheckFinding.Fail(text, directory, limit, Why, Remedy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return CheckFinding.Unknown(e.Message, directory);
        }
    }

    /// <summary>What of a path is there: the rest is made when it is needed.</summary>
    private static string Existing(string path)
    {
        while (!Path.Exists(path) && Path.GetDirectoryName(path) is { } parent)
            path = parent;
        return path;
    }
}
