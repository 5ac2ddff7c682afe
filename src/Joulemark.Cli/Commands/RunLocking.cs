using Joulemark.Cli.Rendering;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Leases;
using Joulemark.Metrology;

namespace Joulemark.Cli.Commands;

/// <summary>Takes the run lock for a command, and says on standard error what there is to say.</summary>
internal static class RunLocking
{
    /// <returns>The lock; null when the waiting was interrupted.</returns>
    /// <exception cref="JoulemarkException">Another run holds it.</exception>
    public static async Task<RunLock?> TakeAsync(string what, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            return await RunLock.TakeAsync(HostPaths.FromEnvironment(), what, new MonotonicClock(TimeProvider.System), wait, d => DiagnosticsPrinter.Print([d]), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
