using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>Holds the GPUs that servers are given against those that are counted, before anything is started.</summary>
internal static class LaunchBoards
{
    /// <exception cref="JoulemarkException">Exit code 2: a server is given a board whose joules are not counted.</exception>
    public static void Check(BenchmarkPlan plan, Ledger? ledger, IReadOnlyList<Channel> channels)
    {
        if (plan.Gpus.Count == 0 || WatchedBoards.Picked(channels, ledger) is not { } counted)
            return;
        var boards = WatchedBoards.OfDriver(channels).ToList();
        var problems = new List<Diagnostic>();
        foreach (var gpus in plan.Foreseen.Select(c => c.Spec.Server.Launch?.Gpus).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var given = gpus == "all" ? boards : [.. boards.Where(b => gpus.Split(',').Any(g => IsNamed(b, g)))];
            var off = given.Select(b => b.Device).Distinct().Except(counted).Order().ToList();
            if (off.Count > 0)
            {
                problems.Add(new Diagnostic("JM2006", DiagnosticSeverity.Error,
                    $"'server.launch.gpus' ({gpus}) gives the server {ServerBoards.Names(off)}, whose joules are not counted: 'gpus' counts {string.Join(", ", plan.Gpus)}",
                    string.Create(CultureInfo.InvariantCulture, $"Use server.launch.gpus: \"{string.Join(',', counted)}\", or count every board that the server gets: gpus: [{string.Join(", ", counted.Concat(off).Order())}].")));
            }
        }

        if (problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    /// <summary>By its number, as the driver and the meters count, or by its identity or the beginning of that; an instance of a board is none that is known here.</summary>
    private static bool IsNamed(Channel board, string gpu) =>
        gpu == board.Device.ToString(CultureInfo.InvariantCulture) || (gpu.StartsWith("GPU-", StringComparison.Ordinal) && board.DeviceId?.StartsWith(gpu, StringComparison.Ordinal) == true);
}
