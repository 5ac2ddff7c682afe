using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Leases;
using Joulemark.Planning;

namespace Joulemark.Running;

/// <summary>Looks the machine over, and puts it in order where that is asked for.</summary>
internal static class Doctor
{
    /// <param name="paths">Where the host's trees are.</param>
    /// <param name="plan">The spec to look at the machine for; null for none.</param>
    /// <param name="restore">True to change settings back that runs left behind.</param>
    /// <exception cref="JoulemarkException">The leases cannot be listed.</exception>
    public static DoctorReport Examine(HostPaths paths, BenchmarkPlan? plan, bool restore)
    {
        var store = new LeaseStore(paths);
        try
        {
            return new DoctorReport { Leases = LeaseRestorer.Look(store, restore), Controls = Check(paths, plan) };
        }
        catch (IOException e)
        {
            throw Unlisted(store, e);
        }
    }

    /// <summary>The directory of leases cannot be listed, so that nobody can tell what is changed.</summary>
    internal static JoulemarkException Unlisted(LeaseStore store, IOException e) => new(ExitCode.Invalid, new Diagnostic("JM6034", DiagnosticSeverity.Error,
        $"the leases in {store.Directory} cannot be listed: {e.Message}", "Run as the user whose they are, or set JOULEMARK_STATE to a directory of your own."));

    private static Dictionary<string, IReadOnlyList<ControlOutcome>> Check(HostPaths paths, BenchmarkPlan? plan)
    {
        var outcomes = new Dictionary<string, IReadOnlyList<ControlOutcome>>(StringComparer.Ordinal);
        if (plan is null)
            return outcomes;
        using var host = new ControlHost(paths, MachineProbe.Capture(paths).All, plan.Gpus);
        foreach (var configuration in plan.Configurations)
            outcomes[configuration.Name] = ControlChecks.Of(configuration.Spec.Controls, host, ControlTime.Start, ControlTime.Window);
        return outcomes;
    }
}
