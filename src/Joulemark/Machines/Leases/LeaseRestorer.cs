using Joulemark.Machines.Controls;

namespace Joulemark.Machines.Leases;

/// <summary>Changes settings back to what they were before a run.</summary>
internal static class LeaseRestorer
{
    /// <summary>The command that does it for runs that are gone.</summary>
    public const string Command = "joulemark doctor --restore";

    /// <summary>Every lease on this machine; those of runs that are gone are restored, where that is asked for.</summary>
    /// <exception cref="IOException">The leases cannot be listed.</exception>
    public static IReadOnlyList<LeaseOutcome> Look(LeaseStore store, bool restore)
    {
        // The last one taken goes first: a board forgets its limits when its persistence mode goes. What others moved goes last.
        return [.. store.Read().OrderBy(f => f.Lease?.MovedBy is not null).ThenByDescending(f => f.Lease?.Since).Select(f => Look(f, store.Paths, restore))];
    }

    /// <summary>Changes one setting back. Its lease is removed where nothing is left to change back.</summary>
    public static LeaseOutcome Restore(HeldLease held, ISetting setting)
    {
        var lease = held.Lease;
        var outcome = Restore(lease, setting);
        if (!outcome.IsDone)
        {
            held.Dispose();
            return outcome;
        }

        try
        {
            held.Release();
            return outcome;
        }
        catch (IOException e)
        {
            held.Dispose();
            return outcome with { Restoration = Restoration.Failed, Message = $"{outcome.Message}, but its lease cannot be removed: {e.Message}", Remedy = $"Remove it once it can be: {Command}" };
        }
    }

    private static LeaseOutcome Look(LeaseFile file, HostPaths paths, bool restore)
    {
        if (file is { Lease: null, IsOthers: true })
        {
            return new LeaseOutcome
            {
                File = file.Path, IsOthers = true, Restoration = Restoration.Damaged, Message = $"whether a run of root's has left a setting changed cannot be told: {file.Path}: {file.Problem}",
                Remedy = $"sudo {Command}",
            };
        }

        if (file.Lease is not { } lease)
        {
            return new LeaseOutcome
            {
                File = file.Path, Restoration = Restoration.Damaged, Message = $"the lease {file.Path} is damaged: {file.Problem}",
                Remedy = "It may stand for a setting that is still changed. Look into it, set back by hand what it names, and remove it.",
            };
        }

        var outcome = new LeaseOutcome { File = file.Path, Lease = lease, IsOthers = file.IsOthers, Restoration = Restoration.Live, Message = $"{lease.Summary}: the run goes on" };
        if (lease.Owner.IsOfBeforeRestart)
            return Forget(file, restore, outcome with { Restoration = Restoration.Unchanged, Message = $"{lease.Summary}: it is gone with the restart of the machine" });
        if (lease.Owner.IsOfAnotherBoot)
            return outcome with { Restoration = Restoration.Elsewhere, Message = $"{lease.Summary}: it is another machine's, or of another start of this one" };
        if (AffinitySetting.IsOfProcess(lease.Target) && lease.Owner.HasOtherProcesses)
            return outcome with { Restoration = Restoration.Elsewhere, Message = $"{lease.Summary}: it is of a process in another container" };
        if (file.IsLive)
            return outcome;
        if (!restore || file.IsOthers)
            return outcome with { Restoration = Restoration.Waiting, Message = $"{lease.Summary}: the run is gone and the setting was not set back", Remedy = file.IsOthers ? $"sudo {Command}" : Command };
        if (LeaseStore.TakeOver(file) is not { } held)
            return outcome with { Restoration = Restoration.Failed, Message = $"{lease.Summary}: the lease {file.Path} cannot be taken over", Remedy = $"Run {Command} as the user that ran it." };
        using var host = new ControlHost(paths.Of(lease.Sysfs, lease.Procfs, lease.NvmlLibrary), [], []);
        var settings = BuiltIns.Controls.FirstOrDefault(c => c.Name == lease.Control) is ISettableControl control ? control.Find(host, lease.Target) : [];
        if (settings is [var setting])
            return Restore(held, setting);
        held.Dispose();
        return outcome with
        {
            Restoration = Restoration.Failed, Message = $"{lease.Summary}: it is not to be found on this machine now ({lease.Target})",
            Remedy = $"{Command} once it is there again; where it never will be, remove {file.Path}.",
        };
    }

    /// <summary>Removes a lease that nothing stands behind any more.</summary>
    private static LeaseOutcome Forget(LeaseFile file, bool restore, LeaseOutcome outcome)
    {
        if (!restore || file.IsOthers || LeaseStore.TakeOver(file) is not { } held)
            return outcome;
        try
        {
            held.Release();
        }
        catch (IOException)
        {
            held.Dispose(); // it hinders nobody
        }

        return outcome;
    }

    private static LeaseOutcome Restore(Lease lease, ISetting setting)
    {
        var outcome = new LeaseOutcome { File = "", Lease = lease, Restoration = Restoration.Restored, Message = "" };
        string Name(string verb) => $"{lease.Control} of {lease.Label} {verb}";
        var reading = setting.Read();
        if (reading.IsGone)
            return outcome with { Restoration = Restoration.Unchanged, Message = Name("needs no setting back: what it was set of is gone") };
        if (reading.Value is { } found)
        {
            if (setting.Holds(found, lease.Original))
                return outcome with { Restoration = Restoration.Unchanged, Found = found, Message = Name($"is {found}, as before") };
            if (!lease.Wanted.Any(w => setting.Holds(found, w)))
            {
                return outcome with
                {
                    Restoration = Restoration.Left, Found = found,
                    Message = Name($"is {found}, which this run did not set ({string.Join(", ", lease.Wanted)}): somebody has changed it since, so it is left as it is; it was {lease.Original} before the run"),
                    Remedy = setting.Command(lease.Original),
                };
            }
        }
        else if (setting.Untouched is null)
        {
            return outcome with { Restoration = Restoration.Failed, Message = Name($"cannot be read: {reading.Reason}; it was {lease.Original}"), Remedy = Remedy(setting, lease) };
        }

        var write = setting.Write(lease.Original);
        if (write.IsImpossible && reading.Value is null)
            return outcome with { Restoration = Restoration.Unchanged, Message = Name($"needs no setting back, since it cannot be set here at all: {write.Failure}") };
        if (write.IsImpossible)
        {
            return outcome with
            {
                Restoration = Restoration.GivenUp, Found = reading.Value,
                Message = Name($"is {reading.Value}, was {lease.Original} before the run, and cannot be set back: {write.Failure}. The lease on it ends, because another try would give the same"),
                Remedy = $"Set it back by other means ({setting.Command(lease.Original)}, the vendor's own tool), or restart the machine: settings do not outlive that.",
            };
        }

        if (write.Failure is { } failure)
            return outcome with { Restoration = Restoration.Failed, Found = reading.Value, Message = Name($"cannot be set back to {lease.Original}: {failure}"), Remedy = Remedy(setting, lease) };
        return setting.VerifyRestored(lease.Original) is { } instead
            ? outcome with { Restoration = Restoration.Failed, Found = reading.Value, Message = Name($"was set back to {lease.Original}, but {instead}"), Remedy = Remedy(setting, lease) }
            : outcome with { Found = lease.Original, Message = Name($"is set back to {lease.Original}") };
    }

    private static string Remedy(ISetting setting, Lease lease) => $"{setting.Command(lease.Original)}; then {Command}";
}
