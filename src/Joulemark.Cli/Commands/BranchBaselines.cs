using Joulemark.Machines;
using Joulemark.Records;
using Joulemark.Storage.Baselines;

namespace Joulemark.Cli.Commands;

/// <summary>Baselines as a user names them where a run could stand: <c>@BRANCH</c>, of the machine that measured the other side.</summary>
internal static class BranchBaselines
{
    public static bool Names(string text) => text.StartsWith('@');

    /// <summary>The runs of the baseline.</summary>
    /// <param name="text">Its name.</param>
    /// <param name="store">Where baselines are.</param>
    /// <param name="beside">The run on the other side; null for none, where it is this machine's.</param>
    /// <exception cref="Diagnostics.JoulemarkException">Exit code 3: there is none of that machine; 2: it cannot be read.</exception>
    public static IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Of(string text, BaselineStore store, RunRecord? beside) =>
        store.Find(text[1..], beside is null ? ThisMachine() : MachineKey.Of(beside.Machine));

    /// <summary>Key of the machine that this runs on.</summary>
    public static string ThisMachine() =>
        MachineKey.Of(new MachineSnapshot { Fingerprint = MachineProbe.Capture(HostPaths.FromEnvironment()).Fingerprint, Channels = [], Missing = [] });
}
