using System.Globalization;

namespace Joulemark.Machines.Linux;

/// <summary>Memory, and the nodes that it and the CPUs lie on.</summary>
internal static class MemoryFacts
{
    public static void Capture(FactList facts, HostPaths paths)
    {
        var meminfo = Path.Combine(paths.Procfs, "meminfo");
        Gibibytes(facts, "memory.gib", MemoryInfo.TotalBytes(paths), meminfo);
        Gibibytes(facts, "memory.swap-gib", MemoryInfo.SwapBytes(paths), meminfo);

        // always [madvise] never: the one in brackets holds.
        facts.AddFile("memory.transparent-hugepages",
            t => t.Split(' ').FirstOrDefault(w => w is ['[', _, .., ']'])?[1..^1], paths.Sysfs, "kernel/mm/transparent_hugepage/enabled");
        Nodes(facts, Path.Combine(paths.Sysfs, "devices/system/node"));
        facts.AddFile("numa.balancing", t => t switch { "0" => "off", "1" or "2" or "3" => "on", _ => null }, paths.Procfs, "sys/kernel/numa_balancing");
    }

    private static void Gibibytes(FactList facts, string key, long? bytes, string meminfo)
    {
        if (bytes is { } known)
            facts.Add(key, (known / (double)(1L << 30)).ToString("0.#", CultureInfo.InvariantCulture), meminfo);
        else
            facts.Unknown(key, meminfo, FactList.TryRead(meminfo, out var reason) is null ? reason : "it does not say");
    }

    /// <summary><c>0:0-15 1:16-31</c>: each node with its CPUs; <c>none</c> for one that has memory only.</summary>
    private static void Nodes(FactList facts, string directory)
    {
        try
        {
            var nodes = Directory.EnumerateDirectories(directory, "node*")
                .Select(d => (Directory: d, Number: CpuList.Parse(Path.GetFileName(d)["node".Length..])))
                .Where(n => n.Number.Count == 1).OrderBy(n => n.Number[0]).ToList();
            if (nodes.Count == 0)
                throw new DirectoryNotFoundException("there is no node");
            facts.Add("numa.nodes", nodes.Count, directory);
            if (nodes.Find(n => FactList.TryRead(Path.Combine(n.Directory, "cpulist"), out _) is null) is { Directory: { } silent })
                facts.Unknown("numa.layout", Path.Combine(silent, "cpulist"), "it cannot be read");
            else
                facts.Add("numa.layout", string.Join(' ', nodes.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Number[0]}:{SysfsText.Read(n.Directory, "cpulist") ?? "none"}"))), Path.Combine(directory, "node*/cpulist"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e is DirectoryNotFoundException ? "no node is there" : "it cannot be read";
            facts.Unknown("numa.nodes", directory, reason);
            facts.Unknown("numa.layout", directory, reason);
        }
    }
}
