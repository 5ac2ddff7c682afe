using System.Security.Cryptography;
using System.Text;

namespace Joulemark.Machines.Linux;

/// <summary>
/// Which machine this is, and which start of its system: for files in a home that several machines share, and to tell whether two
/// runs were read by the same sensors. Hashes: what they are of is random, so that nobody finds it by them.
/// </summary>
internal static class MachineIdentity
{
    /// <summary>
    /// A hash of machine-id(5), which is itself not for others to read; null where there is none, as in most containers.
    /// </summary>
    public static string? Own { get; } = Of(SysfsText.Read("/etc/machine-id"));

    /// <summary>Captures both. A container's machine-id is its own, or its image's; the kernel's start is the host's there, too.</summary>
    public static void Capture(FactList facts, HostPaths paths)
    {
        var file = Path.Combine(paths.Root, "etc/machine-id");
        facts.AddFile(IdentityFacts.Boot, Of, paths.Procfs, "sys/kernel/random/boot_id");
        if (facts.All.First(f => f.Key == ContainerFacts.Engine).Value == ContainerFacts.None)
            facts.AddFile(IdentityFacts.Installation, Of, file);
        else
            facts.Unknown(IdentityFacts.Installation, file, "in a container it is not the machine's");
    }

    internal static string? Of(string? machineId) =>
        machineId is { Length: >= 32 } ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("joulemark " + machineId)))[..16] : null;
}
