using System.Security.Cryptography;
using System.Text;

namespace Joulemark.Machines.Linux;

/// <summary>Which machine this is, for files in a home that several machines share.</summary>
internal static class MachineIdentity
{
    /// <summary>
    /// A hash of machine-id(5), which is itself not for others to read; null where there is none, as in most containers.
    /// </summary>
    public static string? Own { get; } = Of(SysfsText.Read("/etc/machine-id"));

    internal static string? Of(string? machineId) =>
        machineId is { Length: >= 32 } ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("joulemark " + machineId)))[..16] : null;
}
