using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Leases;

namespace Joulemark.Running;

/// <summary>Settings that an earlier run left changed. A run that started on them would measure a machine that is not as it should be, and lose what it was.</summary>
internal static class LeftoverSettings
{
    /// <returns>What root's runs left, which this user can only be told of, and the run with it.</returns>
    /// <exception cref="JoulemarkException">Exit code 3: there are some of this user's; names each.</exception>
    public static IReadOnlyList<Diagnostic> Refuse(HostPaths paths)
    {
        var store = new LeaseStore(paths);
        IReadOnlyList<LeaseOutcome> leases;
        try
        {
            leases = LeaseRestorer.Look(store, restore: false);
        }
        catch (IOException e)
        {
            throw Doctor.Unlisted(store, e);
        }

        var problems = leases.Where(l => l.Restoration is Restoration.Waiting or Restoration.Damaged).Select(l => l.Diagnostic!).ToLookup(d => d.Severity == DiagnosticSeverity.Error);
        return problems[true].Any() ? throw new JoulemarkException(ExitCode.Invalid, [.. problems[true]]) : [.. problems[false]];
    }
}
