using Joulemark.Machines;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>Which machine it was whose joules are counted, by what its records hold of that.</summary>
/// <param name="Node">What its meters call it, where it was another than Joulemark ran on; then nobody captured the rest.</param>
/// <param name="Installation">A hash of the system's installation; null where it is not known.</param>
/// <param name="Boot">A hash of the system's start; null where it is not known.</param>
/// <param name="Boards">Identities of the boards that were seen in it.</param>
internal sealed record HostIdentity(string? Node, string? Installation, string? Boot, IReadOnlyList<string> Boards)
{
    public static HostIdentity Of(RunRecord run) => run.Header.Node is { } node ? new HostIdentity(node, null, null, []) : new HostIdentity(
        null, run.Machine.Fingerprint.GetValueOrDefault(IdentityFacts.Installation), run.Machine.Fingerprint.GetValueOrDefault(IdentityFacts.Boot),
        [.. run.Machine.Fingerprint.Where(f => f.Key.StartsWith("gpu", StringComparison.Ordinal) && f.Key.EndsWith(".uuid", StringComparison.Ordinal)).Select(f => f.Value)]);

    /// <summary>Whether it was the other; null where the records do not tell. A container sees the host's start and boards, and not its installation.</summary>
    public bool? IsThatOf(HostIdentity other) =>
        Node is not null && other.Node is not null ? Node == other.Node ? null : false // a name is not always one machine's
        : (Boot is not null && Boot == other.Boot) || Boards.Intersect(other.Boards, StringComparer.Ordinal).Any() ? true
        : Installation is not null && other.Installation is not null ? Installation == other.Installation
        : null;
}
