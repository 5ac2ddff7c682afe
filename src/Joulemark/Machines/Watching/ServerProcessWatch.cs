using System.Globalization;
using Joulemark.Machines.Linux;
using Joulemark.Metering;
using Joulemark.Records;

namespace Joulemark.Machines.Watching;

/// <summary>Whether the root process of the system under test is still the one that it was: a supervisor or a container engine may have started another.</summary>
internal sealed class ServerProcessWatch(HostPaths paths, SystemUnderTest underTest) : IWatch
{
    private (int Pid, ulong? Start) _root;

    public void Look(DisturbanceLog log)
    {
        if (underTest.RootProcess is not { } pid || underTest.IsChildrenOfRoot)
        {
            _root = default;
            return;
        }

        var start = ProcessAccount.Read(underTest.Procfs(paths), pid) is { State: not ('Z' or 'X') } account ? account.StartTime : (ulong?)null;
        if (pid == _root.Pid && _root.Start is not null && start != _root.Start && underTest.RootProcess == pid) // else it was stopped on purpose meanwhile
        {
            log.Happened(Disturbance.ServerRestarted, string.Create(CultureInfo.InvariantCulture, $"process {pid}"),
                string.Create(CultureInfo.InvariantCulture, $"the server's process {pid} is gone{(start is null ? "" : ", and another has its number")}: what answers from here on is another server than was warmed up"));
        }

        _root = (pid, start);
    }

    public void Dispose()
    {
        // Nothing is kept open.
    }
}
