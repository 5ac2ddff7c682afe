using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Machines.Linux;
using Joulemark.Metrology;
using Joulemark.Storage;

namespace Joulemark.Machines.Leases;

/// <summary>One run at a time on a machine: two at once would measure each other.</summary>
internal sealed class RunLock : IDisposable
{
    private const int LongestRun = 200;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly LockedFile? _file;
    private readonly RunLockHolder _holder;

    private RunLock(LockedFile? file, RunLockHolder holder)
    {
        (_file, _holder) = (file, holder);
        Write(holder);
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="paths">Where the host's trees are: a tree of a test is another machine.</param>
    /// <param name="what">What is started, until it has a name.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="wait">True to wait for the run that holds it; else that is an error.</param>
    /// <param name="say">Takes what there is to say: whom it is waited for, and that there can be no lock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="JoulemarkException">Exit code 3: another run holds it.</exception>
    public static async Task<RunLock> TakeAsync(HostPaths paths, string what, MonotonicClock clock, bool wait, Action<Diagnostic> say, CancellationToken cancellationToken)
    {
        var path = PathOf(paths);
        var own = new RunLockHolder(LeaseOwner.Own, what, clock.TimeProvider.GetUtcNow());
        for (var said = ""; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryLock(path, out var failure) is { } file)
            {
                SayWhoDoesNotSee(paths, say);
                return new RunLock(file, own);
            }

            if (failure is not null)
            {
                say(new Diagnostic("JM6041", DiagnosticSeverity.Warning, $"the run lock {path} cannot be taken: {failure.Message.TrimEnd('.')}. Nothing keeps another run from this machine meanwhile",
                    "Make its directory writable, or set JOULEMARK_LOCKS to one that all users of this machine may write."));
                return new RunLock(null, own);
            }

            var holder = HolderOf(path);
            if (holder?.Owner.IsAncestorOfOurs() == true)
                return new RunLock(null, own); // we are what it measures
            var other = holder is null ? "another run" : FormattableString.Invariant($"another run, {holder.Run} (process {holder.Owner.Pid}, begun {holder.Since:yyyy-MM-dd HH:mm:ss} UTC),");
            if (!wait)
            {
                throw new JoulemarkException(ExitCode.Invalid, new Diagnostic("JM6040", DiagnosticSeverity.Error,
                    $"{other} measures on this machine; two at once would measure each other", "Wait for its end, or let this one wait: --wait"));
            }

            if (said != other)
                say(new Diagnostic("JM6042", DiagnosticSeverity.Info, $"waiting for the end of {other.TrimEnd(',')}", "Ctrl-C ends the waiting."));
            said = other;
            await clock.Delay(Period, cancellationToken);
        }
    }

    /// <summary>The lock's file.</summary>
    public static string PathOf(HostPaths paths)
    {
        var machine = paths.AreOfThisMachine ? ""
            : "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{paths.Sysfs}\n{paths.Procfs}")))[..8];

        // A state directory may be a home that several machines share: each of them, and each of its starts, is a machine of its own.
        var start = paths.Locks == paths.State && LeaseOwner.Own.Boot is { Length: >= 8 } boot ? "-" + boot[..8] : "";
        return Path.Combine(paths.Locks, $"joulemark{machine}{start}.lock");
    }

    /// <summary>The run has a name now.</summary>
    public void Name(string run) => Write(_holder with { Run = run });

    public void Dispose() => _file?.Dispose();

    /// <summary>There is a lock, and some whom it should keep away do not look at it.</summary>
    private static void SayWhoDoesNotSee(HostPaths paths, Action<Diagnostic> say)
    {
        if (!paths.LocksAreShared)
            say(new Diagnostic("JM6043", DiagnosticSeverity.Warning, $"the run lock is in {paths.Locks}, where other users of this machine do not look: neither /run/lock nor /tmp is there for all of them, so nothing keeps their runs away",
                "Set JOULEMARK_LOCKS, for all users, to a directory that all of them may write (mode 1777)."));
        if (LockSharing.Problem(paths) is { } problem)
            say(new Diagnostic("JM6044", DiagnosticSeverity.Info, problem, LockSharing.Remedy));
    }

    private static LockedFile? TryLock(string path, out IOException? failure)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return LockedFile.TryLock(path, LockedFile.ForEveryone, out failure);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = e as IOException ?? new IOException(e.Message, e);
            return null;
        }
    }

    /// <summary>Who holds the lock, as far as the file says it.</summary>
    internal static RunLockHolder? HolderOf(string path)
    {
        try
        {
            // Any user may have written it, and it goes to a terminal.
            return JsonSerializer.Deserialize(LockedFile.ReadText(path) ?? "null", RecordJson.Default.RunLockHolder) is { } holder
                ? holder with { Run = string.Concat(holder.Run.Where(c => !char.IsControl(c)).Take(LongestRun)) } : null;
        }
        catch (JsonException)
        {
            return null; // it is being written, or another user's and cannot be
        }
    }

    /// <summary>Who holds it is for people: that it cannot be written hinders nobody.</summary>
    private void Write(RunLockHolder holder)
    {
        try
        {
            if (_file?.CanWrite == true)
                _file.Write(JsonSerializer.Serialize(holder, RecordJson.Default.RunLockHolder));
        }
        catch (IOException)
        {
            // The lock holds all the same.
        }
    }
}
