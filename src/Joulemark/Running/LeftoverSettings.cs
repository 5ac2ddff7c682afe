using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Leases;

namespace Joulemark.Running;

/// <summary>Settings that an earlier run left changed. A run that started on them would measure a machine that is not as it should be, and lose what it was.</summary>
internal static class LeftoverSettings
{
    /// <exception cref="JoulemarkException">Exit code 3: there are some; names each.</exception>
    public static void Refuse(HostPaths paths)
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

        var problems = leases.Where(l => l.Restoration is Restoration.Waiting or Restoration.Damaged).Select(l => l.Diagnostic!).ToList();
        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.Invalid, problems);
    }
}
