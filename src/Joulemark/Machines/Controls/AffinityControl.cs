using Joulemark.Machines.Leases;
using Joulemark.Machines.Linux;
using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>The CPUs of the server or of the load client, so that they do not take each other's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it asks for.</param>
/// <param name="IsServer">True for the server, with all its processes; false for our own process.</param>
internal sealed record AffinityControl(string Name, string Description, bool IsServer) : SettableControl(Name, SpecValueType.CpuList, Description)
{
    private const string OwnView = "/proc";

    // A server that is started has its starter's CPUs: the client gets its own only afterwards.
    public override ControlTime When => ControlTime.ServerUp;

    public override bool IsOfServersMachine => IsServer;

    public override string Value(string wanted) => CpuList.Format(CpuList.Parse(wanted));

    public override IReadOnlyList<ISetting> Settings(ControlHost host, out string? problem)
    {
        problem = IsServer && host.ServerProcess is null ? "the server's process is not on this machine, or cannot be found" : null;
        if (problem is not null)
            return [];
        var (process, procfs) = IsServer ? host.ServerProcess!.Value : (Environment.ProcessId, OwnView);
        return [new AffinitySetting(Name, IsServer ? "the server" : "the load client", procfs, process, LeaseOwner.StartOf(procfs, process), IsServer)];
    }

    public override IReadOnlyList<ISetting> Find(ControlHost host, string target) =>
        AffinitySetting.Of(Name, IsServer ? host.Paths.Procfs : OwnView, target, IsServer) is { } setting ? [setting] : [];
}
