using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Controls;
using Joulemark.Machines.Leases;
using Joulemark.Records;

namespace Joulemark.Running;

/// <summary>
/// The settings that a run has changed. Each is on a lease, written before the first change; whatever order they are set
/// in, over however many configurations, restoring gives each the value of before.
/// </summary>
/// <param name="host">The machine.</param>
/// <param name="run">The run, by its folder's name.</param>
/// <param name="now">The wall clock, for the leases.</param>
/// <param name="record">Records what was done: what happened in words, what is to be said of it, and the same by name.</param>
/// <param name="changing">Held while settings change, so that whoever watches the machine does not take it for somebody else's doing; null for nobody.</param>
internal sealed class SettingSession(
    ControlHost host, string run, Func<DateTimeOffset> now, Action<string, Diagnostic?, IReadOnlyDictionary<string, string>> record,
    Func<IDisposable>? changing = null)
{
    private readonly LeaseStore _store = new(host.Paths);
    private readonly List<Held> _held = [];

    /// <summary>
    /// Sets what is asked for, and sets back what is not asked for any more.
    /// </summary>
    /// <returns>What could not be set. What was set meanwhile stays so until it is restored.</returns>
    public IReadOnlyList<Diagnostic> Apply(IEnumerable<ControlRequest> requests)
    {
        using var change = changing?.Invoke();
        var problems = new List<Diagnostic>();
        var wanted = requests.Select(r => (Control: r.ToSet!, Value: r.ToSet!.Value(r.Wanted))).Select(r => (r.Control, r.Value, Settings: r.Control.Settings(host, out _))).ToList();
        var targets = wanted.SelectMany(w => w.Settings).Select(s => (s.Control, s.Target)).ToHashSet();
        problems.AddRange(RestoreThose(h => !targets.Contains((h.Setting.Control, h.Lease.Lease.MovedBy ?? h.Setting.Target))).Where(d => d.Severity == DiagnosticSeverity.Error));
        foreach (var (control, value, settings) in wanted)
        {
            foreach (var setting in settings)
            {
                if (Set(setting, value, () => control.Command(settings, value)) is not { } problem)
                    continue;
                problems.Add(problem);
                break; // the others would say the same
            }
        }

        return problems;
    }

    /// <summary>Restores every setting, the last one changed first. Never throws: what one of them does must not keep the others changed.</summary>
    /// <returns>What is to be said of those that are not as they were.</returns>
    public IReadOnlyList<Diagnostic> Restore()
    {
        using var change = changing?.Invoke();
        return RestoreThose(_ => true);
    }

    private static Dictionary<string, string> Facts(ISetting setting, string action, string? from, string? to)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["control"] = setting.Control, ["target"] = setting.Target, ["action"] = action };
        if (from is not null)
            facts["from"] = from;
        if (to is not null)
            facts["to"] = to;
        return facts;
    }

    private Diagnostic? Set(ISetting setting, string value, Func<string> command)
    {
        Diagnostic Error(string id, string what, string remedy) => new(id, DiagnosticSeverity.Error, $"controls.{setting.Control}: {setting.Label} {what}", remedy);
        Diagnostic Unwritten(IOException e) => Error("JM6025", $"is not set to {value}, because that it is changed cannot be written to {_store.Directory}: {e.Message}",
            "Make it writable, or set JOULEMARK_STATE to a directory that is: without it nothing could be set back after a crash.");
        var reading = setting.Read();
        if ((reading.Value ?? setting.Untouched) is not { } before)
            return Error("JM6023", $"cannot be set to {value}, because it cannot be read: {reading.Reason}", "What it was before could not be restored.");
        var held = Find(setting);
        if (reading.Value is null ? held?.Value == value : setting.Holds(before, value) && setting.Verify(value) is null)
            return null; // it is as wanted, whoever has set it
        if (held is not null && reading.Value is { } present && !held.Lease.Lease.Wanted.Append(held.Lease.Lease.Original).Any(w => setting.Holds(present, w)))
            return Error("JM6029", $"is {present}, which this run did not set: somebody else changes it meanwhile", "Keep others from this machine's settings while you measure.");
        if (setting.Problem(value) is { } impossible)
            return Error("JM6027", $"cannot be set to {value}: {impossible}", "Use a value that it takes.");
        var isNew = held is null;
        var moved = setting.MovedBy(value);
        try
        {
            foreach (var other in moved.Where(m => Find(m) is null))
            {
                if (other.Read().Value is { } was)
                    _held.Add(new Held(other, Take(other, was, value, setting.Target))); // what it is moved to is looked at afterwards
            }

            if (held is null)
                _held.Add(held = new Held(setting, Take(setting, before, value)));
            else
                held.Lease.Add(value);
        }
        catch (IOException e)
        {
            return Unwritten(e);
        }

        var write = setting.Write(value);
        if (write.Failure is { } failure)
        {
            if (isNew && (write.LeftAsItWas || setting.Read().Value is { } still && setting.Holds(still, before)))
                ForgetWith(held); // nothing has changed
            return write.IsRefused
                ? Error("JM6026", $"may not be set to {value} by this user: {failure}", $"An administrator can: {command()}. Or run Joulemark as root.")
                : Error("JM6027", $"cannot be set to {value}: {failure}", $"Set it by hand, if it can be: {command()}");
        }

        try
        {
            Follow(setting, moved);
        }
        catch (IOException e)
        {
            return Unwritten(e);
        }

        if (setting.Verify(value) is { } instead)
            return Error("JM6028", $"was set to {value}, which was accepted and has no effect: {instead}", "Something else holds it: another tool, the firmware, the hypervisor. It is set back.");
        held.Value = value;
        record($"{setting.Control} of {setting.Label} is set to {value}, it was {before}"
            + (setting.Untouched is null ? "" : " (a lock that somebody else had set is lost: NVML does not tell it)"), null, Facts(setting, "set", before, value));
        return null;
    }

    private Held? Find(ISetting setting) => _held.Find(h => h.Setting.Control == setting.Control && h.Setting.Target == setting.Target);

    /// <summary>Writes down where the kernel has moved others to, and sets back those that this value does not move any more.</summary>
    private void Follow(ISetting setting, IReadOnlyList<ISetting> moved)
    {
        foreach (var other in moved.Select(Find).OfType<Held>())
        {
            if (other.Setting.Read().Value is { } now && now != other.Lease.Lease.Original)
                other.Lease.Add(now);
        }

        RestoreThose(h => h.Lease.Lease.MovedBy == setting.Target && !moved.Any(m => m.Target == h.Setting.Target));
    }

    private HeldLease Take(ISetting setting, string before, string value, string? movedBy = null) => _store.Take(new Lease
    {
        Control = setting.Control, Target = setting.Target, Label = setting.Label, Original = before, Wanted = [value], MovedBy = movedBy, Run = run,
        Owner = LeaseOwner.Own, Sysfs = host.Paths.Common.Sysfs, Procfs = host.Paths.Common.Procfs, NvmlLibrary = host.Paths.NvmlLibrary, Since = now(),
    });

    /// <summary>Ends a lease on what has not changed, and those on what it would have moved.</summary>
    private void ForgetWith(Held held)
    {
        foreach (var one in _held.Where(h => h == held || h.Lease.Lease.MovedBy == held.Setting.Target).ToList())
            Forget(one);
    }

    private void Forget(Held held)
    {
        try
        {
            held.Lease.Release();
            _held.Remove(held);
        }
        catch (IOException)
        {
            // It stays held, and is released when everything is restored.
        }
    }

    /// <summary>The last one changed first, and what others moved after those.</summary>
    private List<Diagnostic> RestoreThose(Func<Held, bool> which)
    {
        var outcomes = new List<(ISetting Setting, LeaseOutcome Outcome)>();
        foreach (var held in Enumerable.Reverse(_held).Where(which).OrderBy(h => h.Lease.Lease.MovedBy is not null).ToList())
        {
            outcomes.Add((held.Setting, Restore(held.Setting, held.Lease)));
            _held.Remove(held);
        }

        foreach (var (setting, outcome) in outcomes)
            record(outcome.Message, outcome.Diagnostic, Facts(setting, outcome.Restoration.ToString().ToLowerInvariant(), null, outcome.Found));
        return [.. outcomes.Select(o => o.Outcome.Diagnostic).OfType<Diagnostic>()];
    }

    private static LeaseOutcome Restore(ISetting setting, HeldLease lease)
    {
        try
        {
            return LeaseRestorer.Restore(lease, setting);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            lease.Dispose();
            return new LeaseOutcome
            {
                File = "", Lease = lease.Lease, Restoration = Restoration.Failed,
                Message = $"{setting.Control} of {setting.Label} could not be set back to {lease.Lease.Original}: {e.Message}", Remedy = $"{setting.Command(lease.Lease.Original)}; then {LeaseRestorer.Command}",
            };
        }
    }

    /// <summary>A setting that has been changed.</summary>
    private sealed class Held(ISetting setting, HeldLease lease)
    {
        public ISetting Setting => setting;

        public HeldLease Lease => lease;

        /// <summary>What it was set to last, and seen to be; null where nothing was.</summary>
        public string? Value { get; set; }
    }
}
